import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isPublic } from '../../../src/channels/announce/address.ts';
import { openPost } from '../../../src/channels/announce/post.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const post = openPost({ allowLoopback: true });
const send = (url: string, way = post) => way({ url, headers: { 'webhook-id': '1' }, body: '{"a":"ñ"}' });

test('body and headers arrive, and a 2xx is taken as taken', async () => {
  const seen: string[] = [];
  const url = await serve(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    seen.push(`${request.method} ${request.headers['content-type']} ${request.headers['webhook-id']} ${Buffer.concat(parts).toString()}`);
    response.writeHead(204).end();
  });
  expect(await send(url)).toEqual({ kind: 'sent', status: 204 });
  expect(seen).toEqual(['POST application/json 1 {"a":"ñ"}']);
});

test.each([
  [500, {}, { kind: 'later', status: 500, because: 'http:500', afterMs: null }],
  [429, { 'retry-after': '120' }, { kind: 'later', status: 429, because: 'http:429', afterMs: 120_000 }],
  [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { kind: 'later', status: 503, because: 'http:503', afterMs: null }],
  [410, {}, { kind: 'gone', status: 410 }],
])('a status %i is told as it is', async (status, headers, outcome) => {
  expect(await send(await serve((_request, response) => response.writeHead(status, headers).end()))).toEqual(outcome);
});

test('a redirect is followed nowhere', async () => {
  let reached = false;
  const inside = await serve((_request, response) => {
    reached = true;
    response.end();
  });
  const url = await serve((_request, response) => response.writeHead(302, { location: inside }).end());
  expect(await send(url)).toMatchObject({ kind: 'later', because: 'http:302' });
  expect(reached).toBe(false);
});

test('an answer without end costs nothing: only its status is read', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200);
    response.write('x'.repeat(100_000));
  });
  expect(await send(url)).toEqual({ kind: 'sent', status: 200 });
});

test('who does not answer in time has not taken it', async () => {
  const url = await serve(() => undefined);
  expect(await send(url, openPost({ allowLoopback: true, lastsMs: 200 }))).toMatchObject({ kind: 'later', because: 'timeout' });
});

test('who would speak another protocol has not taken it, and is not waited for', async () => {
  const url = await serve((_request, response) => response.writeHead(101, { connection: 'Upgrade', upgrade: 'websocket' }).end());
  expect(await send(url, openPost({ allowLoopback: true, lastsMs: 60_000 }))).toMatchObject({ kind: 'later', status: null });
});

test('where nobody listens, the failure has its code', async () => {
  const url = await serve((_request, response) => response.end());
  const [server] = servers.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  expect(await send(url)).toMatchObject({ kind: 'later', status: null, because: 'ECONNREFUSED' });
});

test.each([
  'http://127.0.0.1:1/',
  'https://127.0.0.1:1/',
  'https://[::1]:1/',
  'https://localhost:1/',
  'https://10.0.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00:ec2::254]/',
  'https://[::ffff:169.254.169.254]/',
  'https://0x7f000001/',
  'https://2130706433/',
])('nothing is sent to %s: what is inside stays inside', async (url) => {
  expect(await send(url, openPost({ allowLoopback: false }))).toEqual({
    kind: 'later',
    status: null,
    because: 'address-refused',
    afterMs: null,
  });
});

test('plain http goes nowhere but to this machine, where that is allowed', async () => {
  expect(await send('http://93.184.215.14/', openPost({ allowLoopback: false }))).toMatchObject({ because: 'not-https' });
});

test.each([
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['0.0.0.0', false],
  ['127.8.8.8', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['192.0.2.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['ff02::1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['nada', false],
])('the address %s is the public Internet’s: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
