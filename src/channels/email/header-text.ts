// Header values to text. In: a raw header value (one character a byte). Out: unfolded, decoded, without line breaks or control characters; never fails.
import { decodeBytes } from './charset.ts';

/** An encoded word of RFC 2047, its language tag of RFC 2231 allowed: `=?iso-8859-1?Q?Sin_se=F1al?=`; not `=?x?`. */
const ENCODED_WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,60})?\?([BbQq])\?([^?]*)\?=/g;

/** Controls, and the marks that turn or hide the direction of text (RTL tricks): U+202E; not an accent. */
export const HIDDEN_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

type Piece = { charset: string | null; bytes: Buffer };

/** A header value as a person reads it: words of one charset that were cut apart inside a character are joined first. */
export const decodeHeader = (raw: string): string => {
  const value = unfold(raw);
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of value.matchAll(ENCODED_WORD)) {
    const between = value.slice(end, match.index);
    if (between.trim() !== '' || (pieces.length === 0 && between !== '')) pieces.push(plain(between));
    pieces.push({ charset: (match[1] ?? '').toLowerCase(), bytes: wordBytes(match[2] ?? '', match[3] ?? '') });
    end = match.index + match[0].length;
  }
  pieces.push(plain(value.slice(end)));
  return tidy(
    joinSameCharset(pieces)
      .map((piece) => decodeBytes(piece.bytes, piece.charset))
      .join(''),
  );
};

/** Folded lines as one (RFC 5322 §2.2.3); a bare CR or LF that could start a header of its own becomes a space. */
export const unfold = (raw: string): string => raw.replace(/\r?\n(?=[ \t])/g, '').replace(/[\r\n]+/g, ' ');

/** Text of a header without hidden characters and runs of white space, composed (NFC), well formed for PostgreSQL. */
export const tidy = (text: string): string =>
  text
    .replace(/[\r\n\t]/g, ' ')
    .replace(HIDDEN_CHARACTERS, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed()
    .normalize('NFC');

const plain = (text: string): Piece => ({ charset: null, bytes: Buffer.from(text, 'latin1') });

const wordBytes = (encoding: string, content: string): Buffer => {
  if (encoding.toLowerCase() === 'b') return Buffer.from(content, 'base64');
  const bytes = content.replace(/_/g, ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
};

const joinSameCharset = (pieces: Piece[]): Piece[] => {
  const groups: { charset: string | null; chunks: Buffer[] }[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last && last.charset === piece.charset) last.chunks.push(piece.bytes);
    else groups.push({ charset: piece.charset, chunks: [piece.bytes] });
  }
  return groups.map(({ charset, chunks }) => ({ charset, bytes: Buffer.concat(chunks) }));
};
