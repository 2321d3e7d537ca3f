import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openMedia } from '../../src/assembly/media.ts';
import { loadConfig } from '../../src/runtime/config.ts';
import { messengerEvent, whatsAppMessage } from '../../src/runtime/services/meta-webhooks.ts';
import { media } from '../../src/steps/media.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { dump, openChat, PAGE, PSID, ROSA } from '../support/chat.ts';
import { openTestGraph } from '../support/graph.ts';
import { chatVariables } from '../support/variables.ts';

const chat = await openChat();
const { graph } = await openTestGraph({ now: () => chat.clock.now });
const tools = { ...chat.tools, fetchMedia: openMedia(loadConfig('config', chatVariables()), graph.url) };
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
let made = 0;

/** A photo that a customer sends on WhatsApp, stored; gives its attachment and the message. */
const photo = async (mediaId: string, caption?: string) => {
  made += 1;
  const wamid = `wamid.FOTO${made}`;
  const image = { id: mediaId, mime_type: 'image/jpeg', ...(caption && { caption }) };
  const pieces = [whatsAppMessage(ROSA, wamid, chat.at(), { type: 'image', image })];
  for (let repeat = 0; repeat < 2; repeat += 1) await chat.whatsApp(pieces);
  const rows = await chat.rows(`SELECT a."id" FROM "Attachment" a JOIN "Message" m ON m."id" = a."messageId" WHERE m."externalId" = $1`, [
    wamid,
  ]);
  expect(rows).toHaveLength(1);
  return String(rows[0]?.id);
};
const find = async (id: string) => (await chat.rows(`SELECT * FROM "Attachment" WHERE "id" = $1`, [id]))[0];

test('a file is fetched at once after its message is committed, and kept by its content with its real type; a second run changes nothing', async () => {
  const { id: mediaId } = graph.addMedia(PNG, 'application/pdf');
  const id = await photo(mediaId);
  expect(chat.jobs.filter((job) => job.queue === 'media')).toEqual([{ queue: 'media', id, delayMs: 0 }]);
  await media(tools, id);
  const hash = createHash('sha256').update(PNG).digest('hex');
  const stored = { state: 'stored', mimeType: 'image/png', sizeBytes: PNG.length, rawHash: hash, error: null, nextTryAt: null };
  expect(await find(id)).toMatchObject(stored);
  expect((await chat.store.messages.findRaw(hash))?.bytes.equals(PNG)).toBe(true);
  const before = await dump(chat);
  await media(tools, id);
  expect(await dump(chat)).toEqual(before);
  const again = await photo(graph.addMedia(PNG, 'image/png').id);
  await media(tools, again);
  expect(await find(again)).toMatchObject(stored);
});

test('what Meta does not give is asked for again with growing waits, by queue and by sweep, and then comes', async () => {
  const { id: mediaId } = graph.addMedia(PNG, 'image/png');
  const id = await photo(mediaId);
  graph.state.token = 'otro';
  await media(tools, id);
  expect(await find(id)).toMatchObject({ state: 'pending', error: 'graph-190', attempts: 1, nextTryAt: chat.at(5) });
  await media(tools, id);
  expect(await find(id)).toMatchObject({ attempts: 1 });
  chat.clock.now += 5_000;
  await media(tools, id);
  expect(await find(id)).toMatchObject({ attempts: 2, nextTryAt: chat.at(10) });
  chat.jobs.length = 0;
  chat.clock.now += 20_000;
  await sweep(tools, 10_000);
  expect(chat.jobs).toContainEqual({ queue: 'media', id, delayMs: 0 });
  graph.state.token = 'token-de-prueba';
  await media(tools, id);
  expect(await find(id)).toMatchObject({ state: 'stored' });
});

test('a process that dies in the middle of a download loses nothing: another takes it when the lease ends', async () => {
  const id = await photo(graph.addMedia(PNG, 'image/png').id);
  await expect(media({ ...tools, fetchMedia: async () => Promise.reject(new Error('killed')) }, id)).rejects.toThrow('killed');
  await media(tools, id);
  expect(await find(id)).toMatchObject({ state: 'pending' });
  chat.clock.now += 3 * 60_000;
  await media(tools, id);
  expect(await find(id)).toMatchObject({ state: 'stored' });
});

test('a file that is gone, or never comes within the life of its id, is missing with why', async () => {
  const gone = graph.addMedia(PNG, 'image/png').id;
  const id = await photo(gone);
  graph.forgetMedia(gone);
  await media(tools, id);
  expect(await find(id)).toMatchObject({ state: 'missing', error: 'expired', nextTryAt: null });
  const never = await photo(graph.addMedia(PNG, 'image/png').id);
  const away = { ...tools, fetchMedia: async () => ({ kind: 'later', because: 'http-503' }) as const };
  let rounds = 0;
  for (; (await find(never))?.state === 'pending' && rounds < 100; rounds += 1) {
    await media(away, never);
    chat.clock.now += 6 * 3_600_000;
  }
  expect(await find(never)).toMatchObject({ state: 'missing', error: 'http-503', nextTryAt: null });
  // Seven days in steps of six hours.
  expect(rounds).toBeGreaterThan(27);
});

test('a file of Messenger is fetched from its open link; a place and a shared link are no files', async () => {
  const { openLink } = graph.addMedia(PNG, 'image/jpeg');
  const attachments = [
    { type: 'image', payload: { url: openLink } },
    { type: 'location', payload: { coordinates: { lat: 32.6, long: -115.4 } } },
    { type: 'fallback', payload: { url: 'https://ejemplo.mx/nota', title: 'Nota' } },
  ];
  await chat.messenger([messengerEvent(PAGE, PSID, chat.at(), { message: { mid: 'm_fotos', attachments } })]);
  const rows = await chat.rows(
    `SELECT a."id", a."type", a."state"::text FROM "Attachment" a JOIN "Message" m ON m."id" = a."messageId" WHERE m."externalId" = 'm_fotos' ORDER BY a."position"`,
  );
  expect(rows.map(({ type, state }) => [type, state])).toEqual([
    ['image', 'pending'],
    ['location', 'in_raw'],
    ['link', 'in_raw'],
  ]);
  await media(tools, String(rows[0]?.id));
  expect(await find(String(rows[0]?.id))).toMatchObject({ state: 'stored', mimeType: 'image/png' });
});

test('understanding does not wait for a file, and one that is missing changes nothing of its message', async () => {
  const id = await photo(graph.addMedia(PNG, 'image/png').id, 'No tengo internet, contrato 204518');
  const settled = await chat.settle();
  expect(settled.map(({ disposition }) => disposition)).toContain('ticket');
  expect(await find(id)).toMatchObject({ state: 'pending' });
});
