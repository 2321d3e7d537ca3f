import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashPassword } from '../../src/console/access/password.ts';
import { openStore } from '../../src/store/store.ts';
import { pick } from './random.ts';
import type { World } from './world.ts';

/** One thing that somebody did at the console and was told to be done. */
export type Done = { folio: string; kind: string; requestId: string };

export type Person = {
  /** Does it once, however often it must be asked for; resolves once the console has said so. */
  act: (folio: string, action: keyof typeof EVENTS, fields?: Record<string, string>) => Promise<void>;
  done: Done[];
};

/** What each action is called in the ticket's log. */
const EVENTS = { take: 'taken', note: 'note', answer: 'answered', resolve: 'resolved' } as const;
const PASSWORD = 'mucho-gusto-4321';
const AGAIN_AFTER_MS = 300;

/** A supervisor with an account, signed in, who works at whichever machine's console is there. */
export const openPerson = async (world: World): Promise<Person> => {
  const email = `supervisora${world.next()}@konecta.mx`;
  await addAccount(world, email);
  let cookie = '';
  /** A console that answers at all. */
  const ask = async (path: string, form?: Record<string, string>): Promise<Response> => {
    for (;;) {
      const { consoleUrl } = pick(world.random, world.machines);
      const body = form && { method: 'POST', body: new URLSearchParams(form) };
      const response = await fetch(`${consoleUrl}${path}`, { redirect: 'manual', headers: { cookie }, ...body }).catch(() => null);
      if (response && response.status < 500) return response;
      await sleep(AGAIN_AFTER_MS);
    }
  };
  cookie = ((await ask('/login', { email, password: PASSWORD })).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  if (cookie === '') throw new Error('the console let nobody in');
  const done: Done[] = [];
  return {
    done,
    act: async (folio, action, fields = {}) => {
      const requestId = randomUUID();
      for (;;) {
        const seen = readForm(await (await ask(`/tickets/${folio}`)).text());
        const { status } = await ask(`/tickets/${folio}/${action}`, { ...seen, ...fields, requestId });
        if (status === 303) return void done.push({ folio, kind: EVENTS[action], requestId });
        // Somebody, or our own first try, was faster: the page is read again.
        if (status !== 409) throw new Error(`${action} on ${folio} was answered ${status}`);
      }
    },
  };
};

const addAccount = async (world: World, email: string): Promise<void> => {
  const store = openStore(world.postgres.url, { connections: 1 });
  const passwordHash = await hashPassword(PASSWORD);
  const account = { company: 'konecta', name: 'Ana López', role: 'supervisor' as const, area: null, city: null };
  await store.agents.add({ ...account, email, passwordHash, createdAt: new Date(world.now()) });
  await store.close();
};

/** The hidden fields of a ticket's page, as its forms carry them. */
const readForm = (page: string): Record<string, string> =>
  Object.fromEntries(
    ['_csrf', 'version', 'seen'].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '']),
  );

/** What was told to be done and is not in the log exactly once, and what is there though nobody was told. */
export const findUndone = async (world: World, done: Done[]): Promise<{ lost: string[]; doubled: string[] }> => {
  const rows = await world.rows(`
    SELECT e."id"::text, e."kind", t."folio" FROM "TicketEvent" e JOIN "Ticket" t ON t."id" = e."ticketId" WHERE e."actor" LIKE 'agent:%'`);
  const known = new Map(done.map((one) => [one.requestId, one]));
  const inLog = new Map(rows.map((row) => [String(row.id), row]));
  return {
    lost: done
      .filter(({ requestId, folio, kind }) => inLog.get(requestId)?.folio !== folio || inLog.get(requestId)?.kind !== kind)
      .map(({ folio, kind }) => `${folio}: "${kind}" was acknowledged and is not in the log`),
    doubled: rows.filter(({ id }) => !known.has(String(id))).map(({ folio, kind }) => `${folio}: "${kind}" is in the log once more`),
  };
};

/** Open tickets past their term that are not escalated exactly once, in the log and to each supervisor. */
export const findUnescalated = async (world: World): Promise<{ lost: string[]; doubled: string[] }> => {
  const rows = await world.rows(`
    SELECT t."folio", (SELECT count(*) FROM "TicketEvent" e WHERE e."ticketId" = t."id" AND e."kind" = 'escalated')::int AS "events",
      (SELECT count(*) FROM "Notification" n WHERE n."ticketId" = t."id" AND n."kind" = 'escalated')::int AS "notices",
      (SELECT count(*) FROM "Agent" a WHERE a."role" = 'supervisor' AND a."company" = t."company")::int AS "supervisors"
    FROM "Ticket" t WHERE t."status" = 'open' AND t."dueAt" < now()`);
  const say = ({ folio, events, notices }: (typeof rows)[number]) => `${folio}: escalated ${events} times, told ${notices} times`;
  return {
    lost: rows.filter(({ events, notices, supervisors }) => Number(events) < 1 || Number(notices) < Number(supervisors)).map(say),
    doubled: rows.filter(({ events, notices, supervisors }) => Number(events) > 1 || Number(notices) > Number(supervisors)).map(say),
  };
};
