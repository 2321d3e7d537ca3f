import type { CompanyProfile } from '../../core/company.ts';
import { openDocument } from '../../core/read/document.ts';
import type { Channel } from '../../core/words.ts';
import { type Html, html } from '../html.ts';
import { FIELD_NAMES } from '../spanish.ts';

const SHOWN_AT_ONCE = 20_000;

/** A stretch of a text that a field was read from. */
export type Mark = { start: number; end: number; field: string };
/** A stretch of a text: the writer's own words, what they quote, or all that follows the part that is shown at once. */
export type Stretch = { start: number; end: number; kind: 'own' | 'quote' | 'rest' };

/** A customer's words: what they rest on is marked, what they quote is folded away; nothing is left out. */
export const showWords = (text: string, channel: Channel, marks: Mark[], profile: CompanyProfile): Html => {
  const stretches = findQuotes(text, channel, profile);
  return html`<div class="words">${stretches.map((stretch) => {
    const shown = html`<div class="pre">${withMarks(text, stretch, marks)}</div>`;
    if (stretch.kind === 'own') return shown;
    const more = `Resto del mensaje: ${COUNT.format(stretch.end - stretch.start)} caracteres más, sin separar lo citado`;
    return html`<details class="quote"><summary>${stretch.kind === 'quote' ? 'Texto citado' : more}</summary>${shown}</details>`;
  })}</div>`;
};
const COUNT = new Intl.NumberFormat('es-MX');

/** Where a text quotes earlier mails, as the readers see it. The stretches follow each other without a gap, from start to end. */
export const findQuotes = (text: string, channel: Channel, profile: CompanyProfile): Stretch[] => {
  const head = text.slice(0, SHOWN_AT_ONCE);
  const stretches: Stretch[] = [];
  const add = (start: number, end: number, kind: Stretch['kind']) => {
    const last = stretches.at(-1);
    if (last && last.kind === kind) last.end = end;
    else if (end > start) stretches.push({ start, end, kind });
  };
  const doc = openDocument({ company: profile.company, channel, subject: null, text: head }, profile);
  let from = 0;
  doc.lines.forEach((line, index) => {
    const next = doc.lines[index + 1];
    const end = next ? Math.max(from, doc.at[next.start] ?? head.length) : head.length;
    add(from, end, line.author === 'own' || line.author === 'subject' ? 'own' : 'quote');
    from = end;
  });
  add(from, head.length, 'own');
  add(head.length, text.length, 'rest');
  return stretches;
};

const withMarks = (text: string, { start, end }: Stretch, marks: Mark[]): Html => {
  const inside = marks
    .filter((mark) => mark.start >= start && mark.end <= end && mark.end > mark.start)
    .sort((one, other) => one.start - other.start || other.end - one.end);
  const pieces: Html[] = [];
  let at = start;
  for (const mark of inside) {
    if (mark.start < at) continue;
    pieces.push(
      html`${text.slice(at, mark.start)}<mark title="${FIELD_NAMES[mark.field] ?? mark.field}">${text.slice(mark.start, mark.end)}<sup>${FIELD_NAMES[mark.field] ?? mark.field}</sup></mark>`,
    );
    at = mark.end;
  }
  return html`${pieces}${text.slice(at, end)}`;
};

/** The marks of a stored reading; what does not have its shape marks nothing. */
export const marksOf = (evidence: unknown): Mark[] => {
  if (typeof evidence !== 'object' || evidence === null) return [];
  return Object.entries(evidence).flatMap(([field, found]) => {
    const spans: unknown = typeof found === 'object' && found !== null ? (found as { evidence?: unknown }).evidence : null;
    if (!Array.isArray(spans)) return [];
    return spans.flatMap(({ source, start, end }: { source?: unknown; start?: unknown; end?: unknown }) =>
      source === 'text' && typeof start === 'number' && typeof end === 'number' ? [{ field, start, end }] : [],
    );
  });
};
