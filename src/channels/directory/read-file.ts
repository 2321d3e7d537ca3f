// Reads a directory file (CSV). In: its path. Out: its rows one by one, each a subscriber or a refusal with its line. On failure: a PermanentError where the file cannot be read or lacks a column.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { CompanyProfile } from '../../core/company.ts';
import { PermanentError } from '../../runtime/errors.ts';
import { COLUMNS, type DirectoryRow, readRow } from './rows.ts';

export type FileRow = { kind: 'row'; row: DirectoryRow } | { kind: 'refused'; line: number; why: string };

/** The rows of a file, in its order; a contract that stands twice is refused the second time. */
export async function* readDirectoryFile(
  file: string,
  profile: CompanyProfile,
  onProgress: (bytes: number) => void,
): AsyncGenerator<FileRow> {
  const input = createReadStream(file).on('data', (chunk) => onProgress(chunk.length));
  const rows = input.pipe(
    parse({ bom: true, columns: checkColumns, trim: true, relax_column_count: true, skip_empty_lines: true, info: true }),
  );
  input.on('error', (error) => rows.destroy(unreadable(file, error)));
  const seen = new Set<string>();
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>) {
      const row = readRow(record, profile);
      if ('why' in row) yield { kind: 'refused', line: info.lines, why: row.why };
      else if (seen.has(row.contract)) yield { kind: 'refused', line: info.lines, why: 'contract: it stands twice in the file' };
      else {
        seen.add(row.contract);
        yield { kind: 'row', row };
      }
    }
  } catch (error) {
    throw error instanceof PermanentError ? error : unreadable(file, error);
  }
}

/** SHA-256 of a file, by which it is known again. */
export const hashFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
};

const checkColumns = (header: string[]): string[] => {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new PermanentError('columns', `expected the columns ${COLUMNS.join(', ')}; missing: ${missing.join(', ')}`);
  return names;
};

const unreadable = (file: string, cause: unknown): PermanentError =>
  new PermanentError('file-unreadable', `expected a CSV file that can be read at ${file}`, { cause });
