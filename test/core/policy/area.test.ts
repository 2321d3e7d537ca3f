import { expect, test } from 'vitest';
import { areaOf, needsIdentification } from '../../../src/core/policy/area.ts';
import { Category } from '../../../src/core/words.ts';

test.each([
  ['falla', 'reparaciones', true],
  ['queja', 'conciliacion', true],
  ['aclaracion', 'aclaraciones', true],
  ['saldo', 'aclaraciones', true],
  ['cancelacion', 'bajas', true],
  ['suspension', 'bajas', true],
  ['contratacion', 'ventas', false],
  ['duda', 'atencion', false],
  ['sugerencia', 'atencion', false],
  ['datos', null, false],
  ['otro', null, false],
] as const)('%s is attended by %s; whether it needs contract or holder: %s', (category, area, needs) => {
  expect([areaOf(category), needsIdentification(category)]).toEqual([area, needs]);
});

test('the table above knows every category', () => {
  expect(Object.values(Category)).toHaveLength(11);
});
