import { expect, test } from 'vitest';
import { isReadable } from '../../../src/core/text/readable.ts';

test.each([
  ['ok', true],
  ['👍', true],
  ['204518', true],
  ['¿¿¿sigue??', true],
  ['a??', true],
  ['a???', false],
  ['', false],
  [' \n\t', false],
  ['???', false],
  ['\ufffd\ufffd\ufffd\ufffdq', false],
  ['=?%%&/(==', false],
])('in %j anything can be read: %s', (text, readable) => {
  expect(isReadable(text)).toBe(readable);
});
