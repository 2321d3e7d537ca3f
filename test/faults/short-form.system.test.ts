import { test } from 'vitest';
import { SHORT_PLANTS, tryHonesty } from './honesty.ts';
import { runSession } from './session.ts';

// The whole of it: npm run test:faults -- --long
const LIMIT_MS = 10 * 60_000;

// Side by side, on servers of their own each: most of it is waiting for a process to start.
test.concurrent(
  'whatever fails while customers write, nothing is lost and nothing is done twice',
  async ({ expect }) => {
    const lines: string[] = [];
    const outcomes = await runSession({ seed: Math.floor(Math.random() * 1_000_000), long: false, only: [] }, (line) => lines.push(line));
    expect(outcomes.length).toBeGreaterThan(0);
    expect(
      outcomes.filter(({ red }) => red),
      lines.join('\n'),
    ).toEqual([]);
  },
  LIMIT_MS,
);

test.concurrent(
  'a webhook acknowledged before it is stored, and an answer without its key, turn the lab red',
  async ({ expect }) => {
    const lines: string[] = [];
    const verdicts = await tryHonesty(1, SHORT_PLANTS, (line) => lines.push(line));
    expect(verdicts.map(({ plant }) => plant)).toEqual(SHORT_PLANTS);
    expect(
      verdicts.filter(({ turnedRed }) => !turnedRed),
      lines.join('\n'),
    ).toEqual([]);
  },
  LIMIT_MS,
);
