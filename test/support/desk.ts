import { randomUUID } from 'node:crypto';
import type { TypedMatter } from '../../src/core/policy/actions/draft.ts';
import type { Channel } from '../../src/core/words.ts';
import { receiveMessage } from '../../src/steps/receive.ts';
import type { UnderstandTools } from '../../src/steps/tools.ts';
import { understand } from '../../src/steps/understand.ts';
import { openStore } from '../../src/store/store.ts';
import { freshDatabase } from './databases.ts';
import { konecta, monet } from './profiles.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A desk on a database of its own, under a clock that the test moves: customers' messages go the real way to their tickets. */
export const openDesk = async (start: string) => {
  const databaseUrl = await freshDatabase();
  const store = openStore(databaseUrl, { connections: 4 });
  let now = new Date(start);
  const enqueued: string[] = [];
  const tools: UnderstandTools = {
    store,
    profiles: new Map([konecta(), monet()].map((profile) => [profile.company, profile])),
    now: () => now,
    enqueue: {
      understand: async () => undefined,
      understandAll: async () => undefined,
      answer: async (replyId) => {
        enqueued.push(replyId);
      },
      answerAll: async (replyIds) => {
        enqueued.push(...replyIds);
      },
      media: async () => undefined,
      unpack: async () => undefined,
    },
    parseMail: () => Promise.reject(new Error('no mail comes to this desk')),
  };
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  /** A customer writes; the burst closes and is understood. Returns the message as it is settled. */
  const write = async (text: string, from: { phone?: string; userId?: string; channel?: Channel; company?: string } = {}) => {
    const channel = from.channel ?? (from.userId ? 'messenger' : 'whatsapp');
    const sender = { name: null, address: null, phone: from.userId ? null : (from.phone ?? '+526865550142'), userId: from.userId ?? null };
    const message = {
      company: from.company ?? 'konecta',
      channel,
      mailbox: null,
      kind: 'text',
      externalId: `wamid.${randomUUID()}`,
      sender,
      replyTo: null,
      subject: null,
      text,
      sentAt: now,
      inReplyTo: null,
      references: [],
      attachments: [],
      form: null,
    };
    const { id } = await receiveMessage(tools, { message, receivedAt: now, rawHash: null });
    pass(MINUTE_MS);
    await understand(tools, id);
    const settled = await store.messages.find(id);
    if (!settled) throw new Error('the message is gone');
    return settled;
  };

  const ticketOf = async (ticketId: string | null) => {
    const ticket = ticketId && (await store.tickets.find(ticketId));
    if (!ticket) throw new Error('the message has no ticket');
    return ticket;
  };

  /** A customer's message that opens a ticket, or joins one. */
  const report = async (text: string, from: Parameters<typeof write>[1] = {}) => {
    const message = await write(text, from);
    return { message, ticket: await ticketOf(message.ticketId) };
  };

  const addAgent = async (
    agent: {
      role?: 'agent' | 'supervisor' | 'admin';
      area?: 'reparaciones' | 'aclaraciones' | null;
      city?: string;
      company?: string;
      absent?: boolean;
    } = {},
  ) => {
    const { id } = await store.db.agent.create({
      data: {
        company: agent.company ?? 'konecta',
        email: `${randomUUID()}@konecta.mx`,
        name: 'Agente',
        role: agent.role ?? 'agent',
        area: agent.area ?? null,
        city: agent.city ?? null,
        absent: agent.absent ?? false,
        passwordHash: 'x',
      },
    });
    return id;
  };

  const eventsOf = async (ticketId: string) =>
    (await store.db.ticketEvent.findMany({ where: { ticketId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })).map(({ kind }) => kind);

  return {
    store,
    databaseUrl,
    tools,
    enqueued,
    pass,
    write,
    report,
    ticketOf,
    addAgent,
    eventsOf,
    at: () => now,
    close: () => store.close(),
  };
};
export type Desk = Awaited<ReturnType<typeof openDesk>>;

export const typedMatter = (matter: Partial<TypedMatter> = {}): TypedMatter => ({
  category: 'falla',
  contract: '204518',
  holder: null,
  contact: null,
  phone: null,
  email: null,
  city: null,
  description: 'No tiene internet desde ayer',
  preferente: false,
  writtenOnly: false,
  ...matter,
});
