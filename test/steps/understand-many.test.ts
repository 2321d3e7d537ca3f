import { afterEach, beforeEach, expect, test } from 'vitest';
import { understand } from '../../src/steps/understand.ts';
import { understandMany } from '../../src/steps/understand-many.ts';
import { type Intake, OTHER_MAILBOX, openIntake, type TestMail } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const FALLA = 'No tengo internet desde ayer, la luz del módem está en rojo. Mi contrato es MXL204518.';
const customer = (n: number, more: Partial<TestMail> = {}): TestMail => ({
  from: `Vecino Ruiz <vecino${n}@example.mx>`,
  text: `No tengo internet desde ayer. Mi contrato es MXL2045${10 + n}.`,
  ...more,
});
const rowsOf = (ids: string[]) => Promise.all(ids.map(intake.message));
const dispositions = async (ids: string[]) =>
  (await rowsOf(ids)).map((row) => (row.ignoredReason ? `ignored:${row.ignoredReason}` : row.disposition));
const commits = () => {
  let many = 0;
  const { transaction } = intake.store;
  const counted = {
    ...intake.tools,
    store: {
      ...intake.store,
      transaction: ((work) => {
        many += 1;
        return transaction(work);
      }) as typeof transaction,
    },
  };
  return { tools: counted, count: () => many };
};

test('mails of different customers are settled in one transaction, with folios in the order of their receipt', async () => {
  const ids = await intake.receive(...Array.from({ length: 6 }, (_, n) => customer(n, { afterMs: n * 1_000 })));
  const { tools, count } = commits();
  await understandMany(tools, ids.toReversed());
  expect(await dispositions(ids)).toEqual(Array(6).fill('ticket'));
  expect(count()).toBe(1);
  const folioOf = new Map((await intake.tickets()).map((ticket) => [ticket.id, ticket.folio]));
  const folios = (await rowsOf(ids)).map((row) => folioOf.get(row.ticketId ?? ''));
  expect(folios).toEqual(folios.toSorted());
  expect(new Set(folios).size).toBe(6);
  expect(intake.enqueued.filter(({ queue }) => queue === 'answer')).toHaveLength(6);
  expect(await intake.store.db.reading.count()).toBe(6);
  expect(await intake.store.db.ticketEvent.count({ where: { kind: 'opened' } })).toBe(6);
});

/** What was decided, without ids, which differ from run to run. */
const decided = async (own: Intake) => {
  const { db } = own.store;
  const messages = await db.message.findMany({
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    omit: { id: true, ticketId: true, matterId: true, duplicateOfId: true, storedAt: true },
    include: {
      reading: { omit: { messageId: true } },
      attachments: { omit: { id: true, messageId: true } },
      ticket: { select: { folio: true } },
    },
  });
  const tickets = await db.ticket.findMany({
    orderBy: { folio: 'asc' },
    omit: { id: true, relatedId: true },
    include: { events: { select: { kind: true, actor: true, at: true } } },
  });
  const replies = await db.reply.findMany({
    orderBy: [{ recipient: 'asc' }, { kind: 'asc' }],
    omit: { id: true, key: true, emailMessageId: true, ticketId: true, messageId: true, matterId: true },
  });
  const matters = await db.pendingMatter.findMany({ orderBy: { conversation: 'asc' }, omit: { id: true, ticketId: true } });
  return JSON.stringify({ messages, tickets, replies, matters }, (_key, value) => (typeof value === 'bigint' ? String(value) : value), 1);
};

test('a go ends as its mails do when they are understood one after the other', async () => {
  const mails: TestMail[] = [
    customer(0),
    customer(1, { text: 'No tengo internet.' }),
    customer(2, { text: 'Quiero cancelar el servicio, contrato MXL204512. Soy sorda y solo puedo por escrito.' }),
    customer(3, { text: 'Gracias' }),
    customer(4, { headers: { 'Auto-Submitted': 'auto-replied' } }),
    customer(5, { text: 'Me cobraron de más en mi recibo. Contrato MXL204515, titular Ana Ruiz Soto' }),
    customer(6, { text: 'Sigo sin internet, contrato MXL204510' }),
    customer(0, { text: 'Ya van dos días sin internet' }),
  ].map((mail, n) => ({ ...mail, afterMs: n * 1_000 }));
  const other = await openIntake();
  try {
    for (const id of await other.receive(...mails)) await understand(other.tools, id);
    await understandMany(intake.tools, await intake.receive(...mails));
    expect(await decided(intake)).toBe(await decided(other));
  } finally {
    await other.close();
  }
});

test('a go that runs twice, and twice at once, changes nothing the second time', async () => {
  const ids = await intake.receive(...Array.from({ length: 5 }, (_, n) => customer(n)));
  await Promise.all([
    understandMany(intake.tools, ids),
    understandMany(intake.tools, ids),
    ...ids.map((id) => understand(intake.tools, id)),
  ]);
  const before = await decided(intake);
  await understandMany(intake.tools, ids);
  expect(await decided(intake)).toBe(before);
  expect(await intake.tickets()).toHaveLength(5);
  expect(await intake.replies()).toHaveLength(5);
});

test('mails of a go that share a sender, a contract or an identity are decided one after the other', async () => {
  const [first = '', again = '', neighbour = ''] = await intake.receive(
    { text: FALLA },
    { text: 'Sigo sin internet, ¿ya vienen?', afterMs: 1_000 },
    customer(1, { text: FALLA, afterMs: 2_000 }),
  );
  const mail = customer(2, { messageId: '<una-sola-vez@example.mx>', afterMs: 3_000 });
  const [one = ''] = await intake.receive(mail);
  const [copy = ''] = await intake.receive({ ...mail, mailbox: OTHER_MAILBOX, afterMs: 4_000 });
  const ids = [first, again, neighbour, one, copy];
  await understandMany(intake.tools, ids);
  expect(await dispositions(ids)).toEqual(['ticket', 'appended', 'appended', 'ticket', 'ignored:duplicate']);
});

test('the tickets of a go are one statement, also where one decision asks for more than the others', async () => {
  const [before = ''] = await intake.receive({ text: FALLA, from: 'Vecino Ruiz <vecino0@example.mx>' });
  await understand(intake.tools, before);
  const known = { from: 'Vecino Ruiz <vecino0@example.mx>', text: 'Quiero cancelar el servicio, contrato MXL204518.', afterMs: 1_000 };
  const ids = await intake.receive(known, customer(1, { afterMs: 2_000 }), customer(2, { afterMs: 3_000 }));
  await understandMany(intake.tools, ids);
  expect(await dispositions(ids)).toEqual(['ticket', 'ticket', 'ticket']);
  const tickets = (await rowsOf(ids)).map(({ ticketId }) => ticketId);
  // Rows of one statement share PostgreSQL's number of the command that made them.
  const commands = await intake.store.db
    .$queryRaw`SELECT DISTINCT "xmin"::text, "cmin"::text FROM "Ticket" WHERE "id"::text = ANY(${tickets})`;
  expect(commands).toHaveLength(1);
});

test('a mail that answers another of its go joins the ticket that this one opens, whoever wrote it', async () => {
  const ids = await intake.receive(
    customer(0, { messageId: '<primero@example.mx>' }),
    customer(1, { text: 'Yo soy su hija, sigue sin servicio.', headers: { 'In-Reply-To': '<primero@example.mx>' }, afterMs: 1_000 }),
    customer(2, { afterMs: 2_000 }),
  );
  await understandMany(intake.tools, ids);
  expect(await dispositions(ids)).toEqual(['ticket', 'appended', 'ticket']);
});

test('a mail that cannot be kept spoils none of its go, and is tried again by a job of its own', async () => {
  const ids = await intake.receive(...Array.from({ length: 4 }, (_, n) => customer(n)));
  const [, bad = ''] = ids;
  await intake.store.db.$executeRawUnsafe(`CREATE FUNCTION "refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW."id" = '${bad}' AND NEW."state" = 'settled' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$`);
  await intake.store.db.$executeRawUnsafe(`CREATE TRIGGER "refuse" BEFORE UPDATE ON "Message" FOR EACH ROW EXECUTE FUNCTION "refuse"()`);
  await understandMany(intake.tools, ids);
  expect(await dispositions(ids)).toEqual(['ticket', null, 'ticket', 'ticket']);
  expect(intake.enqueued.filter(({ queue, id }) => queue === 'understand' && id === bad)).toHaveLength(2);
  expect(await intake.tickets()).toHaveLength(3);
});

test('whom somebody else decides on at the moment is waited for alone, and the others are settled', async () => {
  const ids = await intake.receive(customer(0), customer(1), customer(2));
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { promise: isHeld, resolve: tell } = Promise.withResolvers<void>();
  const holder = intake.store.transaction(async (nouns) => {
    await nouns.lock([`conversation:${intake.profile.company}:email:vecino1@example.mx`]);
    tell();
    await held;
  });
  await isHeld;
  const going = understandMany(intake.tools, ids);
  await expect.poll(async () => dispositions(ids)).toEqual(['ticket', null, 'ticket']);
  letGo();
  await Promise.all([holder, going]);
  expect(await dispositions(ids)).toEqual(['ticket', 'ticket', 'ticket']);
});

test('what is taken up again after a failure goes alone, each mail with a job of its own', async () => {
  const ids = await intake.receive(customer(0), customer(1), customer(2));
  intake.enqueued.length = 0;
  await understandMany(intake.tools, ids, true);
  expect(await dispositions(ids)).toEqual(['ticket', null, null]);
  expect(intake.enqueued.filter(({ queue }) => queue === 'understand').map(({ id }) => id)).toEqual(ids.slice(1));
});

test('a large mail leaves the go for a job of its own', async () => {
  const ids = await intake.receive(customer(0), customer(1, { text: `${FALLA}\n${'x'.repeat(300_000)}` }), customer(2));
  intake.enqueued.length = 0;
  await understandMany(intake.tools, ids);
  expect(await dispositions(ids)).toEqual(['ticket', null, 'ticket']);
  expect(intake.enqueued.filter(({ queue }) => queue === 'understand').map(({ id }) => id)).toEqual([ids[1]]);
});

test('a go gives each ticket to the agent with the fewest open ones, those of the go counted', async () => {
  for (const n of [1, 2])
    await intake.store.agents.add({
      company: intake.profile.company,
      email: `agente${n}@konecta.mx`,
      name: `Agente ${n}`,
      role: 'agent',
      area: null,
      city: null,
      passwordHash: 'x',
      createdAt: new Date(intake.clock.now.getTime() + n),
    });
  await understandMany(intake.tools, await intake.receive(...Array.from({ length: 4 }, (_, n) => customer(n))));
  const byAgent = Map.groupBy(await intake.tickets(), ({ agentId }) => agentId);
  expect([...byAgent.values()].map((tickets) => tickets.length)).toEqual([2, 2]);
  expect(await intake.store.db.agentNotice.count()).toBe(4);
});
