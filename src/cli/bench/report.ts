export type BenchOptions = {
  mails: number;
  /** Which workers share a process; one list a process. */
  layout: string[][];
  profileFolder: string | null;
  /** How many mails the latency is taken of. */
  samples: number;
  /** How many tickets the full database has. */
  tickets: number;
  /** How many mails and chats the flood has, each. */
  flood: number;
  /** How long the quiet time lasts. */
  quietSeconds: number;
  /** How long one measured round lasts. */
  seconds: number;
};

/** What, measured, compared with, ratio, to reach. */
export type Row = [string, string, string, number | string, string];
export type Part = { name: string; result: Record<string, unknown>; rows: Row[] };

/** The parts as a table, columns as wide as they need. */
export const tableOf = (parts: Part[]): string => {
  const rows: string[][] = [
    ['what', 'measured', 'compared with', 'ratio', 'to reach'],
    ...parts.flatMap(({ rows: own }) => own.map((row) => row.map(String))),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** The value below which so large a share of them lies. */
export const percentile = (values: number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
