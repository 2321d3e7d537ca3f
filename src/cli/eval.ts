// Scores reading on the development corpus. In: corpus/*.jsonl with gold (or the files named). Out: a table per file and in all; status 1 where a field is below its floor (corpus/floors.json).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fieldsOf, read } from '../core/read/read.ts';
import { type Labelled, loadLabelled } from './corpus.ts';
import { comparable, SCORED, type Score, scoreFields } from './score.ts';

const CORPUS = new URL('../../corpus/', import.meta.url);
const FLOORS = new URL('floors.json', CORPUS);

/** Floors by file, each a share between 0 and 1 (`f1` of a field, `category`, `message`). */
export type Floors = Record<string, Record<string, number>>;

export const labelledFiles = (): string[] =>
  readdirSync(CORPUS)
    .filter((name) => /^(?:dev-\d|own-[a-z]\d?|held-out-[a-z])\.jsonl$/.test(name))
    .sort()
    .map((name) => new URL(name, CORPUS).pathname);

export const readAll = (records: Labelled[]) =>
  records.map((record) => ({ record, gold: record.gold, got: fieldsOf(read(record.input, record.profile)) }));

/** What is below its floor, in words. */
export const belowFloors = (file: string, score: Score, floors: Floors): string[] =>
  Object.entries(floors[file] ?? {}).flatMap(([field, floor]) => {
    const value = shareOf(score, field);
    return value + 1e-9 < floor ? [`${file}: ${field} is ${value.toFixed(4)}, its floor is ${floor}`] : [];
  });

const shareOf = (score: Score, field: string): number =>
  field === 'category' ? score.category : field === 'message' ? score.message : score.fields[field as keyof Score['fields']].f1;

const row = (name: string, score: Score): string =>
  `${name.padEnd(22)}${String(score.messages).padStart(5)} ${[...SCORED.map((f) => score.fields[f].f1), score.category, score.message].map((x) => x.toFixed(3).padStart(9)).join('')}\n`;

const main = (argv: string[]): number => {
  const errors = argv.find((a) => a.startsWith('--errors='))?.slice(9);
  const named = argv.filter((a) => !a.startsWith('--'));
  const files = named.length > 0 ? named : labelledFiles();
  const floors: Floors = existsSync(FLOORS) ? (JSON.parse(readFileSync(FLOORS, 'utf8')) as Floors) : {};
  process.stdout.write(`${'file'.padEnd(22)}    n ${[...SCORED, 'category', 'message'].map((f) => f.slice(0, 8).padStart(9)).join('')}\n`);
  const below: string[] = [];
  const all: ReturnType<typeof readAll> = [];
  for (const file of files) {
    const results = readAll(loadLabelled(file));
    const name = file.split('/').at(-1) ?? file;
    const score = scoreFields(results);
    process.stdout.write(row(name, score));
    below.push(...belowFloors(name, score, floors));
    all.push(...results);
    if (errors) listErrors(results, errors);
  }
  const total = scoreFields(all);
  process.stdout.write(row('all', total));
  if (named.length === 0) below.push(...belowFloors('all', total, floors));
  for (const line of below) process.stderr.write(`below its floor: ${line}\n`);
  return below.length > 0 ? 1 : 0;
};

const listErrors = (results: ReturnType<typeof readAll>, field: string): void => {
  for (const { record, gold, got } of results) {
    if (field !== 'category' && gold.category === 'otro') continue;
    for (const name of field === 'all' ? [...SCORED, 'category' as const] : [field as (typeof SCORED)[number]]) {
      if (comparable(gold[name]) === comparable(got[name])) continue;
      process.stdout.write(
        `  ${record.id} ${name}: gold ${gold[name]} got ${got[name]} | ${record.input.text.slice(0, 230).replaceAll('\n', ' / ')}\n`,
      );
    }
  }
};

const run = (argv: string[]): number => {
  try {
    return main(argv);
  } catch (error) {
    process.stderr.write(`eval: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
};

if (import.meta.filename === process.argv[1]) process.exitCode = run(process.argv.slice(2));
