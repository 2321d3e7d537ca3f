import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import { assignTicket, moveTicket } from '../../src/steps/attend-route.ts';
import { captureMatter } from '../../src/steps/capture.ts';
import type { Outgoing } from '../../src/steps/outgoing.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { tellAgents } from '../../src/steps/tell-agents.ts';
import { type Desk, openDesk, typedMatter } from '../support/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk('2026-11-24T18:00:00Z');
});
afterEach(() => desk.close());

/** The next mails to agents, a minute later, and all that went before. */
const notices = async () => {
  desk.pass(60_000);
  await tellAgents(desk.tools);
  expect(await desk.store.db.agentNotice.count()).toBe(0);
  return desk.store.db.reply.findMany({ where: { kind: 'assigned' }, orderBy: { createdAt: 'asc' } });
};
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
    await assignTicket(desk.tools, { ...order(ticket.id, SUPERVISOR), to, reason: null });
    await notices();
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

test('who was told a moment ago is told of all that came since in one mail, a minute after the first', async () => {
  await desk.addAgent();
  const report = (index: number) => desk.report(`Falla en mi internet, contrato 20451${index}`, { phone: `+52686555014${index}` });
  const first = await report(0);
  await tellAgents(desk.tools);
  const toldAt = desk.at().getTime();
  const others = [await report(1), await report(2)];
  desk.pass(toldAt + 59_999 - desk.at().getTime());
  expect(await tellAgents(desk.tools)).toBe(0);
  desk.pass(1);
  const told = await Promise.all([tellAgents(desk.tools), tellAgents(desk.tools)]);
  expect(told.toSorted()).toEqual([0, 1]);
  const sent: Outgoing[] = [];
  const send = async (_channel: string, outgoing: Outgoing) => {
    sent.push(outgoing);
    return { kind: 'sent', providerId: 'one' } as const;
  };
  const write = () => {
    throw new Error('a notice to an agent is no template');
  };
  const [{ id = '' } = {}] = await notices();
  await answer({ ...desk.tools, write, send }, id);
  expect(sent.map(({ content }) => content.subject)).toEqual([
    `Se le asignó el reporte ${first.ticket.folio}`,
    'Se le asignaron 2 reportes',
  ]);
  for (const { ticket } of others) expect(sent[1]?.content.text).toContain(`- ${ticket.folio} (reparaciones, Mexicali): vence el`);
  expect(sent[1]?.content.text).not.toContain(first.ticket.folio);
});

test('a notice that waits since an earlier version is sent as it was meant', async () => {
  const agentId = await desk.addAgent();
  const { ticket } = await desk.report('No tengo internet, contrato MXL204518', { phone: '+526865550142' });
  const [notice] = await notices();
  await desk.store.db.reply.updateMany({ where: { id: notice?.id ?? '' }, data: { facts: { agentId, ticketId: ticket.id } } });
  const send = async () => ({ kind: 'sent', providerId: 'one' }) as const;
  await answer({ ...desk.tools, write: () => Promise.reject(new Error('no template')) as never, send }, notice?.id ?? '');
  expect(await desk.store.replies.find(notice?.id ?? '')).toMatchObject({
    state: 'sent',
    subject: `Se le asignó el reporte ${ticket.folio}`,
  });
});
