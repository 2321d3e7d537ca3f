import type { AgentView } from '../store/agents.ts';
import type { DeskTools } from './actions.ts';
import { type Html, html, type Piece } from './html.ts';
import { csrfField } from './layout.ts';
import { badRequest, type ConsoleTools, queryOf, type Visit } from './visit.ts';

type Tools = ConsoleTools & Pick<DeskTools, 'actions'>;
type Person = Pick<AgentView, 'id' | 'name' | 'absent' | 'disabledAt'>;

const isAway = ({ absent, disabledAt }: Person): boolean => absent || disabledAt !== null;

export const openTickets = async (tools: ConsoleTools, visit: Visit, agentId: string): Promise<number> =>
  (await tools.store.worklist.load(visit.profile.company)).find((one) => one.agentId === agentId)?.open ?? 0;

/** One button by which nothing rests with somebody who is away; nothing where they are there, or have nothing. */
export const handOverForm = (visit: Visit, agent: Person, { action, open }: { action: string; open: number }): Html | null => {
  if (!isAway(agent) || open === 0) return null;
  const reports = open === 1 ? 'un reporte abierto' : `${open} reportes abiertos`;
  const isSelf = agent.id === visit.agent.id;
  return html`<form method="post" action="${action}" class="hand-over">${csrfField(visit)}
    <p>${isSelf ? 'Tiene' : `${agent.name} tiene`} ${reports}. Pueden pasar a quienes están en su área y ciudad; los que no tengan a nadie quedan sin asignar.</p>
    <button type="submit" class="secondary">Repartir ${open === 1 ? 'su reporte' : `sus ${open} reportes`}${!isSelf && html`<span class="visually-hidden">: ${agent.name}</span>`}</button></form>`;
};

/** Hands over, notes it in the audit, and gives what the next page says. */
export const handOver = async (tools: Tools, visit: Visit, agent: Person): Promise<string> => {
  if (!isAway(agent)) throw badRequest('Solo se reparten los reportes de quien está ausente o tiene la cuenta bloqueada.');
  const { company } = visit.profile;
  const { given, nobody } = await tools.actions.handOver({ company, from: agent.id, agent: visit.agent.id });
  await tools.store.audit.add({
    company,
    at: tools.now(),
    agentId: visit.agent.id,
    action: 'tickets-handed-over',
    subject: agent.id,
    data: { given, nobody },
  });
  return new URLSearchParams({ given: String(given), nobody: String(nobody) }).toString();
};

/** What became of them, on the page that follows. */
export const handedOver = (visit: Visit): { kind: 'done' | 'wrong'; text: Piece } | null => {
  const [given, nobody] = ['given', 'nobody'].map((name) => queryOf(visit, name));
  if (!COUNT.test(given ?? '') || !COUNT.test(nobody ?? '')) return null;
  if (nobody === '0') return { kind: 'done', text: `Reportes repartidos: ${given}.` };
  return {
    kind: 'wrong',
    text: html`Reportes repartidos: ${given}. Sin nadie que los atienda: ${nobody}. <a href="/?unassigned=1">Verlos en la lista</a>`,
  };
};
// "12", not "1 de 3".
const COUNT = /^\d{1,6}$/;
