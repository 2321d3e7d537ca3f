import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveTicket } from '../../src/steps/attend.ts';
import { joinTicket } from '../../src/steps/attend-matter.ts';
import { discardQuarantined } from '../../src/steps/attend-quarantine.ts';
import { retain } from '../../src/steps/retain.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, onWhatsApp, openIntake } from '../support/intake.ts';

const DAY_MS = 86_400_000;
let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const SECRETS = ['204518', 'Rosa', 'rosa@', 'Ibáñez', '6861230001', 'Villafontana'];
/** Every value of every row that may hold a person's data, in one text. */
const everything = async (): Promise<string> => {
  const { db } = intake.store;
  const rows = [
    await db.message.findMany(),
    await db.reading.findMany(),
    await db.ticket.findMany(),
    await db.ticketEvent.findMany(),
    await db.reply.findMany(),
    await db.pendingMatter.findMany(),
    await db.attachment.findMany(),
    await db.channelEvent.findMany(),
    await db.webhookDelivery.findMany(),
    (await db.rawMessage.findMany()).map(({ bytes }) => Buffer.from(bytes).toString('utf8')),
    await db.$queryRaw`SELECT "search"::text FROM "Message" UNION ALL SELECT "search"::text FROM "Ticket"`,
  ];
  return JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? Number(value) : value));
};

const openTicket = async (): Promise<string> => {
  const [mail = ''] = await intake.receive({
    from: 'Rosa Ibáñez <rosa@example.mx>',
    text: 'No tengo internet en Villafontana, contrato MXL204518 a nombre de Rosa Ibáñez Luna, tel 686 123 0001',
  });
  await understand(intake.tools, mail);
  return (await intake.tickets())[0]?.id ?? '';
};
const resolve = async (ticketId: string) => {
  const ticket = await intake.store.tickets.find(ticketId);
  const order = { company: 'konecta', ticketId, agent: 'agent-1', version: ticket?.version ?? 0, requestId: crypto.randomUUID() };
  return resolveTicket(intake.tools, { ...order, cause: 'red', attributable: false, repairedAt: null, reason: null });
};

test('a ticket resolved longer ago than its days holds no personal value; folio and times stay', async () => {
  const id = await openTicket();
  await resolve(id);
  const before = await intake.store.tickets.find(id);
  intake.pass(1826 * DAY_MS);
  const done = await retain(intake.tools, 'konecta');
  expect(done).toMatchObject({ tickets: 1, messages: 1, raws: 1 });
  const left = await everything();
  for (const secret of SECRETS) expect(left).not.toContain(secret);
  expect(await intake.store.tickets.find(id)).toMatchObject({
    folio: before?.folio,
    category: 'falla',
    status: 'resolved',
    openedAt: before?.openedAt,
  });
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ tickets: 0, messages: 0, raws: 0 });
});

test('what a person discarded of the quarantine is let go of after its days; what still waits there is kept', async () => {
  const unread: Intake['tools'] = {
    ...intake.tools,
    parseMail: async () => ({ kind: 'malformed', code: 'too_deep', because: '41 levels' }),
  };
  const ids = await intake.receive({ from: 'rosa@example.mx', text: '204518' }, { from: 'otra@example.mx', text: 'Otra cosa' });
  const [discarded = '', waiting = ''] = ids;
  for (const id of ids) await understand(unread, id);
  await discardQuarantined(intake.tools, { company: 'konecta', messageId: discarded, agent: crypto.randomUUID(), reason: 'basura' });
  intake.pass(401 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ raws: 1, messages: 0 });
  intake.pass(1826 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ raws: 0, messages: 1 });
  const left = await everything();
  for (const secret of SECRETS) expect(left).not.toContain(secret);
  expect(await intake.message(waiting)).toMatchObject({ disposition: 'quarantined' });
  expect(left).toContain('Otra cosa');
});

test('what was discarded without anybody knowing whose it is goes as well, once', async () => {
  const unread: Intake['tools'] = {
    ...intake.tools,
    parseMail: async () => ({ kind: 'malformed', code: 'too_deep', because: '41 levels' }),
  };
  const [id = ''] = await intake.receive({ from: 'rosa@example.mx', text: '204518' });
  await understand(unread, id);
  await intake.store.db.message.update({ where: { id }, data: { conversation: null, subject: '204518' } });
  await discardQuarantined(intake.tools, { company: 'konecta', messageId: id, agent: crypto.randomUUID(), reason: 'basura' });
  intake.pass(1826 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ messages: 1 });
  expect(await everything()).not.toContain('204518');
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ messages: 0 });
});

test('an open ticket keeps everything, however old', async () => {
  await openTicket();
  intake.pass(2000 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ tickets: 0, messages: 0, raws: 0 });
  expect(await everything()).toContain('MXL204518');
});

test('raw bytes go before the ticket does, and come back where the same mail comes again', async () => {
  const id = await openTicket();
  await resolve(id);
  await intake.store.db.rawMessage.updateMany({ data: { storedAt: intake.clock.now } });
  intake.pass(399 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ raws: 0 });
  intake.pass(2 * DAY_MS);
  // Another company's days are over sooner: that is no matter of this one's bytes.
  expect(await intake.store.personal.clearRawsBefore('monet', intake.clock.now, intake.clock.now, 10)).toBe(0);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ raws: 1, tickets: 0 });
  const [raw] = await intake.store.db.rawMessage.findMany();
  expect(await intake.store.messages.findRaw(raw?.hash ?? '')).toBeNull();
  const bytes = Buffer.from('From: x\r\n\r\nhola');
  const hash = await intake.store.messages.saveRaw(bytes);
  await intake.store.db.rawMessage.update({ where: { hash }, data: { bytes: Buffer.alloc(0), clearedAt: intake.clock.now } });
  await intake.store.messages.saveRaw(bytes);
  expect((await intake.store.messages.findRaw(hash))?.bytes).toEqual(bytes);
});

test('automatic mail is blanked after its days, and what the console did is told in its log', async () => {
  const [mail = ''] = await intake.receive({
    from: 'rosa@example.mx',
    text: 'Estoy de vacaciones',
    headers: { 'Auto-Submitted': 'auto-replied' },
  });
  await understand(intake.tools, mail);
  intake.pass(91 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ messages: 1, tickets: 0 });
  expect(await everything()).not.toContain('rosa@');
  expect(await intake.message(mail)).toMatchObject({ disposition: 'ignored', ignoredReason: 'auto_reply' });
  const [entry] = await intake.store.audit.list('konecta', 1);
  expect(entry).toMatchObject({ action: 'retention', agentId: null, data: { messages: 1 } });
});

test('one person is found by telephone, address or contract, and erased without touching another', async () => {
  const id = await openTicket();
  const other = await intake.receiveOne(
    onWhatsApp('+526869998877', 'No tengo internet, contrato MXL300300 a nombre de Ana Ruiz Soto', 'wamid.1'),
  );
  intake.pass(20_000);
  await understand(intake.tools, other);
  const { personal } = intake.store;
  const nobody = { phone: null, address: null, userId: null, contractKey: null };
  for (const key of [{ address: 'rosa@example.mx' }, { phone: '+526861230001' }, { contractKey: '204518' }])
    expect(await personal.find('konecta', { ...nobody, ...key })).toMatchObject({ ticketIds: [id] });
  expect(await personal.find('konecta', nobody)).toEqual({ messageIds: [], ticketIds: [], matterIds: [] });
  expect(await personal.find('monet', { ...nobody, address: 'rosa@example.mx' })).toMatchObject({ ticketIds: [] });
  const rows = await personal.find('konecta', { ...nobody, address: 'rosa@example.mx' });
  expect((await personal.findOpen(rows)).folios).toHaveLength(1);
  expect(JSON.stringify(await personal.read(rows))).toContain('Villafontana');
  await intake.store.transaction((nouns) => nouns.personal.erase(rows, intake.clock.now));
  const left = await everything();
  for (const secret of SECRETS) expect(left).not.toContain(secret);
  expect(left).toContain('300300');
});

/** Two tickets of one contract, the second joined into the first. */
const openJoined = async (): Promise<{ into: string; from: string }> => {
  const into = await openTicket();
  const [mail = ''] = await intake.receive({
    from: 'Rosa Ibáñez <rosa@example.mx>',
    text: 'Quiero aclarar un cargo que no reconozco en mi recibo, contrato MXL204518 a nombre de Rosa Ibáñez Luna',
  });
  await understand(intake.tools, mail);
  const from = (await intake.tickets()).find(({ id }) => id !== into);
  if (!from) throw new Error('no second ticket');
  const order = { company: 'konecta', ticketId: from.id, agent: 'agent-1', version: from.version, requestId: crypto.randomUUID() };
  expect(await joinTicket(intake.tools, { ...order, intoId: into, reason: 'mismo asunto' })).toMatchObject({ kind: 'done' });
  return { into, from: from.id };
};

test('a ticket that was joined goes when the days of the one in its place are over, and no sooner', async () => {
  const { into } = await openJoined();
  intake.pass(2000 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ tickets: 0 });
  await resolve(into);
  intake.pass(1824 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ tickets: 0 });
  intake.pass(2 * DAY_MS);
  expect(await retain(intake.tools, 'konecta')).toMatchObject({ tickets: 2 });
  const left = await everything();
  for (const secret of SECRETS) expect(left).not.toContain(secret);
});

test('the ticket that was joined belongs to the person, and is erased with them', async () => {
  const { into, from } = await openJoined();
  await intake.store.db.ticket.update({ where: { id: from }, data: { contractKey: null, phone: null, email: null } });
  const rows = await intake.store.personal.find('konecta', { phone: null, address: 'rosa@example.mx', userId: null, contractKey: null });
  expect(rows.ticketIds).toEqual([into, from].sort());
});

test('what Meta told of a person’s messages and of our answers to them goes with them, bytes and ids', async () => {
  const { store } = intake;
  const phone = '+526861230001';
  const id = await intake.receiveOne({
    ...onWhatsApp(phone, 'No tengo internet, contrato MXL204518 a nombre de Rosa Ibáñez Luna', 'wamid.in'),
  });
  intake.pass(20_000);
  await understand(intake.tools, id);
  const [reply] = await intake.replies();
  await store.replies.update(reply?.id ?? '', { providerId: 'wamid.out' });
  const at = intake.clock.now;
  const told = async (kind: string, externalId: string) => {
    const rawHash = await store.messages.saveRaw(Buffer.from(`{"kind":"${kind}","to":"526861230001"}`));
    const identity = `whatsapp:${kind}:${externalId}`;
    const row = {
      company: 'konecta',
      channel: 'whatsapp',
      kind,
      identity,
      externalId,
      data: {},
      receivedAt: at,
      settledAt: at,
      rawHash,
    } as const;
    await store.channelEvents.addAll([row]);
  };
  await told('status', 'wamid.out');
  await told('edit', 'wamid.in');
  const ticketId = (await intake.tickets())[0]?.id ?? null;
  const answer = {
    company: 'konecta',
    channel: 'whatsapp',
    externalId: 'wamid.echo',
    recipient: phone,
    text: 'Ya va',
    at,
    ticketId,
  } as const;
  await store.replies.addPersons(answer);
  const rows = await store.personal.find('konecta', { phone, address: null, userId: null, contractKey: null });
  await store.transaction((nouns) => nouns.personal.erase(rows, at));
  const left = await everything();
  for (const secret of [...SECRETS, '6861230001', 'wamid.']) expect(left).not.toContain(secret);
});

test('bytes that come again while their time ends are kept for the message on them', async () => {
  const { store } = intake;
  const bytes = Buffer.from('From: rosa@example.mx\r\n\r\nhola');
  const hash = await store.messages.saveRaw(bytes);
  await store.db.rawMessage.update({ where: { hash }, data: { storedAt: new Date(intake.clock.now.getTime() - 500 * DAY_MS) } });
  const started = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const storing = store.transaction(async (nouns) => {
    await nouns.messages.saveRaw(bytes);
    started.resolve();
    await mayEnd.promise;
    return nouns.messages.saveRaw(bytes);
  });
  await started.promise;
  const retaining = retain(intake.tools, 'konecta');
  // It waits for the row that the other holds.
  const waiting = () => store.db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`;
  await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
  mayEnd.resolve();
  await storing;
  expect(await retaining).toMatchObject({ raws: 0 });
  expect((await store.messages.findRaw(hash))?.bytes).toEqual(bytes);
});
