import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldsOf, read } from '../../../src/core/read/read.ts';
import type { Span } from '../../../src/core/reading.ts';
import { loadProfiles } from '../../../src/runtime/profiles.ts';

const PROFILES = loadProfiles('config');
const MEGABYTE = 1_000_000;
const PIECE = fc.constantFrom(
  'a nombre de ',
  'titular ',
  'contrato ',
  '12 ',
  '686 555 1234 ',
  'MXL-26-',
  '> ',
  '\n',
  '\n> ',
  'El 10 feb 2026, Konecta escribió:\n',
  'De: x\n',
  'soy ',
  'Juan ',
  'Pérez ',
  'de la ',
  'arroba ',
  '@',
  'cuatro ',
  'treinta y ',
  '😀',
  'e\u0301',
  'S. de R.L. ',
  '(',
  ':',
  '-',
  '. ',
  'estan sordos ',
  'TJ ',
  '1) ',
);

test('any text is read without an error, the same way twice, and evidence lies within it', () => {
  fc.assert(
    fc.property(
      fc.array(PIECE, { maxLength: 60 }),
      fc.option(fc.string({ maxLength: 30 }), { nil: null }),
      fc.constantFrom('email', 'whatsapp'),
      (pieces, subject, channel) => {
        const text = pieces.join('');
        for (const profile of PROFILES) {
          const input = { company: profile.company, channel, subject, text } as const;
          const reading = read(input, profile);
          expect(fieldsOf(read(input, profile))).toEqual(fieldsOf(reading));
          const found = Object.values(reading).flatMap((one) => (one !== null && typeof one === 'object' ? one.evidence : []));
          for (const span of found) expect(lies(span, subject, text)).toBe(true);
        }
      },
    ),
    { numRuns: 150 },
  );
});

const lies = ({ source, start, end }: Span, subject: string | null, text: string): boolean => {
  const within = source === 'subject' ? (subject ?? '') : text;
  return start >= 0 && start <= end && end <= within.length;
};

test.each([
  ['1'],
  ['1\n'],
  ['a nombre de '],
  ['> '],
  ['El 10 feb 2026\n'],
  ['a@b.c '],
  ['1) 123456\n'],
  ['juan perez '],
  ['no '],
  ['S.A. de C.V. '],
  ['1,'],
  ['NOG-26-0013 '],
  ['mandenlas a a@b.com '],
  ['ma., '],
])('a megabyte of %j is read', (piece) => {
  const [profile] = PROFILES;
  if (!profile) throw new Error('no profile');
  const text = piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
  expect(read({ company: profile.company, channel: 'email', subject: null, text }, profile).category.value).toBeTypeOf('string');
});

test('a contract at the end of a long mail is found, and its evidence lies there', () => {
  const [profile] = PROFILES.filter(({ company }) => company === 'konecta');
  if (!profile) throw new Error('no profile');
  const quote = '> Estimado cliente, le recordamos que nuestras oficinas abren de 9 a 18 horas.\n'.repeat(3000);
  const text = `Sigo sin internet.\n\n${quote}\nMi contrato es MXL-45812`;
  expect(text.length).toBeGreaterThan(200_000);
  const { contract } = read({ company: 'konecta', channel: 'email', subject: null, text }, profile);
  expect(contract?.value).toBe('MXL45812');
  const [span] = contract?.evidence ?? [];
  expect(text.slice(span?.start, span?.end)).toBe('MXL-45812');
});
