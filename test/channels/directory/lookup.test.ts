import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { lookUpContract } from '../../../src/channels/directory/lookup.ts';
import { readRow } from '../../../src/channels/directory/rows.ts';
import { konecta, monet } from '../../support/profiles.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The company's own system, as this test has it answer. */
const system = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const settings = (url: string, timeoutMs = 10_000) => ({ url, token: 'secret-token', timeoutMs });
const ROW = {
  contract: '204518',
  holder: ' Ana  Ruiz Soto ',
  phone: '686 555 0142',
  email: 'ANA@example.mx',
  city: 'Mexicali',
  monthlyPrice: 499.9,
};

test('a contract that the system has is a subscriber in canonical form; token and contract go where they belong', async () => {
  const asked: (string | undefined)[] = [];
  const base = await system((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.end(JSON.stringify(ROW));
  });
  expect(await lookUpContract(settings(`${base}/contracts/{contract}`), '204518', konecta())).toEqual({
    kind: 'found',
    row: {
      contract: '204518',
      contractKey: '204518',
      holder: 'Ana Ruiz Soto',
      phone: '+526865550142',
      email: 'ana@example.mx',
      city: 'mexicali',
      monthlyPriceCents: 49_990,
    },
  });
  await lookUpContract(settings(`${base}/find?v=2`), 'M 1&x', konecta());
  expect(asked).toEqual(['/contracts/204518', 'Bearer secret-token', '/find?v=2&contract=M+1%26x', 'Bearer secret-token']);
});

test.each([
  ['404 is no such contract', 404, '', { kind: 'absent' }],
  ['500 is no answer', 500, '', { kind: 'unavailable', because: 'http-500' }],
  ['401 is no answer', 401, '', { kind: 'unavailable', because: 'http-401' }],
  ['what is not JSON is no answer', 200, '<html>', { kind: 'unavailable', because: 'not-json' }],
  ['a list is no answer', 200, '[]', { kind: 'unavailable', because: 'not-json' }],
  ['a row without a holder is no answer', 200, JSON.stringify({ ...ROW, holder: '' }), { kind: 'unavailable', because: 'row:holder' }],
  ['an endless body is no answer', 200, 'x'.repeat(70_000), { kind: 'unavailable', because: 'too-large' }],
])('%s', async (_name, status, body, outcome) => {
  const base = await system((_request, response) => response.writeHead(status).end(body));
  expect(await lookUpContract(settings(base), '204518', konecta())).toEqual(outcome);
});

test('a system that does not answer within the limit, or is away, or sends elsewhere, is no answer', async () => {
  const silent = await system(() => undefined);
  expect(await lookUpContract(settings(silent, 50), '204518', konecta())).toEqual({ kind: 'unavailable', because: 'timeout' });
  const elsewhere = await system((_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  expect((await lookUpContract(settings(elsewhere), '204518', konecta())).kind).toBe('unavailable');
  expect((await lookUpContract(settings('http://127.0.0.1:1/'), '204518', konecta())).kind).toBe('unavailable');
});

test.each([
  [{ contract: '12' }, 'contract'],
  [{ holder: ' ' }, 'holder'],
  [{ phone: '12' }, 'phone'],
  [{ email: 'ana@' }, 'email'],
  [{ city: 'Saltillo' }, 'city'],
  [{ monthlyprice: '-5' }, 'monthlyPrice'],
  [{ monthlyprice: '499.999' }, 'monthlyPrice'],
])('a row that is wrong says in which column: %j', (change, column) => {
  const row = { contract: '204518', holder: 'Ana Ruiz', phone: '', email: '', city: '', ...change };
  expect(readRow(row, konecta())).toEqual({ why: expect.stringMatching(`^${column}: `) });
});

test.each([
  ['', null],
  ['499', 49_900],
  ['$1,299.9', 129_990],
  ['0.05', 5],
])('a monthly price of "%s" is %s cents', (monthlyprice, cents) => {
  expect(readRow({ contract: 'M204518', holder: 'Ana Ruiz', monthlyprice }, monet())).toMatchObject({ monthlyPriceCents: cents });
});
