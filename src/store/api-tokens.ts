import { v7 as newId } from 'uuid';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export const API_RIGHTS = ['tickets:read', 'tickets:write'] as const;
export type ApiRight = (typeof API_RIGHTS)[number];

export type ApiTokenRow = Omit<Prisma.ApiTokenGetPayload<object>, 'hash'>;
export type NewApiToken = {
  company: string;
  name: string;
  hash: string;
  rights: ApiRight[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
};

const USED_EVERY_MS = 60_000;
const SHOWN = { omit: { hash: true } } as const;

/** The tokens by which other programs come in. */
export const apiTokensOf = (connection: Connection) => ({
  add: async (token: NewApiToken): Promise<string> => {
    const id = newId();
    await connection.apiToken.create({ data: { id, ...token }, select: { id: true } });
    return id;
  },

  /** The newest first. */
  list: (company: string): Promise<ApiTokenRow[]> =>
    connection.apiToken.findMany({ where: { company }, orderBy: { createdAt: 'desc' }, take: 500, ...SHOWN }),

  /** A token that still opens something, and takes note of its use. */
  use: async (hash: string, now: Date): Promise<ApiTokenRow | null> => {
    const row = await connection.apiToken.findFirst({
      where: { hash, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      ...SHOWN,
    });
    if (row && (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() >= USED_EVERY_MS))
      await connection.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
    return row;
  },

  /** False where the company has no such token, or it was revoked before. */
  revoke: async (company: string, id: string, now: Date): Promise<boolean> => {
    const { count } = await connection.apiToken.updateMany({ where: { id, company, revokedAt: null }, data: { revokedAt: now } });
    return count === 1;
  },
});
