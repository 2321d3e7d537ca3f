import { expect, test } from 'vitest';
import { appSecretProof, isOneOf, isSigned, signatureOf } from '../../../src/channels/meta/signature.ts';

const SECRET = 'secreto-de-prueba';
const ESCAPED = Buffer.from(String.raw`{"object":"page","texto":"ma\u00f1ana \ud83d\udc4d a\/b"}`);
const LITERAL = Buffer.from('{"object":"page","texto":"mañana 👍 a/b"}');
const ESCAPED_SIGNATURE = 'sha256=37c0204077ac9dc6c249ba47a9e7d96a520e3bb08121d990ce784351b16736fc';
const LITERAL_SIGNATURE = 'sha256=ac8a875423348f36d9be84c6e36f19941fa8d30d1e6a841526c99f5647f1a826';

test.each([
  ['escaped unicode', ESCAPED, 57, ESCAPED_SIGNATURE],
  ['literal UTF-8', LITERAL, 44, LITERAL_SIGNATURE],
])('a body in %s verifies over its own bytes', (_, body, bytes, signature) => {
  expect(body).toHaveLength(bytes);
  expect(isSigned(body, signature, [SECRET])).toBe(true);
  expect(signatureOf(body, SECRET)).toBe(signature);
});

test('the signature of one form does not hold for the other', () => {
  expect(isSigned(LITERAL, ESCAPED_SIGNATURE, [SECRET])).toBe(false);
});

test('during a rotation the old and the new secret both hold', () => {
  expect(isSigned(ESCAPED, ESCAPED_SIGNATURE, ['nuevo', SECRET])).toBe(true);
  expect(isSigned(ESCAPED, ESCAPED_SIGNATURE, [SECRET, 'nuevo'])).toBe(true);
  expect(isSigned(ESCAPED, ESCAPED_SIGNATURE, ['nuevo'])).toBe(false);
  expect(isSigned(ESCAPED, ESCAPED_SIGNATURE, [])).toBe(false);
});

test.each([
  ['missing', undefined],
  ['empty', ''],
  ['without prefix', ESCAPED_SIGNATURE.slice(7)],
  ['SHA-1', `sha1=${'a'.repeat(40)}`],
  ['one digit short', ESCAPED_SIGNATURE.slice(0, -1)],
  ['one digit long', `${ESCAPED_SIGNATURE}0`],
  ['no hex', `sha256=${'z'.repeat(64)}`],
  ['followed by a line', `${ESCAPED_SIGNATURE}\n`],
  ['twice', [ESCAPED_SIGNATURE, ESCAPED_SIGNATURE]],
])('a header that is %s is refused', (_, header) => {
  expect(isSigned(ESCAPED, header, [SECRET])).toBe(false);
});

test('a verify token is one of ours or it is not, whatever its length', () => {
  expect(isOneOf('hola', ['otro', 'hola'])).toBe(true);
  expect(isOneOf('hol', ['hola'])).toBe(false);
  expect(isOneOf('', [])).toBe(false);
  expect(isOneOf(['hola'], ['hola'])).toBe(false);
});

// RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
test('the proof of a token is HMAC-SHA256 with the app secret as key', () => {
  expect(appSecretProof('what do ya want for nothing?', 'Jefe')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});
