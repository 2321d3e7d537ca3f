// Decides one unit inside its transaction. In: the messages of one mail, form or burst. Out: their disposition, ticket, log and answer as rows. On failure: the transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import type { Context, Surroundings, Unit } from '../core/policy/context.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import { contractsInPlay, decide } from '../core/policy/decide.ts';
import { nameKey } from '../core/policy/names.ts';
import { toldBy } from '../core/policy/told.ts';
import { read } from '../core/read/read.ts';
import type { Parsed } from '../store/message-columns.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { saveDecision } from './save-decision.ts';

/** Version of the readers, kept with each reading. */
const READER_VERSION = 1;

/**
 * Reads, decides and saves one unit, the only one of its transaction; returns the ids of the answers to send. What was parsed
 * just now is saved with the decision.
 */
export const settleUnit = async (
  nouns: Nouns,
  profile: CompanyProfile,
  rows: MessageRow[],
  now: Date,
  parsed: Parsed | null = null,
): Promise<string[]> => {
  const [first] = rows;
  if (!first) return [];
  const unit = unitOf(rows, first, profile);
  const [context] = await Promise.all([
    loadContext(nouns, profile, unit, rows),
    nouns.messages.saveReading(first.id, unit.text, unit.reading, READER_VERSION),
  ]);
  return saveDecision(nouns, profile, { rows, first, parsed, unit, decision: decide(context), now });
};

const unitOf = (rows: MessageRow[], first: MessageRow, profile: CompanyProfile): Unit => {
  const last = rows.at(-1) ?? first;
  const text = rows
    .map((row) => row.text ?? '')
    .join('\n')
    .trim();
  const input = { company: profile.company, channel: first.channel, subject: first.subject };
  const reading = read({ ...input, text: withForm(text, first.form) }, profile);
  const plain = first.form ? read({ ...input, text }, profile) : reading;
  return {
    channel: first.channel,
    mailbox: first.mailbox,
    conversation: first.conversation ?? `message:${first.id}`,
    sender: { name: last.senderName, address: last.senderAddress, phone: last.senderPhone, userId: last.senderUserId },
    replyTo: last.replyTo,
    authentication: last.authentication,
    receivedAt: last.receivedAt,
    text: withForm(text, first.form),
    reading: { ...reading, category: plain.category, onlyThanks: plain.onlyThanks },
    subject: first.subject,
    hasAttachments: rows.some((row) => row.attachmentNames.length > 0),
    attachmentNames: rows.flatMap((row) => row.attachmentNames),
  };
};

/** The name and contract that a form holds count as said in the text (rule 3); its city field names the service's city. */
const withForm = (text: string, form: unknown): string => {
  const { name, contract, city } = (form ?? {}) as { name?: string | null; contract?: string | null; city?: string | null };
  const lines = [contract && `Contrato: ${contract}`, name && `Nombre: ${name}`, city && `Ciudad: ${city}`].filter(Boolean);
  return lines.length === 0 ? text : `${text}\n\n${lines.join('\n')}`;
};

const loadSurroundings = async (nouns: Nouns, profile: CompanyProfile, unit: Unit, rows: MessageRow[]): Promise<Surroundings> => {
  const now = unit.receivedAt;
  const { company } = profile;
  const [named, waiting, directoryLoaded, senderTickets] = await Promise.all([
    nouns.tickets.findReferenced(company, referencesOf(rows)),
    nouns.matters.findWaiting(company, unit.conversation, now),
    nouns.subscribers.isLoaded(company),
    nouns.tickets.viewOfSender(company, [unit.conversation], now, profile.limits.reopenDays),
  ]);
  const matter = (named?.matterId && (await nouns.matters.findWaitingById(named.matterId, now))) || waiting;
  const said = toldBy(unit.reading);
  const contracts = [said.contract, matter?.known.contract].flatMap((contract) => (contract ? [contractKeyOf(contract, profile)] : []));
  const holders = [said.holder, matter?.known.holder].flatMap((holder) => (holder ? [nameKey(holder)] : []));
  const referenced = await loadReferenced(nouns, company, unit, named?.ticketId ?? null);
  const inherited = referenced?.contract ? [contractKeyOf(referenced.contract, profile)] : [];
  const asked = { company, sender: unit.sender, contractKeys: [...contracts, ...inherited], holders };
  const known = directoryLoaded ? await nouns.subscribers.lookUp(asked) : null;
  return {
    profile,
    now,
    unit,
    referenced,
    matter,
    senderTickets,
    directoryLoaded,
    subscribersOfSender: known?.ofSender ?? [],
    subscribersOfContract: known?.ofContract ?? [],
    subscribersOfHolder: known?.ofHolder ?? [],
  };
};

/** In-Reply-To first, then References from the last to the first: the nearest message counts. */
const referencesOf = (rows: MessageRow[]): string[] => [
  ...new Set(rows.flatMap((row) => [...(row.inReplyTo ? [row.inReplyTo] : []), ...row.references.toReversed()])),
];

/** The ticket that a valid folio or the thread names (rule 3); a folio that was never issued is none. */
const loadReferenced = async (nouns: Nouns, company: string, unit: Unit, threadTicketId: string | null) => {
  const folio = unit.reading.folio?.value;
  const byFolio = folio ? await nouns.tickets.viewByFolio(company, folio) : null;
  return byFolio ?? (threadTicketId ? nouns.tickets.viewById(threadTicketId) : null);
};

/**
 * What the decision looks at, as it stands while the contracts in play and the tickets that may take the unit are held. What
 * was read before a lock is read again under it, until nothing new comes into play. The contract that the words name is held
 * from the start: mostly nothing else comes into play, and all is read once.
 */
const loadContext = async (nouns: Nouns, profile: CompanyProfile, unit: Unit, rows: MessageRow[]): Promise<Context> => {
  const { company, limits } = profile;
  const held = new Set<string>();
  const isNew = (key: string) => !held.has(key);
  const lockContracts = (keys: string[]) => nouns.lock(keys.map((key) => `contract:${company}:${key}`));
  const said = toldBy(unit.reading).contract;
  const first = said ? [contractKeyOf(said, profile)] : [];
  let locking = lockContracts(first);
  for (const key of first) held.add(key);
  for (;;) {
    // Sent off behind the lock: what it reads is read under it.
    const [around] = await Promise.all([loadSurroundings(nouns, profile, unit, rows), locking]);
    const keys = [...new Set(contractsInPlay(around).map((contract) => contractKeyOf(contract, profile)))];
    const freshKeys = keys.filter(isNew);
    locking = lockContracts(freshKeys);
    const [contractTickets] = await Promise.all([nouns.tickets.viewOfContracts(company, keys, around.now, limits.reopenDays), locking]);
    const context = { ...around, contractTickets };
    const freshTickets = ticketsOf(context).filter(isNew);
    if (freshKeys.length === 0 && freshTickets.length === 0) return context;
    await nouns.lockTickets(freshTickets);
    for (const key of [...freshKeys, ...freshTickets]) held.add(key);
  }
};

const ticketsOf = ({ referenced, senderTickets, contractTickets }: Context): string[] => [
  ...new Set([...(referenced ? [referenced] : []), ...senderTickets, ...contractTickets].map((ticket) => ticket.id)),
];
