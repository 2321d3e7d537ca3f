import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { correctField, joinTicket, splitMessage } from '../../src/steps/attend-matter.ts';
import { undoAction } from '../../src/steps/attend-undo.ts';
import { type Desk, HOUR_MS, openDesk } from '../support/desk.ts';

let desk: Desk;
let agent: string;
let customers = 0;

beforeAll(async () => {
  desk = await openDesk('2026-06-10T18:00:00Z');
  agent = await desk.addAgent();
});
afterAll(() => desk.close());

const phone = () => {
  customers += 1;
  return { phone: `+52686556${String(1000 + customers)}` };
};
const order = (ticket: { id: string; version: number; company: string }) => ({
  company: ticket.company,
  ticketId: ticket.id,
  agent,
  version: ticket.version,
  requestId: randomUUID(),
});
const messagesOn = (ticketId: string) => desk.store.tickets.findMessageIds(ticketId);

test('two tickets are joined: messages move, the folio leads to the one that stays open, a second run changes nothing', async () => {
  const first = await desk.report('No tengo internet. Soy Ana Ruiz Soto, titular', phone());
  const other = phone();
  const second = await desk.report('No hay internet en el contrato 410001', other);
  const join = { ...order(second.ticket), intoId: first.ticket.id, reason: 'Es la misma falla' };
  const done = await joinTicket(desk.tools, join);
  expect(done).toMatchObject({ kind: 'done' });
  const [left, stays] = [await desk.ticketOf(second.ticket.id), await desk.ticketOf(first.ticket.id)];
  expect(left).toMatchObject({ status: 'joined', joinedIntoId: first.ticket.id, folio: second.ticket.folio });
  expect(stays).toMatchObject({ status: 'open', contract: '410001', contractKey: '410001', holder: 'Ana Ruiz Soto' });
  expect(await messagesOn(stays.id)).toHaveLength(2);
  expect(await messagesOn(left.id)).toEqual([]);
  expect(await joinTicket(desk.tools, join)).toEqual({ kind: 'repeated' });
  expect(await desk.ticketOf(stays.id)).toEqual(stays);

  // Rule 3: the joined ticket's folio, quoted by whomever, leads to the other.
  const quoted = await desk.write(`Buenas, mi folio es ${left.folio}, ¿cómo va?`, phone());
  expect(quoted).toMatchObject({ disposition: 'appended', ticketId: stays.id });
  expect((await desk.store.tickets.viewById(left.id))?.id).toBe(stays.id);

  if (done.kind !== 'done') throw new Error('not joined');
  const undone = await undoAction(desk.tools, { ...order(left), undoneId: done.eventId, reason: 'Eran dos fallas' });
  expect(undone).toMatchObject({ kind: 'done' });
  expect(await desk.ticketOf(left.id)).toMatchObject({ status: 'open', joinedIntoId: null });
  expect(await desk.ticketOf(stays.id)).toMatchObject({ contract: null, contractKey: null });
  expect(await messagesOn(left.id)).toEqual([second.message.id]);
  expect(await messagesOn(stays.id)).toEqual([first.message.id, quoted.id]);
});

test('a chain of joined tickets leads to its end', async () => {
  const [a, b, c] = [
    await desk.report('Sin internet, contrato 420001', phone()),
    await desk.report('Me cobraron de más, contrato 420001', phone()),
    await desk.report('Quiero poner una queja por el trato, contrato 420001', phone()),
  ];
  await joinTicket(desk.tools, { ...order(a.ticket), intoId: b.ticket.id, reason: 'mismo asunto' });
  await joinTicket(desk.tools, { ...order(await desk.ticketOf(b.ticket.id)), intoId: c.ticket.id, reason: 'mismo asunto' });
  expect((await desk.store.tickets.viewByFolio('konecta', a.ticket.folio))?.id).toBe(c.ticket.id);
  expect(await joinTicket(desk.tools, { ...order(c.ticket), version: null, intoId: a.ticket.id, reason: 'x' })).toEqual({
    kind: 'refused',
    because: 'ticket-joined',
  });
});

test('tickets of different contracts, of different companies, or one with itself, are not joined', async () => {
  const a = await desk.report('Sin internet, contrato 430001', phone());
  const b = await desk.report('Sin internet, contrato 430002', phone());
  const foreign = await desk.report('Sin internet, contrato M430003', { company: 'monet', phone: '+528445550199' });
  const why = { reason: 'mismo asunto' };
  expect(await joinTicket(desk.tools, { ...order(a.ticket), intoId: b.ticket.id, ...why })).toEqual({
    kind: 'refused',
    because: 'other-contract',
  });
  expect(await joinTicket(desk.tools, { ...order(a.ticket), intoId: foreign.ticket.id, ...why })).toEqual({
    kind: 'refused',
    because: 'ticket-not-found',
  });
  expect(await joinTicket(desk.tools, { ...order(a.ticket), intoId: a.ticket.id, ...why })).toEqual({
    kind: 'refused',
    because: 'same-ticket',
  });
  expect((await desk.ticketOf(a.ticket.id)).version).toBe(a.ticket.version);
});

test('a message split off has a ticket, folio and term of its own, linked to the first, and the customer is told', async () => {
  const from = phone();
  const { ticket } = await desk.report('Sin internet, contrato 440001', from);
  desk.pass(2 * HOUR_MS);
  const second = await desk.write('sigue sin internet, y además me cobraron dos veces', from);
  expect(second.ticketId).toBe(ticket.id);
  const seen = await desk.ticketOf(ticket.id);
  const split = { ...order(seen), messageId: second.id, category: 'aclaracion' as const, reason: 'Es otro asunto' };
  const done = await splitMessage(desk.tools, split);
  if (done.kind !== 'done') throw new Error(`not split: ${JSON.stringify(done)}`);
  const own = await desk.ticketOf(done.ticketId);
  expect(own).toMatchObject({
    area: 'aclaraciones',
    contract: '440001',
    relatedId: ticket.id,
    openedAt: second.receivedAt,
    folio: done.folio,
  });
  expect(own.dueAt.getTime() - second.receivedAt.getTime()).toBe(72 * HOUR_MS);
  expect(await messagesOn(own.id)).toEqual([second.id]);
  expect(await desk.store.db.reply.findMany({ where: { ticketId: own.id, kind: 'folio' } })).toHaveLength(1);
  expect(await splitMessage(desk.tools, split)).toEqual({ kind: 'repeated' });
  const only = {
    ...order(await desk.ticketOf(ticket.id)),
    messageId: (await messagesOn(ticket.id))[0] ?? '',
    category: 'queja' as const,
    reason: 'x',
  };
  expect(await splitMessage(desk.tools, only)).toEqual({ kind: 'refused', because: 'last-message' });
  expect(await desk.store.db.ticket.count({ where: { contract: '440001' } })).toBe(2);
});

test.each([
  ['contract', ' mxl-450.009 ', { contract: 'MXL450009', contractKey: '450009' }],
  ['holder', 'Ana  Ruiz Soto', { holder: 'Ana Ruiz Soto' }],
  ['phone', '686 555 0199', { phone: '+526865550199' }],
  ['email', 'Ana@Example.MX', { email: 'ana@example.mx' }],
  ['city', 'tijuana', { city: 'tijuana' }],
  ['category', 'queja', { category: 'queja', area: 'conciliacion' }],
  ['contact', '', { contact: null }],
])('a corrected %s is kept in its canonical form, and what was read with it', async (field, value, change) => {
  const { ticket, message } = await desk.report('No tengo internet, contrato 450001. Habla Luis, el titular es Mario Cota Ruiz', phone());
  const correct = { ...order(ticket), field, value, reason: null };
  const done = await correctField(desk.tools, correct);
  if (done.kind !== 'done') throw new Error(`not corrected: ${JSON.stringify(done)}`);
  expect(await desk.ticketOf(ticket.id)).toMatchObject({ ...change, version: ticket.version + 1 });
  const kept = await desk.store.db.correction.findMany({ where: { ticketId: ticket.id } });
  expect(kept).toMatchObject([
    { field, messageId: message.id, before: ticket[field as 'contract'], undoneAt: null, actor: `agent:${agent}` },
  ]);
  expect(await correctField(desk.tools, correct)).toEqual({ kind: 'repeated' });
  const corrected = await desk.ticketOf(ticket.id);
  await undoAction(desk.tools, { ...order(corrected), undoneId: done.eventId, reason: null });
  const back = await desk.ticketOf(ticket.id);
  expect({ ...back, version: 0 }).toEqual({ ...ticket, version: 0 });
  expect(await desk.store.db.correction.findFirst({ where: { ticketId: ticket.id } })).toMatchObject({ undoneAt: desk.at() });
  await desk.store.db.message.updateMany({ where: { ticketId: ticket.id }, data: { ticketId: null } });
  await desk.store.db.reply.updateMany({ where: { ticketId: ticket.id }, data: { ticketId: null } });
  await desk.store.db.ticket.delete({ where: { id: ticket.id } });
});

test.each([
  ['contract', '12', 'invalid-contract'],
  ['phone', '555-01', 'invalid-phone'],
  ['email', 'ana@', 'invalid-email'],
  ['city', 'saltillo', 'unknown-city'],
  ['category', 'otro', 'invalid-category'],
  ['holder', '204518', 'invalid-name'],
  ['folio', 'x', 'no-change'],
])('a %s that is none is refused and nothing is kept: %s', async (field, value, because) => {
  const { ticket } = await desk.report(`No tengo internet, contrato ${460_000 + customers}`, phone());
  expect(await correctField(desk.tools, { ...order(ticket), field, value, reason: null })).toEqual({ kind: 'refused', because });
  expect(await desk.ticketOf(ticket.id)).toEqual(ticket);
  expect(await desk.store.db.correction.count({ where: { ticketId: ticket.id } })).toBe(0);
});
