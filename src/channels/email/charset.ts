// Bytes of a mail to text. In: bytes and the charset they claim. Out: text, also where the claim is wrong or unknown; never fails.
import { isAscii, isUtf8 } from 'node:buffer';

/** Labels that say nothing against UTF-8: what mail programs write when they do not know. Matches `iso-8859-1`, `CP1252`; not `shift_jis`. */
const LATIN_LABEL =
  /^(?:us-?ascii|ascii|ansi.*|utf-?8.*|unicode-1-1-utf-8|iso-?8859-?\d+|latin-?\d|(?:windows|cp|x-cp|win)-?125\d|macintosh|unknown.*|x-unknown|default.*|binary)$/i;

/** Encodings of 7-bit bytes that are not ASCII. Matches `ISO-2022-JP`. */
const SHIFTED_LABEL = /^(?:iso-2022|hz-gb|utf-?16|utf-?32)/i;

/** What UTF-8 read as Windows-1252 looks like: `Ã³`, `Â¿`. Not `Ángel`, nor a lone `Ã`. */
const MOJIBAKE = /[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/**
 * Bytes as text. A label is believed unless the bytes contradict it: valid UTF-8 with accents is UTF-8 under any Latin
 * label, and what claims UTF-8 without being it is Windows-1252 (RFC 2045 leaves both open; mail clients of all ages lie).
 */
export const decodeBytes = (bytes: Uint8Array, label: string | null): string => {
  const charset = (label ?? '').trim().replace(/^["']|["']$/g, '');
  if (isAscii(bytes) && !SHIFTED_LABEL.test(charset)) return asText(bytes, 'utf-8');
  const isLatin = charset === '' || LATIN_LABEL.test(charset) || !isKnown(charset);
  if (isLatin && isUtf8(bytes)) return unmangle(asText(bytes, 'utf-8'));
  if (isLatin && (/^utf-?8/i.test(charset) || charset === '' || !isKnown(charset)))
    return asText(bytes, isMostlyUtf8(bytes) ? 'utf-8' : 'windows-1252');
  return asText(bytes, charset);
};

const asText = (bytes: Uint8Array, charset: string): string => {
  const decoder = new TextDecoder(charset);
  return decoder.encoding === 'windows-1252' ? asWindows1252(bytes) : decoder.decode(bytes);
};

/** Characters of 0x80 to 0x9F in Windows-1252; Node's own decoder takes them for Latin-1 controls (nodejs/node#56542). */
const WINDOWS_1252_HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const asWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252_HIGH[char.charCodeAt(0) - 0x80] ?? char);

const isKnown = (charset: string): boolean => {
  try {
    new TextDecoder(charset);
    return true;
  } catch {
    return false; // RangeError: a label that the Encoding standard does not list
  }
};

/** UTF-8 with a few damaged or cut characters: more accents come out right than are lost. */
const isMostlyUtf8 = (bytes: Uint8Array): boolean => {
  const text = asText(bytes, 'utf-8');
  let lost = 0;
  let right = 0;
  for (const char of text) {
    if (char === '\ufffd') lost++;
    else if (char > '\u007f') right++;
  }
  return right > lost;
};

/** Undoes UTF-8 that a program on the way read as Windows-1252 and encoded again, where the whole text allows it. */
const unmangle = (text: string): string => {
  if (!MOJIBAKE.test(text)) return text;
  const bytes: number[] = [];
  for (const char of text) {
    const byte = WINDOWS_1252.get(char);
    if (byte === undefined) return text;
    bytes.push(byte);
  }
  const undone = Uint8Array.from(bytes);
  return isUtf8(undone) ? asText(undone, 'utf-8') : text;
};

const WINDOWS_1252 = new Map(Array.from({ length: 256 }, (_, byte) => [asText(Uint8Array.of(byte), 'windows-1252'), byte] as const));
