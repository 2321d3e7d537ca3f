import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from '../../core/read/read.ts';
import { loadProfiles } from '../../runtime/profiles.ts';
import { PROJECT } from '../demo/servers.ts';
import { CORPUS } from './mails.ts';
import { type BenchOptions, type Part, round } from './report.ts';

type Case = { input: Parameters<typeof read>[0]; profile: Parameters<typeof read>[1] };

const LENGTHS = [1, 4, 16];

/** Messages read in a second of one core, and what a text many times as long costs. */
export const benchReading = async ({ seconds }: BenchOptions): Promise<Part> => {
  const cases = readCases();
  readFor(cases, 1_500);
  const [perSecond = 0, ...longer] = LENGTHS.map((times) => readFor(lengthened(cases, times), seconds * 1_000));
  // A text sixteen times as long takes sixteen times as long: then this is 1.
  const growth = longer.map((rate, index) => round(perSecond / rate / (LENGTHS[index + 1] ?? 1), 2));
  return {
    name: 'reading',
    result: { perSecond: round(perSecond, 0), growth, characters: round(meanLength(cases), 0) },
    rows: [
      ['messages read a second of one core', `${round(perSecond, 0)}/s`, `${round(meanLength(cases), 0)} characters each`, '', '≥ 3000/s'],
      ['  cost of a text 4 and 16 times as long, by length', growth.join(', '), 'linear: 1', '', 'linear'],
    ],
  };
};

const readCases = (): Case[] => {
  const profiles = new Map(loadProfiles(join(PROJECT, 'config')).map((profile) => [profile.company, profile]));
  const lines = CORPUS.flatMap((name) =>
    readFileSync(join(PROJECT, 'corpus', `${name}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  );
  return lines.flatMap((line) => {
    const { company, channel, subject = null, text } = JSON.parse(line);
    const profile = profiles.get(company);
    return profile ? [{ input: { company, channel, subject, text }, profile }] : [];
  });
};

/** A line of other words over and over: quotes and signatures would cut what is read. */
const lengthened = (cases: Case[], times: number): Case[] =>
  cases.map(({ input, profile }) => ({ input: { ...input, text: Array(times).fill(input.text).join('\n') }, profile }));

const readFor = (cases: Case[], milliseconds: number): number => {
  const used = process.cpuUsage();
  const cpuMs = () => {
    const { user, system } = process.cpuUsage(used);
    return (user + system) / 1_000;
  };
  let count = 0;
  while (cpuMs() < milliseconds || count === 0)
    for (const { input, profile } of cases.slice(0, 200)) {
      read(input, profile);
      count += 1;
    }
  return (count / cpuMs()) * 1_000;
};

const meanLength = (cases: Case[]): number => cases.reduce((sum, { input }) => sum + input.text.length, 0) / cases.length;
