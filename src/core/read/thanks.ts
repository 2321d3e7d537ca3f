import type { Span } from '../reading.ts';
import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { COURTESY, THANKS, TITLES } from './lexicon/thanks.ts';

/** What the other readers found: names are passed over; a contract is data wherever it stands, a number to call only outside a signature. */
export type Understood = {
  nameTokens: ReadonlySet<number>;
  numberTokens: ReadonlySet<number>;
  contract: Span[];
  reachedAt: Span[];
};

type Word = { token: Token; index: number };

/** `gracias, y cuándo vienen?`, `pero sigue igual`; not `muchas gracias, aquí espero`. */
const MORE_WORDS = new Set(
  '? ¿ pero sin ni todavia aun sigue sigo seguimos falta cuando cuanto como donde necesito ocupo quiero quisiera problema falla urge'.split(
    ' ',
  ),
);
/** `gracias por nada`, `ya se fue otra vez`; a "no" unless it is a polite one. */
const MORE_THAN_THANKS = /\b(?:no|gracias por nada|nada que|otra vez|de nuevo|favor de|se (?:me |nos )?(?:va|fue|cayo|callo|corto))\b/;
/** `no, gracias`, `no pues muchas gracias`; not `no tengo, gracias`. */
const POLITE_NO = /^no(?: ,)?(?: pues| hombre)?(?: ,)? (?=(?:muchas |muchisimas |mil )?gracias\b)/;
/** `quedo atenta`, `quedamos pendientes`, `de nada`; not `quedo mal`. */
const ACKNOWLEDGING = /^(?:de|por) nada\b|\bqued(?:o|amos) (?:muy |al )?(?:atent[oa]s?|pendientes?)\b/;
/** `👍🏽`, `🙏 ❤️!`; not `😡`. */
const THANKING_EMOJI = /^(?:[\s!.,🙏👍👌✅💪🤝😊🙂😁😃☺❤💙💚💜🧡💛👏🤟🤙🫶😉😄🥰🙌♥♀♂✌🤗😀😘🫡🤩😇😌🎉💯👊🌹🌸🌻✨]|\p{Emoji_Modifier})+$/u;
const MOST_WORDS = 28;
const MOST_SIGNED_WORDS = 9;

/**
 * Only thanks or acknowledges (policy, rule 11): "ok muchas gracias 🙏", "👍", "Ya me llegó el folio MON-26-…, gracias", signed
 * or not. A question, a "pero", anything asked for and every datum given ("60733 gracias") is more than thanks.
 */
export const isOnlyThanks = (doc: Document, understood: Understood): boolean => {
  if (asksMore(doc)) return false;
  if (opensOtherwise(doc, understood)) return false;
  const lines = ownLines(doc);
  const all = lines.flat();
  const said = all.map(({ token }) => token.text).join(' ');
  if (all.every(({ token }) => token.kind === 'sign' && token.text !== '?')) return said !== '' && THANKING_EMOJI.test(said);
  if (MORE_THAN_THANKS.test(said.replace(POLITE_NO, ''))) return false;
  const body = lines.slice(0, signatureAt(lines, understood)).flat();
  if (standsOn(doc, all, understood.contract) || standsOn(doc, body, understood.reachedAt)) return false;
  const words = plainWords(body, understood);
  if (words.length > MOST_WORDS || !words.every(isCourteous)) return false;
  return body.some(({ token }) => isOneOf(THANKS, token.text)) || ACKNOWLEDGING.test(said);
};

/** Nobody thanks in so many words and signs. */
const MOST_TOKENS = 2_000;

/** One quick look, since hardly any message only thanks. */
const asksMore = (doc: Document): boolean => {
  let own = 0;
  return doc.tokens.some(({ author, text }) => author === 'own' && (++own > MOST_TOKENS || MORE_WORDS.has(text)));
};

/** Another quick look: whoever only thanks is courteous from the first line on, which is no signature. */
const opensOtherwise = ({ tokens }: Document, { nameTokens, numberTokens }: Understood): boolean => {
  const first = tokens.findIndex(({ author, kind }) => author === 'own' && kind !== 'line');
  for (let i = Math.max(first, 0); i < tokens.length && tokens[i]?.kind !== 'line'; i++) {
    const token = tokens[i];
    const isPlain = token?.kind === 'word' && token.author === 'own' && !nameTokens.has(i) && !numberTokens.has(i);
    if (isPlain && !isCourteous(token.text)) return true;
  }
  return false;
};

const ownLines = (doc: Document): Word[][] => {
  const lines: Word[][] = [[]];
  doc.tokens.forEach((token, index) => {
    if (token.kind === 'line') lines.push([]);
    else if (token.author === 'own') lines.at(-1)?.push({ token, index });
  });
  return lines.filter((line) => line.length > 0);
};

/** The line of names alone after the first line, under which short lines say who signs; the number of lines where nobody does. */
const signatureAt = (lines: Word[][], understood: Understood): number => {
  const at = lines.findIndex(
    (line, n) => n > 0 && line.some(({ index }) => understood.nameTokens.has(index)) && isOnlyName(line, understood),
  );
  const isSignature =
    at > 0 && lines.slice(at).every((line) => line.filter(({ token }) => token.kind === 'word').length <= MOST_SIGNED_WORDS);
  return isSignature ? at : lines.length;
};

const isOnlyName = (line: Word[], understood: Understood): boolean => plainWords(line, understood).every((word) => TITLES.has(word));

const plainWords = (words: Word[], { nameTokens, numberTokens }: Understood): string[] =>
  words.flatMap(({ token, index }) => (token.kind !== 'word' || nameTokens.has(index) || numberTokens.has(index) ? [] : [token.text]));

const isCourteous = (word: string): boolean => isOneOf(THANKS, word) || isOneOf(COURTESY, word) || TITLES.has(word);

const isOneOf = (list: ReadonlySet<string>, word: string): boolean => list.has(word) || (hasTwins(word) && list.has(withoutDrawl(word)));

const hasTwins = (word: string): boolean => {
  for (let i = 1; i < word.length; i++) if (word.charCodeAt(i) === word.charCodeAt(i - 1)) return true;
  return false;
};

/** `graciaaasss` is `gracias`, `siii` is `si`; `llego` stays. */
const withoutDrawl = (word: string): string => word.replace(/(.)\1{2,}/g, '$1').replace(/(.)\1+$/, '$1');

const standsOn = (doc: Document, words: Word[], spans: Span[]): boolean =>
  words.some(({ token }) => {
    const start = (doc.at[token.start] ?? 0) - doc.textAt;
    return spans.some((span) => span.source === 'text' && start >= span.start && start < span.end);
  });
