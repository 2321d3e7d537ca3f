import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { CONTRACT_WORDS, NEAR_NUMBER_WORDS, OTHER_NUMBER_WORDS, PHONE_WORDS, WEAK_CONTRACT_WORDS } from './lexicon/number-labels.ts';
import type { Label, NumberFound } from './number-found.ts';
import { endsSentence } from './sentences.ts';

/** The nearest word that names the number: before it (not over another number, a sentence or a line), else directly after it. */
export const labelOf = (
  doc: Document,
  number: NumberFound,
  previous: NumberFound | undefined,
  next: NumberFound | undefined,
): Label | null => {
  return labelBefore(doc, number, previous) ?? labelAfter(doc, number, next);
};

const labelBefore = (doc: Document, number: NumberFound, previous: NumberFound | undefined): Label | null => {
  const { tokens } = doc;
  if (
    previous?.label &&
    previous.author === number.author &&
    (isCorrection(tokens, previous.to, number.from) || isRetyped(tokens, previous, number))
  )
    return { ...previous.label, distance: previous.label.distance + 1 };
  if (
    previous?.label?.sort === 'contract' &&
    previous.author === number.author &&
    number.kind !== 'phone' &&
    number.from - previous.to < 11 &&
    THE_OTHER_ONE.test(phraseBetween(tokens, previous.to, number.from))
  )
    return { ...previous.label, distance: previous.label.distance + 3 };
  let distance = 0;
  let lines = 0;
  let numero = false;
  for (let i = number.from - 1; i >= 0 && distance < 34; i--) {
    const token = tokens[i];
    if (!token) break;
    if (token.kind === 'line') {
      if (++lines > 1 && !isBlankBetween(tokens, i)) break;
      if (lines > 3 || !isHanging(tokens, i)) break;
      continue;
    }
    if (previous && i < previous.to && previous.digits.length >= 5) {
      if (
        previous.author === number.author &&
        (previous.label?.sort === 'contract' || (previous.label?.sort === 'other' && number.prefix === '')) &&
        distance <= 2 &&
        /^(?:y|,|o|-|e)*$/.test(textBetween(tokens, previous.to, number.from))
      )
        return { ...previous.label, distance: previous.label.distance + 2 };
      break;
    }
    if (endsSentence(tokens, i) && distance > 0) break;
    if (token.text === '.' && endsSentence(tokens, i) && lines === 0) break;
    if (token.kind !== 'word') continue;
    distance++;
    if (/^(?:numero|num|nro|no|n|numeros)$/.test(token.text) && distance <= 3) numero = true;
    const sort = sortOf(tokens, i, distance, numero);
    if (sort === 'other' && lines > 0 && token.author !== number.author) continue;
    if (sort) return { sort, word: token.text, distance, side: 'before', token: i };
  }
  return null;
};

/** "310746 / perdón es 31 07 64", "61904 / *61940", "me equivoqué, es el contrato …": what stands between a number and its correction. */
export const isCorrection = (tokens: Token[], from: number, to: number): boolean => {
  if (to - from > 14 || to <= from) return false;
  let marked = false;
  for (let i = from; i < to; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line') continue;
    if (CORRECTS.test(token.text)) marked = true;
    else if (token.kind === 'word' && !BESIDE_CORRECTION.test(token.text)) return false;
  }
  return marked;
};

// "perdón", "me equivoqué", "lo escribí mal"; not "también".
const CORRECTS =
  /^(?:perdon|perdone|disculp[ea]n?|esperen?|digo|corrijo|correccion|\*|equivoque|escribi|copie|anote|sorry|bueno|bien|correcto|ay|uy|ups|oops)$/;
// "no, es el contrato", "el número correcto"; not "y el de mi mamá".
const BESIDE_CORRECTION =
  /^(?:no|es|era|el|la|lo|mas|mal|mejor|dicho|quise|decir|me|que|si|ese|esa|espere|este|ah|jaja|al|reves|de|mi|contrato|cuenta|numero|num|cliente|puse|van|los|ultimos|digitos|numeros|esta)$/;

/** "00 40 772 / Compadre no / 0040727": the same figures but for one or two, typed again after a "no". */
export const isRetyped = (tokens: Token[], previous: NumberFound, number: NumberFound): boolean => {
  if (previous.digits.length !== number.digits.length || number.from - previous.to > 8 || previous.digits === number.digits) return false;
  const differing = [...number.digits].filter((digit, n) => digit !== previous.digits[n]).length;
  const between = tokens.slice(previous.to, number.from);
  return (
    differing <= 2 &&
    between.some(({ text }) => text === 'no') &&
    between.every(({ kind, text }) => kind !== 'digits' && !/^confund/.test(text))
  );
};

/** "el contrato de la oficina, 60118, no; el de mi casa, 57734". */
const THE_OTHER_ONE = /(?:^|[;,.] )(?:y )?(?:el|la) (?:del?|de la|de mi) [a-z]+ ?(?:,|:|\(|es)?$/;

const phraseBetween = (tokens: Token[], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map((t) => t.text)
    .join(' ');

const textBetween = (tokens: Token[], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map((t) => t.text)
    .join('');

const isBlankBetween = (tokens: Token[], i: number): boolean => tokens[i + 1]?.kind === 'line';

/** A line that leaves its value to the next: it ends with a colon, is quoted from us, or holds little but a label. */
const isHanging = (tokens: Token[], lineEnd: number): boolean => {
  let last = lineEnd - 1;
  while (last >= 0 && tokens[last]?.kind === 'line') last--;
  const token = tokens[last];
  if (!token) return false;
  if (token.author === 'ours' || token.text === ':') return true;
  let start = last;
  while (start > 0 && tokens[start - 1]?.kind !== 'line') start--;
  return (
    last - start < 4 &&
    tokens.slice(start, last + 1).every((t) => t.kind !== 'digits') &&
    tokens.slice(start, last + 1).some((t) => CONTRACT_WORDS.has(t.text))
  );
};

const sortOf = (tokens: Token[], i: number, distance: number, numero: boolean): Label['sort'] | null => {
  const word = tokens[i]?.text ?? '';
  if (/^(?:recibos?|facturas?|ticket|caratula)$/.test(word) && /^(?:el|mi|del|su|un)$/.test(tokens[i - 1]?.text ?? '') && distance > 1)
    return null;
  if (tokens[i - 2]?.text === 'segun' && /^(?:recibo|factura|caratula)$/.test(word)) return null;
  if ((word === 'turno' && tokens[i - 1]?.text === 'en') || (word === 'servidor' && /^(?:un|su)$/.test(tokens[i - 1]?.text ?? '')))
    return null;
  if (word === 'recibo' && /^llamad/.test(tokens[i + 1]?.text ?? '')) return null;
  if (word === 'luz' && isName(tokens, i)) return null;
  if (OTHER_NUMBER_WORDS.has(word)) return distance <= 7 ? 'other' : null;
  if (NEAR_NUMBER_WORDS.has(word)) return distance <= 1 ? 'other' : null;
  if (
    (WEAK_CONTRACT_WORDS.has(word) || CONTRACT_WORDS.has(word)) &&
    /^(?:de|del)$/.test(tokens[i - 1]?.text ?? '') &&
    ORDERS.test(tokens[i - 2]?.text ?? '') &&
    !(/^(?:contrato|cuenta)$/.test(word) && tokens[i - 2]?.text === 'reporte')
  )
    return 'other';
  if (WEAK_CONTRACT_WORDS.has(word)) return distance <= (numero ? 10 : 5) ? otherCompany(tokens, i) : null;
  if (CONTRACT_WORDS.has(word)) return distance <= (numero ? 30 : 14) ? otherCompany(tokens, i) : null;
  if (word === 'ustedes' && /^(?:de|con)$/.test(tokens[i - 1]?.text ?? '') && OF_YOURS.test(tokens[i - 2]?.text ?? ''))
    return distance <= 4 ? 'contract' : null;
  if (PHONE_WORDS.has(word)) return distance <= 6 ? 'phone' : null;
  return null;
};

/** "Jardín de Niños Rayito de Luz, número 44120": with a capital behind a word without one. */
const isName = (tokens: Token[], i: number): boolean =>
  tokens[i]?.capital === true && tokens[i - 1]?.kind === 'word' && tokens[i - 1]?.capital === false;

/** "mi número de ustedes es el 883015", "el de ustedes es M 119 334"; not "oficinas de ustedes". */
const OF_YOURS = /^(?:numero|num|no|el|la)$/;

/** "orden de servicio 4471902", "reporte de servicio". */
const ORDERS = /^(?:orden|reporte|folio|ticket|pedido|solicitud|hoja|referencia|factura)$/;

const OTHER_COMPANY =
  /^(?:cfe|telmex|telnor|megacable|izzi|totalplay|dish|sky|telcel|luz|agua|gas|clabe|bancaria|banco|banamex|bancomer|bbva|ellos|predial|netflix)$/;

const otherCompany = (tokens: Token[], i: number): Label['sort'] => {
  for (let k = i + 1; k <= i + 3; k++) if (OTHER_COMPANY.test(tokens[k]?.text ?? '')) return 'other';
  return 'contract';
};

const AFTER_WORDS =
  /^(?:es|de|del|mi|el|la|mio|mia|este|ese|como|numero|num|no|nro|con|ustedes|tu|su|nuestro|nuestra|asi|viene|en|caratula|recibo|son|del|is|my|the|mi)$/;

const labelAfter = (doc: Document, number: NumberFound, next: NumberFound | undefined): Label | null => {
  const { tokens } = doc;
  let distance = 0;
  let inside = false;
  for (let i = number.to; i < tokens.length && distance < 11; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line' || (next && i >= next.from)) break;
    if (token.text === '(') inside = true;
    else if (token.text === ')') inside = false;
    else if (endsSentence(tokens, i) || token.text === ',' || token.text === '/') break;
    if (token.kind !== 'word') continue;
    distance++;
    if (OTHER_COMPANY.test(token.text)) return { sort: 'other', word: token.text, distance, side: 'after', token: i };
    const sort: Label['sort'] | null = CONTRACT_WORDS.has(token.text)
      ? otherCompany(tokens, i)
      : OTHER_NUMBER_WORDS.has(token.text) && distance <= 3 && token.text !== 'recibo' && token.text !== 'ext'
        ? 'other'
        : null;
    if (sort) return { sort, word: token.text, distance, side: 'after', token: i };
    if (!inside && !AFTER_WORDS.test(token.text)) break;
  }
  return null;
};
