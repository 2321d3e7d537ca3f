import { expect, test } from 'vitest';
import { cheapest } from '../../src/store/word-search.ts';

const known = (shares: Record<string, number>) => Object.entries(shares).map(([beginning, share]) => ({ beginning, share }));

test.each<[string, Record<string, number>, string[]]>([
  ['a rare one is asked for alone', { 'téc:*': 0.33, 'reci:*': 0.04, '123456:*': 0.0001 }, ['123456:*']],
  ['names that many have are asked for together', { 'Jos:*': 0.05, 'Hern:*': 0.07, 'Garc:*': 0.07 }, ['Jos:*', 'Hern:*', 'Garc:*']],
  ['what nearly every row has is not gathered', { 'Hern:*': 0.01, 'Garc:*': 0.01, 'bue:*': 0.9 }, ['Hern:*', 'Garc:*']],
  ['one is asked for whatever it costs', { 'bue:*': 0.9 }, ['bue:*']],
  ['of none there is nothing to ask', {}, []],
])('%s', (_rule, shares, asked) => {
  expect(cheapest(known(shares))).toEqual(asked);
});
