import { readFileSync } from 'node:fs';
import type { Stage, StageLine } from '../../src/assembly/stage.ts';
import { readEvent } from '../../src/assembly/stage-events.ts';

type Json = Record<string, unknown>;
type Expected = { tickets: Json[]; dispositions: (string | null)[]; replies: Json[] };
export type Scenario = { id: string; company: string; title: string; subscribers: Json[]; events: Json[]; until: string; expect: Expected };
type Reply = Json & { after: number; at: string };

/** Longer than any burst: bursts close before the next event is looked at, so that its placeholders can be filled. */
const AFTER_BURST_MS = 61_000;
const FIELDS = ['contract', 'holder', 'city', 'category', 'area', 'status', 'priority'];
const FLAGS = ['unidentified', 'unverified', 'escalated', 'answersWithheld'];

export const readScenarios = (file: string): Scenario[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Scenario);

/** Plays a scenario (corpus/SCENARIOS.md) and gives what differs from what it expects, as corpus/play.mjs does over the command. */
export const playScenario = async (scenario: Scenario, stage: Stage): Promise<string[]> => {
  const replies: Reply[] = [];
  const dispositions: (string | null | undefined)[] = scenario.events.map((event) => (event.agent ? null : undefined));
  let tickets: Json[] = [];
  const take = (line: StageLine, index: number | null, last: number) => {
    for (const [event, disposition] of line.settled) dispositions[event] = disposition;
    if (index !== null && line.disposition)
      dispositions[index] = line.disposition === 'ignored' ? `ignored:${line.reason}` : line.disposition;
    for (const reply of line.replies) replies.push({ ...reply, after: Math.min(lastBefore(scenario, reply.at), index ?? last) });
    tickets = line.tickets;
  };
  for (const [index, event] of scenario.events.entries()) {
    const before = scenario.events[index - 1];
    if (before && timeOf(event) - timeOf(before) > AFTER_BURST_MS)
      take(await stage(tick(timeOf(before) + AFTER_BURST_MS)), null, index - 1);
    const folio = event.agent ? { folio: tickets[Number(event.ticket)]?.folio } : {};
    take(await stage(readEvent(JSON.stringify({ ...(fill(event, tickets, replies) as Json), ...folio }))), index, index);
  }
  take(await stage(tick(Date.parse(scenario.until))), null, scenario.events.length - 1);
  return compare(scenario.expect, { tickets, dispositions, replies });
};

const timeOf = (event: Json | undefined): number => Date.parse(String(event?.at));
const tick = (at: number) => readEvent(JSON.stringify({ at: new Date(at).toISOString(), tick: true }));
const lastBefore = ({ events }: Scenario, at: string): number =>
  Math.max(
    0,
    events.findLastIndex((event) => timeOf(event) <= Date.parse(at)),
  );

/** `{folio:0}` and `{reply:0}` in an event's values. */
const fill = (value: unknown, tickets: Json[], replies: Reply[]): unknown => {
  if (typeof value === 'string') {
    return value
      .replace(/\{folio:(\d+)\}/g, (_, n) => String(tickets[Number(n)]?.folio ?? 'NONE'))
      .replace(/\{reply:(\d+)\}/g, (_, n) => String(replies[Number(n)]?.messageId ?? '<none@none>'));
  }
  // Lists become objects here as they do in corpus/play.mjs: simulate must take both.
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, tickets, replies)]));
};

const fold = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[^a-z0-9@+]+/g, ' ')
        .trim()
    : (value ?? null);

const compare = (want: Expected, got: { tickets: Json[]; dispositions: unknown[]; replies: Reply[] }): string[] => {
  const wrong: string[] = [];
  const same = (what: string, found: unknown, expected: unknown) => {
    if (JSON.stringify(fold(found)) !== JSON.stringify(fold(expected)))
      wrong.push(`${what}: got ${JSON.stringify(found)}, want ${JSON.stringify(expected)}`);
  };
  for (const [n, disposition] of want.dispositions.entries()) same(`event ${n}`, got.dispositions[n], disposition);
  same('tickets', got.tickets.length, want.tickets.length);
  for (const [n, ticket] of want.tickets.entries()) {
    for (const field of FIELDS) if (field in ticket) same(`ticket ${n} ${field}`, got.tickets[n]?.[field], ticket[field]);
    for (const flag of FLAGS) same(`ticket ${n} ${flag}`, Boolean(got.tickets[n]?.[flag]), Boolean(ticket[flag]));
    same(`ticket ${n} events`, JSON.stringify(got.tickets[n]?.events), JSON.stringify(ticket.events));
  }
  same('replies', got.replies.map((reply) => reply.kind).join(' '), want.replies.map((reply) => reply.kind).join(' '));
  for (const [n, reply] of want.replies.entries()) {
    for (const field of ['channel', 'after']) same(`reply ${n} ${field}`, got.replies[n]?.[field], reply[field]);
    same(`reply ${n} ticket`, got.replies[n]?.ticket ?? null, reply.ticket ?? null);
    same(`reply ${n} template`, Boolean(got.replies[n]?.template), Boolean(reply.template));
  }
  return wrong;
};
