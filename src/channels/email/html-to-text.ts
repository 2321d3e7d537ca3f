// HTML of a mail to the text its reader saw. In: HTML. Out: text with paragraphs, `> ` before quotes and the line that introduces them; never fails.
import { compile } from 'html-to-text';

/** Tags left open, `<td>` and `<p>` among them; deeper no mail is written, and the HTML parser's work grows with the square of the depth. */
const MAX_DEPTH = 4000;
/** Quotes within quotes: each line repeats its `> ` as often. */
const MAX_QUOTES = 100;

const VOID_ELEMENTS = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);

/** A tag's beginning: `<div `, `</p>`, `<o:p>`; not `< 5` nor `<!--`. */
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9:-]{0,40})/g;

const skip = (selector: string) => ({ selector, format: 'skip' });
const asWritten = (selector: string) => ({ selector, options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } });

const convert = compile({
  wordwrap: false,
  formatters: {
    // A line of a table stays one line: <tr><td>Contrato</td><td>MXL204518</td> is "Contrato MXL204518".
    cell: (element, walk, builder) => {
      walk(element.children, builder);
      builder.addInline(' ');
    },
  },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(asWritten),
    { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1, trimEmptyLines: true } },
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
    { selector: 'hr', options: { length: 32 } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['img', 'style', 'script', 'title', 'head', 'noscript', 'template', 'object', 'svg'].map(skip),
    skip('[hidden]'),
    skip('[style*="display:none"i]'),
    skip('[style*="display: none"i]'),
    skip('[style*="mso-hide:all"i]'),
  ],
});

/** The text of a mail's HTML. Nesting that no mail has is read without its structure instead of being parsed. */
export const htmlToText = (html: string): string => {
  const text = nestsTooDeep(html) ? stripTags(html) : convertOr(html);
  return text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\u200b|\u200c|\u00ad|\u034f/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

const convertOr = (html: string): string => {
  try {
    return convert(html);
  } catch {
    return stripTags(html); // a converter's fault must not hide the customer's words
  }
};

const nestsTooDeep = (html: string): boolean => {
  let depth = 0;
  let quotes = 0;
  for (const match of html.matchAll(TAG)) {
    const name = (match[2] ?? '').toLowerCase();
    if (VOID_ELEMENTS.has(name)) continue;
    const step = match[1] === '/' ? -1 : 1;
    depth = Math.max(0, depth + step);
    if (name === 'blockquote') quotes = Math.max(0, quotes + step);
    if (depth > MAX_DEPTH || quotes > MAX_QUOTES) return true;
  }
  return false;
};

const ENTITIES: Record<string, string> = { '&nbsp;': ' ', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

const stripTags = (html: string): string =>
  html
    .replace(/<(?:br|\/p|\/div|\/tr|\/li)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
