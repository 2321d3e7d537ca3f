/** The same numbers each time for one seed, from 0 up to 1 (mulberry32). */
export type Random = () => number;

export const openRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const pick = <T>(random: Random, list: readonly T[]): T => {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new TypeError('there is nothing to pick from');
  return chosen;
};

/** So many different ones of a list, in any order. */
export const pickSome = <T>(random: Random, list: readonly T[], count: number): T[] =>
  list
    .map((value) => ({ value, key: random() }))
    .sort((one, other) => one.key - other.key)
    .slice(0, count)
    .map(({ value }) => value);
