// Writes what an answer says. In: a claimed reply and the way it goes. Out: its words, kept with the row so that each try says the same. On failure: the job fails and is tried again.
import type { CompanyProfile } from '../core/company.ts';
import { MATTER_CHOICES } from '../core/policy/actions/ask-matter.ts';
import { composeAgentNotice } from '../core/policy/agent-notice.ts';
import { asksForAuthority } from '../core/policy/authority.ts';
import type { Known } from '../core/policy/context.ts';
import { missingFrom } from '../core/policy/missing.ts';
import type { Discretion } from '../core/policy/outcome.ts';
import type { Way } from '../core/policy/window.ts';
import type { Category, Channel } from '../core/words.ts';
import type { MatterRow } from '../store/matters.ts';
import type { ReplyRow, WrittenWords } from '../store/replies.ts';
import type { TicketRow } from '../store/tickets.ts';
import type { AnswerFacts, MissingField } from '../templates/variables.ts';
import type { AnswerTools, Outgoing } from './outgoing.ts';
import { writeAgentNotice } from './tell-agent.ts';

export type SendWay = Extract<Way, { kind: 'send' }>;

/** Written once, before the first try, so that each try says the same; null where only an approved template may go and there is none. */
export const writeReply = async (
  tools: AnswerTools,
  profile: CompanyProfile,
  reply: ReplyRow,
  way: SendWay,
): Promise<Outgoing['content'] | null> => {
  const rewritten = way.channel !== reply.channel || way.template !== reply.template;
  if (reply.kind === 'assigned') return writeAgentNotice(tools, profile, reply);
  // What a person wrote is no template's: past the window it cannot go out.
  if (reply.kind === 'agent') {
    const choices = (reply.facts as { asksMatter?: boolean }).asksMatter ? MATTER_CHOICES : [];
    return way.template ? null : { subject: reply.subject, text: reply.text ?? '', html: reply.html, whatsappTemplate: null, choices };
  }
  if (reply.text !== null && !rewritten && !way.template)
    return { subject: reply.subject, text: reply.text, html: reply.html, whatsappTemplate: null };
  const facts = await factsOf(tools, profile, reply, way.channel);
  const written = tools.write(profile, { channel: way.channel, kind: reply.kind, accessible: reply.accessible, facts });
  if (way.template && written.whatsappTemplate === null) return null;
  const text = way.template ? (written.whatsappTemplate?.text ?? written.text) : written.text;
  await tools.store.replies.keepWords(reply.id, {
    channel: way.channel,
    recipient: way.recipient,
    template: way.template,
    subject: written.subject,
    text,
    html: written.html,
    // On another channel nothing knows the message by the id it had on its own.
    inReplyTo: way.channel === reply.channel ? reply.inReplyTo : null,
    references: way.channel === reply.channel ? reply.references : [],
  });
  return { ...written, text, whatsappTemplate: way.template ? written.whatsappTemplate : null };
};

/** What the answer may speak of: the ticket, or what the pending matter knows so far. */
const factsOf = async ({ store, now }: AnswerTools, profile: CompanyProfile, reply: ReplyRow, channel: Channel): Promise<AnswerFacts> => {
  const ticket = reply.ticketId ? await store.tickets.find(reply.ticketId) : null;
  const matter = !ticket && reply.matterId ? await store.matters.find(reply.matterId) : null;
  return factsFrom(profile, reply, { ticket, matter }, channel, now());
};

/** What an answer speaks of; `given`: the tickets that a notice to an agent tells of. */
export type Subject = { ticket: TicketRow | null; matter: MatterRow | null; given: TicketRow[] };

/** A mail of a template in its words, with what was loaded for it; null where its words stand already or are a person's. */
export const writeMail = ({ write, now }: AnswerTools, profile: CompanyProfile, reply: ReplyRow, about: Subject): WrittenWords | null => {
  if (reply.text !== null || reply.kind === 'agent' || reply.recipient === null) return null;
  if (reply.kind === 'assigned') {
    const notice = composeAgentNotice(about.given, profile);
    return notice && { ...notice, html: null };
  }
  const facts = factsFrom(profile, reply, about, 'email', now());
  const { subject, text, html } = write(profile, { channel: 'email', kind: reply.kind, accessible: reply.accessible, facts });
  return { subject, text, html };
};

const factsFrom = (
  profile: CompanyProfile,
  reply: ReplyRow,
  { ticket, matter }: Omit<Subject, 'given'>,
  channel: Channel,
  now: Date,
): AnswerFacts => {
  const known = matter?.known as Known | undefined;
  const held: Held = ticket ?? { ...EMPTY, ...known, category: matter?.category ?? 'duda' };
  const told = reply.facts as { unknownContract?: string | null; compensationCents?: number | null } & Partial<Discretion>;
  const facts = {
    folio: ticket?.folio ?? null,
    category: held.category,
    contract: held.contract,
    holder: held.holder,
    contact: held.contact,
    phone: held.phone,
    email: held.email,
    city: held.city,
    dueAt: ticket?.dueAt ?? null,
    termHours: ticket ? profile.termHours[ticket.area] : null,
    missing: reply.kind === 'resolved' ? [] : missingFrom({ ...held, channel }),
    unknownContract: told.unknownContract ?? null,
    asksAuthority: asksForAuthority(held),
    priority: ticket?.priority ?? 'normal',
    writtenOnly: ticket?.writtenOnly ?? false,
    compensationCents: told.compensationCents ?? null,
    now,
  };
  return keepBack(facts, { hides: told.hides ?? [], stranger: told.stranger ?? false });
};

/** What its reader has not said stays with us; who only quotes a folio learns nothing of the ticket (core/policy/disclose.ts). */
const keepBack = (facts: AnswerFacts, { hides, stranger }: Discretion): AnswerFacts => ({
  ...facts,
  ...Object.fromEntries(hides.map((field) => [field, null])),
  ...(stranger && STRANGERS),
});

const STRANGERS = {
  category: null,
  city: null,
  dueAt: null,
  termHours: null,
  missing: [] as MissingField[],
  asksAuthority: false,
  writtenOnly: false,
  compensationCents: null,
} satisfies Partial<AnswerFacts>;

type Held = Pick<TicketRow, 'contract' | 'holder' | 'contact' | 'authority' | 'phone' | 'email' | 'city'> & { category: Category };
const EMPTY = { contract: null, holder: null, contact: null, authority: [], phone: null, email: null, city: null };
