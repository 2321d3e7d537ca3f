import { expect, test } from 'vitest';
import { readProjectFile } from '../support/source-files.ts';
import { PLANTS, patchSource } from './inside/plants.ts';
import { WRAPPED, wrap } from './inside/wraps.ts';

const patches = Object.entries(PLANTS).flatMap(([plant, { patches: list }]) =>
  [...new Set(list.map(({ file }) => file))].map((file) => [plant, file]),
);

test.each(patches)('the deliberate bug %s still finds its place in %s', (plant = '', file = '') => {
  const source = readProjectFile(file);
  expect(patchSource(plant, file, source)).not.toBe(source);
});

test('what the lab puts points around is exported where it says', () => {
  const wrapped = Object.entries(WRAPPED).flatMap(([file, names]) => names.map((name) => ({ file, name })));
  expect(wrapped.map(({ name }) => name).sort()).toEqual(Object.keys(wrap).sort());
  for (const { file, name } of wrapped) expect(readProjectFile(file)).toContain(`export const ${name} =`);
});
