import type { Connection } from './database.ts';

/** The sequences of folios. */
export const foliosOf = (connection: Connection) => ({
  /** The next number of a series and year (two digits). The row stays locked until the ticket is saved with it, or neither is. */
  next: async (company: string, series: string, year: number): Promise<number> => {
    const rows = await connection.$queryRaw<{ last: number }[]>`
      INSERT INTO "FolioSequence" ("company", "series", "year", "last") VALUES (${company}, ${series}, ${year}, 1)
      ON CONFLICT ("company", "series", "year") DO UPDATE SET "last" = "FolioSequence"."last" + 1
      RETURNING "last"`;
    const last = rows[0]?.last;
    if (last === undefined) throw new Error('a folio sequence returned no number');
    return last;
  },
});
