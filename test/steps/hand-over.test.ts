import { afterAll, beforeAll, expect, test } from 'vitest';
import { handOver } from '../../src/steps/hand-over.ts';
import { type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk('2026-11-24T18:00:00Z');
});
afterAll(() => desk.close());

test('the open tickets of somebody who is gone go to whom their area and city give them, the rest to nobody; twice changes nothing', async () => {
  const gone = await desk.addAgent();
  const order = { company: 'konecta', from: gone, agent: gone };
  const falla = await desk.report('No tengo internet, contrato 300111', { phone: '+526645550177' });
  const queja = await desk.report('Quiero poner una queja por el trato, contrato 300222, soy Ana Ruiz Soto', { phone: '+526645550178' });
  expect(falla.ticket.agentId).toBe(gone);
  expect(queja.ticket.agentId).toBe(gone);
  await desk.store.agents.update(gone, { absent: true });
  const repairs = await desk.addAgent({ area: 'reparaciones', city: 'tijuana' });
  await desk.addAgent({ area: 'reparaciones', city: 'ensenada' });
  await desk.addAgent({ company: 'monet' });

  expect(await handOver(desk.tools, { ...order, company: 'monet' })).toEqual({ given: 0, nobody: 0 });
  expect(await handOver(desk.tools, order)).toEqual({ given: 1, nobody: 1 });
  expect((await desk.ticketOf(falla.ticket.id)).agentId).toBe(repairs);
  expect((await desk.ticketOf(queja.ticket.id)).agentId).toBeNull();
  expect(await desk.eventsOf(falla.ticket.id)).toContain('assigned');
  expect(await handOver(desk.tools, order)).toEqual({ given: 0, nobody: 0 });
});
