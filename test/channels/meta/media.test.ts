import { createHash } from 'node:crypto';
import fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { openGraph } from '../../../src/channels/meta/graph.ts';
import { downloadMedia, isAllowed, MEDIA_LIMIT_BYTES, META_MEDIA_HOSTS, type MediaSettings } from '../../../src/channels/meta/media.ts';
import { GRAPH_KEYS, openTestGraph } from '../../support/graph.ts';

const { graph, settings } = await openTestGraph();
const media: MediaSettings = {
  graph: openGraph(settings),
  token: GRAPH_KEYS.token,
  allowedHosts: [graph.url],
  limitBytes: { ...MEDIA_LIMIT_BYTES, image: 64 },
  timeoutMs: 5_000,
};
const download = (mediaId: string | null, url: string | null = null, type = 'image') => downloadMedia(media, { type, mediaId, url });

const seen: { path: string; authorization: string | undefined }[] = [];
const elsewhere = fastify();
elsewhere.get('/*', async (request, reply) => {
  seen.push({ path: request.url, authorization: request.headers.authorization });
  if (request.url === '/to-graph') return reply.redirect(`${elsewhereUrl}/file`);
  if (request.url === '/away') return reply.redirect('http://169.254.169.254/latest');
  if (request.url === '/again') return reply.redirect(`${elsewhereUrl}/again`);
  return PNG;
});
const elsewhereUrl = await elsewhere.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => elsewhere.close());

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

test('an id is asked for its link, and the file kept with its type and hash', async () => {
  const { id } = graph.addMedia(PNG, 'application/pdf');
  expect(await download(id)).toEqual({
    kind: 'stored',
    bytes: PNG,
    mimeType: 'image/png',
    sha256: createHash('sha256').update(PNG).digest('hex'),
  });
});

test('the link of an id that has expired is asked for anew', async () => {
  const { id, link } = graph.addMedia(PNG, 'image/png');
  graph.expireLinks(id);
  expect(await download(id, link)).toMatchObject({ kind: 'stored' });
});

test('a link without an id that has expired is missing for good', async () => {
  const { id, openLink } = graph.addMedia(PNG, 'image/png');
  expect(await download(null, openLink)).toMatchObject({ kind: 'stored' });
  graph.expireLinks(id);
  expect(await download(null, openLink)).toEqual({ kind: 'missing', because: 'expired' });
});

test('an id that is gone is missing for good', async () => {
  const { id } = graph.addMedia(PNG, 'image/png');
  graph.forgetMedia(id);
  expect(await download(id)).toEqual({ kind: 'missing', because: 'expired' });
});

test('a dead token is no reason to give a file up', async () => {
  const { id } = graph.addMedia(PNG, 'image/png');
  const stranger = { ...media, graph: openGraph({ ...settings, token: 'otro' }) };
  expect(await downloadMedia(stranger, { type: 'image', mediaId: id, url: null })).toEqual({ kind: 'later', because: 'graph-190' });
  expect(await downloadMedia({ ...media, token: 'otro' }, { type: 'image', mediaId: id, url: null })).toEqual({
    kind: 'later',
    because: 'http-401',
  });
});

test.each([
  [64, 'stored'],
  [65, 'missing'],
])('a file of %i bytes under a limit of 64 is %s', async (size, kind) => {
  const { id, openLink } = graph.addMedia(Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]), 'image/png');
  expect(await download(id)).toMatchObject({ kind });
  expect(await download(null, openLink)).toMatchObject({ kind });
});

test('what holds no file is not fetched', async () => {
  expect(await download(null, elsewhereUrl, 'link')).toEqual({ kind: 'missing', because: 'no-file' });
  expect(await download(null, null)).toEqual({ kind: 'missing', because: 'no-file' });
});

test.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'no es un enlace', 'https://ejemplo.mx/a.jpg'])(
  '%s is not asked for',
  async (url) => {
    expect(await download(null, url)).toEqual({ kind: 'missing', because: 'host-not-allowed' });
  },
);

test('a redirect is followed once, inside the allowed hosts, and without the token', async () => {
  const allowed = { ...media, allowedHosts: [elsewhereUrl] };
  const get = (path: string) => downloadMedia(allowed, { type: 'image', mediaId: null, url: `${elsewhereUrl}${path}` });
  expect(await get('/to-graph')).toMatchObject({ kind: 'stored' });
  expect(seen).toEqual([
    { path: '/to-graph', authorization: `Bearer ${GRAPH_KEYS.token}` },
    { path: '/file', authorization: undefined },
  ]);
  expect(await get('/away')).toEqual({ kind: 'missing', because: 'host-not-allowed' });
  expect(await get('/again')).toEqual({ kind: 'missing', because: 'host-not-allowed' });
});

test.each([
  ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', true],
  ['https://scontent.xx.fbcdn.net/a.jpg', true],
  ['http://scontent.xx.fbcdn.net/a.jpg', false],
  ['https://fbcdn.net.ejemplo.mx/a.jpg', false],
  ['https://malfbcdn.net/a.jpg', false],
  ['https://scontent.xx.fbcdn.net:8443/a.jpg', false],
  ['https://lookaside.fbsbx.com@ejemplo.mx/a.jpg', false],
])('%s is a host of Meta: %s', (url, expected) => {
  expect(isAllowed(new URL(url), META_MEDIA_HOSTS)).toBe(expected);
});

test.each([
  ['%PDF-1.7\n', 'application/pdf'],
  ['hola, mi módem parpadea', 'text/plain'],
  ['<html><script>alert(1)</script>', 'text/plain'],
  ['<?xml version="1.0"?><svg onload="alert(1)"/>', 'application/octet-stream'],
  ['a\u0000b', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%o is %s by its bytes', async (text, mimeType) => {
  const { id } = graph.addMedia(Buffer.from(text), 'image/jpeg');
  expect(await download(id, null, 'document')).toMatchObject({ kind: 'stored', mimeType });
});
