import type { Token } from '../text/tokens.ts';

/** A Map, since asking an object for a word that was just cut out of a text makes V8 put the word among its names. */
const mapOf = (values: Record<string, number>): ReadonlyMap<string, number> => new Map(Object.entries(values));

const ONES = mapOf({
  cero: 0,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cuarto: 4,
  cinco: 5,
  sinco: 5,
  seis: 6,
  seiz: 6,
  siete: 7,
  ciete: 7,
  ocho: 8,
  nueve: 9,
});
const ENGLISH = mapOf({ zero: 0, oh: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9 });
const TEENS = mapOf({
  diez: 10,
  dies: 10,
  once: 11,
  doce: 12,
  dose: 12,
  trece: 13,
  catorce: 14,
  quince: 15,
  dieciseis: 16,
  diecisiete: 17,
  dieciocho: 18,
  diecinueve: 19,
  veinte: 20,
  veintiuno: 21,
  veintiun: 21,
  veintidos: 22,
  veintitres: 23,
  veinticuatro: 24,
  veinticinco: 25,
  veintiseis: 26,
  veintisiete: 27,
  veintiocho: 28,
  veintinueve: 29,
});
const TENS = mapOf({
  veinti: 20,
  veinte: 20,
  treinta: 30,
  trenta: 30,
  cuarenta: 40,
  cincuenta: 50,
  cinquenta: 50,
  sincuenta: 50,
  sesenta: 60,
  setenta: 70,
  ochenta: 80,
  noventa: 90,
});
const HUNDREDS = mapOf({
  cien: 100,
  ciento: 100,
  doscientos: 200,
  trescientos: 300,
  cuatrocientos: 400,
  quinientos: 500,
  seiscientos: 600,
  setecientos: 700,
  ochocientos: 800,
  novecientos: 900,
});
const REPEATS = mapOf({ doble: 2, triple: 3 });

/** Every word that a spelled number can begin with. */
export const NUMBER_WORDS: ReadonlySet<string> = new Set(
  [ONES, ENGLISH, TEENS, TENS, HUNDREDS, REPEATS].flatMap((words) => [...words.keys()]).concat('mil'),
);

/** A number said in words: the digits one would key in, and the tokens it takes. */
export type Spelled = { digits: string; to: number; words: number };

/** Digits of a single number word group from token i ("sesenta y cuatro" 64, "doble cero" 00, "dos mil cien" 2100), or null. */
export const readSpelled = (tokens: Token[], i: number): Spelled | null => {
  const first = wordAt(tokens, i);
  if (first === null || !NUMBER_WORDS.has(first)) return null;
  const times = REPEATS.get(first);
  if (times !== undefined) {
    const next = wordAt(tokens, i + 1);
    const digit = next === null ? undefined : (ONES.get(next) ?? ENGLISH.get(next));
    return digit === undefined ? null : { digits: String(digit).repeat(times), to: i + 2, words: 2 };
  }
  const below = belowThousand(tokens, i);
  const scale = below ? wordAt(tokens, below.to) : first;
  if (first === 'mil' || (below && below.value > 0 && scale === 'mil')) return thousands(tokens, first === 'mil' ? null : below, i);
  if (below && below.value > 0 && /^mill(?:on|ones)$/.test(scale ?? '')) return millions(tokens, below, i);
  return below ? { digits: String(below.value), to: below.to, words: below.to - i } : null;
};

type Part = { value: number; to: number };

const wordAt = (tokens: Token[], i: number): string | null => {
  const token = tokens[i];
  return token?.kind === 'word' ? token.text : null;
};

const belowThousand = (tokens: Token[], i: number): Part | null => {
  const word = wordAt(tokens, i);
  if (word === null) return null;
  const hundreds = HUNDREDS.get(word);
  if (hundreds !== undefined) {
    const rest = belowHundred(tokens, i + 1);
    return rest && rest.value > 0 ? { value: hundreds + rest.value, to: rest.to } : { value: hundreds, to: i + 1 };
  }
  return belowHundred(tokens, i);
};

/** "treinta y uno", and "treinta y un mil". */
const unitAt = (tokens: Token[], i: number): number | undefined => {
  const word = wordAt(tokens, i) ?? '';
  return word === 'un' && wordAt(tokens, i + 1) === 'mil' ? 1 : ONES.get(word);
};

const belowHundred = (tokens: Token[], i: number): Part | null => {
  const word = wordAt(tokens, i);
  if (word === null) return null;
  const tens = TENS.get(word);
  if (tens !== undefined) {
    const joined = wordAt(tokens, i + 1) === 'y' ? unitAt(tokens, i + 2) : undefined;
    return joined ? { value: tens + joined, to: i + 3 } : { value: tens, to: i + 1 };
  }
  if (word === 'diez' && wordAt(tokens, i + 1) === 'y') {
    const joined = ONES.get(wordAt(tokens, i + 2) ?? '');
    if (joined && joined >= 6) return { value: 10 + joined, to: i + 3 };
  }
  const value = TEENS.get(word) ?? ONES.get(word) ?? ENGLISH.get(word);
  return value === undefined ? null : { value, to: i + 1 };
};

/** "dos mil cien" 2100, "mil" 1000; zeros that are said count: "sesenta y un mil cero cuarenta y siete" 61047. */
const thousands = (tokens: Token[], below: Part | null, i: number): Spelled => {
  const after = below ? below.to + 1 : i + 1;
  let to = after;
  let zeros = 0;
  while (wordAt(tokens, to) === 'cero' && zeros < 2) {
    to++;
    zeros++;
  }
  const rest = belowThousand(tokens, to);
  const digits = String(rest && rest.value > 0 ? rest.value : '');
  // Zeros without a number behind them are digits of their own ("dos mil cero cero ocho" is not 2008 alone).
  if (zeros > 0 && zeros + digits.length === 3)
    return { digits: `${below?.value ?? 1}${'0'.repeat(zeros)}${digits}`, to: rest?.to ?? to, words: (rest?.to ?? to) - i };
  const plain = zeros > 0 ? null : rest;
  const value = (below?.value ?? 1) * 1000 + (plain?.value ?? 0);
  return { digits: String(value), to: plain?.to ?? after, words: (plain?.to ?? after) - i };
};

/** "seis millones cuarenta y cuatro mil novecientos diecisiete" 6044917. */
const millions = (tokens: Token[], below: Part, i: number): Spelled => {
  const after = below.to + 1;
  const part = belowThousand(tokens, after);
  const isThousands = wordAt(tokens, after) === 'mil' || (part !== null && part.value > 0 && wordAt(tokens, part.to) === 'mil');
  const rest = isThousands ? thousands(tokens, wordAt(tokens, after) === 'mil' ? null : part, after) : null;
  const value = below.value * 1_000_000 + Number(rest?.digits ?? part?.value ?? 0);
  const to = rest?.to ?? part?.to ?? after;
  return { digits: String(value), to, words: to - i };
};
