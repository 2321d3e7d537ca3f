import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import { assignTicket, moveTicket } from '../../src/steps/attend-route.ts';
import { captureMatter } from '../../src/steps/capture.ts';
import type { Outgoing } from '../../src/steps/outgoing.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { type Desk, openDesk, typedMatter } from '../support/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk('2026-11-24T18:00:00Z');
});
afterEach(() => desk.close());

const notices = () => desk.store.db.reply.findMany({ where: { kind: 'assigned' }, orderBy: { createdAt: 'asc' } });
const order = (ticketId: string, agent: string) => ({ company: 'konecta', ticketId, agent, version: null });
const SUPERVISOR = '0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11';

test('an agent who is given a ticket is told by mail, once, through the outbox, and of the customer nothing', async () => {
  const agentId = await desk.addAgent();
  const { ticket } = await desk.report('No tengo internet, contrato MXL204518, soy María Pérez Luna, tel 686 555 0142', {
    phone: '+526865550142',
  });
  const [notice, ...more] = await notices();
  expect(more).toEqual([]);
  const agent = await desk.store.agents.find(agentId);
  expect(notice).toMatchObject({
    recipient: agent?.email,
    channel: 'email',
    state: 'queued',
    mailbox: 'soportemxl@konecta.mx',
    ticketId: null,
    text: null,
  });
  desk.enqueued.length = 0;
  await sweep(desk.tools, 0);
  expect(desk.enqueued).toContain(notice?.id);

  const sent: Outgoing[] = [];
  const tools = {
    ...desk.tools,
    write: () => {
      throw new Error('a notice to an agent is no template');
    },
    send: async (_channel: string, outgoing: Outgoing) => {
      sent.push(outgoing);
      return { kind: 'sent', providerId: 'one' } as const;
    },
  };
  await answer(tools, notice?.id ?? '');
  await answer(tools, notice?.id ?? '');
  expect(sent).toHaveLength(1);
  const [{ content, automatic, messageId } = { content: { subject: '', text: '' }, automatic: null, messageId: null }] = sent;
  expect(content.subject).toBe(`Se le asignó el reporte ${ticket.folio}`);
  expect(content.text).toContain(`${ticket.folio} (reparaciones, Mexicali)`);
  expect(content.text).not.toMatch(/María|Pérez|204518|555|internet/);
  expect({ automatic, messageId }).toEqual({ automatic: 'generated', messageId: notice?.emailMessageId });
  expect(await desk.store.ticketFiles.replies(ticket.id)).not.toContainEqual(expect.objectContaining({ kind: 'assigned' }));
});

test('who wishes no notices, is locked out, or has one of our own addresses is not written to', async () => {
  for (const [index, change] of [{ mailNotices: false }, { disabledAt: new Date() }, { email: 'soportemxl@konecta.mx' }].entries()) {
    const id = await desk.addAgent();
    await desk.store.agents.update(id, change);
    await desk.report(`Falla en mi internet, contrato 20451${index}`, { phone: `+52686555014${index}` });
    expect(await notices()).toEqual([]);
    await desk.store.db.ticket.updateMany({ data: { agentId: null } });
    await desk.store.db.agent.delete({ where: { id } });
  }
});

test('a ticket handed over tells its new agent each time, taking it oneself tells nobody', async () => {
  const { ticket } = await desk.report('No tengo internet, contrato MXL204518', { phone: '+526865550142' });
  const [one, two] = [await desk.addAgent(), await desk.addAgent()];
  await assignTicket(desk.tools, { ...order(ticket.id, one), to: one, reason: null });
  expect(await notices()).toEqual([]);
  for (const to of [two, one, two]) {
    desk.pass(1000);
    await assignTicket(desk.tools, { ...order(ticket.id, SUPERVISOR), to, reason: null });
  }
  expect((await notices()).map(({ facts }) => (facts as { agentId: string }).agentId)).toEqual([two, one, two]);
  const repeated = { ...order(ticket.id, SUPERVISOR), requestId: desk.store.newId(), to: one, reason: null };
  await assignTicket(desk.tools, repeated);
  await assignTicket(desk.tools, repeated);
  expect(await notices()).toHaveLength(4);
});

test('a ticket that moves tells the agent whose turn it is there, and one opened at the desk tells another than who opened it', async () => {
  const there = await desk.addAgent({ area: 'aclaraciones' });
  const { ticket } = await desk.report('No tengo internet, contrato MXL204518', { phone: '+526865550142' });
  expect(await notices()).toEqual([]);
  await moveTicket(desk.tools, { ...order(ticket.id, SUPERVISOR), area: 'aclaraciones', city: 'mexicali', reason: 'Es un cobro' });
  expect((await notices()).map(({ facts }) => (facts as { agentId: string }).agentId)).toEqual([there]);
  const matter = typedMatter({ category: 'aclaracion', contract: '204777' });
  const capture = { company: 'konecta', by: 'office' as const, matter, separate: false };
  await captureMatter(desk.tools, { ...capture, agent: there, requestId: desk.store.newId() });
  expect(await notices()).toHaveLength(1);
  await captureMatter(desk.tools, { ...capture, agent: SUPERVISOR, requestId: desk.store.newId(), separate: true });
  expect(await notices()).toHaveLength(2);
});
