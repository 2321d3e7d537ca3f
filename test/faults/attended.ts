import { findUndone, findUnescalated, openPerson, type Person } from './desk.ts';
import { dieAt } from './faults/kills.ts';
import { type Outcome, runFault } from './lab.ts';
import type { Customer } from './load.ts';
import { WORKERS } from './machines.ts';
import { passTimeUntil } from './pass-time.ts';
import { line } from './table.ts';
import { openWorld, type World } from './world.ts';

const KINDS = ['mail', 'form', 'whatsapp'] as const;
/** Longer than the term of a failure. */
const TERM_MS = 49 * 3_600_000;
/** What the console's steps and the terms pass. */
const AT_THE_DESK = ['commit:act-on-ticket:before', 'commit:act-on-ticket:after'];

/** Agents claim, note, answer and resolve, terms pass, and machines die of both: each is done once, and each customer is told once. */
export const runAttended = async (seed: number, say: (text: string) => void): Promise<Outcome> => {
  const world = await openWorld(seed);
  try {
    const machine = { workers: [...WORKERS, 'console'] };
    const people: Person[] = [];
    const { outcome } = await runFault(world, {
      name: 'agents act, terms pass',
      machines: [machine, machine],
      kinds: KINDS,
      customers: 12,
      mayRepeat: true,
      strike: async (_world, { share, more }, customers) => {
        await share(1);
        await waitUntilAnswered(world, customers);
        people.push(await openPerson(world), await openPerson(world));
        await attend(
          world,
          people,
          customers.filter(({ company }, index) => company === 'konecta' && index % 2 === 0),
        );
        // Each of the two has new customers whose terms end.
        for (const point of ['commit:remind:before', 'commit:remind:after']) {
          await waitUntilAnswered(world, customers);
          await dieAt(world, point, () => void world.advance(TERM_MS));
          for (const customer of customers) if (!customer.answers.resolved) customer.answers = { folio: 1, more_time: 1 };
          if (point.endsWith('before')) more();
        }
      },
    });
    const judged = await judgeDesk(
      world,
      outcome,
      people.flatMap(({ done }) => done),
    );
    say(line(judged));
    return judged;
  } finally {
    await world.close();
  }
};

/** All tickets are open and every answer has gone out. */
const waitUntilAnswered = (world: World, customers: Customer[]): Promise<unknown> =>
  passTimeUntil(world, 'every customer to have a folio', 10_000, async () => {
    const [row] = await world.rows(
      `SELECT (SELECT count(*) FROM "Reply" r JOIN "Ticket" t ON t."id" = r."ticketId"
          WHERE r."kind" = 'folio' AND r."state" IN ('sent', 'delivered', 'read') AND t."contract" = ANY($1))::int AS "told",
        (SELECT count(*) FROM "Reply" WHERE "state" IN ('queued', 'sending'))::int AS "waiting"`,
      [customers.map(({ contract }) => contract)],
    );
    // A form that was cut off in its middle may never have been stored.
    return Number(row?.waiting) === 0 && Number(row?.told) >= customers.filter(({ unknown }) => !unknown).length;
  });

/** Both work on these customers' tickets at once, each on every ticket, while machines die of what they do. */
const attend = async (world: World, people: Person[], customers: Customer[]): Promise<void> => {
  const rows = await world.rows(`SELECT "folio" FROM "Ticket" WHERE "contract" = ANY($1)`, [customers.map(({ contract }) => contract)]);
  const folios = rows.map(({ folio }) => String(folio));
  const [one, other] = people;
  if (!one || !other || folios.length !== customers.length) throw new Error(`expected ${customers.length} tickets, found ${folios.length}`);
  const workOn = async (): Promise<void> => {
    for (const folio of folios) {
      await one.act(folio, 'take');
      await one.act(folio, 'note', { text: 'Se revisa con la central.' });
      await Promise.all([one.act(folio, 'answer', { text: 'Ya revisamos su caso.' }), other.act(folio, 'note', { text: 'Enterada.' })]);
      await one.act(folio, 'resolve', { cause: 'equipo' });
    }
  };
  const working = [workOn()];
  for (const point of AT_THE_DESK)
    await dieAt(world, point, () => void working.push(other.act(folios[0] ?? '', 'note', { text: 'Sigue pendiente.' })));
  await Promise.all(working);
  for (const customer of customers) customer.answers = { folio: 1, agent: 1, resolved: 1 };
};

const judgeDesk = async (world: World, outcome: Outcome, done: Person['done']): Promise<Outcome> => {
  const found = [await findUndone(world, done), await findUnescalated(world)];
  const [lost, doubled] = [found.flatMap((one) => one.lost), found.flatMap((one) => one.doubled)];
  return {
    ...outcome,
    lost: outcome.lost + lost.length,
    doubled: outcome.doubled + doubled.length,
    red: outcome.red || lost.length + doubled.length > 0,
    findings: [...outcome.findings, ...lost, ...doubled],
  };
};
