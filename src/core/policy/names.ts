/** A name as names are compared: no accents, no case, no punctuation (`Ma. del Socorro` gives `ma del socorro`). */
export const nameKey = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Whether two names may be one person's: all words of the shorter stand in the longer, as often, in any order, two at least. */
export const isSamePerson = (one: string, other: string): boolean => {
  const [a, b] = [nameKey(one).split(' '), nameKey(other).split(' ')];
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return nameKey(one) === nameKey(other) || (shorter.length >= 2 && stands(shorter, longer));
};

/** `juan perez` stands in `juan perez lopez`; `juan perez perez` does not: with one surname twice it is somebody else. */
const stands = (words: string[], within: string[]): boolean => {
  const left = [...within];
  return words.every((word) => {
    const place = left.indexOf(word);
    if (place !== -1) left.splice(place, 1);
    return place !== -1;
  });
};
