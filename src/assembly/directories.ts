import { lookUpContract } from '../channels/directory/lookup.ts';
import { hashFile, readDirectoryFile } from '../channels/directory/read-file.ts';
import type { CompanyProfile } from '../core/company.ts';
import type { DirectorySettings } from '../runtime/config.ts';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import { isDirectoryDue, loadDirectory } from '../steps/load-directory.ts';
import type { Consult, Tools } from '../steps/tools.ts';
import type { SubscriberRow } from '../store/subscribers.ts';

/** How each company's own system is asked; a system that does not answer is logged by its code. */
export const consultsOf = (directories: DirectorySettings[]): ReadonlyMap<string, Consult> =>
  new Map(
    directories.flatMap(({ company, url, token, timeoutMs }) => {
      if (url === null) return [];
      const consult: Consult = async (profile, contract) => {
        const said = await lookUpContract({ url, token, timeoutMs }, contract, profile);
        if (said.kind === 'unavailable') log.warn({ company, code: said.because }, 'the directory did not answer; the last file counts');
        return said;
      };
      return [[company, consult] as const];
    }),
  );

/** Loads each company's file that is due and has changed; a file that cannot be taken is an alarm in the log, and the directory stays. */
export const loadDueDirectories = async (
  tools: Pick<Tools, 'store' | 'now'>,
  directories: DirectorySettings[],
  profiles: ReadonlyMap<string, CompanyProfile>,
): Promise<void> => {
  for (const { company, file, everyHours } of directories) {
    const profile = profiles.get(company);
    if (file === null || !profile || !(await isDirectoryDue(tools, company, everyHours))) continue;
    try {
      await loadIfChanged(tools, profile, file);
    } catch (error) {
      log.error({ company, code: codeOf(error) }, 'the directory file could not be read; the directory stays as it was');
    }
  }
};

const loadIfChanged = async (tools: Pick<Tools, 'store' | 'now'>, profile: CompanyProfile, file: string): Promise<void> => {
  const { company } = profile;
  const hash = await hashFile(file);
  if ((await tools.store.directories.find(company))?.fileHash === hash) return tools.store.directories.touch(company, tools.now());
  const rows: SubscriberRow[] = [];
  let refusedRows = 0;
  for await (const read of readDirectoryFile(file, profile, () => undefined))
    if (read.kind === 'row') rows.push(read.row);
    else refusedRows += 1;
  const loaded = await loadDirectory(tools, { company, hash, rows, refusedRows });
  if (loaded.kind === 'loaded') log.info({ ...loaded, company }, 'the directory was loaded');
  else
    log.error(
      { company, code: loaded.because, gone: loaded.gone, known: loaded.known },
      'the directory file was refused; the directory stays as it was',
    );
};
