import { expect, test } from 'vitest';
import { Category, Disposition } from '../../src/core/words.ts';

test('the categories are those of the guide, in its order', () => {
  expect(Object.keys(Category)).toEqual([
    'falla',
    'queja',
    'aclaracion',
    'saldo',
    'contratacion',
    'cancelacion',
    'suspension',
    'duda',
    'sugerencia',
    'datos',
    'otro',
  ]);
});

test('the dispositions are those of the policy', () => {
  expect(Object.keys(Disposition)).toEqual(['ticket', 'appended', 'pending', 'review', 'ignored', 'quarantined']);
});
