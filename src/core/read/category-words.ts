import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { CITY, CONTRACT_WORD, PHONE_WORD, TITLE } from './known-words.ts';

/** One author's words as the category's features see them, the token each stands on, and all they say as running text. */
export type Words = { words: string[]; tokens: number[]; text: string; textTokens: number[] };

/** What the customer says now, in the subject, and what is quoted; `content`: how many of the own words tell of a request. */
export type WordsByAuthor = { own: Words; subject: Words; quoted: Words; content: number };

const GREETINGS = new Set(
  'hola ola buenas buenos buen dia dias tarde tardes noche noches gracias saludos atte favor por porfavor porfa de del la el los las un una y a en que es mi me le les lo se su con para al ok si no va aqui ahi este esta soy yo mio numero num nombre titular datos mando paso paso lo listo joven senorita senor pidio pidieron ese estos son atentamente contrato re rv fwd fw'.split(
    ' ',
  ),
);
/** Of each author so many are looked at. */
export const MOST_TOKENS = 700;
const MOST_CONTENT = 50;

/** Sorts a message's words by author: for features without names and cities, numbers made one; for phrases as they stand. */
export const wordsByAuthor = (doc: Document, names: ReadonlySet<number>): WordsByAuthor => {
  const own: Words = { words: [], tokens: [], text: '', textTokens: [] };
  const subject: Words = { words: [], tokens: [], text: '', textTokens: [] };
  const quoted: Words = { words: [], tokens: [], text: '', textTokens: [] };
  let content = 0;
  for (let i = 0; i < doc.tokens.length; i++) {
    const token = doc.tokens[i];
    if (!token || token.kind === 'line') continue;
    const { author } = token;
    const list = author === 'own' ? own : author === 'subject' ? subject : author === 'notice' ? null : quoted;
    if (!list) continue;
    if (list.textTokens.length < MOST_TOKENS && (token.kind !== 'sign' || token.text === '?')) list.textTokens.push(i);
    if (names.has(i)) continue;
    if (author === 'own' && token.kind === 'word' && content < MOST_CONTENT && !isData(token)) content++;
    if (author === 'header' || list.words.length >= MOST_TOKENS) continue;
    const word = featureWord(token);
    if (word === null) continue;
    list.words.push(word);
    list.tokens.push(i);
  }
  for (const list of [own, subject, quoted]) list.text = list.textTokens.map((i) => doc.tokens[i]?.text).join(' ');
  return { own, subject, quoted, content };
};

/** Numbers, names, cities and greetings tell of no request. */
const isData = ({ text, known }: Token): boolean =>
  text.length < 2 || (known & (CONTRACT_WORD | PHONE_WORD | TITLE | CITY)) !== 0 || GREETINGS.has(text);

/** A token as features see it, or null where it tells nothing. */
const featureWord = ({ kind, text, known }: Token): string | null => {
  if (kind === 'digits') return '#';
  if (kind === 'word') return (known & CITY) !== 0 ? null : squeeze(text);
  return text.length > 1 || text === '?' || text === '!' || text === '$' || text === '%' ? text : null;
};

/** "interneeeet" and "internet" are one word. */
const squeeze = (word: string): string => {
  for (let i = 2; i < word.length && word.length > 4; i++) {
    const code = word.charCodeAt(i);
    if (code === word.charCodeAt(i - 1) && code === word.charCodeAt(i - 2)) return word.replace(/(.)\1{2,}/g, '$1');
  }
  return word;
};
