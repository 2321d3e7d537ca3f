// Lets go of personal data whose time is over. In: the clock's day. Out: blanked rows and cleared bytes, counted in the console's log. On failure: what is done stays done, the next time goes on.
import type { Retention } from '../core/company.ts';
import type { Store } from '../store/store.ts';
import { profileOf, type Tools } from './tools.ts';

const DAY_MS = 86_400_000;
/** How much one transaction takes; a first run over old data takes many. */
const BATCH = 500;

export type Retained = { company: string; tickets: number; messages: number; replies: number; raws: number; events: number; audit: number };

/** One company's data past their days (docs/security.md): blanked, not deleted, so that numbers and folios stay. */
export const retain = async (tools: Tools, company: string): Promise<Retained> => {
  const { store, now } = tools;
  const moments = momentsOf(profileOf(tools, company).retention, now());
  const done: Retained = { company, tickets: 0, messages: 0, replies: 0, raws: 0, events: 0, audit: 0 };
  while (await eraseBatch(store, company, moments, now(), done));
  for (let cleared = BATCH; cleared === BATCH; done.raws += cleared)
    cleared = await store.transaction((nouns) => nouns.personal.clearRawsBefore(company, moments.raw, now(), BATCH));
  const { events, audit } = await store.personal.forgetBookkeeping(company, moments);
  Object.assign(done, { events, audit });
  if (Object.values(done).some((count) => typeof count === 'number' && count > 0))
    await store.audit.add({ company, at: now(), agentId: null, action: 'retention', data: done });
  return done;
};

/** Every company, one after the other. */
export const retainAll = async (tools: Tools): Promise<Retained[]> => {
  const done: Retained[] = [];
  for (const company of tools.profiles.keys()) done.push(await retain(tools, company));
  return done;
};

const momentsOf = (days: Retention, now: Date) => {
  const before = (count: number) => new Date(now.getTime() - count * DAY_MS);
  return {
    raw: before(days.rawDays),
    ignored: before(days.ignoredDays),
    closed: before(days.closedDays),
    events: before(days.eventDays),
    audit: before(days.auditDays),
  };
};

const eraseBatch = async (
  store: Store,
  company: string,
  moments: ReturnType<typeof momentsOf>,
  now: Date,
  done: Retained,
): Promise<boolean> =>
  store.transaction(async (nouns) => {
    const found = await nouns.personal.findOutdated(company, moments, BATCH);
    await nouns.lockTickets(found.ticketIds.toSorted());
    // As they stand under the locks: an agent may have opened one again meanwhile.
    const rows = await nouns.personal.findOutdated(company, moments, BATCH);
    const erased = await nouns.personal.erase(rows, now);
    done.tickets += erased.tickets;
    done.messages += erased.messages;
    done.replies += erased.replies;
    done.raws += erased.raws;
    return rows.messageIds.length + rows.ticketIds.length > 0;
  });
