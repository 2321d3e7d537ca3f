import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitKey } from '../../../src/channels/web/address.ts';
import { contrastOf, styleOf } from '../../../src/channels/web/style.ts';

test.each([
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#ffffff', '#ffffff', 1],
])('the contrast of %s and %s is %f', (one, other, ratio) => {
  expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
  expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
});

test('whatever colours a company chooses, its texts can be read', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(colour, colour, colour, (bar, onBar, background) => {
      const variables = Object.fromEntries(
        [...styleOf({ colour: bar, onColour: onBar, background }).matchAll(/--([\w-]+):(#\w{6})/g)].map(([, name, value]) => [name, value]),
      );
      const { bar: shownBar = '', 'on-bar': shownOnBar = '', ground = '', link = '', ink = '' } = variables;
      expect(contrastOf(shownBar, shownOnBar)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(link, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(ink, ground)).toBeGreaterThanOrEqual(7);
    }),
  );
});

test('a colour that reads well on the bar is kept', () => {
  expect(styleOf({ colour: '#0b4f8a', onColour: '#ffffff', background: '#eef4fa' })).toContain(
    '--bar:#0b4f8a;--on-bar:#ffffff;--ground:#eef4fa;--link:#0b4f8a',
  );
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('messages from %s are counted under %s', (ip, key) => {
  expect(limitKey(ip)).toBe(key);
});
