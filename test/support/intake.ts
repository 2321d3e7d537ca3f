import { parseMail } from '../../src/channels/email/parse.ts';
import { readSenderHint } from '../../src/channels/email/sender-hint.ts';
import type { IncomingMessage } from '../../src/core/message.ts';
import { type Received, receiveMails, receiveMessage } from '../../src/steps/receive.ts';
import type { UnderstandTools } from '../../src/steps/tools.ts';
import { openStore } from '../../src/store/store.ts';
import { freshDatabase } from './databases.ts';
import { messageOf, NOBODY } from './message.ts';
import { konecta } from './profiles.ts';

export const MAILBOX = 'soportemxl@konecta.mx';
export const OTHER_MAILBOX = 'soportetj@konecta.mx';
const WATCHER = 'test';
const UID_VALIDITY = 7n;

export type TestMail = {
  from?: string;
  text: string;
  subject?: string;
  messageId?: string;
  mailbox?: string;
  headers?: Record<string, string>;
  /** How long after the intake's now it reached the server; the same second where it is not said. */
  afterMs?: number;
};

/** The intake on a database of its own and a clock that the test turns; nothing of ours is doubled, the queue only takes note. */
export const openIntake = async (given: { url?: string; lastUid?: number } = {}) => {
  const url = given.url ?? (await freshDatabase());
  const store = openStore(url, { connections: 12 });
  const profile = konecta();
  const clock = { now: new Date('2026-11-24T18:00:00.000Z') };
  const enqueued: { queue: 'unpack' | 'understand' | 'answer' | 'media'; id: string; delayMs: number }[] = [];
  const enqueue =
    (queue: 'unpack' | 'understand' | 'answer' | 'media') =>
    async (id: string, delayMs = 0) => {
      enqueued.push({ queue, id, delayMs });
    };
  const tools: UnderstandTools = {
    store,
    profiles: new Map([[profile.company, profile]]),
    now: () => clock.now,
    enqueue: {
      understand: enqueue('understand'),
      understandAll: async (jobs) => void (await Promise.all(jobs.map(({ id, delayMs }) => enqueue('understand')(id, delayMs)))),
      answer: enqueue('answer'),
      answerAll: async (ids) => void (await Promise.all(ids.map((id) => enqueue('answer')(id)))),
      media: enqueue('media'),
      unpack: enqueue('unpack'),
    },
    parseMail: (raw, mailbox, { company }) => parseMail(raw, { company, mailbox, group: null }),
  };
  for (const { address } of profile.mailboxes) {
    await store.mailboxes.ensure(address, profile.company);
    await store.mailboxes.lease(address, WATCHER, 3_600_000);
  }
  let uid = given.lastUid ?? 0;
  const batchOf = (mails: TestMail[]) => {
    const address = mails[0]?.mailbox ?? MAILBOX;
    const stored = mails.map((mail) => {
      uid += 1;
      const raw = rawMail(mail, uid);
      const internalDate = new Date(clock.now.getTime() + (mail.afterMs ?? 0));
      return {
        uid,
        uidValidity: UID_VALIDITY,
        internalDate,
        raw,
        sizeBytes: raw.length,
        truncated: false,
        conversation: readSenderHint(raw),
      };
    });
    const position = { uidValidity: UID_VALIDITY, lastUid: uid, since: null, lastMailAt: null };
    return { company: profile.company, address, watcher: WATCHER, mails: stored, position };
  };
  return {
    url,
    store,
    profile,
    clock,
    tools,
    enqueued,
    batchOf,
    /** Turns the clock on. */
    pass: (ms: number) => {
      clock.now = new Date(clock.now.getTime() + ms);
    },
    /** Stores mails that came to one mailbox; gives the ids of their messages, in order. */
    receive: async (...mails: TestMail[]): Promise<string[]> => {
      const batch = batchOf(mails);
      await receiveMails(tools, batch);
      const ids = await Promise.all(batch.mails.map((mail) => store.mailboxes.findMessageId(batch.address, UID_VALIDITY, mail.uid)));
      return ids.filter((id) => id !== null);
    },
    /** Stores a chat message or a form; gives its id. */
    receiveOne: async (message: Partial<IncomingMessage> & Pick<IncomingMessage, 'channel' | 'text'>, received: Partial<Received> = {}) =>
      (await receiveMessage(tools, { message: messageOf(message), receivedAt: clock.now, rawHash: null, ...received })).id,
    tickets: () => store.tickets.list(profile.company),
    replies: () => store.db.reply.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    message: async (id: string) => {
      const row = await store.messages.find(id);
      if (!row) throw new Error(`no message ${id}`);
      return row;
    },
    close: () => store.close(),
  };
};

export type Intake = Awaited<ReturnType<typeof openIntake>>;

export const rawMail = (mail: TestMail, number: number): Buffer =>
  Buffer.from(
    [
      `From: ${mail.from ?? 'Ana Ruiz Soto <ana@example.mx>'}`,
      `To: ${mail.mailbox ?? MAILBOX}`,
      `Subject: ${mail.subject ?? 'Buenas tardes'}`,
      `Message-ID: ${mail.messageId ?? `<mail-${number}@example.mx>`}`,
      'Date: Tue, 24 Nov 2026 10:00:00 -0800',
      'Content-Type: text/plain; charset=utf-8',
      ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      '',
      mail.text,
    ].join('\r\n'),
  );

/** A person on WhatsApp. */
export const onWhatsApp = (phone: string, text: string, wamid: string | null = null) => ({
  channel: 'whatsapp' as const,
  text,
  externalId: wamid,
  sender: { ...NOBODY, phone, name: 'Ana' },
});
