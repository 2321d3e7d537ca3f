import { readFolio } from '../../core/folio.ts';
import { isCorrectable } from '../../core/policy/actions/correct.ts';
import { explainRefusal } from '../../core/policy/actions/refusals.ts';
import type { FileTicket } from '../../store/ticket-file.ts';
import type { ActionOrder, ActionOutcome, DeskTools } from '../actions.ts';
import type { Html } from '../html.ts';
import { AREAS, CATEGORY_NAMES, OPENING, zoneOf } from '../spanish.ts';
import { type ConsoleTools, EVERY_ROLE, fieldOf, type Route, type Visit } from '../visit.ts';
import { getTicket, ticketPage } from './ticket.ts';

type Tools = ConsoleTools & DeskTools;
/** `to`: the folio of the page to go to afterwards, where it is not this ticket's. */
type Outcome = ActionOutcome & { to?: string };
type Work = (order: ActionOrder, visit: Visit, ticket: FileTicket) => Promise<Outcome>;

/** Every action on a ticket. A form that is refused comes back with the reason, what was typed, and what changed meanwhile. */
export const ticketActionRoutes = (tools: Tools): Route[] => {
  const { actions } = tools;
  const route = (name: string, work: Work): Route => ({
    method: 'POST',
    url: `/tickets/:folio/${name}`,
    who: EVERY_ROLE,
    handle: (visit) => act(tools, visit, name, work),
  });
  const reason = (visit: Visit) => fieldOf(visit, 'reason') || null;
  return [
    route('answer', (order, visit) => answer(tools, order, visit)),
    // A note changes nothing of the ticket, so a version that is old by now overwrites nothing.
    route('note', (order, visit) => actions.note({ ...order, version: null, text: fieldOf(visit, 'text') })),
    route('resolve', (order, visit, ticket) => resolve(actions, order, visit, ticket)),
    route('reopen', (order, visit) => actions.reopen({ ...order, reason: fieldOf(visit, 'reason') })),
    route('take', (order, visit) => actions.assign({ ...order, to: visit.agent.id, reason: null })),
    route('assign', async (order, visit) => assign(tools, order, visit)),
    route('pause', (order, visit) =>
      actions.pause({ ...order, reason: fieldOf(visit, 'reason'), attributable: fieldOf(visit, 'attributable') === '1' }),
    ),
    route('resume', (order, visit) => actions.resume({ ...order, reason: reason(visit) })),
    route('move', async (order, visit) => move(actions, order, visit)),
    route('correct', async (order, visit) => correct(actions, order, visit)),
    route('join', (order, visit) => join(tools, order, visit)),
    route('split', async (order, visit) => split(actions, order, visit)),
    route('undo', (order, visit) => actions.undo({ ...order, undoneId: uuidOf(fieldOf(visit, 'event')), reason: reason(visit) })),
  ];
};

const act = async (tools: Tools, visit: Visit, name: string, work: Work): Promise<Html | Visit['reply']> => {
  const ticket = await getTicket(tools, visit);
  const version = Number(fieldOf(visit, 'version'));
  const requestId = fieldOf(visit, 'requestId');
  const order: ActionOrder = {
    company: visit.profile.company,
    ticketId: ticket.id,
    agent: visit.agent.id,
    version: Number.isSafeInteger(version) && fieldOf(visit, 'version') !== '' ? version : -1,
    ...(UUID.test(requestId) && { requestId }),
  };
  const outcome = await work(order, visit, ticket);
  if (outcome.kind !== 'refused') return visit.reply.redirect(`/tickets/${outcome.to ?? ticket.folio}?done=${name}`, 303);
  visit.reply.code(outcome.because === 'stale' ? 409 : 422);
  const seen = outcome.because === 'stale' ? { seen: fieldOf(visit, 'seen') } : {};
  return ticketPage(tools, visit, await getTicket(tools, visit), {
    kind: 'wrong',
    text: explainRefusal(outcome.because),
    refused: name,
    ...seen,
  });
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An id that names nothing where none was sent: the database takes no other shape. */
const uuidOf = (typed: string): string => (UUID.test(typed) ? typed : '00000000-0000-0000-0000-000000000000');

const SAID: ReadonlySet<string> = new Set(['answered', 'appended', 'resolved', 'reopened', 'joined', 'answered-elsewhere']);

/** An answer does not change the version, but the customer should not be answered twice, nor past what they wrote meanwhile. */
const answer = async (tools: Tools, order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const events = await tools.store.ticketFiles.events(order.ticketId);
  const seen = events.findIndex(({ id }) => id === fieldOf(visit, 'seen'));
  const isRepeat = events.some(({ id }) => id === order.requestId);
  if (!isRepeat && events.slice(seen + 1).some(({ kind }) => SAID.has(kind))) return { kind: 'refused', because: 'stale' };
  return tools.actions.answer({ ...order, version: null, text: fieldOf(visit, 'text') });
};

const resolve = (actions: Tools['actions'], order: ActionOrder, visit: Visit, ticket: FileTicket) =>
  actions.resolve({
    ...order,
    cause: fieldOf(visit, 'cause'),
    attributable: fieldOf(visit, 'asked') === '1' ? fieldOf(visit, 'attributable') === '1' : null,
    repairedAt: readLocalTime(fieldOf(visit, 'repaired'), zoneOf(visit.profile, ticket.city)),
    reason: fieldOf(visit, 'reason') || null,
  });

// "2026-11-24T10:30", not "mañana".
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/** The moment of a wall clock in a zone; null where nothing was typed. */
export const readLocalTime = (typed: string, timeZone: string): Date | null => {
  const parts = LOCAL_TIME.exec(typed);
  if (!parts) return null;
  const wanted = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), Number(parts[4]), Number(parts[5]));
  // Twice: the first guess may lie on the other side of a change of clocks.
  const guess = wanted - offsetAt(wanted, timeZone);
  return new Date(wanted - offsetAt(guess, timeZone));
};
const offsetAt = (at: number, timeZone: string): number => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
};

const assign = async (tools: Tools, order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const to = fieldOf(visit, 'to');
  if (to === '') return tools.actions.assign({ ...order, to: null, reason: fieldOf(visit, 'reason') || null });
  const agent = UUID.test(to) ? await tools.store.agents.find(to) : null;
  if (agent?.company !== visit.profile.company || agent.disabledAt !== null) return { kind: 'refused', because: 'agent-not-found' };
  return tools.actions.assign({ ...order, to, reason: fieldOf(visit, 'reason') || null });
};

const move = async (actions: Tools['actions'], order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const area = AREAS.find((one) => one === fieldOf(visit, 'area'));
  if (!area) return { kind: 'refused', because: 'no-change' };
  return actions.move({ ...order, area, city: fieldOf(visit, 'city') || null, reason: fieldOf(visit, 'reason') });
};

const correct = async (actions: Tools['actions'], order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const [field, value] = [fieldOf(visit, 'field'), fieldOf(visit, 'value')];
  if (!isCorrectable(field)) return { kind: 'refused', because: 'no-change' };
  return actions.correct({ ...order, field, value: typedValueOf(field, value, visit) || null, reason: fieldOf(visit, 'reason') || null });
};

/** Categories and cities are typed by their names, and kept by their ids. */
const typedValueOf = (field: string, typed: string, { profile }: Visit): string => {
  const same = (name: string) => name.localeCompare(typed, 'es', { sensitivity: 'base' }) === 0;
  if (field === 'category') return OPENING.find((one) => same(CATEGORY_NAMES[one])) ?? typed;
  if (field === 'city') return profile.cities.find(({ name }) => same(name))?.id ?? typed;
  return typed;
};

const join = async (tools: Tools, order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const { profile } = visit;
  const series = profile.cities.length > 0 ? profile.cities.map((city) => city.series) : [profile.series];
  const folio = readFolio(fieldOf(visit, 'into'), series);
  const into = folio && (await tools.store.tickets.findByFolio(profile.company, folio));
  if (!into) return { kind: 'refused', because: 'ticket-not-found' };
  return { ...(await tools.actions.join({ ...order, intoId: into.id, reason: fieldOf(visit, 'reason') })), to: into.folio };
};

const split = async (actions: Tools['actions'], order: ActionOrder, visit: Visit): Promise<Outcome> => {
  const category = OPENING.find((one) => one === fieldOf(visit, 'category'));
  if (!category) return { kind: 'refused', because: 'invalid-category' };
  const outcome = await actions.split({
    ...order,
    messageId: uuidOf(fieldOf(visit, 'message')),
    category,
    reason: fieldOf(visit, 'reason'),
  });
  return outcome.kind === 'done' ? { kind: 'done', to: outcome.folio } : outcome;
};
