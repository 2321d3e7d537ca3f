// Sends the mails that are due, many at a time. In: the outbox. Out: each is sent, or stands at another end with its reason, or waits for its next try. On failure: what failed is tried again when its lease ends; the others go out.
import type { DueMail, SentMail, WrittenWords } from '../store/replies.ts';
import type { Nouns } from '../store/store.ts';
import { attempt, type Note } from './attempt.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { observeAnswered, observeSent } from './observe.ts';
import type { AnswerTools } from './outgoing.ts';
import { record } from './record-outcome.ts';
import { ticketIdsOf } from './tell-agent.ts';
import { profileOf } from './tools.ts';
import { type Subject, writeMail } from './write-reply.ts';

/** How many are claimed at once: few enough that the last of them is on its way long before its lease ends. */
const MOST = 25;
/** Longer than a mail takes at worst, from waiting for a connection to the server's word (assembly/senders.ts). */
const LEASE_MS = 7 * 60_000;

/** What is accepted is noted together, at the latest so much after the first: until then a kill has it sent once more, under the same Message-ID. */
const NOTE_WITHIN_MS = 20;
const MOST_NOTED = 10;

/**
 * Claims what is due and sends it, until nothing is left but of companies that have enough on the way; those go on when one of
 * theirs is through. Nobody else sends what is claimed here. One job a process waits for the end of all, so that a server that
 * hangs holds one place in the queue and no more.
 */
export const answerDueMails = async (tools: AnswerTools): Promise<void> => {
  const { lanes = openLanes() } = tools;
  try {
    await takeDue(tools, lanes);
  } finally {
    if (!lanes.isAwaited) await awaitEnd(lanes);
  }
};

const awaitEnd = async (lanes: Lanes): Promise<void> => {
  lanes.isAwaited = true;
  while (lanes.onTheWay.size > 0) await Promise.allSettled(lanes.onTheWay);
  lanes.isAwaited = false;
  const [failure] = lanes.failures.splice(0);
  if (failure !== undefined) throw failure;
};

const takeDue = (tools: AnswerTools, lanes: Lanes): Promise<void> => {
  const drain = async (): Promise<void> => {
    for (;;) {
      // The job is tried again, by a process that goes on.
      if (lanes.isClosing) throw new Error('this process ends, and mails are left');
      const due = await claimDue(tools, lanes.passOver());
      const notes = openNotes(tools, due.length, (error) => lanes.failures.push(error));
      for (const mail of due) send(tools, lanes, mail, notes);
      if (due.length < MOST) return;
      // They were taken in turns: nothing of anybody else was due.
      if (due.every(({ company }) => lanes.isFull(company))) return void lanes.passOver();
    }
  };
  return tools.inTurn ? tools.inTurn(drain) : drain();
};

const send = (tools: AnswerTools, lanes: Lanes, mail: DueMail, notes: Notes): void => {
  lanes.enter(mail.company);
  const goOn = async (): Promise<void> => {
    await notes.end();
    if (lanes.hasRoomAgain()) await takeDue(tools, lanes);
  };
  const sending = tryOne(tools, mail, notes.accept)
    .catch((error: unknown) => void lanes.failures.push(error))
    .finally(() => lanes.leave(mail.company))
    .then(goOn)
    .catch((error: unknown) => void lanes.failures.push(error))
    .finally(() => lanes.onTheWay.delete(sending));
  lanes.onTheWay.add(sending);
};

type Sent = { mail: DueMail; at: Date; providerId: string | null };

type Notes = { accept: (sent: Sent) => void; end: () => Promise<void> };

/** Notes accepted mails a few at a time, and all that is left once nothing is on its way any more. */
const openNotes = (tools: AnswerTools, count: number, fail: (error: unknown) => void): Notes => {
  let onTheWay = count;
  let accepted: Sent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let noting: Promise<unknown> = Promise.resolve();
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const sent = accepted;
    accepted = [];
    if (sent.length === 0) return;
    // Once more: a connection that was cut must not have ten mails sent again when their lease ends.
    const noted = noteAll(tools, sent).catch(() => noteAll(tools, sent));
    noting = Promise.all([noting, noted.catch(fail)]);
  };
  return {
    accept: (sent) => {
      accepted.push(sent);
      if (accepted.length >= MOST_NOTED) flush();
      else timer ??= setTimeout(flush, NOTE_WITHIN_MS);
    },
    // The last waits until all are noted.
    end: async () => {
      onTheWay -= 1;
      if (onTheWay > 0) return;
      flush();
      await noting;
    },
  };
};

const tryOne = async (tools: AnswerTools, mail: DueMail, accept: (sent: Sent) => void): Promise<void> => {
  let isAccepted = false;
  const note: Note = async (_tools, reply, way, outcome) => {
    if (outcome.kind !== 'sent') return record(tools, reply, way, outcome);
    isAccepted = true;
    accept({ mail, at: tools.now(), providerId: outcome.providerId });
  };
  await attempt(tools, mail, note);
  if (!isAccepted) await observeAnswered(tools, mail);
};

/** A delivery report may have been quicker than the answer to the send: then only the server's name for it is added. */
const noteAll = async (tools: AnswerTools, sent: Sent[]): Promise<void> => {
  const { replies } = tools.store;
  const said = sent.map(({ mail: { id, attempts }, at, providerId }): SentMail => ({ id, attempts, at, providerId }));
  const ours = new Set(await replies.markAllSent(said));
  observeSent(
    tools,
    sent.flatMap(({ mail }) => (ours.has(mail.id) ? [mail] : [])),
  );
  for (const { mail, providerId } of sent.filter((one) => !ours.has(one.mail.id))) {
    if (providerId !== null) await replies.name(mail.id, providerId);
    await observeAnswered(tools, mail);
  }
};

/** Claims and words are one statement: a mail that may be on its way says the same at each try. */
const claimDue = (tools: AnswerTools, without: string[]): Promise<DueMail[]> =>
  tools.store.transaction(async (nouns) => {
    const now = tools.now();
    const due = await nouns.replies.lockDueMails(now, MOST, without);
    if (due.length === 0) return [];
    const subjectOf = await loadSubjects(nouns, due);
    const claims = due.map((mail) => ({ mail, words: wordsOf(tools, mail, subjectOf(mail)) }));
    const until = new Date(now.getTime() + LEASE_MS);
    await nouns.replies.claimAll(
      claims.map(({ mail: { id }, words }) => ({ id, words })),
      until,
    );
    return claims.map(({ mail, words }) => ({
      ...mail,
      ...words,
      state: 'sending' as const,
      attempts: mail.attempts + 1,
      nextTryAt: until,
    }));
  });

const wordsOf = (tools: AnswerTools, mail: DueMail, subject: Subject): WrittenWords | null => {
  try {
    return writeMail(tools, profileOf(tools, mail.company), mail, subject);
  } catch {
    // Its own try comes to the same words and tells what is wrong with them; the others do not wait for it.
    return null;
  }
};

/** Tickets and pending matters that the mails speak of. */
const loadSubjects = async (nouns: Nouns, due: DueMail[]): Promise<(mail: DueMail) => Subject> => {
  const givenOf = (mail: DueMail): string[] => (mail.kind === 'assigned' ? ticketIdsOf(mail) : []);
  const unwritten = due.filter(({ text }) => text === null);
  const [tickets, matters] = await Promise.all([
    nouns.tickets.findMany(unwritten.flatMap((mail) => [...(mail.ticketId === null ? [] : [mail.ticketId]), ...givenOf(mail)])),
    nouns.matters.findMany(unwritten.flatMap(({ ticketId, matterId }) => (ticketId === null && matterId !== null ? [matterId] : []))),
  ]);
  const ticketById = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const matterById = new Map(matters.map((matter) => [matter.id, matter]));
  return (mail) => ({
    ticket: ticketById.get(mail.ticketId ?? '') ?? null,
    matter: matterById.get(mail.matterId ?? '') ?? null,
    given: givenOf(mail).flatMap((id) => ticketById.get(id) ?? []),
  });
};
