import { hashPassword } from '../../console/access/password.ts';
import type { Area } from '../../core/words.ts';
import type { Role } from '../../store/agents.ts';
import type { Store } from '../../store/store.ts';

/** Who attends in the demonstration: tickets are routed to the agents, the administrator sees the queues. */
const ACCOUNTS: { company: string; email: string; name: string; role: Role; city: string | null }[] = [
  { company: 'konecta', email: 'ana@konecta.test', name: 'Ana Robles', role: 'agent', city: 'mexicali' },
  { company: 'konecta', email: 'beto@konecta.test', name: 'Beto Salas', role: 'agent', city: 'tijuana' },
  { company: 'konecta', email: 'admin@konecta.test', name: 'Carmen Ortiz', role: 'admin', city: null },
  { company: 'monet', email: 'admin@monet.test', name: 'Diego Cantú', role: 'admin', city: null },
];

/** What agents answer again and again: without any, nobody would see that answers can be chosen. */
const SAVED_ANSWERS: { title: string; area: Area | null; text: string }[] = [
  {
    title: 'Visita de un técnico',
    area: 'reparaciones',
    text: 'Buen día. Para revisar su servicio le visitará un técnico; por favor díganos qué día y a qué hora le queda bien.',
  },
  {
    title: 'Falta el comprobante',
    area: 'aclaraciones',
    text: 'Buen día. Para aclarar su pago necesitamos una foto del comprobante; puede enviarla en respuesta a este mensaje.',
  },
  { title: 'Quedamos pendientes', area: null, text: 'Buen día. Su reporte sigue en atención; en cuanto tengamos noticias le escribimos.' },
];

/** Where the notices to those who attend go. */
export const ACCOUNT_ADDRESSES = ACCOUNTS.map(({ email }) => email);

/** Makes the console accounts of the demonstration, all with one password, and its saved answers; gives who each account is. */
export const addAccounts = async (store: Store, password: string): Promise<string[]> => {
  const passwordHash = await hashPassword(password);
  for (const account of ACCOUNTS) await store.agents.add({ ...account, area: null, passwordHash, createdAt: new Date() });
  for (const company of new Set(ACCOUNTS.map((account) => account.company)))
    for (const answer of SAVED_ANSWERS) await store.savedAnswers.save(company, answer, new Date());
  return ACCOUNTS.map(({ email, role, city }) => `${email} (${ROLE_WORDS[role]}${city === null ? '' : ` de ${cityWord(city)}`})`);
};

const ROLE_WORDS: Record<Role, string> = { agent: 'agente', supervisor: 'supervisión', admin: 'administración' };
const cityWord = (city: string): string => city.charAt(0).toUpperCase() + city.slice(1);
