// Puts one answer into the outbox. In: what is to be said and to whom. Out: a queued row, or a withheld one where the limit of rule 17 is reached. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import { answerLimitAt, isLimited } from '../core/policy/answer.ts';
import { OWN_MESSAGE_ID_PREFIX } from '../core/policy/automatic.ts';
import type { Answer } from '../core/policy/outcome.ts';
import { type Asker, chooseRecipient } from '../core/policy/recipient.ts';
import type { Channel } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';

export type Wanted = {
  /** A new id, from which the Message-ID is made. */
  id: string;
  wanted: NonNullable<Answer>;
  asker: Asker;
  /** The message that is answered, or the customer's last one for a notice. */
  message: { id: string; mailbox: string | null; externalId: string | null; references: string[] };
  ticketId: string | null;
  matterId: string | null;
  now: Date;
  /** True for what answers no message (`resolved`, `more_time`): then `occasion` makes the key. */
  occasion?: string;
  /** Another app or a person owns the thread: the answer stands in the log and is not sent. */
  withhold?: boolean;
};

/** Adds an answer; null where it is withheld, cannot be addressed, or is in the outbox already. Policy, rules 12, 17 and 18. */
export const addAnswer = async (nouns: Nouns, profile: CompanyProfile, answer: Wanted): Promise<string | null> => {
  const route = chooseRecipient(answer.asker, profile);
  if (route === null) return null;
  const { wanted, message, now } = answer;
  const { withhold = false } = answer;
  const limit = !withhold && isLimited(wanted.kind) ? answerLimitAt(now, profile.limits) : null;
  // Sent off together, in this order: what is counted is counted under the lock.
  const locked = limit === null ? null : nouns.lock([`recipient:${profile.company}:${route.recipient}`]);
  const mailbox = mailboxOf(message.mailbox, profile);
  const adding = nouns.replies.add(
    {
      company: profile.company,
      key: answer.occasion ?? `${wanted.kind}:${message.id}`,
      kind: wanted.kind,
      channel: route.channel,
      state: withhold ? 'withheld' : 'queued',
      recipient: route.recipient,
      mailbox,
      template: false,
      accessible: wanted.accessible,
      facts: wanted.facts,
      emailMessageId: `<${OWN_MESSAGE_ID_PREFIX}${answer.id}@${mailbox?.split('@')[1] ?? 'localhost'}>`,
      ...threadOf(answer, route.channel),
      because: withhold ? 'standby' : null,
      createdAt: now,
      ticketId: answer.ticketId,
      messageId: answer.occasion === undefined ? message.id : null,
      matterId: answer.matterId,
    },
    limit,
  );
  const [added] = await Promise.all([adding, locked]);
  if (added?.state === 'withheld' && !withhold && answer.ticketId !== null)
    await nouns.tickets.change(answer.ticketId, { answersWithheld: true });
  return added?.state === 'queued' ? added.id : null;
};

/** Only what goes back on the message's own channel can name it there: a form has no id that a mail or WhatsApp knows. A chat's notice quotes nothing. */
const threadOf = ({ message, asker, occasion }: Wanted, channel: Channel): { inReplyTo: string | null; references: string[] } => {
  const { externalId } = message;
  if (externalId === null || channel !== asker.channel || (channel !== 'email' && occasion !== undefined))
    return { inReplyTo: null, references: [] };
  return { inReplyTo: externalId, references: channel === 'email' ? [...message.references, externalId] : [] };
};

/** A mail is sent from the mailbox that the customer wrote to; for a form, from the company's first. */
const mailboxOf = (mailbox: string | null, profile: CompanyProfile): string | null => mailbox ?? profile.mailboxes[0]?.address ?? null;
