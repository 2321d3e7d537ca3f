// Reads labelled messages. In: files of corpus/GUIDE.md's form with gold. Out: records; a line that is none fails with its file and number.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ReadingProfile } from '../core/read/document.ts';
import type { Fields, ReadInput } from '../core/reading.ts';
import { loadProfiles } from '../runtime/profiles.ts';

export type Labelled = { id: string; file: string; input: ReadInput; profile: ReadingProfile; gold: Fields };

const CONFIG = new URL('../../config', import.meta.url).pathname;
let profiles: ReadingProfile[] | null = null;

export const loadLabelled = (path: string): Labelled[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      try {
        const record = JSON.parse(line) as {
          id: string;
          company: string;
          channel: ReadInput['channel'];
          subject: string | null;
          text: string;
          gold: Fields;
        };
        const { company, channel, subject, text } = record;
        return [
          {
            id: record.id,
            file: basename(path),
            input: { company, channel, subject: subject ?? null, text },
            profile: profileFor(company),
            gold: record.gold,
          },
        ];
      } catch (error) {
        throw new Error(`${path}, line ${i + 1}: expected a labelled message`, { cause: error });
      }
    });

const profileFor = (company: string): ReadingProfile => {
  profiles ??= loadProfiles(CONFIG);
  const profile = profiles.find((one) => one.company === company);
  if (!profile) throw new Error(`expected a company of ${CONFIG}, got ${company}`);
  return profile;
};
