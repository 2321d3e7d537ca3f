// Reads labelled messages. In: files of corpus/GUIDE.md's form with gold. Out: records; a line that is none fails with its file and number.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ReadingProfile } from '../core/read/document.ts';
import type { Fields, ReadInput } from '../core/reading.ts';
import { Category } from '../core/words.ts';
import { loadProfiles } from '../runtime/profiles.ts';

export type Labelled = { id: string; file: string; input: ReadInput; profile: ReadingProfile; gold: Fields };

const CONFIG = new URL('../../config', import.meta.url).pathname;
let profiles: ReadingProfile[] | null = null;

const NAMED = z.string().nullable();
const RECORD = z.object({
  id: z.string(),
  company: z.string(),
  channel: z.enum(['email', 'whatsapp', 'messenger', 'web']),
  subject: z.string().nullish(),
  text: z.string(),
  gold: z.object({
    contract: NAMED,
    holder: NAMED,
    contact: NAMED,
    phone: NAMED,
    email: NAMED,
    city: NAMED,
    category: z.enum(Category),
    folio: NAMED,
    accessibility: z.boolean(),
  }),
});

/** The labelled messages of a file; throws with its name and line at the first that is none. */
export const loadLabelled = (path: string): Labelled[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      try {
        const { id, company, channel, subject, text, gold } = RECORD.parse(JSON.parse(line));
        return [
          { id, file: basename(path), input: { company, channel, subject: subject ?? null, text }, profile: profileFor(company), gold },
        ];
      } catch (error) {
        throw new Error(`${path}, line ${index + 1}: expected a labelled message (corpus/GUIDE.md)`, { cause: error });
      }
    });

const profileFor = (company: string): ReadingProfile => {
  profiles ??= loadProfiles(CONFIG);
  const profile = profiles.find((one) => one.company === company);
  if (!profile) throw new Error(`expected a company of ${CONFIG}, got ${company}`);
  return profile;
};
