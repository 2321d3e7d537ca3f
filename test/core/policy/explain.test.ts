import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainDecision, explainIgnored, explainReason, isExplained } from '../../../src/core/policy/explain.ts';
import { IgnoredReason } from '../../../src/core/words.ts';
import { konecta } from '../../support/profiles.ts';

const FOLIO = 'MXL-26-000123-7';
const why = (rule: number, because: string, facts: Record<string, string | number | null> = {}, candidates: string[] = []) =>
  explainDecision({ rule, because, facts, candidates }, konecta());

test.each([
  [
    why(9, 'same-contract', { folio: FOLIO, contract: '204518', area: 'reparaciones' }, [FOLIO]),
    `Se agregó a ${FOLIO}: mismo contrato 204518, misma área (reparaciones).`,
  ],
  [why(6, 'data-missing', { asks: 2 }), 'En espera: se pidió el contrato o el nombre del titular (solicitud 2).'],
  [
    why(9, 'own-matter', { contract: null, holder: 'Ana Ruiz Soto', area: 'ventas' }),
    'Se abrió un reporte nuevo (ventas): a nombre de Ana Ruiz Soto, sin otro reporte abierto del mismo asunto.',
  ],
  [
    why(3, 'names-ticket', { folio: FOLIO }, [FOLIO, 'MXL-26-000124-5']),
    `Se agregó a ${FOLIO}: el mensaje cita su folio o responde a un mensaje suyo. También se consideró: MXL-26-000124-5.`,
  ],
  [why(6, 'same-contract', { contract: '204518' }), 'Se agregó al reporte abierto: mismo contrato 204518, misma área.'],
])('a decision is told to agents in a Spanish sentence: %s', (said, sentence) => {
  expect(said).toBe(sentence);
});

test('an unknown code is named, never glossed over', () => {
  expect(why(3, 'constructor')).toBe('Motivo sin descripción: constructor.');
  expect(explainReason('novel')).toBe('Motivo sin descripción: novel.');
});

// `whyOf(context, 9, 'own-matter'`, `settle(6, 'data-came'`, `because: 'only-open'`, `isData ? 'data-for-open' : 'follows-open'`, `code: 'x'` of the mail parser
const CODE_PLACES = [
  /(?:whyOf\([^)]*?|settle\()(\d+), '([a-z-]+)'/g,
  /because: ()'([a-z]+(?:-[a-z]+)+)'/g,
  /\? ()'([a-z]+(?:-[a-z]+)+)'/g,
  /: ()'([a-z]+(?:-[a-z]+)+)'[,;)]/g,
];
const MALFORMED = /^ {2}\| ()'([a-z_]+)'/gm;

const sourcesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !NO_DECISIONS.has(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8'));
const NO_DECISIONS = new Set(['automatic.ts', 'automatic-words.ts', 'explain.ts', 'compensation.ts']);
const codesIn = (sources: string[], places: RegExp[]): string[] => [
  ...new Set(sources.flatMap((source) => places.flatMap((place) => [...source.matchAll(place)].map((match) => match[2] ?? '')))),
];

test('every code by which the policy decides has its sentence', () => {
  const codes = codesIn(sourcesOf('src/core/policy'), CODE_PLACES);
  expect(codes.length).toBeGreaterThanOrEqual(18);
  expect(codes.filter((code) => !isExplained(code))).toEqual([]);
});

test('every code of a quarantine has its sentence', () => {
  const codes = codesIn([readFileSync('src/channels/email/limits.ts', 'utf8')], [MALFORMED]);
  expect(codes.length).toBeGreaterThanOrEqual(12);
  expect(codes.filter((code) => !isExplained(code))).toEqual([]);
});

test.each(Object.values(IgnoredReason))('an ignored message says why in Spanish: %s', (reason) => {
  expect(explainIgnored(reason)).toMatch(/^Ignorado: .+\.$/);
});
