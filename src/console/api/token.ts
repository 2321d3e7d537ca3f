import { createHash, randomBytes } from 'node:crypto';
import type { ApiRight } from '../../store/api-tokens.ts';

export const RIGHT_NAMES: Record<ApiRight, string> = { 'tickets:read': 'Leer reportes', 'tickets:write': 'Registrar reportes' };

/** A new token: 256 random bits behind letters by which a leaked one is recognised. */
export const makeToken = (): string => `vt_${randomBytes(32).toString('base64url')}`;

/** As it lies in the database. A plain hash will do: nobody guesses 256 bits. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The token of an Authorization header; null where there is none of ours: "Bearer vt_…", not "Basic …". */
export const readBearer = (header: string | undefined): string | null => BEARER.exec(header ?? '')?.[1] ?? null;
const BEARER = /^Bearer (vt_[\w-]{43})$/i;
