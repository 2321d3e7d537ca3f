import { readDirectoryFile } from '../channels/directory/read-file.ts';
import type { CompanyProfile } from '../core/company.ts';
import type { Store } from '../store/store.ts';
import type { SubscriberRow } from '../store/subscribers.ts';

const BATCH = 1_000;

export type Refused = { line: number; why: string };
export type ImportReport = { accepted: number; refused: Refused[] };

/** Loads a directory from a CSV file; a row that is wrong is refused and told, the rest is taken. Contracts that the file does not name stay. */
export const importSubscribers = async (
  store: Store,
  profile: CompanyProfile,
  file: string,
  onProgress: (bytes: number) => void,
): Promise<ImportReport> => {
  const report: ImportReport = { accepted: 0, refused: [] };
  const importedAt = new Date();
  let batch: SubscriberRow[] = [];
  const flush = async () => {
    if (batch.length > 0) await store.subscribers.save(profile.company, batch, importedAt);
    report.accepted += batch.length;
    batch = [];
  };
  for await (const read of readDirectoryFile(file, profile, onProgress)) {
    if (read.kind === 'refused') report.refused.push({ line: read.line, why: read.why });
    else batch.push(read.row);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return report;
};
