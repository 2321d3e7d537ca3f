// Asks the company's own system for the contract that messages name, before they are decided. In: their texts. Out: the directory knows that contract as the company does now. On failure of that system: the last file stands, and nothing is said.
import type { CompanyProfile } from '../core/company.ts';
import { read } from '../core/read/read.ts';
import type { Channel } from '../core/words.ts';
import type { Consult, Tools } from './tools.ts';

export type Words = { channel: Channel; subject: string | null; text: string };

/** Must run outside the transaction of the decision: somebody else's system is waited for. Nothing where the company has none. */
export const consultDirectory = async (
  tools: Pick<Tools, 'store' | 'now'> & { consult?: ReadonlyMap<string, Consult> },
  profile: CompanyProfile,
  words: Words,
): Promise<void> => {
  const consult = tools.consult?.get(profile.company);
  if (!consult) return;
  const contract = read({ company: profile.company, ...words }, profile).contract?.value ?? null;
  if (contract === null) return;
  const said = await consult(profile, contract);
  if (said.kind === 'unavailable') return;
  const now = tools.now();
  if (said.kind === 'found') await tools.store.subscribers.save(profile.company, [said.row], now);
  else await tools.store.subscribers.remove(profile.company, contract, now);
  await tools.store.directories.noteAnswer(profile.company, now);
};
