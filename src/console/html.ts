/** Markup that is safe to send: made by `html` or, knowingly, by `trusted`. */
export type Html = { readonly markup: string };
/** What may stand in a template: text is escaped, markup is not, nothing is left out. */
export type Piece = string | number | Html | null | undefined | false | readonly Piece[];

// An object from JSON that looks like markup is not in here, so nobody outside can forge one.
const made = new WeakSet<object>();

/** A template whose values are escaped, in text and in quoted attributes alike. */
export const html = (strings: TemplateStringsArray, ...values: Piece[]): Html =>
  trusted(strings.reduce((markup, text, index) => markup + markupOf(values[index - 1]) + text));

/** Takes markup as it is. Only for what our own code made or a sanitiser has been over. */
export const trusted = (markup: string): Html => {
  const piece = { markup };
  made.add(piece);
  return piece;
};

export const isHtml = (value: unknown): value is Html => typeof value === 'object' && value !== null && made.has(value);

const markupOf = (value: Piece): string => {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(markupOf).join('');
  if (isHtml(value)) return value.markup;
  return escapeText(String(value));
};

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const SPECIAL = /[&<>"']/g; // "a<b", not "a b"

export const escapeText = (text: string): string => text.replace(SPECIAL, (character) => ESCAPED[character] ?? character);
