/** A name as names are compared: no accents, no case, no punctuation (`Ma. del Socorro` gives `ma del socorro`). */
export const nameKey = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Whether two names may be one person's: all words of the shorter stand in the longer, in any order, two at least. */
export const isSamePerson = (one: string, other: string): boolean => {
  const [a, b] = [nameKey(one).split(' '), nameKey(other).split(' ')];
  const [shorter, longer] = a.length <= b.length ? [a, new Set(b)] : [b, new Set(a)];
  return nameKey(one) === nameKey(other) || (shorter.length >= 2 && shorter.every((word) => longer.has(word)));
};
