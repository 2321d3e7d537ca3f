import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { look } from '../../src/console/admin/block.ts';
import { viewChannel } from '../../src/console/admin/channels.ts';
import { viewMailbox } from '../../src/console/admin/mailboxes.ts';
import { viewQueue } from '../../src/console/admin/queues.ts';
import { showTraffic, viewTraffic } from '../../src/console/admin/traffic.ts';
import { viewBacklog } from '../../src/console/admin/work.ts';
import { viewWorkers, WORKERS } from '../../src/console/admin/workers.ts';
import { html } from '../../src/console/html.ts';
import { QUEUE_NAMES } from '../../src/queues/queues.ts';
import type { ChannelStateRow } from '../../src/store/channel-states.ts';
import type { WatchedMailbox } from '../../src/store/watch.ts';

const NOW = new Date('2026-11-24T11:12:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000 + 60_000);

const mailbox = (more: Partial<WatchedMailbox> = {}): WatchedMailbox => ({
  address: 'soporte@konecta.mx',
  company: 'konecta',
  uidValidity: 1n,
  lastUid: 1n,
  since: null,
  watcher: 'one',
  leaseUntil: new Date(NOW.getTime() + 10_000),
  state: 'watching',
  lastError: null,
  lastErrorAt: null,
  nextTryAt: null,
  lastMailAt: ago(3),
  lastSeenAt: ago(1),
  lagMs: 800,
  isWatched: true,
  ...more,
});
const levels = (remarks: { level: string }[]) => remarks.map(({ level }) => level);

test.each<[string, Partial<WatchedMailbox>, string[]]>([
  ['is watched', {}, []],
  ['was refused a moment ago', { state: 'waiting', lastError: 'login-refused' }, ['act']],
  ['lost its OAuth 2.0 grant', { lastError: 'oauth2-invalid-grant' }, ['act']],
  ['lost its connection a moment ago', { lastError: 'ECONNRESET' }, ['watch']],
  ['lost its connection a quarter of an hour ago', { lastError: 'ECONNRESET', lastSeenAt: ago(15) }, ['act']],
  ['has a mail that its server does not give', { lastError: 'mail-unreadable', lastSeenAt: ago(15) }, ['watch']],
  ['has been silent for ten minutes', { lastSeenAt: ago(10) }, ['watch']],
  ['has been silent for nine minutes', { lastSeenAt: ago(9) }, []],
  ['has a watcher that died', { leaseUntil: ago(1), isWatched: false }, ['act']],
  ['was let go of', { watcher: null, leaseUntil: null, isWatched: false, state: 'stopped' }, ['act']],
])('a mailbox that %s', (_what, row, expected) => {
  expect(levels(viewMailbox('soporte@konecta.mx', mailbox(row), 'konecta', NOW).remarks)).toEqual(expected);
});

test('a mailbox that no process ever opened needs somebody to start one', () => {
  const view = viewMailbox('soporte@konecta.mx', null, 'konecta', NOW);
  expect(levels(view.remarks)).toEqual(['act']);
  expect(html`${view.remarks[0]?.mend}`.markup).toContain('npm start -- mailboxes');
});

test.each(['53100', '57P01', 'XX001', 'P2010'])('what PostgreSQL refused with %s is told as a matter of the database', (lastError) => {
  expect(viewMailbox('a@b.mx', mailbox({ lastError }), 'konecta', NOW).error).toContain('no se pudo guardar');
});

test('a code that nobody knows is told as it is', () => {
  expect(viewMailbox('a@b.mx', mailbox({ lastError: 'EWEIRD' }), 'konecta', NOW).error).toContain('EWEIRD');
});

const channel = (more: Partial<ChannelStateRow> = {}): ChannelStateRow => ({
  company: 'konecta',
  channel: 'whatsapp',
  state: 'open',
  since: ago(900),
  lastError: null,
  nextTryAt: null,
  checkedAt: ago(60),
  tokenExpiresAt: null,
  faults: [],
  quality: 'GREEN',
  ...more,
});

test.each<[string, Partial<ChannelStateRow>, string[], string]>([
  ['is open', {}, [], 'Sin fecha de término'],
  ['has a dead token', { state: 'stopped', lastError: 'token:dead' }, ['act'], 'Ya no es válido'],
  ['is restricted', { state: 'stopped', lastError: 'restricted:368' }, ['act'], 'Sin fecha de término'],
  ['has a token for 15 days', { tokenExpiresAt: inDays(15) }, [], 'Le quedan 15 días'],
  ['has a token for 14 days', { tokenExpiresAt: inDays(14) }, ['watch'], 'Le quedan 14 días'],
  ['has a token for 3 days', { tokenExpiresAt: inDays(3) }, ['act'], 'Le quedan 3 días'],
  ['has a token that ended', { tokenExpiresAt: ago(60) }, ['act'], 'Ya terminó'],
  ['lacks a permission', { faults: ['scope pages_messaging: not granted'] }, ['act'], 'Sin fecha de término'],
  ['has a paused template', { faults: ['template konecta_mas_tiempo: PAUSED'] }, ['watch'], 'Sin fecha de término'],
  ['gets no messages', { faults: ['page not subscribed to messages'] }, ['act'], 'Sin fecha de término'],
  ['is judged low', { quality: 'RED' }, ['act'], 'Sin fecha de término'],
  ['was not looked at for two days', { checkedAt: ago(2 * 1440) }, ['watch'], 'Sin fecha de término'],
])('a channel that %s', (_what, row, expected, token) => {
  const view = viewChannel({ channel: 'whatsapp', name: '+52' }, channel(row), null, { company: 'konecta', now: NOW });
  expect(levels(view.remarks)).toEqual(expected);
  expect(view.token).toBe(token);
});

test.each([
  [0.5, []],
  [2, ['watch']],
  [5, ['act']],
])('a queue whose oldest job waits for %d minutes', (minutes, expected) => {
  const stand = { name: 'understand', waiting: 4, active: 0, delayed: 0, failed: 0, lastFailure: null } as const;
  expect(levels(viewQueue({ ...stand, oldestAt: ago(minutes) }, NOW).remarks)).toEqual(expected);
});

test('a worker that is silent for a minute is missing, and one more of its kind makes up for it', () => {
  const one = { workers: WORKERS.map(({ name }) => name), version: '0.1.0', startedAt: ago(9) };
  expect(viewWorkers([{ ...one, instance: 'a', silentMs: 59_000 }]).remarks).toEqual([]);
  expect(viewWorkers([{ ...one, instance: 'a', silentMs: 60_000 }]).remarks).toHaveLength(1);
  const [missing] = viewWorkers([{ ...one, instance: 'a', workers: one.workers.filter((name) => name !== 'answer'), silentMs: 0 }]).remarks;
  expect(missing?.what).toBe('El proceso answer no corre: no sale ninguna respuesta.');
  expect(
    viewWorkers([
      { ...one, instance: 'a', silentMs: 80_000 },
      { ...one, instance: 'b', silentMs: 0 },
    ]).remarks,
  ).toEqual([]);
});

test('every worker that can be started is looked for, and every queue has a name', () => {
  const files = readdirSync('workers').map((file) => file.replace('.ts', ''));
  expect(WORKERS.map(({ name }) => name).sort()).toEqual(files.filter((name) => name !== 'all').sort());
  const stand = { waiting: 0, active: 0, delayed: 0, failed: 0, oldestAt: null, lastFailure: null };
  for (const name of QUEUE_NAMES) expect(viewQueue({ ...stand, name }, NOW).title).not.toBe(name);
});

test('two versions at once are told', () => {
  const one = { workers: WORKERS.map(({ name }) => name), startedAt: ago(9), silentMs: 0 };
  const { remarks } = viewWorkers([
    { ...one, instance: 'a', version: '0.1.0' },
    { ...one, instance: 'b', version: '0.2.0' },
  ]);
  expect(remarks[0]?.what).toContain('0.1.0 y 0.2.0');
});

test('what waits for ten minutes needs somebody, what waits for nine does not', () => {
  const backlog = (minutes: number) => ({
    deliveries: { count: 0, oldestAt: null },
    messages: { count: 3, oldestAt: ago(minutes) },
    replies: { count: 0, oldestAt: null },
    quarantined: 0,
  });
  expect(levels(viewBacklog(backlog(10), null, NOW))).toEqual(['act']);
  const deliveries = { count: 2, oldestAt: ago(10) };
  expect(viewBacklog({ ...backlog(9), deliveries }, null, NOW).map(({ what }) => what)).toEqual([
    expect.stringMatching(/^2 entregas de Meta/),
  ]);
  expect(viewBacklog(backlog(9), null, NOW)).toEqual([]);
});

test('the chart has 24 hours of the company’s clock, the present one last, and says the busiest in words', () => {
  const view = viewTraffic(
    [
      { hoursAgo: 0, channel: 'email', count: 2 },
      { hoursAgo: 23, channel: 'whatsapp', count: 5 },
    ],
    NOW,
    'America/Tijuana',
  );
  expect(view.bars).toHaveLength(24);
  expect(view.bars.at(-1)).toMatchObject({ hour: '03:00', total: 2 });
  expect(view.bars[0]).toMatchObject({ hour: '04:00', total: 5 });
  expect(showTraffic('Mensajes', 'nada', view).markup).toContain('Mensajes: 7 en 24 horas; la hora con más, las 04:00, con 5.');
  expect(showTraffic('Mensajes', 'nada', viewTraffic([], NOW, 'America/Tijuana')).markup).toContain('nada');
});

test('what does not answer in time is not waited for, and what fails is not thrown', async () => {
  expect(await look('slow', () => new Promise(() => undefined), 1)).toEqual({ kind: 'unseen' });
  expect(await look('failing', () => Promise.reject(new Error('no')))).toEqual({ kind: 'unseen' });
  expect(await look('fine', async () => 1)).toEqual({ kind: 'seen', value: 1 });
});
