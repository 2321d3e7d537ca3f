import { expect, test } from 'vitest';
import { explain, read } from '../../../src/core/read/read.ts';
import type { ReadInput } from '../../../src/core/reading.ts';
import { loadProfiles } from '../../../src/runtime/profiles.ts';

const [PROFILE] = loadProfiles('config').filter((profile) => profile.company === 'konecta');

const wordsOf = (input: ReadInput): string[] => {
  if (!PROFILE) throw new Error('no profile');
  return read(input, PROFILE).category.evidence.map(({ source, start, end }) =>
    (source === 'subject' ? (input.subject ?? '') : input.text).slice(start, end),
  );
};

const said = (text: string, subject: string | null = null): ReadInput => ({ company: 'konecta', channel: 'email', subject, text });

test.each([
  ['falla', 'Buenas tardes, contrato MXL-45812. Desde ayer no tengo INTERNET en la casa.', /INTERNET/],
  ['cancelacion', 'Soy Ana Ruiz Soto y quiero cancelar mi servicio para siempre', /cancelar/],
  ['aclaracion', 'Hola, me cobraron dos veces el mes de octubre', /cobraron/],
])('evidence: the words that carried %s are shown as written', (_, text, word) => {
  expect(wordsOf(said(text)).join(' | ')).toMatch(word);
});

test('evidence: where the text only gives data, the words of the subject carried it', () => {
  expect(wordsOf(said('MXL 45812\nAna Ruiz Soto', 'Quiero cancelar mi servicio')).join(' | ')).toMatch(/cancelar/i);
});

test.each([
  ['Buenas, no tengo internet desde el lunes', ['no tengo internet']],
  ['quiero que me cancelen el servicio de la casa', ['cancelen']],
])('evidence: nothing but words that tell a person something: %s', (text, words) => {
  const shown = wordsOf(said(text));
  expect(shown.join(' | ')).toContain(words[0]);
  for (const one of shown) expect(one).not.toMatch(/^(?:de|el|la|que|en|desde)\b|\b(?:de|el|la|que|en|desde)$|^\W+$/i);
});

test('explain gives each of the categories that were beaten most narrowly the words that spoke for it', () => {
  if (!PROFILE) throw new Error('no profile');
  const { category } = explain(said('no tengo internet y además me cobraron dos veces el recibo'), PROFILE);
  expect(category[0]?.confidence).toBeGreaterThanOrEqual(category[1]?.confidence ?? 1);
  expect(category[1]?.evidence.length).toBeGreaterThan(0);
});

test.each([
  ['falla', 'Falla del servicio'],
  ['falla', 'falla contrato MXL204518'],
  ['queja', 'Hola, una queja. Titular María López Soto, contrato 204518'],
  ['aclaracion', '¡Aclaración!'],
  ['duda', 'buenas tardes, tengo una duda'],
  ['datos', 'mi contrato es 204518, soy Juan Pérez Soto'],
])('the name of a matter and at most data beside it say the matter: %s', (category, text) => {
  if (!PROFILE) throw new Error('no profile');
  expect(read(said(text), PROFILE).category.value).toBe(category);
});
