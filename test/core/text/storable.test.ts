import { expect, test } from 'vitest';
import { storable } from '../../../src/core/text/storable.ts';

test.each([
  ['a\0b', 'a\uFFFDb'],
  ['\ud83d', '\uFFFD'],
  ['\ud83d\ude00 Ñandú\r\n\t', '\ud83d\ude00 Ñandú\r\n\t'],
])('%j is kept as %j, as long as it was', (text, kept) => {
  expect(storable(text)).toBe(kept);
  expect(storable(text)).toHaveLength(text.length);
});
