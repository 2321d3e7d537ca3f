import { expect, test } from 'vitest';
import { missingFrom } from '../../../src/core/policy/missing.ts';

const NONE = { category: 'falla', contract: null, holder: null, phone: null, channel: 'email' } as const;

test.each([
  ['everything of a falla by mail', NONE, ['identification', 'phone']],
  ['the contract where only the holder is known', { ...NONE, holder: 'Ana Ruiz' }, ['contract', 'phone']],
  ['the telephone where the contract is known', { ...NONE, contract: 'MXL204518' }, ['phone']],
  ['no telephone on WhatsApp, which shows it', { ...NONE, channel: 'whatsapp' }, ['identification']],
  ['nothing where all is known', { ...NONE, contract: 'MXL204518', phone: '+526861234567' }, []],
  ['nothing for what needs no identification', { ...NONE, category: 'contratacion' }, []],
] as const)('an answer asks for %s', (_rule, held, missing) => {
  expect(missingFrom(held)).toEqual(missing);
});
