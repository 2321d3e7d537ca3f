import { hashPassword } from '../../console/access/password.ts';
import type { Role } from '../../store/agents.ts';
import type { Store } from '../../store/store.ts';

/** Who attends in the demonstration: tickets are routed to the agents, the administrator sees the queues. */
const ACCOUNTS: { company: string; email: string; name: string; role: Role; city: string | null }[] = [
  { company: 'konecta', email: 'ana@konecta.test', name: 'Ana Robles', role: 'agent', city: 'mexicali' },
  { company: 'konecta', email: 'beto@konecta.test', name: 'Beto Salas', role: 'agent', city: 'tijuana' },
  { company: 'konecta', email: 'admin@konecta.test', name: 'Carmen Ortiz', role: 'admin', city: null },
  { company: 'monet', email: 'admin@monet.test', name: 'Diego Cantú', role: 'admin', city: null },
];

/** Where the notices to those who attend go. */
export const ACCOUNT_ADDRESSES = ACCOUNTS.map(({ email }) => email);

/** Makes the console accounts of the demonstration, all with one password; gives their addresses. */
export const addAccounts = async (store: Store, password: string): Promise<string[]> => {
  const passwordHash = await hashPassword(password);
  for (const account of ACCOUNTS) await store.agents.add({ ...account, area: null, passwordHash, createdAt: new Date() });
  return ACCOUNT_ADDRESSES;
};
