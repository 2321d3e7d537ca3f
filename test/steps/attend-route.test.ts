import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveTicket } from '../../src/steps/attend.ts';
import { assignTicket, moveTicket, pauseTerm, resumeTerm } from '../../src/steps/attend-route.ts';
import { undoAction } from '../../src/steps/attend-undo.ts';
import { remind } from '../../src/steps/remind.ts';
import { type Desk, HOUR_MS, openDesk } from '../support/desk.ts';

let desk: Desk;
let repairer: string;
let accountant: string;
let customers = 0;

beforeAll(async () => {
  desk = await openDesk('2026-06-10T18:00:00Z');
  repairer = await desk.addAgent({ area: 'reparaciones' });
  accountant = await desk.addAgent({ area: 'aclaraciones' });
});
afterAll(() => desk.close());

/** A failure of a customer of its own, each test another one. */
const failure = async () => {
  customers += 1;
  const from = { phone: `+52686555${String(1000 + customers)}` };
  const { ticket } = await desk.report(`No tengo internet, contrato ${300_000 + customers}`, from);
  return { ticket, from };
};
const order = (ticket: { id: string; version: number; company: string }, agent = repairer) => ({
  company: ticket.company,
  ticketId: ticket.id,
  agent,
  version: ticket.version,
  requestId: randomUUID(),
});

test('a ticket moved to another area keeps its folio, is routed anew, and its term counts from the start', async () => {
  const { ticket } = await failure();
  desk.pass(10 * HOUR_MS);
  const move = { ...order(ticket), area: 'aclaraciones' as const, city: ticket.city, reason: 'Es por el cobro' };
  const done = await moveTicket(desk.tools, move);
  const moved = await desk.ticketOf(ticket.id);
  expect(moved).toMatchObject({ folio: ticket.folio, area: 'aclaraciones', agentId: accountant });
  expect(moved.dueAt.getTime() - ticket.openedAt.getTime()).toBe(72 * HOUR_MS);
  expect(await moveTicket(desk.tools, move)).toEqual({ kind: 'repeated' });
  expect(await desk.ticketOf(ticket.id)).toEqual(moved);
  if (done.kind !== 'done') throw new Error('not moved');
  await undoAction(desk.tools, { ...order(moved), undoneId: done.eventId, reason: null });
  expect(await desk.ticketOf(ticket.id)).toMatchObject({ area: 'reparaciones', agentId: repairer, dueAt: ticket.dueAt });
});

test('a ticket moved to another city keeps folio and term; a city that is not served is refused', async () => {
  const { ticket } = await failure();
  const to = { area: ticket.area, reason: 'El domicilio está en Tijuana' };
  expect(await moveTicket(desk.tools, { ...order(ticket), ...to, city: 'saltillo' })).toEqual({ kind: 'refused', because: 'unknown-city' });
  expect(await moveTicket(desk.tools, { ...order(ticket), ...to, city: 'tijuana' })).toMatchObject({ kind: 'done' });
  expect(await desk.ticketOf(ticket.id)).toMatchObject({ folio: ticket.folio, city: 'tijuana', dueAt: ticket.dueAt });
});

test('an agent takes a ticket, another is given it, an absent one is not', async () => {
  const { ticket } = await failure();
  const take = { ...order(ticket, accountant), to: accountant, reason: null };
  expect(await assignTicket(desk.tools, take)).toMatchObject({ kind: 'done' });
  const taken = await desk.ticketOf(ticket.id);
  expect(taken.agentId).toBe(accountant);
  expect(await assignTicket(desk.tools, take)).toEqual({ kind: 'repeated' });
  const absent = await desk.addAgent({ absent: true, city: 'nogales' });
  const stranger = await desk.addAgent({ company: 'monet' });
  expect(await assignTicket(desk.tools, { ...order(taken), to: absent, reason: null })).toEqual({
    kind: 'refused',
    because: 'agent-absent',
  });
  expect(await assignTicket(desk.tools, { ...order(taken), to: stranger, reason: null })).toEqual({
    kind: 'refused',
    because: 'agent-not-found',
  });
  expect(await desk.ticketOf(ticket.id)).toEqual(taken);
  expect(await desk.eventsOf(ticket.id)).toEqual(['opened', 'taken']);
});

test('a paused term does not pass, shows why, and goes on later by the time of the pause', async () => {
  const { ticket } = await failure();
  const pause = { ...order(ticket), reason: 'El cliente pidió visita el lunes', attributable: false };
  expect(await pauseTerm(desk.tools, pause)).toMatchObject({ kind: 'done' });
  const paused = await desk.ticketOf(ticket.id);
  expect(paused).toMatchObject({ pausedAt: desk.at(), pauseReason: 'El cliente pidió visita el lunes' });
  expect(await pauseTerm(desk.tools, pause)).toEqual({ kind: 'repeated' });
  desk.pass(60 * HOUR_MS);
  await remind(desk.tools);
  expect((await desk.ticketOf(ticket.id)).escalated).toBe(false);
  const resume = { ...order(paused), reason: null };
  expect(await resumeTerm(desk.tools, resume)).toMatchObject({ kind: 'done' });
  const resumed = await desk.ticketOf(ticket.id);
  expect(resumed).toMatchObject({ pausedAt: null, pauseReason: null });
  expect(resumed.dueAt.getTime() - ticket.dueAt.getTime()).toBe(60 * HOUR_MS);
  expect(await resumeTerm(desk.tools, resume)).toEqual({ kind: 'repeated' });
  expect(await resumeTerm(desk.tools, { ...order(resumed), reason: null })).toEqual({ kind: 'refused', because: 'not-paused' });
  expect(await desk.store.db.ticketPause.findMany({ where: { ticketId: ticket.id } })).toHaveLength(1);
});

test('resolving ends a pause; its time is not counted for the compensation unless it was the company’s doing', async () => {
  const { ticket } = await failure();
  const price = {
    contract: ticket.contract ?? '',
    contractKey: ticket.contractKey ?? '',
    holder: 'Ana Ruiz',
    phone: null,
    email: null,
    city: null,
  };
  await desk.store.subscribers.save('konecta', [{ ...price, monthlyPriceCents: 60_000 }], desk.at());
  await pauseTerm(desk.tools, { ...order(ticket), reason: 'El cliente no estaba', attributable: false });
  desk.pass(24 * HOUR_MS);
  const paused = await desk.ticketOf(ticket.id);
  await resolveTicket(desk.tools, { ...order(paused), cause: 'red', attributable: true, repairedAt: null, reason: null });
  const resolved = await desk.ticketOf(ticket.id);
  expect(resolved).toMatchObject({ status: 'resolved', pausedAt: null });
  expect(resolved.compensationCents ?? 0).toBeLessThan(10);
  expect(await desk.store.db.ticketPause.findFirst({ where: { ticketId: ticket.id } })).toMatchObject({ endedAt: desk.at() });
  await desk.store.db.subscriber.deleteMany({});
});

test('a passed term is told once to the supervisors of area and city, and to no others', async () => {
  const mine = await desk.addAgent({ role: 'supervisor', area: 'reparaciones', city: 'mexicali' });
  const everywhere = await desk.addAgent({ role: 'supervisor' });
  const other = await desk.addAgent({ role: 'supervisor', area: 'aclaraciones' });
  const admin = await desk.addAgent({ role: 'admin' });
  const { ticket } = await failure();
  desk.pass(48 * HOUR_MS);
  await remind(desk.tools);
  await remind(desk.tools);
  const told = await desk.store.db.notification.findMany({ where: { ticketId: ticket.id }, select: { agentId: true, kind: true } });
  expect(new Set(told.map(({ agentId }) => agentId))).toEqual(new Set([mine, everywhere]));
  expect(told).toHaveLength(2);
  const unseen = await desk.store.notifications.findUnseen(mine);
  expect(unseen.map((notice) => notice.ticket.folio)).toContain(ticket.folio);
  await desk.store.notifications.markSeen(
    mine,
    unseen.map(({ id }) => id),
    desk.at(),
  );
  expect(await desk.store.notifications.findUnseen(mine)).toEqual([]);
  expect([...(await desk.store.notifications.findUnseen(other)), ...(await desk.store.notifications.findUnseen(admin))]).toEqual([]);
  expect((await desk.eventsOf(ticket.id)).filter((kind) => kind === 'escalated')).toHaveLength(1);
});

test('where an area has no supervisor, the administrators are told', async () => {
  const admin = await desk.addAgent({ role: 'admin', company: 'monet' });
  const { ticket } = await desk.report('No tengo internet, contrato M204518', { company: 'monet', phone: '+528445550142' });
  desk.pass(48 * HOUR_MS);
  await remind(desk.tools);
  expect((await desk.store.notifications.findUnseen(admin)).map((notice) => notice.ticket.id)).toEqual([ticket.id]);
});
