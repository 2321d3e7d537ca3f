// Takes a company's directory file in whole. In: its rows and hash. Out: the directory as the file has it, what it no longer names marked as gone. On refusal: the directory stays as it was, and the refusal is kept; on failure: nothing of it stands.
import type { SubscriberRow } from '../store/subscribers.ts';
import type { Tools } from './tools.ts';

export type DirectoryFile = { company: string; hash: string; rows: SubscriberRow[]; refusedRows: number };
export type Loaded =
  | { kind: 'loaded'; rows: number; refusedRows: number; gone: number }
  | { kind: 'refused'; because: 'empty' | 'too-many-gone'; gone: number; known: number };

/** A file that would take more than this share of the directory away is taken for a broken one. */
const MOST_GONE = 0.2;
const BATCH = 1_000;

/** Loads a file that differs from the last one; more than a fifth of the directory missing in it, or nothing in it, is refused. */
export const loadDirectory = (tools: Pick<Tools, 'store' | 'now'>, file: DirectoryFile): Promise<Loaded> =>
  tools.store.transaction(async (nouns): Promise<Loaded> => {
    const now = tools.now();
    await nouns.lock([`directory:${file.company}`]);
    const known = await nouns.subscribers.count(file.company);
    const gone = await nouns.subscribers.countMissing(
      file.company,
      file.rows.map(({ contract }) => contract),
    );
    const because = file.rows.length === 0 ? 'empty' : known > 0 && gone / known > MOST_GONE ? 'too-many-gone' : null;
    const counts = { rows: file.rows.length, refusedRows: file.refusedRows };
    if (because !== null) {
      await nouns.directories.save(file.company, { fileHash: file.hash, checkedAt: now, refused: because, ...counts, goneRows: gone });
      return { kind: 'refused', because, gone, known };
    }
    for (let start = 0; start < file.rows.length; start += BATCH)
      await nouns.subscribers.save(file.company, file.rows.slice(start, start + BATCH), now);
    await nouns.subscribers.markGone(
      file.company,
      file.rows.map(({ contract }) => contract),
      now,
    );
    await nouns.directories.save(file.company, {
      fileHash: file.hash,
      checkedAt: now,
      loadedAt: now,
      refused: null,
      ...counts,
      goneRows: gone,
    });
    return { kind: 'loaded', ...counts, gone };
  });

/** Whether a company's file is to be looked at now: the first time, and then every so many hours. */
export const isDirectoryDue = async (
  { store, now }: Pick<Tools, 'store' | 'now'>,
  company: string,
  everyHours: number,
): Promise<boolean> => {
  const last = await store.directories.find(company);
  return last === null || now().getTime() - last.checkedAt.getTime() >= everyHours * 3_600_000;
};
