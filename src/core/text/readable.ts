// Matches "á" and "7"; not "👍", "?" or U+FFFD, which stands for what could not be decoded.
const WORD_SIGNS = /[\p{L}\p{N}]/gu;
const SIGNS = /\S/gu;
const PICTURES = /\p{Extended_Pictographic}/u;

/** Whether a person could read anything in a text: letters or digits make up a third of it at least, or it holds a picture ("👍"). */
export const isReadable = (text: string): boolean => {
  const signs = text.match(SIGNS)?.length ?? 0;
  if (signs === 0) return false;
  return PICTURES.test(text) || (text.match(WORD_SIGNS)?.length ?? 0) * 3 >= signs;
};
