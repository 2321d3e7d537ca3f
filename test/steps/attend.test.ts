import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { previewCompensation, reopenTicket, resolveTicket } from '../../src/steps/attend.ts';
import { undoAction } from '../../src/steps/attend-undo.ts';
import { type Desk, HOUR_MS, openDesk } from '../support/desk.ts';

const FALLA = 'Buenas tardes, no tengo internet desde ayer, mi contrato es 204518';
let desk: Desk;
let agent: string;

beforeEach(async () => {
  desk = await openDesk('2026-06-10T18:00:00Z');
  agent = await desk.addAgent();
});
afterEach(() => desk.close());

const resolution = { cause: 'red', attributable: true, repairedAt: null, reason: 'Se cambió el conector' };
const order = (ticket: { id: string; version: number; company: string }) => ({
  company: ticket.company,
  ticketId: ticket.id,
  agent,
  version: ticket.version,
  requestId: randomUUID(),
});
const withPrice = (monthlyPriceCents: number) =>
  desk.store.subscribers.save(
    'konecta',
    [{ contract: '204518', contractKey: '204518', holder: 'Ana Ruiz Soto', phone: null, email: null, city: 'mexicali', monthlyPriceCents }],
    desk.at(),
  );

test('a failure that was the company’s doing is resolved with its compensation, told once, and a second run changes nothing', async () => {
  await withPrice(60_000);
  const { ticket } = await desk.report(FALLA);
  desk.pass(48 * HOUR_MS - 60_000);
  const asked = { company: 'konecta', ticketId: ticket.id, repairedAt: null };
  expect(await previewCompensation(desk.tools, asked)).toMatchObject({ creditCents: 4000, bonusCents: 800 });
  const resolve = { ...order(ticket), ...resolution };
  const done = await resolveTicket(desk.tools, resolve);
  expect(done).toMatchObject({ kind: 'done', replyId: expect.any(String) });
  const after = await desk.ticketOf(ticket.id);
  expect(after).toMatchObject({
    status: 'resolved',
    cause: 'red',
    attributable: true,
    compensationCents: 4800,
    version: ticket.version + 1,
  });
  const reply = await desk.store.db.reply.findFirst({ where: { ticketId: ticket.id, kind: 'resolved' } });
  expect(reply?.facts).toMatchObject({ compensationCents: 4800 });

  expect(await resolveTicket(desk.tools, resolve)).toEqual({ kind: 'repeated' });
  expect(await resolveTicket(desk.tools, { ...order(ticket), ...resolution })).toEqual({ kind: 'refused', because: 'stale' });
  expect(await resolveTicket(desk.tools, { ...order(after), ...resolution })).toEqual({ kind: 'refused', because: 'already-resolved' });
  expect(await desk.ticketOf(ticket.id)).toEqual(after);
  expect(await desk.store.db.reply.count({ where: { ticketId: ticket.id, kind: 'resolved' } })).toBe(1);
  expect((await desk.eventsOf(ticket.id)).filter((kind) => kind === 'resolved')).toHaveLength(1);
});

test('without the agent’s word that it was the company’s doing no compensation is kept or told', async () => {
  await withPrice(60_000);
  const { ticket } = await desk.report(FALLA);
  desk.pass(HOUR_MS);
  await resolveTicket(desk.tools, { ...order(ticket), ...resolution, cause: 'cliente', attributable: false });
  expect(await desk.ticketOf(ticket.id)).toMatchObject({ attributable: false, compensationCents: null });
  const reply = await desk.store.db.reply.findFirst({ where: { ticketId: ticket.id, kind: 'resolved' } });
  expect(reply?.facts).toMatchObject({ compensationCents: null });
});

test('a ticket of another company cannot be touched', async () => {
  const { ticket } = await desk.report(FALLA);
  const foreign = { ...order(ticket), company: 'monet', ...resolution };
  expect(await resolveTicket(desk.tools, foreign)).toEqual({ kind: 'refused', because: 'ticket-not-found' });
  expect((await desk.ticketOf(ticket.id)).status).toBe('open');
});

test('an agent reopens with a new term and no answer, whenever it was resolved', async () => {
  const { ticket } = await desk.report(FALLA);
  await resolveTicket(desk.tools, { ...order(ticket), ...resolution });
  desk.pass(30 * 24 * HOUR_MS);
  const resolved = await desk.ticketOf(ticket.id);
  expect(await reopenTicket(desk.tools, { ...order(resolved), reason: '  ' })).toEqual({ kind: 'refused', because: 'reason-missing' });
  const reopen = { ...order(resolved), reason: 'Volvió a fallar' };
  const before = desk.enqueued.length;
  expect(await reopenTicket(desk.tools, reopen)).toMatchObject({ kind: 'done' });
  const open = await desk.ticketOf(ticket.id);
  expect(open).toMatchObject({ status: 'open', cause: null, compensationCents: null, termAt: desk.at() });
  expect(open.dueAt.getTime() - desk.at().getTime()).toBe(48 * HOUR_MS);
  expect(desk.enqueued).toHaveLength(before);
  expect(await reopenTicket(desk.tools, reopen)).toEqual({ kind: 'repeated' });
  expect(await desk.ticketOf(ticket.id)).toEqual(open);
});

test('a resolution taken back lets the term go on where it stood, and withdraws the answer that has not gone out', async () => {
  const { ticket } = await desk.report(FALLA);
  desk.pass(HOUR_MS);
  const done = await resolveTicket(desk.tools, { ...order(ticket), ...resolution });
  if (done.kind !== 'done') throw new Error('not resolved');
  desk.pass(3 * HOUR_MS);
  const undo = { ...order(await desk.ticketOf(ticket.id)), undoneId: done.eventId, reason: 'Era otro reporte' };
  expect(await undoAction(desk.tools, undo)).toMatchObject({ kind: 'done' });
  const after = await desk.ticketOf(ticket.id);
  expect(after).toMatchObject({ status: 'open', resolvedAt: null, cause: null, attributable: null });
  expect(after.dueAt.getTime() - ticket.dueAt.getTime()).toBe(3 * HOUR_MS);
  expect(await desk.store.replies.find(done.replyId ?? '')).toMatchObject({ state: 'withheld', because: 'undone' });
  expect(await desk.eventsOf(ticket.id)).toEqual(['opened', 'resolved', 'undone']);

  expect(await undoAction(desk.tools, undo)).toEqual({ kind: 'repeated' });

  const again = { ...order(after), undoneId: done.eventId, reason: null };
  expect(await undoAction(desk.tools, again)).toEqual({ kind: 'refused', because: 'already-undone' });
  expect(await desk.ticketOf(ticket.id)).toEqual(after);
});

test('what was changed since cannot be taken back', async () => {
  const { ticket } = await desk.report(FALLA);
  const done = await resolveTicket(desk.tools, { ...order(ticket), ...resolution });
  if (done.kind !== 'done') throw new Error('not resolved');
  await desk.write('sigo sin internet, contrato 204518');
  const undo = { ...order(await desk.ticketOf(ticket.id)), undoneId: done.eventId, reason: null };
  expect(await undoAction(desk.tools, undo)).toEqual({ kind: 'refused', because: 'changed-since' });
});

test('two agents who resolve at the same moment: one does, the other is told that it is stale', async () => {
  const { ticket } = await desk.report(FALLA);
  const both = await Promise.all([1, 2].map(() => resolveTicket(desk.tools, { ...order(ticket), ...resolution })));
  expect(both.map((outcome) => (outcome.kind === 'refused' ? outcome.because : outcome.kind)).sort()).toEqual(['done', 'stale']);
});

test('a resolution whose notice is on its way is not undone: the ticket is opened again', async () => {
  const ticket = await desk.report(FALLA).then((reported) => reported.ticket);
  const done = await resolveTicket(desk.tools, { ...order(ticket), ...resolution, attributable: false });
  if (done.kind !== 'done') throw new Error('not resolved');
  desk.pass(1_000);
  expect(await desk.store.replies.claim(done.replyId ?? '', desk.at(), HOUR_MS)).not.toBeNull();
  const now = await desk.ticketOf(ticket.id);
  expect(await undoAction(desk.tools, { ...order(now), undoneId: done.eventId, reason: null })).toEqual({
    kind: 'refused',
    because: 'notice-sent',
  });
  expect(await desk.ticketOf(ticket.id)).toMatchObject({ status: 'resolved' });
});
