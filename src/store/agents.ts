import { v7 as newId } from 'uuid';
import type { Area } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Role } from '../generated/prisma/enums.ts';
import type { Connection } from './database.ts';

export { Role } from '../generated/prisma/enums.ts';

export type NewAgent = {
  company: string;
  /** Lower case. */
  email: string;
  name: string;
  role: Role;
  area: Area | null;
  city: string | null;
  passwordHash: string;
  /** Its owner must set another before anything else. */
  passwordTemporary?: boolean;
  createdAt: Date;
};
export type AgentRow = Prisma.AgentGetPayload<object>;
/** What pages may show of an account: everything but its secrets. */
export type AgentView = Omit<AgentRow, 'passwordHash' | 'totpSecret' | 'totpStep'> & { hasTotp: boolean };

/** The accounts of the console. */
export const agentsOf = (connection: Connection) => ({
  /** Null where the address has an account already. */
  add: async (agent: NewAgent): Promise<string | null> => {
    const id = newId();
    const { count } = await connection.agent.createMany({ data: [{ id, ...agent }], skipDuplicates: true });
    return count === 1 ? id : null;
  },

  find: (id: string): Promise<AgentRow | null> => connection.agent.findUnique({ where: { id } }),

  findByEmail: (email: string): Promise<AgentRow | null> => connection.agent.findUnique({ where: { email } }),

  /** An account of a company; null also where it is another's. */
  findOf: async (company: string, id: string): Promise<AgentView | null> => {
    const row = await connection.agent.findFirst({ where: { id, company } });
    return row && viewOf(row);
  },

  list: async (company: string): Promise<AgentView[]> => {
    const rows = await connection.agent.findMany({ where: { company }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    return rows.map(viewOf);
  },

  update: async (id: string, data: Prisma.AgentUncheckedUpdateInput): Promise<void> => {
    await connection.agent.update({ where: { id }, data, select: { id: true } });
  },

  /** Takes a one-time code's step; false where that step or a later one was taken before: no code works twice. */
  takeTotpStep: async (id: string, step: number): Promise<boolean> => {
    const { count } = await connection.agent.updateMany({
      where: { id, OR: [{ totpStep: null }, { totpStep: { lt: step } }] },
      data: { totpStep: step },
    });
    return count === 1;
  },
});

const viewOf = ({ passwordHash: _hash, totpSecret, totpStep: _step, ...rest }: AgentRow): AgentView => ({
  ...rest,
  hasTotp: totpSecret !== null,
});
