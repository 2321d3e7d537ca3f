import { expect, test } from 'vitest';
import { canonicalPhone } from '../../src/core/phone.ts';

test.each([
  ['5216865550142', '+526865550142'],
  ['526865550142', '+526865550142'],
  ['+52 1 (686) 555-0142', '+526865550142'],
  ['+52 686 555 0142', '+526865550142'],
  ['14155550100', '+14155550100'],
  ['5491155550100', '+5491155550100'],
  // 521 and nine or eleven digits is no Mexican mobile: left as it is.
  ['521686555014', '+521686555014'],
  ['52168655501422', '+52168655501422'],
])('%s is kept as %s', (written, kept) => {
  expect(canonicalPhone(written)).toBe(kept);
});

test.each(['', '911', '0446865550142', '1234567890123456', 'MX.40000000000000000001', '686555014a', '+', '٥٢١٦٨٦٥٥٥٠١٤٢'])(
  '"%s" is no number',
  (written) => {
    expect(canonicalPhone(written)).toBeNull();
  },
);
