import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MATTER_CHOICES, MATTER_QUESTION } from '../../src/core/policy/actions/ask-matter.ts';
import { explainDecision } from '../../src/core/policy/explain.ts';
import type { Why } from '../../src/core/policy/outcome.ts';
import { resolveTicket } from '../../src/steps/attend.ts';
import { askForMatter, markAsNoRequest, openFromReview, undoNoRequest } from '../../src/steps/attend-review.ts';
import { undoAction } from '../../src/steps/attend-undo.ts';
import { addNote, answerByAgent } from '../../src/steps/attend-write.ts';
import { captureMatter } from '../../src/steps/capture.ts';
import { type Desk, HOUR_MS, openDesk, typedMatter } from '../support/desk.ts';
import { konecta } from '../support/profiles.ts';

let desk: Desk;
let agent: string;
let customers = 0;

beforeAll(async () => {
  desk = await openDesk('2026-06-10T18:00:00Z');
  agent = await desk.addAgent();
});
afterAll(() => desk.close());

const customer = () => {
  customers += 1;
  return { phone: `+52686557${String(1000 + customers)}` };
};
const failure = (from = customer()) => desk.report(`No tengo internet, contrato ${500_000 + customers}`, from);
const order = (ticket: { id: string; company: string }) => ({
  company: ticket.company,
  ticketId: ticket.id,
  agent,
  version: null,
  requestId: randomUUID(),
});

test('a note stands in the log alone: the ticket does not change, nothing is sent, and it is kept once', async () => {
  const { ticket } = await failure();
  const note = { ...order(ticket), text: '  Llamar a la cuadrilla  ' };
  const before = desk.enqueued.length;
  expect(await addNote(desk.tools, note)).toMatchObject({ kind: 'done' });
  expect(await addNote(desk.tools, note)).toEqual({ kind: 'repeated' });
  expect(await addNote(desk.tools, { ...order(ticket), text: ' ' })).toEqual({ kind: 'refused', because: 'text-missing' });
  expect(await desk.ticketOf(ticket.id)).toEqual(ticket);
  const notes = await desk.store.db.ticketEvent.findMany({ where: { ticketId: ticket.id, kind: 'note' } });
  expect(notes.map(({ data }) => data)).toMatchObject([{ text: 'Llamar a la cuadrilla' }]);
  expect(desk.enqueued).toHaveLength(before);
});

test('an agent’s answer goes out on the channel of the customer’s last message, once, and can be withdrawn until it goes', async () => {
  const from = customer();
  const { ticket } = await failure(from);
  const answer = { ...order(ticket), text: 'La cuadrilla llega a las 16:00.' };
  const done = await answerByAgent(desk.tools, answer);
  if (done.kind !== 'done') throw new Error('not answered');
  const reply = await desk.store.replies.find(done.replyId ?? '');
  expect(reply).toMatchObject({
    kind: 'agent',
    channel: 'whatsapp',
    recipient: from.phone,
    state: 'queued',
    text: 'La cuadrilla llega a las 16:00.',
    template: false,
  });
  expect(await answerByAgent(desk.tools, answer)).toEqual({ kind: 'repeated' });
  expect(await desk.store.db.reply.count({ where: { ticketId: ticket.id, kind: 'agent' } })).toBe(1);
  expect(await undoAction(desk.tools, { ...order(ticket), undoneId: done.eventId, reason: null })).toMatchObject({ kind: 'done' });
  expect(await desk.store.replies.find(done.replyId ?? '')).toMatchObject({ state: 'withheld', because: 'undone' });
});

test('an answer that a try was made of cannot be withdrawn', async () => {
  const { ticket } = await failure();
  // Two entries of one moment have no order.
  desk.pass(1_000);
  const done = await answerByAgent(desk.tools, { ...order(ticket), text: 'Vamos en camino.' });
  if (done.kind !== 'done') throw new Error('not answered');
  await desk.store.replies.claim(done.replyId ?? '', desk.at(), HOUR_MS);
  expect(await undoAction(desk.tools, { ...order(ticket), undoneId: done.eventId, reason: null })).toEqual({
    kind: 'refused',
    because: 'already-sent',
  });
  expect(await desk.eventsOf(ticket.id)).toEqual(['opened', 'answered']);
});

test.each([
  ['whatsapp', { phone: '+526865579001' }],
  ['messenger', { userId: '24000111' }],
])('past the window of %s an agent’s answer goes by mail where an address is known, else it is refused', async (_channel, from) => {
  customers += 1;
  const { ticket } = await desk.report(`No tengo internet, contrato ${500_000 + customers}`, from);
  desk.pass(24 * HOUR_MS - 60_000);
  expect(await answerByAgent(desk.tools, { ...order(ticket), text: 'Hola' })).toMatchObject({ kind: 'done' });
  desk.pass(60_000);
  desk.pass(1);
  expect(await answerByAgent(desk.tools, { ...order(ticket), text: 'Hola' })).toEqual({ kind: 'refused', because: 'window-closed' });
  await desk.store.tickets.change(ticket.id, { email: 'ana@example.mx' });
  const done = await answerByAgent(desk.tools, { ...order(ticket), text: 'Hola' });
  if (done.kind !== 'done') throw new Error('not answered');
  expect(await desk.store.replies.find(done.replyId ?? '')).toMatchObject({
    channel: 'email',
    recipient: 'ana@example.mx',
    subject: `Reporte ${ticket.folio}`,
  });
});

test('a message in review becomes a ticket as an agent types it, and its sender is told the folio', async () => {
  const message = await desk.write('👍', customer());
  expect(message.disposition).toBe('review');
  const typed = typedMatter({ contract: '510001', category: 'aclaracion', description: 'Reclama un cobro' });
  const open = { company: 'konecta', messageId: message.id, agent, requestId: randomUUID(), matter: typed };
  const done = await openFromReview(desk.tools, open);
  if (done.kind !== 'done') throw new Error(`not opened: ${JSON.stringify(done)}`);
  const ticket = await desk.ticketOf(done.ticketId);
  expect(ticket).toMatchObject({ folio: done.folio, area: 'aclaraciones', contract: '510001', openedAt: message.receivedAt });
  const settled = await desk.store.db.message.findUnique({ where: { id: message.id } });
  expect(settled).toMatchObject({ disposition: 'ticket', ticketId: ticket.id, reviewedAt: desk.at() });
  expect(explainDecision(settled?.decision as unknown as Why, konecta())).toContain(done.folio);
  expect(await desk.store.replies.find(done.replyId ?? '')).toMatchObject({ kind: 'folio', channel: 'whatsapp', ticketId: ticket.id });
  expect(await openFromReview(desk.tools, open)).toEqual({ kind: 'repeated' });
  expect(await openFromReview(desk.tools, { ...open, requestId: randomUUID() })).toEqual({ kind: 'refused', because: 'not-in-review' });
  expect(await desk.store.db.ticket.count({ where: { contract: '510001' } })).toBe(1);
});

test('an agent asks with choices what a chat is about, once; what is chosen counts as the words of the customer', async () => {
  const from = customer();
  const message = await desk.write('hola buenas', from);
  expect(message.disposition).toBe('review');
  const order = { company: 'konecta', messageId: message.id, agent, requestId: randomUUID() };
  const done = await askForMatter(desk.tools, order);
  if (done.kind !== 'done') throw new Error(`not asked: ${JSON.stringify(done)}`);
  expect(await desk.store.replies.find(done.replyId)).toMatchObject({ kind: 'agent', channel: 'whatsapp', text: MATTER_QUESTION });
  expect(await askForMatter(desk.tools, order)).toEqual({ kind: 'repeated' });
  expect(await askForMatter(desk.tools, { ...order, requestId: randomUUID() })).toEqual({ kind: 'refused', because: 'not-in-review' });
  expect(await desk.write(MATTER_CHOICES[0].title, from)).toMatchObject({ disposition: 'pending' });
});

test('past the window nobody is asked by choices', async () => {
  const message = await desk.write('hola buenas', customer());
  desk.pass(25 * 3_600_000);
  const order = { company: 'konecta', messageId: message.id, agent };
  expect(await askForMatter(desk.tools, order)).toEqual({ kind: 'refused', because: 'window-closed' });
});

test('pending messages whose data never came become a ticket by an agent, all that waited together', async () => {
  const from = customer();
  const first = await desk.write('No tengo internet', from);
  const second = await desk.write('¿Hola? sigo sin servicio', from);
  expect([first.disposition, second.disposition]).toEqual(['pending', 'pending']);
  const done = await openFromReview(desk.tools, {
    company: 'konecta',
    messageId: first.id,
    agent,
    matter: typedMatter({ contract: '510002' }),
  });
  if (done.kind !== 'done') throw new Error(`not opened: ${JSON.stringify(done)}`);
  expect(await desk.store.tickets.findMessageIds(done.ticketId)).toEqual([first.id, second.id]);
  const joined = await desk.write('ya me dijeron que es el 510002', from);
  expect(joined).toMatchObject({ disposition: 'appended', ticketId: done.ticketId });
});

test('what an agent typed wrong is refused field by field, all at once, and nothing is opened', async () => {
  const message = await desk.write('👌', customer());
  const open = { company: 'konecta', messageId: message.id, agent };
  const tries = [
    [typedMatter({ contract: null }), { because: 'identification-missing', field: 'contract' }],
    [typedMatter({ category: 'otro' }), { because: 'invalid-category', field: 'category' }],
    [typedMatter({ phone: '12' }), { because: 'invalid-phone', field: 'phone' }],
    [typedMatter({ description: ' ' }), { because: 'text-missing', field: 'description' }],
  ] as const;
  for (const [matter, refusal] of tries)
    expect(await openFromReview(desk.tools, { ...open, matter })).toEqual({ kind: 'refused', ...refusal, problems: [refusal] });
  const allWrong = typedMatter({ category: null, contract: null, phone: '12', email: 'ana@', city: 'Roma', description: '' });
  expect(await openFromReview(desk.tools, { ...open, matter: { ...allWrong, holder: '4 5' } })).toMatchObject({
    problems: [
      { field: 'category', because: 'category-missing' },
      { field: 'holder', because: 'invalid-name' },
      { field: 'phone', because: 'invalid-phone' },
      { field: 'email', because: 'invalid-email' },
      { field: 'city', because: 'unknown-city' },
      { field: 'description', because: 'text-missing' },
    ],
  });
  expect(await desk.store.messages.find(message.id)).toMatchObject({ disposition: 'review', ticketId: null });
});

test('a review that is no request leaves the list, and comes back when that is taken back', async () => {
  const message = await desk.write('🙏', customer());
  const mark = { company: 'konecta', messageId: message.id, agent, requestId: randomUUID(), reason: 'Publicidad' };
  const reviewedAt = async () => (await desk.store.db.message.findUnique({ where: { id: message.id } }))?.reviewedAt;
  expect(await markAsNoRequest(desk.tools, mark)).toMatchObject({ kind: 'done' });
  expect(await reviewedAt()).toEqual(desk.at());
  expect(await markAsNoRequest(desk.tools, mark)).toEqual({ kind: 'repeated' });
  const undo = { ...mark, requestId: randomUUID() };
  expect(await undoNoRequest(desk.tools, undo)).toMatchObject({ kind: 'done' });
  expect(await undoNoRequest(desk.tools, undo)).toEqual({ kind: 'repeated' });
  expect(await reviewedAt()).toBeNull();
  const log = await desk.store.db.messageEvent.findMany({ where: { messageId: message.id }, orderBy: { id: 'asc' } });
  expect(log.map(({ kind, actor }) => [kind, actor]).sort()).toEqual([
    ['no_request', `agent:${agent}`],
    ['undone', `agent:${agent}`],
  ]);
});

test('a telephone call opens a ticket; a second one of the same contract and area joins it, unless the agent says otherwise', async () => {
  const capture = {
    company: 'konecta',
    agent,
    by: 'telephone' as const,
    matter: typedMatter({ contract: '520001', phone: '686 555 0188' }),
    separate: false,
  };
  const call = { ...capture, requestId: randomUUID() };
  const opened = await captureMatter(desk.tools, call);
  if (opened.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(opened)}`);
  expect(await desk.store.messages.find(opened.messageId)).toMatchObject({
    channel: 'desk',
    kind: 'telephone',
    disposition: 'ticket',
    conversation: 'phone:+526865550188',
  });
  expect(await captureMatter(desk.tools, call)).toEqual({ kind: 'repeated', messageId: opened.messageId });
  expect(await captureMatter(desk.tools, { ...capture, requestId: randomUUID() })).toMatchObject({
    kind: 'appended',
    ticketId: opened.ticketId,
  });
  const apart = await captureMatter(desk.tools, { ...capture, requestId: randomUUID(), separate: true });
  if (apart.kind !== 'opened') throw new Error('not opened');
  expect(await desk.ticketOf(apart.ticketId)).toMatchObject({ relatedId: opened.ticketId, contract: '520001' });
  const later = await desk.write('¿cómo va mi reporte? sigo sin internet, contrato 520001', { phone: '+526865550188' });
  expect(later.disposition).toBe('appended');
});

test('what a caller gives anew about themselves stays on the ticket that was there; the log keeps what was before', async () => {
  const capture = { company: 'konecta', agent, by: 'telephone' as const, separate: false };
  const first = typedMatter({ contract: '520011', phone: '686 555 0131', email: 'vieja@example.mx' });
  const opened = await captureMatter(desk.tools, { ...capture, requestId: randomUUID(), matter: first });
  if (opened.kind !== 'opened') throw new Error('not opened');
  const again = {
    ...typedMatter({ contract: '520011', email: 'Nueva@example.mx', contact: 'Ana Ruiz Soto' }),
    writtenOnly: true,
    preferente: true,
  };
  const requestId = randomUUID();
  expect(await captureMatter(desk.tools, { ...capture, requestId, matter: again })).toMatchObject({
    kind: 'appended',
    ticketId: opened.ticketId,
  });
  await captureMatter(desk.tools, { ...capture, requestId, matter: again });
  await captureMatter(desk.tools, { ...capture, requestId: randomUUID(), matter: typedMatter({ contract: '520011' }) });
  expect(await desk.ticketOf(opened.ticketId)).toMatchObject({
    contact: 'Ana Ruiz Soto',
    phone: '+526865550131',
    email: 'nueva@example.mx',
    writtenOnly: true,
    priority: 'preferente',
  });
  const events = await desk.store.db.ticketEvent.findMany({ where: { ticketId: opened.ticketId, kind: 'data' } });
  expect(events.map(({ data }) => data)).toMatchObject([{ before: { email: 'vieja@example.mx', contact: null } }]);
});

test.each([
  ['by mail where an address is known', 'ana@example.mx', { channel: 'email', state: 'queued', recipient: 'ana@example.mx' }],
  ['by an agent who telephones, where none is', null, { channel: 'call', state: 'task', recipient: null }],
])('who came to the desk is told of the resolution %s', async (_way, email, reply) => {
  const matter = typedMatter({ contract: email ? '530001' : '530002', email });
  const captured = await captureMatter(desk.tools, {
    company: 'konecta',
    agent,
    by: 'office',
    matter,
    separate: false,
    requestId: randomUUID(),
  });
  if (captured.kind !== 'opened') throw new Error('not opened');
  const ticket = { id: captured.ticketId, company: 'konecta' };
  await resolveTicket(desk.tools, { ...order(ticket), cause: 'atendido', attributable: false, repairedAt: null, reason: null });
  expect(await desk.store.db.reply.findMany({ where: { ticketId: ticket.id, kind: 'resolved' } })).toMatchObject([reply]);
});
