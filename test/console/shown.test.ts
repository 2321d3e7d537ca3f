import { expect, test } from 'vitest';
import { html, trusted } from '../../src/console/html.ts';
import { readLocalTime } from '../../src/console/pages/ticket-actions.ts';
import { spanText, termOf } from '../../src/console/spanish.ts';
import { findQuotes, showWords } from '../../src/console/ticket/words-of-message.ts';
import { konecta } from '../support/profiles.ts';

test('a template escapes text and attributes, and leaves out what is not there', () => {
  expect(html`<a title="${`"'<&>`}">${'<b>'}${null}${false}${0}</a>`.markup).toBe('<a title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;0</a>');
  expect(html`${[html`<i>`, 'a&b', trusted('<hr>')]}`.markup).toBe('<i>a&amp;b<hr>');
});

test('an object that only looks like markup is text', () => {
  const forged: unknown = JSON.parse('{"markup":"<script>"}');
  expect(html`${forged as string}`.markup).toBe('[object Object]');
});

test.each([
  ['Hola\n\n> lo de antes\n> y más\n\nGracias', ['own', 'quote', 'own']],
  ['Sin cita alguna', ['own']],
  ['', []],
])('the quotes of %j are told from the own words, and nothing is left out', (text, kinds) => {
  const stretches = findQuotes(text, 'email', konecta());
  expect(stretches.map(({ kind }) => kind)).toEqual(kinds);
  expect(stretches.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
});

test('a very long text is folded at its end, not cut', () => {
  const text = `No hay internet. ${'ja '.repeat(20_000)}`;
  expect(findQuotes(text, 'whatsapp', konecta()).at(-1)).toEqual({ start: 20_000, end: text.length, kind: 'rest' });
  const shown = showWords(text, 'whatsapp', [], konecta()).markup;
  expect(shown).toContain('<summary>Resto del mensaje: 40,017 caracteres más');
  expect(shown).not.toContain('Texto citado');
});

test('evidence is marked where it stands, with its field, and overlapping marks do not repeat words', () => {
  const marks = [
    { start: 9, end: 15, field: 'contract' },
    { start: 0, end: 15, field: 'category' },
  ];
  expect(showWords('contrato 204518 <b>', 'whatsapp', marks.slice(0, 1), konecta()).markup).toContain(
    'contrato <mark title="Contrato">204518<sup>Contrato</sup></mark> &lt;b&gt;',
  );
  expect(showWords('contrato 204518', 'whatsapp', marks, konecta()).markup.split('204518')).toHaveLength(2);
});

const at = (time: string) => new Date(`2026-11-24T${time}Z`);
test.each([
  ['18:00:00', 'soon', 'Vence en 2 h'],
  ['14:00:00', 'soon', 'Vence en 6 h'],
  ['13:59:00', 'fine', 'Faltan 6 h 1 min'],
  ['19:59:59', 'soon', 'Vence en 0 min'],
  ['20:00:00', 'late', 'Venció hace 0 min'],
  ['21:30:00', 'late', 'Venció hace 1 h 30 min'],
])('at %s a term that ends at 20:00 is %s: %s', (now, kind, text) => {
  expect(termOf({ status: 'open', dueAt: at('20:00:00'), pausedAt: null, resolvedAt: null }, at(now))).toMatchObject({ kind, text });
});

test('a paused, a resolved and a joined ticket have no time left', () => {
  const ticket = { status: 'open', dueAt: at('20:00:00'), pausedAt: null, resolvedAt: null };
  expect(termOf({ ...ticket, pausedAt: at('10:00:00') }, at('21:00:00')).text).toBe('En pausa');
  expect(termOf({ ...ticket, status: 'resolved', resolvedAt: at('20:00:00') }, at('21:00:00')).text).toBe('Resuelto a tiempo');
  expect(termOf({ ...ticket, status: 'resolved', resolvedAt: at('20:00:01') }, at('21:00:00')).text).toBe('Resuelto fuera de término');
  expect(termOf({ ...ticket, status: 'joined' }, at('21:00:00')).text).toBe('Unido a otro');
});

test.each([
  [59_000, '0 min'],
  [3_600_000, '1 h'],
  [86_400_000 + 3 * 3_600_000, '1 d 3 h'],
  [-5, '0 min'],
])('%i ms are said as %j', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test.each([
  ['2026-11-24T10:30', '2026-11-24T18:30:00.000Z'],
  ['2026-07-01T10:30', '2026-07-01T17:30:00.000Z'],
  ['2026-11-01T00:30', '2026-11-01T07:30:00.000Z'],
])('%s by the clock of Tijuana is %s', (typed, expected) => {
  expect(readLocalTime(typed, 'America/Tijuana')?.toISOString()).toBe(expected);
});

test('what is no time is null', () => {
  expect(readLocalTime('mañana', 'America/Tijuana')).toBeNull();
});
