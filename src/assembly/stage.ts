import { parseMail } from '../channels/email/parse.ts';
import type { CompanyProfile } from '../core/company.ts';
import { PermanentError } from '../runtime/errors.ts';
import { answer } from '../steps/answer.ts';
import { reopenTicket, resolveTicket } from '../steps/attend.ts';
import { receiveMails, receiveMessage } from '../steps/receive.ts';
import { remind } from '../steps/remind.ts';
import type { ToUnderstand } from '../steps/tools.ts';
import { understand } from '../steps/understand.ts';
import type { Store } from '../store/store.ts';
import type { Templates } from '../templates/load.ts';
import { writeAnswer } from '../templates/write.ts';
import { composeMail, type EventInput, incomingOf } from './stage-events.ts';

const WATCHER = 'simulate';
const UID_VALIDITY = 1n;

type Alarm = { at: number; kind: 'understand' | 'answer'; id: string };
export type ReplyLine = {
  at: string;
  kind: string;
  channel: string;
  to: string | null;
  ticket: number | null;
  template: boolean;
  messageId: string | null;
  subject: string | null;
  text: string | null;
};

export type Stage = (event: EventInput) => Promise<StageLine>;
export type StageLine = Awaited<ReturnType<typeof report>>;

/** The whole intake on a clock of its own: what is given here is done to the end of its moment, and told in one line. Nothing is sent. */
export const openStage = async (store: Store, profile: CompanyProfile, templates: Templates): Promise<Stage> => {
  let now = new Date(0);
  let uid = 0;
  const alarms: Alarm[] = [];
  const replies: ReplyLine[] = [];
  /** Message id of each event; null for agents and ticks. */
  const messageIds: (string | null)[] = [];
  const told = new Map<number, string>();
  for (const { address } of profile.mailboxes) {
    await store.mailboxes.ensure(address, profile.company);
    await store.mailboxes.lease(address, WATCHER, 1e12);
  }
  const enqueue =
    (kind: Alarm['kind']) =>
    async (id: string, delayMs = 0) => {
      alarms.push({ at: now.getTime() + Math.max(0, delayMs), kind, id });
    };
  const tools = {
    store,
    profiles: new Map([[profile.company, profile]]),
    now: () => now,
    enqueue: {
      understand: enqueue('understand'),
      understandAll: async (jobs: ToUnderstand[]) => {
        for (const { id, delayMs } of jobs) await enqueue('understand')(id, delayMs);
      },
      answer: enqueue('answer'),
      answerAll: async (ids: string[]) => {
        for (const id of ids) await enqueue('answer')(id);
      },
      media: async () => undefined,
      unpack: async () => undefined,
    },
    parseMail: (raw: Buffer, mailbox: string) =>
      parseMail(raw, {
        company: profile.company,
        mailbox,
        group: profile.mailboxes.find(({ address }) => address === mailbox)?.group ?? null,
      }),
    write: writeAnswer(templates),
    send: async () => ({ kind: 'sent', providerId: null }) as const,
  };

  const ring = async (alarm: Alarm): Promise<void> => {
    if (alarm.kind === 'understand') return understand(tools, alarm.id);
    await answer(tools, alarm.id);
    const reply = await store.replies.find(alarm.id);
    if (!reply || (reply.state !== 'sent' && reply.state !== 'task')) return;
    const order = await ticketOrder(store, profile.company);
    replies.push({
      at: now.toISOString(),
      kind: reply.kind,
      channel: reply.channel,
      to: reply.recipient,
      ticket: reply.ticketId === null ? null : order.indexOf(reply.ticketId),
      template: reply.template,
      messageId: reply.channel === 'email' ? reply.emailMessageId : null,
      subject: reply.subject,
      text: reply.text,
    });
  };

  /** Everything that falls due up to a moment, in order of time. */
  const advance = async (to: number): Promise<void> => {
    for (;;) {
      alarms.sort((one, other) => one.at - other.at);
      const alarm = alarms[0] && alarms[0].at <= to ? alarms[0] : null;
      const term = await store.tickets.findNextTerm();
      if (term && term.getTime() <= (alarm?.at ?? to)) {
        now = new Date(Math.max(now.getTime(), term.getTime()));
        await remind(tools);
      } else if (alarm) {
        alarms.shift();
        now = new Date(Math.max(now.getTime(), alarm.at));
        await ring(alarm);
      } else break;
    }
    now = new Date(Math.max(now.getTime(), to));
  };

  const perform = async (event: Exclude<EventInput, { kind: 'tick' }>): Promise<string | null> => {
    if (event.kind === 'agent') {
      const order = await ticketOrder(store, profile.company);
      const ticketId = event.folio ? (await store.tickets.findByFolio(profile.company, event.folio))?.id : order[event.ticket];
      if (!ticketId)
        throw new PermanentError('event', `agent event: expected a ticket that is there, found ${event.folio ?? event.ticket}`);
      const action = { company: profile.company, ticketId, agent: WATCHER, version: null, reason: 'simulate' };
      if (event.action === 'resolve') await resolveTicket(tools, { ...action, cause: 'atendido', attributable: false, repairedAt: null });
      else await reopenTicket(tools, action);
      return null;
    }
    if (event.channel !== 'email') {
      const message = incomingOf(event, profile);
      return (await receiveMessage(tools, { message, receivedAt: now, rawHash: null })).id;
    }
    uid += 1;
    const raw = await composeMail(event);
    const address = event.mailbox.toLowerCase();
    const mail = { uid, uidValidity: UID_VALIDITY, internalDate: now, raw, sizeBytes: raw.length, truncated: false, conversation: null };
    await receiveMails(tools, {
      company: profile.company,
      address,
      watcher: WATCHER,
      mails: [mail],
      position: { uidValidity: UID_VALIDITY, lastUid: uid, since: null, lastMailAt: null },
    });
    return store.mailboxes.findMessageId(address, UID_VALIDITY, uid);
  };

  return async (event: EventInput) => {
    const at = event.at.getTime();
    await advance(at);
    let index: number | null = null;
    if (event.kind !== 'tick') {
      index = messageIds.length;
      messageIds.push(await perform(event));
      await advance(at);
    }
    return report(store, profile.company, { index, messageIds, told, replies: replies.splice(0) });
  };
};

/** Ids of the tickets in the order in which they were opened. */
const ticketOrder = async (store: Store, company: string): Promise<string[]> =>
  (await store.tickets.list(company)).map((ticket) => ticket.id).sort();

type Told = { index: number | null; messageIds: (string | null)[]; told: Map<number, string>; replies: ReplyLine[] };

const report = async (store: Store, company: string, { index, messageIds, told, replies }: Told) => {
  const rows = new Map((await store.messages.findMany(messageIds.filter((id) => id !== null))).map((row) => [row.id, row]));
  const tickets = (await store.tickets.list(company)).sort((one, other) => (one.id < other.id ? -1 : 1));
  const settled: [number, string][] = [];
  for (const [event, id] of messageIds.entries()) {
    const row = id === null ? undefined : rows.get(id);
    const disposition = row?.disposition && (row.ignoredReason ? `ignored:${row.ignoredReason}` : row.disposition);
    if (!disposition || told.get(event) === disposition) continue;
    told.set(event, disposition);
    if (event !== index) settled.push([event, disposition]);
  }
  const current = index === null ? undefined : rows.get(messageIds[index] ?? '');
  return {
    disposition: current?.disposition ?? null,
    reason: current?.ignoredReason ?? current?.reason ?? null,
    folio: tickets.find((ticket) => ticket.id === current?.ticketId)?.folio ?? null,
    tickets: tickets.map((ticket) => ({
      folio: ticket.folio,
      events: messageIds.flatMap((id, event) => (id !== null && rows.get(id)?.ticketId === ticket.id ? [event] : [])),
      contract: ticket.contract,
      holder: ticket.holder,
      contact: ticket.contact,
      phone: ticket.phone,
      email: ticket.email,
      city: ticket.city,
      category: ticket.category,
      area: ticket.area,
      status: ticket.status,
      priority: ticket.priority,
      unidentified: ticket.unidentified,
      unverified: ticket.unverified,
      escalated: ticket.escalated,
      answersWithheld: ticket.answersWithheld,
      related: tickets.find((other) => other.id === ticket.relatedId)?.folio ?? null,
      openedAt: ticket.openedAt.toISOString(),
      dueAt: ticket.dueAt.toISOString(),
    })),
    replies,
    settled,
  };
};
