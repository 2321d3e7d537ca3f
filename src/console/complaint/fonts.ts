import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const require = createRequire(import.meta.url);

/** Embedded, so that the file reads alike everywhere: DejaVu has the letters of nearly every script that is written from left to right. */
export const FONTS = {
  plain: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

let font: Font | null = null;

/** A text with nothing in it that the font cannot show: what lacks a letter is named by its code point, `[U+1F44D]`. */
export const printable = (text: string): string => {
  font ??= openOne(FONTS.plain);
  const known = font;
  return [...text.replace(/\r\n?/g, '\n').replace(CONTROLS, '')]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0;
      return character === '\n' || known.hasGlyphForCodePoint(point)
        ? character
        : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .join('');
};
// "\u0007", "\u200d", "\ufe0f" and the marks of direction; not "\n".
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff]/g;

const openOne = (path: string): Font => {
  const opened = openSync(path);
  if ('fonts' in opened) throw new Error(`${path} is a collection of fonts`);
  return opened;
};
