import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskSecrets } from '../../../src/core/text/mask.ts';

test.each([
  ['Pagué con 4111 1111 1111 1111 ayer', 'Pagué con •••• •••• •••• 1111 ayer'],
  ['mi clabe es 032180000118359719.', 'mi clabe es ••••••••••••••9719.'],
  ['CURP gomc850101hbcmrr09', 'CURP ••••••••••••••rr09'],
  ['5500-0055-5555-5559 y 4111111111111111', '••••-••••-••••-5559 y ••••••••••••1111'],
])('%s is blotted out but for its end', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test.each(['contrato 204518, tel 686 555 0142', 'folio MXL-26-004821-0', '4111 1111 1111 1112', 'cuenta 032180000118359718', 'MXL204518'])(
  '%s stays as it is',
  (text) => {
    expect(maskSecrets(text)).toBe(text);
  },
);

test('length and place of everything stay', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => maskSecrets(text).length === text.length));
});
