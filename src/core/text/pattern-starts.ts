/** Ends an opening after which anything may come. */
const ANY = '*';
/** A word's boundary or the text's end, which takes no letter itself. */
const EDGE = '|';

/** A place in a pattern's source that is being read, and how many letters of an opening are wanted. */
type Source = { text: string; depth: number; at: number };

/**
 * Every opening of a pattern, as far as so many letters: `lent` of `lent[oa]s?`, `ont *` of `ont\b`, `5*` of `\d+`. A space
 * stands for whatever is no letter or figure, `*` for anything that may come. More than there are may be given, never fewer.
 */
export const startsOf = (text: string, depth: number): Set<string> => {
  const source = { text, depth, at: 0 };
  const starts = alternatives(source);
  if (source.at !== text.length) throw new RangeError(`expected a pattern of the known kind, stopped at ${source.at} of ${text}`);
  return new Set([...starts].map((start) => (isClosed(start, depth) ? start : start + ANY)));
};

/** The letters of an opening without the sign for what may follow. */
export const lettersOf = (start: string): string => (start.endsWith(ANY) ? start.slice(0, -1) : start);

const isClosed = (start: string, depth: number): boolean => start.length >= depth || start.endsWith(ANY);

const alternatives = (source: Source): Set<string> => {
  const starts = new Set<string>();
  for (;;) {
    for (const start of sequence(source)) starts.add(start);
    if (source.text[source.at] !== '|') return starts;
    source.at++;
  }
};

/** `?`, `*`, `+`, `{0,3}`, each also with `?` after it. */
const REPEAT = /([?*+]|\{\d+(?:,\d*)?\})\??/y;

const sequence = (source: Source): Set<string> => {
  const { depth } = source;
  const closed = new Set<string>();
  let open = new Set(['']);
  while (source.at < source.text.length && source.text[source.at] !== '|' && source.text[source.at] !== ')') {
    const next = repeated(source, atom(source));
    const longer = new Set<string>();
    for (const start of open) {
      for (const one of next) {
        const joined = (one === EDGE ? atEdge(start) : start + one).slice(0, depth);
        (isClosed(joined, depth) ? closed : longer).add(joined);
      }
    }
    open = longer;
  }
  return new Set([...closed, ...open]);
};

/** Behind a letter an edge is the end of the word; elsewhere it says nothing of what comes. */
const atEdge = (start: string): string => (start === '' || start.endsWith(' ') ? start : `${start} ${ANY}`);

const repeated = (source: Source, once: Set<string>): Set<string> => {
  REPEAT.lastIndex = source.at;
  const repeat = REPEAT.exec(source.text)?.[0] ?? '';
  source.at += repeat.length;
  const starts = new Set(once);
  if (repeat !== '' && !repeat.startsWith('?')) for (const start of once) if (!isClosed(start, source.depth)) starts.add(start + ANY);
  if (/^(?:[?*]|\{0)/.test(repeat)) starts.add('');
  return starts;
};

const GROUP = /\((\?<?[=!]|\?:|)/y;
const FIGURES = new Set('0123456789');

const atom = (source: Source): Set<string> => {
  const { text, at } = source;
  const sign = text[at] ?? '';
  if (sign === '(') return group(source);
  if (sign === '[') return oneOf(source);
  source.at += sign === '\\' ? 2 : 1;
  if (sign === '$' || (sign === '\\' && text[at + 1] === 'b')) return new Set([EDGE]);
  if (sign === '^') return new Set(['']);
  if (sign === '\\') return text[at + 1] === 'd' ? FIGURES : new Set([ANY]);
  return new Set([sign === '.' ? ANY : /[a-z0-9]/.test(sign) ? sign : ' ']);
};

const group = (source: Source): Set<string> => {
  GROUP.lastIndex = source.at;
  const [opening = '(', kind = ''] = GROUP.exec(source.text) ?? [];
  source.at += opening.length;
  const inside = alternatives(source);
  source.at++;
  return kind === '?:' || kind === '' ? inside : new Set(['']);
};

/** `[oa]` is one or the other; `[^.]` and `[a-z]` are anything. */
const oneOf = (source: Source): Set<string> => {
  const end = source.text.indexOf(']', source.at);
  const signs = source.text.slice(source.at + 1, end);
  source.at = end + 1;
  return /^[a-z0-9]+$/.test(signs) ? new Set(signs) : new Set([ANY]);
};
