import pg from 'pg';
import { Prisma } from '../generated/prisma/client.ts';
import { PermanentError } from '../runtime/errors.ts';

/** Passes an error on; one that says that a value can never be kept, whoever tries again, as a PermanentError. */
export const refuseBadData = (error: unknown): never => {
  if (isBadData(error)) throw new PermanentError('bad-data', 'expected values that PostgreSQL can keep', { cause: error });
  throw error;
};

const isBadData = (error: unknown): boolean => {
  if (error instanceof Prisma.PrismaClientValidationError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return SQLSTATE.test(sqlStateOf(error) ?? '');
  return BAD_VALUES.has(error.code) || SQLSTATE.test(sqlStateOf(error) ?? '');
};

/** The adapter hides PostgreSQL's code in the cause of the client's error. */
const sqlStateOf = (error: unknown): string | null => {
  if (error instanceof pg.DatabaseError) return error.code ?? null;
  const { cause, meta } = error as { cause?: unknown; meta?: { driverAdapterError?: unknown; code?: unknown } };
  const inner = (meta?.driverAdapterError ?? cause) as { cause?: { originalCode?: unknown }; originalCode?: unknown } | undefined;
  const code = inner?.cause?.originalCode ?? inner?.originalCode ?? meta?.code;
  return typeof code === 'string' ? code : null;
};

// 22021 (a byte that no text holds), 22003 (out of range), 54000 (too long for an index); not 40P01 (deadlock), not 57P01 (shut down).
const SQLSTATE = /^(?:22|54)[0-9A-Z]{3}$/;
// The client's own words for the same: too long, invalid, out of range, inconsistent.
const BAD_VALUES = new Set(['P2000', 'P2005', 'P2006', 'P2007', 'P2020', 'P2023', 'P2033']);
