import { v7 as newId } from 'uuid';
import type { Area } from '../core/words.ts';
import type { Sql } from './database.ts';
import { tryLockKeys, tryLockTickets } from './locks.ts';
import type { NewReading } from './mail-goes.ts';
import type { Nouns, Plain } from './nouns.ts';
import { isCounted } from './ticket-log.ts';
import { type AgentLoad, chooseAgent, reopenableSince } from './tickets.ts';

/** What a decision needs is held by another transaction, or by another decision of this one: it is to be made later, alone. */
const HELD = 'held';
const held = (what: string): Error => Object.assign(new Error(`${what} is held by another decision`), { code: HELD });

/**
 * The nouns for so many decisions that are made at the same time in one transaction. What they ask in the same moment is asked
 * in one statement, and so is what they write; the order of the kinds of statements is fixed, so that each finds what it rests
 * on. Locks are never waited for: a decision that needs what somebody else holds is refused (code `held`) before it has written
 * anything, so that two transactions with many locks each never wait for each other. The folio sequences alone are waited
 * for, after everything else.
 */
export const openTogether = (plain: Plain, sql: Sql, count: number): Nouns[] => {
  const rounds = openRounds();
  const owners = new Map<string, number>();
  /** Keys that no other decision of this transaction has; throws where one has. */
  const claim = (piece: number, keys: string[]): string[] => {
    if (keys.some((key) => (owners.get(key) ?? piece) !== piece)) throw held('a key');
    const fresh = keys.filter((key) => !owners.has(key));
    for (const key of fresh) owners.set(key, piece);
    return fresh;
  };
  const locking = (take: (keys: string[]) => Promise<Set<string>>, ask = rounds.ask) =>
    ask(async (asked: string[][]) => {
      const got = await take(asked.flat());
      return asked.map((keys) => keys.every((key) => got.has(key)));
    });

  // The order in which they go out.
  const lockKeys = locking((keys) => tryLockKeys(sql, keys));
  const lockTickets = locking((ids) => tryLockTickets(sql, ids));
  const findClaim = rounds.ask(plain.messages.findClaims);
  const findReferenced = rounds.ask(plain.tickets.findAllReferenced);
  const findWaiting = rounds.ask(plain.matters.findAllWaiting);
  const lookUp = rounds.ask(plain.subscribers.lookUpAll);
  const viewOfSender = rounds.ask(plain.tickets.viewOfSenders);
  const viewOfContracts = rounds.ask(plain.tickets.viewOfAllContracts);
  const open = rounds.askLast(plain.tickets.openAll);
  const log = rounds.askLast(each(plain.tickets.logAll));
  const saveReading = rounds.askLast(each(plain.messages.saveReadings));
  const settle = rounds.askLast(each(plain.messages.settleMails));
  const lockRecipients = locking((keys) => tryLockKeys(sql, keys), rounds.askLast);
  const addReply = rounds.askLast(plain.replies.addAll);
  const giveNotice = rounds.askLast(each(plain.notices.giveAll));

  const loaded = once(plain.subscribers.isLoaded);
  const loadsOf = once(plain.tickets.findLoads);
  /** Each counts for the next: what is given here is not in the database yet. */
  const giveAgent = async (company: string, area: Area, city: string | null): Promise<string | null> => {
    const agent: AgentLoad | null = chooseAgent(await loadsOf(company), area, city);
    if (agent) agent.open += 1;
    return agent?.id ?? null;
  };
  /** Kept with what is settled: a decision that is refused leaves no reading. */
  const readings = new Map<string, NewReading>();

  const nounsOf = (piece: number): Nouns => ({
    ...plain,
    together: () => {
      throw new TypeError('decisions that are made together are not divided again');
    },
    lock: async (keys) => {
      const isRecipient = keys.every((key) => key.startsWith('recipient:'));
      // By then something may be written: whoever else holds the recipient ends the whole transaction.
      const fresh = isRecipient ? asFailure(() => claim(piece, keys)) : claim(piece, keys);
      if (fresh.length === 0) return;
      if (isRecipient) {
        if (!(await lockRecipients(fresh))) throw new Error('a recipient is held by another decision');
      } else if (!(await lockKeys(fresh))) throw held('a key');
    },
    lockTickets: async (ids) => {
      const fresh = claim(piece, ids);
      if (fresh.length > 0 && !(await lockTickets(fresh))) throw held('a ticket');
    },
    messages: {
      ...plain.messages,
      findClaim: (id, company, identity) => findClaim({ id, company, identity }),
      saveReading: async (messageId, text, reading, version) => {
        readings.set(messageId, { messageId, text, reading, version });
      },
      settle: async (ids, settledAt, settlement, parsed = null) => {
        const kept = ids.flatMap((id) => readings.get(id) ?? []);
        const [id] = ids;
        const settling =
          parsed && id !== undefined
            ? settle({ id, settledAt, settlement, parsed })
            : plain.messages.settle(ids, settledAt, settlement, parsed);
        await Promise.all([settling, ...kept.map(saveReading)]);
      },
    },
    matters: { ...plain.matters, findWaiting: (company, conversation, now) => findWaiting({ company, conversation, now }) },
    tickets: {
      ...plain.tickets,
      findReferenced: async (company, ids) => (ids.length === 0 ? null : findReferenced({ company, ids })),
      viewOfSender: async (company, conversations, now, days) => {
        const since = reopenableSince(now, days);
        const views = await Promise.all(conversations.map((conversation) => viewOfSender({ company, conversation, since })));
        return views.flat();
      },
      viewOfContracts: async (company, contractKeys, now, days) =>
        contractKeys.length === 0 ? [] : viewOfContracts({ company, contractKeys, since: reopenableSince(now, days) }),
      findAgent: giveAgent,
      open: async (ticket) => {
        const opened = await open(ticket);
        if (!opened) throw new Error('a ticket was not saved');
        return opened;
      },
      log: (ticketId, at, { kind, actor, data = {} }) =>
        isCounted(kind)
          ? plain.tickets.log(ticketId, at, { kind, actor, data })
          : log({ ticketId, entry: { id: newId(), at, kind, actor, data } }),
    },
    subscribers: { ...plain.subscribers, isLoaded: loaded, lookUp },
    replies: { ...plain.replies, add: (reply, limit = null) => addReply({ reply, limit }) },
    notices: { ...plain.notices, give: giveNotice },
  });
  return Array.from({ length: count }, (_, piece) => nounsOf(piece));
};

type Run<Asked, Answer> = (all: Asked[]) => Promise<(Answer | undefined)[]>;

/**
 * Gathers what is asked in one moment: each kind is asked once, in the order in which the kinds were made. What is asked last
 * waits until nothing else is on its way, so that the tickets of most decisions are one statement: two transactions that took
 * folio sequences one after the other, in different orders, would wait for each other.
 */
const openRounds = () => {
  const kinds: { send: () => void; isLast: boolean }[] = [];
  let isPlanned = false;
  let onTheWay = 0;
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    // Behind all that the answers before have set going.
    setImmediate(flush);
  };
  const flush = (): void => {
    isPlanned = false;
    for (const { send, isLast } of kinds) if (!isLast) send();
    if (onTheWay === 0) for (const { send, isLast } of kinds) if (isLast) send();
  };
  const askAs =
    (isLast: boolean) =>
    <Asked, Answer>(run: Run<Asked, Answer>) => {
      const gathered = gather(run);
      const send = (): void => {
        const sent = gathered.send();
        if (sent === null || isLast) return;
        onTheWay += 1;
        void sent.finally(() => {
          onTheWay -= 1;
          plan();
        });
      };
      kinds.push({ send, isLast });
      return (asked: Asked): Promise<Answer> => {
        plan();
        return gathered.add(asked);
      };
    };
  return { ask: askAs(false), askLast: askAs(true) };
};

/** What waits to be asked together; `send` gives null where nothing does, and never rejects: whoever asked gets the error. */
const gather = <Asked, Answer>(run: Run<Asked, Answer>) => {
  let waiting: { asked: Asked; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  return {
    add: (asked: Asked): Promise<Answer> => new Promise((resolve, reject) => waiting.push({ asked, resolve, reject })),
    send: (): Promise<void> | null => {
      const now = waiting;
      waiting = [];
      if (now.length === 0) return null;
      // The store begins its statement before it gives the promise back: so they leave in this order.
      return run(now.map(({ asked }) => asked)).then(
        (answers) => {
          for (const [place, { resolve }] of now.entries()) resolve(answers[place] as Answer);
        },
        (error: unknown) => {
          for (const { reject } of now) reject(error);
        },
      );
    },
  };
};

/** For what gives nothing back. */
const each =
  <Asked>(run: (all: Asked[]) => Promise<void>) =>
  async (all: Asked[]): Promise<undefined[]> => {
    await run(all);
    return all.map(() => undefined);
  };

const once = <Answer>(ask: (company: string) => Promise<Answer>): ((company: string) => Promise<Answer>) => {
  const asked = new Map<string, Promise<Answer>>();
  return (company) => {
    const answer = asked.get(company) ?? ask(company);
    asked.set(company, answer);
    return answer;
  };
};

const asFailure = <T>(work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    throw new Error('a recipient is held by another decision', { cause });
  }
};
