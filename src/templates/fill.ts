import type { Liquid, Template } from 'liquidjs';

/** One text of an answer; `fill` puts variables into it. */
export type Part = { engine: Liquid; template: Template[]; fill: (variables: Variables) => string };
type Variables = Record<string, unknown>;

/** A text with its places: what stands between them, and where in the variables each place's string is found. */
type Pattern = { between: string[]; places: string[][] };

// What may stand in a tag or an output if only the presence of a variable matters, never what its string says.
// Matches `if contract`, `for item in missing`, `include 'parts/foot.txt'`; not `if city == 'Tijuana'`.
const PLAIN_TAG = /^(?:(?:if|unless|elsif) [\w.]+|for \w+ in [\w.]+|else|end(?:if|unless|for)|include '[^']+')$/;
// Matches `folio`, `line.hours`; not `folio | upcase`.
const PLAIN_OUTPUT = /^[\w.]+$/;
// A tag or an output of Liquid. Matches `{% if contract %}`, `{{- folio }}`; not `{ color: red }`.
const LIQUID = /\{%-?\s*(?<tag>.*?)\s*-?%\}|\{\{-?\s*(?<output>.*?)\s*-?\}\}/gs;
// Characters of private use, which no variable holds by the time it is looked for: `\uE000` 12 `\uE001`.
const PLACE = /\uE000(\d+)\uE001/;

/** Shapes seldom differ: which variables are there, how many lines a list has. Past so many a text is rendered each time. */
const MOST_SHAPES = 50;

/**
 * Compiles one text. Where its Liquid asks only which variables are there, it is rendered once for each such shape with marks
 * in the places of strings, and from then on the strings are put there: an answer takes a fiftieth of the time. `sources` are
 * the text and all parts that it may include.
 */
export const compilePart = (engine: Liquid, source: string, file: string, sources: string[]): Part => {
  const template = engine.parse(source, file);
  const render = (variables: Variables): string => String(engine.renderSync(template, variables));
  if (![source, ...sources].every(isPlain)) return { engine, template, fill: render };
  const names = engine.globalVariablesSync(template);
  const escapeOf = engine.options.outputEscape === undefined ? (text: string) => text : escapeHtml;
  const patterns = new Map<string, Pattern>();
  const fill = (variables: Variables): string => {
    const shape = names.map((name) => shapeOf(variables[name])).join();
    const pattern = patterns.get(shape) ?? patternOf(render, variables);
    if (patterns.size < MOST_SHAPES) patterns.set(shape, pattern);
    return fillIn(pattern, variables, escapeOf);
  };
  return { engine, template, fill };
};

const isPlain = (source: string): boolean =>
  [...source.matchAll(LIQUID)].every(({ groups }) =>
    groups?.tag === undefined ? PLAIN_OUTPUT.test(groups?.output ?? '') : PLAIN_TAG.test(groups.tag),
  );

/** All of a value but what its strings say. */
const shapeOf = (value: unknown): string => {
  if (typeof value === 'string') return '"';
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}:${shapeOf(inner)}`)
    .join()}}`;
};

const patternOf = (render: (variables: Variables) => string, variables: Variables): Pattern => {
  const marks: string[][] = [];
  const pieces = render(markStrings(variables, [], marks) as Variables).split(PLACE);
  return {
    between: pieces.filter((_piece, index) => index % 2 === 0),
    places: pieces.filter((_piece, index) => index % 2 === 1).map((mark) => marks[Number(mark)] ?? []),
  };
};

const markStrings = (value: unknown, path: string[], marks: string[][]): unknown => {
  if (typeof value === 'string') return `\uE000${marks.push(path) - 1}\uE001`;
  if (Array.isArray(value)) return value.map((inner, index) => markStrings(inner, [...path, String(index)], marks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, markStrings(inner, [...path, name], marks)]));
};

const fillIn = ({ between, places }: Pattern, variables: Variables, escapeOf: (text: string) => string): string => {
  let text = between[0] ?? '';
  for (const [index, place] of places.entries()) text += escapeOf(stringAt(variables, place)) + (between[index + 1] ?? '');
  return text;
};

const stringAt = (variables: Variables, place: string[]): string =>
  String(place.reduce<unknown>((value, name) => (value as Variables)[name], variables));

/** As Liquid's `escape` does it. */
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
