// Reads labelled messages. In: files of corpus/GUIDE.md's form with gold. Out: records; a line that is none fails with its file and number.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fields, ReadInput } from '../core/reading.ts';

export type Labelled = { id: string; file: string; input: ReadInput; gold: Fields };

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
        return [{ id: record.id, file: basename(path), input: { company, channel, subject: subject ?? null, text }, gold: record.gold }];
      } catch (error) {
        throw new Error(`${path}, line ${i + 1}: expected a labelled message`, { cause: error });
      }
    });
