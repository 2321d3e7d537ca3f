// In: HTML with values in it. Out: HTML in which every value is text, whatever it holds.

/** HTML that was made here and may stand in other HTML as it is. */
export type Html = { html: string };

type Value = string | number | Html | readonly Html[] | null;

/** A tagged template: strings become text, HTML stays, lists are joined, null is nothing. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html => ({
  html: parts.reduce((made, part, index) => made + show(values[index - 1] ?? null) + part),
});

const show = (value: Value): string => {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((item) => item.html).join('');
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
