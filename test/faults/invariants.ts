import { type Arrived, answersByPerson } from './answers.ts';
import type { Customer, Kinds } from './load.ts';
import type { Row, World } from './world.ts';

/** What was found wrong, in sentences that name the customer; `settled` once nothing is missing and nothing is under way. */
export type Findings = {
  messages: number;
  lost: string[];
  doubled: string[];
  /** Otherwise than the policy says. */
  wrong: string[];
  /** Mails that came again under the same Message-ID. */
  repeated: number;
  /** What is not done yet: rows, jobs. */
  left: number;
  /** Changes whenever anything has moved on. */
  progress: string;
};

/** Tickets by company and contract. */
type Found = { messages: Row[]; tickets: Map<string, Row[]>; replies: Map<string, Row> };

/** Looks from outside at what has become of what these customers wrote: ledger, tickets, outbox, queues, and what reached them. */
export const findWrong = async (world: World, customers: Customer[]): Promise<Findings> => {
  const people = customers.flatMap((customer) => customer.people);
  const [messages, tickets, replies, left] = await Promise.all([
    world.rows(MESSAGES, [people]),
    world.rows(`SELECT "company", "contract", "folio", "category"::text FROM "Ticket" WHERE "contract" = ANY($1)`, [
      customers.flatMap(({ contract }) => contract ?? []),
    ]),
    world.rows(`SELECT "id"::text, "emailMessageId", "kind"::text, "state"::text, "recipient" FROM "Reply" WHERE "recipient" = ANY($1)`, [
      people,
    ]),
    countLeft(world),
  ]);
  const byContract = Map.groupBy(tickets, ({ company, contract }) => `${company} ${contract}`);
  const byPerson = Map.groupBy(messages, ({ person }) => String(person));
  const known = new Map(replies.flatMap((reply) => [[String(reply.id), reply] as const, [String(reply.emailMessageId), reply] as const]));
  const arrived = answersByPerson(world);
  const findings: Findings = { messages: 0, lost: [], doubled: [], wrong: [], repeated: 0, left, progress: '' };
  for (const customer of customers) {
    const found = { messages: customer.people.flatMap((person) => byPerson.get(person) ?? []), tickets: byContract, replies: known };
    const answers = customer.people.flatMap((person) => arrived.get(person) ?? []);
    lookAt(customer, found, answers, findings);
  }
  const states = replies.map(({ state }) => state).sort();
  const settled = messages.filter(({ state }) => state === 'settled').length;
  findings.progress = JSON.stringify([
    messages.length,
    settled,
    messages.reduce((sum, row) => sum + Number(row.files), 0),
    tickets.length,
    states.join(),
    world.smtp.mails.length,
    world.graph.sent.length,
  ]);
  return findings;
};

const MESSAGES = `
  SELECT "id"::text, "channel"::text, "externalId", "state"::text, "disposition"::text, "ignoredReason"::text, "duplicateOfId"::text,
    (SELECT count(*) FROM "Attachment" a WHERE a."messageId" = "Message"."id" AND a."state" = 'stored')::int AS "files",
    CASE WHEN "channel" = 'whatsapp' THEN "senderPhone" WHEN "channel" = 'messenger' THEN "senderUserId" ELSE "senderAddress" END AS "person"
  FROM "Message" WHERE "senderAddress" = ANY($1) OR "senderPhone" = ANY($1) OR "senderUserId" = ANY($1)`;

const lookAt = (customer: Customer, found: Found, answers: Arrived[], findings: Findings): void => {
  const { delivered, dispositions, unknown } = customer;
  const who = customer.people[0] ?? '';
  findings.messages += delivered.length;
  const kinds = countKinds(found.messages.map(dispositionOf));
  // A form of which nobody knows whether it was stored is judged only if it was.
  if (unknown && found.messages.length === 0) return;
  const firsts = found.messages.filter(({ duplicateOfId }) => duplicateOfId === null);
  for (const id of new Set(delivered)) {
    const own = firsts.filter((row) => row.externalId === id || (row.channel === 'web' && !id.startsWith('<')));
    if (own.length === 0) findings.lost.push(`${who}: ${id} is not in the ledger`);
    if (own.length > 1 && !unknown) findings.doubled.push(`${who}: ${id} is in the ledger ${own.length} times`);
  }
  if (!unknown) compare(kinds, dispositions, `${who}: messages`, findings, 'wrong');
  const files = firsts.reduce((sum, row) => sum + Number(row.files), 0);
  if (files < customer.files) findings.lost.push(`${who}: ${files} files are kept, expected ${customer.files}`);
  lookAtTickets(customer, found, findings);
  lookAtAnswers(customer, found, answers, findings);
};

const lookAtTickets = ({ people, contract, company, series }: Customer, { tickets }: Found, findings: Findings): void => {
  if (contract === null) return;
  const own = tickets.get(`${company} ${contract}`) ?? [];
  if (own.length === 0) findings.lost.push(`${people[0]}: no ticket on ${contract}`);
  if (own.length > 1) findings.doubled.push(`${people[0]}: ${own.length} tickets on ${contract}`);
  for (const { folio, category } of own)
    if (category !== 'falla' || !String(folio).startsWith(`${series}-`))
      findings.wrong.push(`${people[0]}: ${folio} is a ticket ${category}`);
};

const lookAtAnswers = (customer: Customer, { replies }: Found, answers: Arrived[], findings: Findings): void => {
  const who = customer.people[0] ?? '';
  const once = new Map(answers.map((answer) => [answer.id, answer]));
  // Meta has no id of ours that would make two sends one for the customer.
  const twice = answers.length - once.size;
  const chats = answers.filter(({ to }) => !to.includes('@'));
  if (chats.length > new Set(chats.map(({ id }) => id)).size) findings.doubled.push(`${who}: an answer went to Meta twice`);
  findings.repeated += twice;
  const strange = [...once.keys()].filter((id) => !replies.has(id));
  for (const id of strange) findings.doubled.push(`${who}: got ${id}, which no answer of ours is called`);
  const kinds = countKinds([...once.keys()].flatMap((id) => (replies.has(id) ? String(replies.get(id)?.kind) : [])));
  if (customer.unknown) delete kinds.appended;
  compare(kinds, customer.answers, `${who}: answers`, findings, 'lost');
};

/** Too few is lost, too many is doubled. */
const compare = (have: Kinds, want: Kinds, what: string, findings: Findings, tooFew: 'lost' | 'wrong'): void => {
  for (const kind of new Set([...Object.keys(have), ...Object.keys(want)])) {
    const [had, wanted] = [have[kind] ?? 0, want[kind] ?? 0];
    // What Meta repeated oftener, or a mailbox numbered anew, is a duplicate more.
    if (had < wanted) findings[tooFew].push(`${what} ${kind} ${had}, expected ${wanted}`);
    if (had > wanted && kind !== 'ignored:duplicate')
      findings[tooFew === 'lost' ? 'doubled' : 'wrong'].push(`${what} ${kind} ${had}, expected ${wanted}`);
  }
};

const dispositionOf = ({ state, disposition, ignoredReason }: Row): string =>
  state !== 'settled' ? 'waiting' : ignoredReason === null ? String(disposition) : `${disposition}:${ignoredReason}`;

const countKinds = (list: string[]): Kinds => {
  const counts: Kinds = {};
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
};

/** Rows that wait and jobs in Redis; jobs that failed for good are kept there for an administrator to see. */
const countLeft = async (world: World): Promise<number> => {
  const [row] = await world.rows(`
    SELECT ((SELECT count(*) FROM "Message" WHERE "state" = 'stored' OR "dueAt" IS NOT NULL)
      + (SELECT count(*) FROM "MetaDelivery")
      + (SELECT count(*) FROM "Reply" WHERE "state" IN ('queued', 'sending') OR "nextTryAt" IS NOT NULL)
      + (SELECT count(*) FROM "Attachment" WHERE "state" = 'pending'))::int AS "rows"`);
  const jobs = await world.askRedis(async (redis) => {
    const counts = await Promise.all(
      ['unpack', 'understand', 'answer', 'media'].flatMap((queue) => [
        redis.llen(`ventanilla:${queue}:wait`),
        redis.llen(`ventanilla:${queue}:active`),
        redis.zcard(`ventanilla:${queue}:delayed`),
        redis.zcard(`ventanilla:${queue}:prioritized`),
      ]),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  });
  return Number(row?.rows) + jobs + world.meta.toTell();
};

/** Series whose folios have a gap or a repetition. */
export const findFolioFaults = async (world: World): Promise<string[]> => {
  const found = await world.rows(`
    SELECT s."series", s."last", count(t."id")::int AS "tickets", count(DISTINCT t."folio")::int AS "folios",
      max(substring(t."folio" from 8 for 6)::int) AS "highest"
    FROM "FolioSequence" s LEFT JOIN "Ticket" t ON t."company" = s."company" AND t."folio" LIKE s."series" || '-' || lpad(s."year"::text, 2, '0') || '-%'
    GROUP BY s."company", s."series", s."year", s."last"`);
  return found.flatMap(({ series, last, tickets, folios, highest }) =>
    tickets === last && folios === last && highest === last
      ? []
      : [`${series}: ${tickets} tickets and ${folios} folios up to ${highest}, the sequence is at ${last}`],
  );
};
