import { afterEach, beforeEach, expect, test } from 'vitest';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, OTHER_MAILBOX, onWhatsApp, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const FALLA = 'No tengo internet desde ayer, la luz del módem está en rojo. Mi contrato es MXL204518.';
const run = (...ids: string[]) => Promise.all(ids.map((id) => understand(intake.tools, id)));
const dispositions = async (ids: string[]) =>
  (await Promise.all(ids.map(intake.message))).map((row) => (row.ignoredReason ? `ignored:${row.ignoredReason}` : row.disposition));

/** Everything that a decision writes, for comparing before and after. */
const everything = async () => {
  const { db } = intake.store;
  const tables = [db.message, db.reading, db.ticket, db.ticketEvent, db.pendingMatter, db.reply, db.folioSequence] as const;
  return JSON.stringify(await Promise.all(tables.map((table) => (table.findMany as () => Promise<unknown[]>)())));
};

test('a message that is understood twice changes nothing the second time', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  const chat = await intake.receiveOne(onWhatsApp('+526861234567', 'hola, sigo sin internet'));
  intake.pass(15_000);
  await run(mail);
  await run(chat);
  const before = await everything();
  await run(mail, chat);
  expect(await everything()).toBe(before);
});

test('two workers that understand one message at once open one ticket with one answer', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  await run(mail, mail, mail);
  expect(await intake.tickets()).toHaveLength(1);
  expect(await intake.replies()).toHaveLength(1);
});

test('two messages of one contract from two senders at the same second are one ticket and one appended', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  const chat = await intake.receiveOne(onWhatsApp('+526861234567', 'Sin internet en el contrato 204518, ayuda'));
  intake.pass(15_000);
  await run(mail, chat);
  expect(await intake.tickets()).toHaveLength(1);
  expect((await dispositions([mail, chat])).sort()).toEqual(['appended', 'ticket']);
});

test('mails of one sender are decided in the order in which they came, whatever the order of the jobs', async () => {
  const mails = await intake.receive(
    { text: 'Buenas tardes, no tengo internet desde ayer.' },
    { text: 'Mi contrato es MXL204518, a nombre de Ana Ruiz Soto.' },
    { text: 'Gracias' },
  );
  await run(...mails.toReversed());
  expect(await dispositions(mails)).toEqual(['ticket', 'ticket', 'appended']);
  const [ticket] = await intake.tickets();
  expect(ticket).toMatchObject({ category: 'falla', contract: 'MXL204518', description: 'Buenas tardes, no tengo internet desde ayer.' });
});

test('a mail that came before the form of the same address is decided before it', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet desde ayer.' });
  intake.pass(1000);
  const form = await intake.receiveOne({
    channel: 'web',
    text: 'Les paso mi contrato',
    sender: { name: 'Ana Ruiz', address: 'ana@example.mx', phone: null, userId: null },
    form: { name: 'Ana Ruiz Soto', contract: 'MXL204518', city: null },
  });
  await run(form);
  expect(await dispositions([mail, form])).toEqual(['ticket', 'ticket']);
  expect((await intake.tickets())[0]?.description).toBe('No tengo internet desde ayer.');
});

test('one mail delivered to both mailboxes at once is one message and one duplicate', async () => {
  const mail = { text: FALLA, messageId: '<una-sola-vez@example.mx>' };
  const [first = ''] = await intake.receive(mail);
  const [second = ''] = await intake.receive({ ...mail, mailbox: OTHER_MAILBOX });
  await run(first, second);
  expect((await dispositions([first, second])).sort()).toEqual(['ignored:duplicate', 'ticket']);
  expect(await intake.replies()).toHaveLength(1);
});

test('a Message-ID used again with other content is another message', async () => {
  const ids = await intake.receive(
    { text: FALLA, messageId: '<repetido@example.mx>' },
    { text: 'También quiero contratar otra línea, ¿qué paquetes tienen?', messageId: '<repetido@example.mx>' },
  );
  for (const id of ids) await run(id);
  expect(await dispositions(ids)).toEqual(['ticket', 'ticket']);
});

test('two chats whose bursts name the same two contracts in opposite order never wait for each other', async () => {
  const pairs = Array.from({ length: 6 }, (_, n) => [`+52686000000${n}`, `+52686100000${n}`] as const);
  const ids: string[] = [];
  const say = async (phone: string, contract: string) =>
    ids.push(await intake.receiveOne(onWhatsApp(phone, `No tengo internet, contrato ${contract}`)));
  for (const [n, [one, other]] of pairs.entries()) {
    await say(one, `20000${n}`);
    await say(other, `30000${n}`);
  }
  intake.pass(20_000);
  for (const [n, [one, other]] of pairs.entries()) {
    await say(one, `30000${n}`);
    await say(other, `20000${n}`);
  }
  intake.pass(15_000);
  await run(...ids);
  expect((await dispositions(ids)).filter((disposition) => disposition === 'ticket')).toHaveLength(12);
  expect((await dispositions(ids)).filter((disposition) => disposition === 'appended')).toHaveLength(12);
});

test('two senders who write on one ticket at once get one answer `appended` between them', async () => {
  const [first = ''] = await intake.receive({ text: 'No tengo internet. El titular es Ana Ruiz Soto.' });
  await run(first);
  const [ticket] = await intake.tickets();
  const ids = [];
  for (const name of ['beto', 'carla', 'dora'])
    ids.push(...(await intake.receive({ from: `${name}@example.mx`, text: `Sobre el folio ${ticket?.folio}: seguimos sin internet.` })));
  await run(...ids);
  expect(await dispositions(ids)).toEqual(['appended', 'appended', 'appended']);
  expect((await intake.replies()).filter((reply) => reply.kind === 'appended')).toHaveLength(1);
});

test('an answer `appended` is given at most once in six hours, and again from the sixth on', async () => {
  const answersAfter = async (ms: number) => {
    intake.pass(ms);
    const [id = ''] = await intake.receive({ text: 'Sigo sin internet en mi contrato MXL204518' });
    await run(id);
    return (await intake.replies()).map((reply) => reply.kind);
  };
  const HOUR = 3_600_000;
  expect(await answersAfter(0)).toEqual(['folio']);
  expect(await answersAfter(HOUR)).toEqual(['folio', 'appended']);
  expect(await answersAfter(6 * HOUR - 1)).toEqual(['folio', 'appended']);
  expect(await answersAfter(1)).toEqual(['folio', 'appended', 'appended']);
});

test('at most ten automatic answers go to one address in an hour, however many are decided at once', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 14; n++)
    ids.push(
      ...(await intake.receive({
        from: `vecino${n}@example.mx`,
        text: `Sin internet. Contrato MXL20451${n}`,
        headers: { 'Reply-To': 'administracion@example.mx' },
      })),
    );
  await run(...ids);
  const replies = await intake.replies();
  expect(replies.filter((reply) => reply.state === 'queued')).toHaveLength(10);
  expect(replies.filter((reply) => reply.state === 'withheld' && reply.because === 'limit')).toHaveLength(4);
  expect((await intake.tickets()).filter((ticket) => ticket.answersWithheld)).toHaveLength(4);
});

test('after a withheld folio the next answer of the ticket is the folio', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 11; n++) ids.push(...(await intake.receive({ text: `Sin internet. Contrato MXL20450${n}` })));
  for (const id of ids) await run(id);
  intake.pass(3_600_001);
  const [next = ''] = await intake.receive({ text: 'Sigo sin internet. Contrato MXL2045010' });
  await run(next);
  const last = (await intake.replies()).at(-1);
  expect(last).toMatchObject({ kind: 'folio', state: 'queued', messageId: next });
});

test('data that come within seven days settle the matter, data that come later do not', async () => {
  const DAY = 86_400_000;
  const [early = ''] = await intake.receive({ text: 'No tengo internet' });
  const [late = ''] = await intake.receive({ from: 'beto@example.mx', text: 'No tengo internet' });
  await run(early);
  await run(late);
  intake.pass(7 * DAY);
  const [inTime = ''] = await intake.receive({ text: 'Mi contrato es MXL204518' });
  await run(inTime);
  intake.pass(1);
  const [tooLate = ''] = await intake.receive({ from: 'beto@example.mx', text: 'Mi contrato es MXL300518' });
  await run(tooLate);
  expect(await dispositions([early, inTime, late])).toEqual(['ticket', 'ticket', 'pending']);
  expect((await intake.message(late)).ticketId).toBeNull();
  expect((await intake.message(tooLate)).matterId).toBeNull();
});

test('a mail whose sender cannot be asked is looked at by a person instead of waiting for data', async () => {
  const [id = ''] = await intake.receive({ from: '', text: 'No tengo internet' });
  await run(id);
  expect(await intake.message(id)).toMatchObject({ disposition: 'review', reason: 'unanswerable' });
  expect(await intake.store.db.pendingMatter.count()).toBe(0);
});

test('a mail without an address of its sender is settled, on a ticket that is not answered', async () => {
  const [id = ''] = await intake.receive({ from: 'Ana sin dirección', text: FALLA });
  await run(id);
  expect(await dispositions([id])).toEqual(['ticket']);
  expect(await intake.replies()).toEqual([]);
});

test('characters that PostgreSQL refuses are replaced, and the message is decided', async () => {
  const [mail = ''] = await intake.receive({
    from: 'A\0na <an\0a@example.mx>',
    subject: 'Sin\0 internet',
    text: `${FALLA}\0`,
    messageId: '<n\0ul@example.mx>',
  });
  const chat = await intake.receiveOne(onWhatsApp('+526861234567', `Sin internet \ud83d, titular Ana\0 Ruiz Soto`, 'wamid.\0\ud83d'));
  const file = { type: 'document', name: 'recibo\0\ud83d.pdf', mimeType: 'a\0', sizeBytes: 1, mediaId: '1', url: null, location: null };
  const withFile = await intake.receiveOne({ ...onWhatsApp('+526867654321', 'Mi recibo'), attachments: [file] });
  const form = await intake.receiveOne({
    channel: 'web',
    text: 'Sin internet\ud83d',
    sender: { name: 'Ana\0', address: 'beto@example.mx', phone: null, userId: null },
    form: { name: 'Ana \ud83d Ruiz\0', contract: '204518\0', city: null },
  });
  intake.pass(15_000);
  const ids = [mail, chat, withFile, form];
  for (const id of ids) await run(id);
  expect((await Promise.all(ids.map(intake.message))).map((row) => row.state)).toEqual(ids.map(() => 'settled'));
});

test('names, ids and texts of any length are kept as far as they can be', async () => {
  const noise = Array.from({ length: 60_000 }, (_, n) => String.fromCharCode(97 + ((n * 7 + (n >> 3)) % 26))).join('');
  const [mail = ''] = await intake.receive({
    from: `${noise.slice(0, 9000)}@example.mx`,
    subject: noise,
    messageId: `<${'é'.repeat(900)}${noise.slice(0, 80)}@example.mx>`,
    text: `No tengo internet. ${noise.repeat(20)}`,
    headers: { 'Reply-To': `${noise.slice(0, 4000)}@example.mx` },
  });
  await run(mail);
  expect((await intake.message(mail)).state).toBe('settled');
});

test('a mail that one worker cannot parse in time does not undo what another made of it', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  const slow = {
    ...intake.tools,
    parseMail: async () => {
      await understand(intake.tools, mail);
      return { kind: 'malformed', code: 'timeout', because: 'not parsed within 1 ms' } as const;
    },
  };
  await understand(slow, mail);
  expect(await dispositions([mail])).toEqual(['ticket']);
});

test.each([
  ['', 'Re: Reporte de falla', true],
  ['\ufffd\ufffd\ufffd?%&/', '', true],
  ['', 'Sigo sin internet', false],
  ['Sigo igual', 'Re: Reporte de falla', false],
])('a mail that says %j under %j on a ticket: the agent is told that nothing could be read: %s', async (text, subject, isUnreadable) => {
  const ids = await intake.receive({ text: FALLA }, { text, subject });
  for (const id of ids) await understand(intake.tools, id);
  expect(await dispositions(ids)).toEqual(['ticket', 'appended']);
  const [ticket] = await intake.tickets();
  expect(ticket?.warnings).toEqual(isUnreadable ? ['unreadable-message'] : []);
  const events = await intake.store.db.ticketEvent.findMany({ where: { kind: 'appended' } });
  expect(events.map(({ data }) => (data as { unreadable?: boolean }).unreadable ?? false)).toEqual([isUnreadable]);
});

/** Parses that run out of time so often, then the real one. */
const slowFor = (times: number) => {
  let asked = 0;
  const parseMail: Intake['tools']['parseMail'] = async (...args) => {
    asked += 1;
    return asked > times ? intake.tools.parseMail(...args) : { kind: 'malformed', code: 'timeout', because: 'not parsed within 1 ms' };
  };
  return { tools: { ...intake.tools, parseMail }, asked: () => asked };
};

test('a mail that could not be parsed in time is parsed once more: a machine that stood still is no fault of the mail', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  const slow = slowFor(1);
  await understand(slow.tools, mail);
  expect(slow.asked()).toBe(2);
  expect(await dispositions([mail])).toEqual(['ticket']);
});

test('a mail that needs too long twice is quarantined, and not tried for ever', async () => {
  const [mail = ''] = await intake.receive({ text: FALLA });
  const slow = slowFor(9);
  await understand(slow.tools, mail);
  expect(slow.asked()).toBe(2);
  expect(await intake.message(mail)).toMatchObject({ disposition: 'quarantined', reason: 'timeout' });
});

test('what is no mail is quarantined with its code, and kept raw', async () => {
  const [id = ''] = await intake.receive({ text: FALLA });
  const raw = Buffer.alloc(0);
  await intake.store.db.message.update({ where: { id }, data: { rawHash: await intake.store.messages.saveRaw(raw) } });
  await run(id);
  expect(await intake.message(id)).toMatchObject({ disposition: 'quarantined', reason: 'empty', state: 'settled' });
});

test('a burst is decided when it closes, at fifteen seconds after its last message, and not before', async () => {
  const first = await intake.receiveOne(onWhatsApp('+526861234567', 'Hola'));
  intake.pass(10_000);
  const second = await intake.receiveOne(onWhatsApp('+526861234567', 'no tengo internet, contrato MXL204518'));
  intake.pass(14_999);
  await run(first);
  expect(await dispositions([first, second])).toEqual([null, null]);
  expect(intake.enqueued.at(-1)).toEqual({ queue: 'understand', id: second, delayMs: 1 });
  intake.pass(1);
  await run(second);
  expect(await dispositions([first, second])).toEqual(['ticket', 'ticket']);
  expect(await intake.replies()).toHaveLength(1);
});
