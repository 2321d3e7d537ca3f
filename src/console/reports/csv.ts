/** A cell as a spreadsheet must read it: text that begins like a formula is told to be text. */
export type Cell = string | number | null;

// "=1+1", "-2", "@x", "\tx", also behind blanks; not "2026-11".
const FORMULA = /^\s*[=+\-@\t\r\n|]/;
// `a,b`, `a"b`; not `a b`.
const SPECIAL = /[",\r\n]/;

/**
 * A table as Excel opens it with a double click in Mexico: UTF-8 with its mark, commas (the list separator of es-MX, where the
 * point is the decimal sign), CRLF (RFC 4180).
 */
export const csvOf = (rows: Cell[][]): string => `${CSV_MARK}${linesOf(rows)}`;

/** What a file begins with whose lines come one by one. */
export const CSV_MARK = '\uFEFF';
export const linesOf = (rows: Cell[][]): string => rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');

const cellOf = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(text) || text.startsWith("'") ? `"${text.replaceAll('"', '""')}"` : text;
};
