import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { loadLabelled } from '../../../src/cli/corpus.ts';
import { belowFloors, type Floors, labelledFiles, readAll } from '../../../src/cli/eval.ts';
import { scoreFields } from '../../../src/cli/score.ts';

const FLOORS = JSON.parse(readFileSync(new URL('../../../corpus/floors.json', import.meta.url), 'utf8')) as Floors;

test('no field of any corpus file is read worse than its floor', () => {
  const perFile = labelledFiles().map((file) => ({ file: basename(file), results: readAll(loadLabelled(file)) }));
  const below = [
    ...perFile.flatMap(({ file, results }) => belowFloors(file, scoreFields(results), FLOORS)),
    ...belowFloors('all', scoreFields(perFile.flatMap(({ results }) => results)), FLOORS),
  ];
  expect(below).toEqual([]);
});
