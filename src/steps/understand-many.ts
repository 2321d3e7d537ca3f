// Understands a go of stored mails. In: their ids. Out: those that have nothing to do with each other are settled in one transaction, the others one by one. On failure: each that failed gets a job of its own, which retries it.
import type { ReadMail } from '../channels/email/parse.ts';
import type { CompanyProfile } from '../core/company.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { consultDirectory } from './consult-directory.ts';
import { observeSettled } from './observe.ts';
import { profileOf, type UnderstandTools } from './tools.ts';
import { settleMail, understand } from './understand.ts';

/** A larger mail has a job of its own: nobody waits for it, and no more than one is held at a time. */
const SMALL_BYTES = 256 * 1024;

/** Settles mails as `understand` would one after the other; `again`: a try before this one failed, so that each goes alone. */
export const understandMany = async (tools: UnderstandTools, ids: string[], again = false): Promise<void> => {
  const [first, ...others] = ids;
  if (first === undefined) return;
  if (again) await giveOwnJobs(tools, others);
  if (again || others.length === 0) return understand(tools, first);
  const waiting = (await tools.store.messages.findMany(ids)).filter(({ state }) => state === 'stored');
  const isSmall = ({ rawBytes }: MessageRow) => (rawBytes ?? 0) <= SMALL_BYTES;
  const small = waiting.filter(isSmall);
  const settled = new Set<string>();
  for (const [company, rows] of Map.groupBy(small.filter(isMail), (row) => row.company))
    for (const id of await settleTogether(tools, profileOf(tools, company), rows)) settled.add(id);
  for (const row of small) if (!settled.has(row.id)) await understandAlone(tools, row);
  for (const row of waiting) if (!isSmall(row)) await giveOwnJob(tools, row);
};

const isMail = ({ channel }: MessageRow): boolean => channel === 'email';

/** One that fails keeps none of the others from being settled. */
const understandAlone = async (tools: UnderstandTools, row: MessageRow): Promise<void> => {
  try {
    await understand(tools, row.id);
  } catch (error) {
    log.warn({ id: row.id, code: codeOf(error) }, 'a mail of a go failed; it gets a job of its own');
    await giveOwnJob(tools, row);
  }
};

/** In the order in which they were given. */
const giveOwnJobs = async (tools: UnderstandTools, ids: string[]): Promise<void> => {
  const rows = new Map((await tools.store.messages.findMany(ids)).map((row) => [row.id, row]));
  for (const row of ids.flatMap((id) => rows.get(id) ?? [])) await giveOwnJob(tools, row);
};

/** Behind the chats and in its company's share: where PostgreSQL was away, a whole pile comes this way. */
const giveOwnJob = (tools: UnderstandTools, { id, company }: MessageRow): Promise<void> =>
  tools.enqueue.understandAll([{ id, company, delayMs: 0, bulk: true }]);

type Read = { row: MessageRow; mail: ReadMail; conversation: string };

/** Returns the ids of those that are settled; what is left is to be understood alone. */
const settleTogether = async (tools: UnderstandTools, profile: CompanyProfile, rows: MessageRow[]): Promise<string[]> => {
  const chosen = await chooseFirsts(tools, profile, await readMails(tools, profile, rows));
  if (chosen.length < 2) return [];
  for (const { mail } of chosen)
    await consultDirectory(tools, profile, { channel: 'email', subject: mail.message.subject, text: mail.message.text });
  const { seated = (work) => work() } = tools;
  const settled = await seated(() => tools.store.transaction((nouns) => settleEach(nouns, tools, profile, chosen))).catch(noteFailure);
  const replies = settled.flatMap((one) => one.replies ?? []);
  if (replies.length > 0) await tools.enqueue.answerAll(replies);
  // Where somebody else settled it, it is somebody else's to tell.
  await observeSettled(
    tools,
    settled.flatMap(({ id, replies: own }) => (own === null ? [] : [id])),
  );
  return settled.map(({ id }) => id);
};

type Settled = { id: string; replies: string[] | null };

/** Nothing of the go stands: what spoiled it shows when each is understood alone. */
const noteFailure = (error: unknown): Settled[] => {
  log.warn({ code: codeOf(error) }, 'mails are understood one by one');
  return [];
};

/** Leaves out those that need what somebody else holds; anything else that fails is the failure of all. */
const settleEach = async (nouns: Nouns, tools: UnderstandTools, profile: CompanyProfile, chosen: Read[]): Promise<Settled[]> => {
  const own = nouns.together(chosen.length);
  const ends = await Promise.allSettled(
    chosen.map(async ({ row, mail, conversation }, place) => {
      const nounsOfOne = own[place] ?? nouns;
      return { id: row.id, replies: await settleMail(nounsOfOne, tools, profile, row, mail, conversation) };
    }),
  );
  const failed = ends.find((end) => end.status === 'rejected' && !isHeld(end.reason));
  if (failed?.status === 'rejected') throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
};

/** The store refuses a decision that needs what another holds (store/together.ts). */
const isHeld = (error: unknown): boolean => codeOf(error) === 'held';

/** Their bytes are let go of once they are parsed; what is no mail, or is not kept any more, is left to `understand`. */
const readMails = (tools: UnderstandTools, profile: CompanyProfile, rows: MessageRow[]): Promise<Read[]> => {
  const { within = (_bytes, work) => work() } = tools;
  const bytes = rows.reduce((sum, { rawBytes }) => sum + (rawBytes ?? 0), 0);
  return within(bytes, async () => {
    const raws = await tools.store.messages.findRaws(rows.flatMap(({ rawHash }) => rawHash ?? []));
    const kept = rows.flatMap((row) => {
      const raw = raws.get(row.rawHash ?? '');
      return raw ? [{ row, raw, mailbox: row.mailbox ?? '' }] : [];
    });
    const parsed = await parseMails(tools, profile, kept);
    return kept.flatMap(({ row }, place) => {
      const mail = parsed[place];
      if (mail?.kind !== 'parsed') return [];
      return [{ row, mail, conversation: conversationOf('email', mail.message.sender) ?? `message:${row.id}` }];
    });
  });
};

const parseMails = (tools: UnderstandTools, profile: CompanyProfile, mails: { raw: Buffer; mailbox: string }[]) =>
  tools.parseMails?.(mails, profile) ?? Promise.all(mails.map(({ raw, mailbox }) => tools.parseMail(raw, mailbox, profile)));

/**
 * Those before which nothing waits on their conversation: mails and forms of a sender are decided in their order (house, truth 5).
 * One that answers another of the go finds its ticket once that one is settled (policy, rule 3).
 */
const chooseFirsts = async (tools: UnderstandTools, profile: CompanyProfile, mails: Read[]): Promise<Read[]> => {
  const waiting = await tools.store.messages.findWaiting(
    profile.company,
    mails.map(({ conversation }) => conversation),
  );
  const byConversation = Map.groupBy(
    waiting.filter(({ channel }) => channel === 'email' || channel === 'web'),
    ({ conversation }) => conversation,
  );
  const taken = new Set<string>();
  const ids = new Set(mails.flatMap(({ mail }) => mail.message.externalId ?? []));
  return mails.filter(({ row, mail, conversation }) => {
    if (taken.has(conversation)) return false;
    taken.add(conversation);
    if (namedBy(mail.message).some((id) => ids.has(id))) return false;
    const [first] = byConversation.get(conversation) ?? [];
    return !first || first.id === row.id || isBefore(row, first);
  });
};

const namedBy = ({ inReplyTo, references }: ReadMail['message']): string[] =>
  inReplyTo === null ? references : [inReplyTo, ...references];

/** It waits under another name until it is parsed, and came before what waits on its conversation. */
const isBefore = (one: Pick<MessageRow, 'id' | 'receivedAt'>, other: Pick<MessageRow, 'id' | 'receivedAt'>): boolean =>
  +one.receivedAt < +other.receivedAt || (+one.receivedAt === +other.receivedAt && one.id < other.id);
