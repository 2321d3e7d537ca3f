import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signWebhook } from '../../../src/channels/announce/sign.ts';

const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const parts = () => ({
  id: '0198c0de-0000-7000-8000-000000000000',
  at: new Date(),
  body: '{"type":"ticket.created","data":{"holder":"María"}}',
});

test('receivers verify a delivery with the standard’s own library', () => {
  const secret = makeSecret();
  const signed = parts();
  expect(new Webhook(secret).verify(signed.body, signWebhook(signed, [secret]))).toEqual(JSON.parse(signed.body));
  expect(() => new Webhook(secret).verify(`${signed.body} `, signWebhook(signed, [secret]))).toThrow();
  expect(() => new Webhook(makeSecret()).verify(signed.body, signWebhook(signed, [secret]))).toThrow();
});

test('while a secret is changed, the old and the new one both verify', () => {
  const [fresh, old] = [makeSecret(), makeSecret()];
  const signed = parts();
  const headers = signWebhook(signed, [fresh, old]);
  for (const secret of [fresh, old]) expect(new Webhook(secret).verify(signed.body, headers)).toBeTruthy();
});

test('the standard’s own example is signed as it says', () => {
  const headers = signWebhook({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000), body: '{"test": 2432232314}' }, [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ]);
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('what is no secret of the standard signs nothing', () => {
  expect(() => signWebhook(parts(), ['secreto'])).toThrow('whsec_');
});
