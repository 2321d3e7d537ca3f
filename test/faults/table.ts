import type { Outcome } from './lab.ts';

const COLUMNS: [string, number, (outcome: Outcome) => string][] = [
  ['fault', 34, ({ fault, red }) => `${red ? '✗' : '✓'} ${fault}`],
  ['messages', 8, ({ messages }) => String(messages)],
  ['lost', 5, ({ lost }) => String(lost)],
  ['doubled', 7, ({ doubled }) => String(doubled)],
  ['wrong', 5, ({ wrong, folios }) => String(wrong + folios)],
  ['again', 5, ({ repeated }) => String(repeated)],
  ['recovered', 9, ({ secondsToRecover }) => (secondsToRecover === null ? 'never' : `${secondsToRecover} s`)],
  ['took', 8, ({ seconds }) => `${seconds} s`],
];

export const header = (): string => COLUMNS.map(([title, width]) => title.padEnd(width)).join('  ');

/** One line of the table, and below it what was found. */
export const line = (outcome: Outcome): string => {
  const cells = COLUMNS.map(([, width, cell]) => cell(outcome).padEnd(width)).join('  ');
  const shown = outcome.findings.slice(0, 12).map((finding) => `    ${finding}`);
  const more = outcome.findings.length > 12 ? [`    … and ${outcome.findings.length - 12} more`] : [];
  return [cells, ...shown, ...more].join('\n');
};
