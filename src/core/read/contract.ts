import type { Author } from '../text/authors.ts';
import { type Document, saysEarly } from './document.ts';
import { CONTRACT_WORD } from './known-words.ts';
import { ASKED_CONTRACT, CONTRACT_WORDS } from './lexicon/number-labels.ts';
import { type NumberFound, seriesOf } from './number-found.ts';
import { isCorrection, isRetyped } from './number-naming.ts';
import { fewestOf, type Option, ownWordsFirst } from './option.ts';
import { endsSentence } from './sentences.ts';

const AUTHOR_LOSS: Record<Author, number> = { own: 0, subject: 0.04, earlier: 0.5, ours: 0.55, header: 0.55, notice: 2 };

/** No message is about so many contracts. */
const MOST_MARKED = 300;

/** What is said of a number that is not the one: "ese está bien", "no es el", "ya lo cancelé", "de mi otra casa", "era de". */
const AGAINST =
  /\b(?:no es (?:el|la)\b(?! (?:mio|mia|nuestro|nuestra) ?, que es)|no confundir con (?:el|la)|no era|ese no|esa no|ese ni|esa ni|ese esta bien|esa esta bien|ese si (?:jala|funciona|sirve)|esta bien|estaba mal|esta mal|equivocad[oa]|al cien|no me l[oa] vayan|ni lo muevan|se queda|(?:que )?ya (?:lo )?(?:cancele|canceló|di de baja|no existe)|lo cancelo|la cancelo|cancelado|dado de baja|de mi otr[ao]|funciona (?:bien|perfecto)|funcionan|ese funciona|esa funciona|jala bien|jala al|sin problema|anterior|el viejo|la vieja|viejo|del gas|de la luz|vecin[oa]s?|del vecino|del agua|que siga\b|es de (?:ellos|telmex|telnor|izzi|cfe|totalplay|megacable)|ni l[oa] toquen|no l[oa] toquen|ese dejenlo|no ese|continuan?|sigue igual|opera bien|se mantiene|permanece|ok\b|puse mal|copie mal|me equivoque)\b/;
/** What is said of the one meant: "el bueno", "es el que falla", "el mío", "hay que arreglar". */
const FOR =
  /\b(?:el bueno|la buena|el correcto|la correcta|correcto es|el que (?:falla|anda mal|no sirve|no jala|esta fallando|me interesa)|la que (?:falla|anda mal|no sirve|no jala|no da una|esta fallando)|anda mal|no da una|hay que arreglar|el mio|la mia|el nuestro|la nuestra|donde va|se apaga|no (?:jala|sirve|funciona|carga|prende|navega|agarra)|sin (?:servicio|internet|senal)|falla(?:ndo)?|problema|quiero (?:lo mismo|cancelar|dar)|darl[oa] de baja|la baja|este si|ese si es|es el que|es la que|el de verdad|vigente|el actual|el nuevo)\b/;
/** The number is somebody else's: "mi vecino don Trini tiene contrato …", "recomendé a dos vecinos (contratos … y …)". */
const OTHERS =
  /\b(?:vecin[oa]s?|compadre|comadre|amig[oa]s?|conocid[oa]s?|recomende a|invite a|cunad[oa])[ (,:]*(?:\w+ ){0,4}(?:tiene|tienen|es|son|trae|traen|con|de|contratos?|cuentas?)[ (:]*(?:contratos?|cuentas?|el|la|los|numeros?)?[ (:]*$/;
const CORRECTION =
  /\b(?:perdon|me equivoque|correccion|corrijo|digo|mas bien|el bueno|la buena|el correcto|la correcta|estaba mal|volteados|al reves|es este|no es (?:el|la))\b|^\*/m;

/**
 * Numbers of a contract's shape, rated by the rules (guide, contract): a prefix marks one, else a word for it, a labelled list, or
 * an answer to our question; own words win over quoted ones; of several the one that the message is about.
 */
export const contractOptions = (doc: Document, numbers: NumberFound[]): Option<string>[] => {
  const shape = shapeOf(doc.profile.contractPattern);
  if (!numbers.some((number) => shape.test(canonical(number)))) return [];
  const { marked, others } = markAll(doc, numbers);
  const corrected = marked.length > 1 && saysEarly(doc, CORRECTION);
  const ordered = choiceByOrder(doc, marked.filter((m) => m.number.author === 'own').length);
  const rated = marked.map(({ number, score, because }, order): Option<string> => {
    const previous = marked[order - 1]?.number;
    const next = marked[order + 1]?.number;
    const corrects =
      previous !== undefined && (isCorrection(doc.tokens, previous.to, number.from) || isRetyped(doc.tokens, previous, number));
    let polarity = marked.length > 1 ? polarityOf(doc, number, previous, next, corrects) : 0;
    if (corrects) polarity += 0.7;
    polarity += ordered[order] ?? 0;
    if (belongsToOthers(doc, number, previous)) polarity -= 1.1;
    const total = score - AUTHOR_LOSS[number.author] + polarity + (corrected ? order : -order) * 0.01;
    const said = polarity === 0 ? because : `${because}, ${polarity > 0 ? 'said to be the one' : 'said not to be the one'}`;
    return optionOf(number, { score: total, because: said, taken: total > 0.05 });
  });
  return fewestOf(
    ownWordsFirst(doc, [...rated, ...others.map((number) => optionOf(number, { score: 0, because: 'nothing marks it', taken: false }))]),
  );
};

const optionOf = (number: NumberFound, said: Pick<Option<string>, 'score' | 'because' | 'taken'>): Option<string> => ({
  value: canonical(number),
  from: number.from,
  to: number.to,
  number,
  ...said,
});

type Marked = { number: NumberFound; score: number; because: string };

/** What something marks as a contract, and what only looks like one. */
const markAll = (doc: Document, numbers: NumberFound[]): { marked: Marked[]; others: NumberFound[] } => {
  const shape = shapeOf(doc.profile.contractPattern);
  const context = {
    asked: wasAsked(doc),
    bare: holdsLittleElse(doc, numbers),
    named: doc.tokens.some((t) => (t.known & CONTRACT_WORD) !== 0),
    plural: numbers.some((n) => n.label?.sort === 'contract' && n.author === 'own'),
  };
  const marked: Marked[] = [];
  const others: NumberFound[] = [];
  for (const number of numbers) {
    const mark = markOf(doc, number, shape, context);
    if (mark) marked.push({ number, ...mark });
    else if (others.length < MOST_MARKED && shape.test(canonical(number)) && !isExcluded(doc, number) && !isOfOthers(number))
      others.push(number);
    if (marked.length === MOST_MARKED) break;
  }
  return { marked, others };
};

/** "suscriptor de ellos: 01988773": called as contracts are, but another company's. */
const isOfOthers = ({ label }: NumberFound): boolean => label?.sort === 'other' && CONTRACT_WORDS.has(label.word);

/** "cancelen el segundo", "la que me urge es la segunda", "la primera ya la pagué": what is said of numbers by their order. */
const choiceByOrder = (doc: Document, count: number): number[] => {
  const choice = new Array<number>(count).fill(0);
  if (count < 2) return choice;
  for (const match of doc.folded
    .slice(0, 20_000)
    .matchAll(/\b(?:el|la|del|de la|al|a la|esa|ese|este|esta) (primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa])\b/g)) {
    const at = /^pri/.test(match[1] ?? '') ? 0 : /^seg/.test(match[1] ?? '') ? 1 : /^ter/.test(match[1] ?? '') ? 2 : count - 1;
    const after = doc.folded.slice(match.index + match[0].length, match.index + match[0].length + 50).split(/[.;]/)[0] ?? '';
    if (choice[at] === undefined || /^ (?:vez|cita|dia|mes|visita|reporte|hora|semana|piso|recibo|pago)/.test(after)) continue;
    choice[at] = choice[at] + (AGAINST.test(after) || /\bya l[oa] pag/.test(after) ? -0.5 : 0.5);
  }
  return choice;
};

const belongsToOthers = (doc: Document, number: NumberFound, previous: NumberFound | undefined): boolean => {
  const before = phrase(doc.tokens, Math.max(0, number.from - 12), number.from);
  if (/\bmi (?:contrato|cuenta|numero)\b[^.]*$/.test(before)) return false;
  if (OTHERS.test(`${before} `)) return true;
  return (
    previous !== undefined &&
    number.from - previous.to <= 2 &&
    OTHERS.test(`${phrase(doc.tokens, Math.max(0, previous.from - 12), previous.from)} `)
  );
};

const canonical = (number: NumberFound): string => number.prefix + number.digits;

const SHAPES = new Map<string, RegExp>();

const shapeOf = (pattern: string): RegExp => {
  const known = SHAPES.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  SHAPES.set(pattern, known);
  return known;
};

type Context = { asked: boolean; bare: boolean; named: boolean; plural: boolean };

const markOf = (doc: Document, number: NumberFound, shape: RegExp, context: Context): { score: number; because: string } | null => {
  if (!shape.test(canonical(number)) || isExcluded(doc, number)) return null;
  const { label } = number;
  if (label?.sort === 'other' && !(number.prefix !== '' && label.side === 'before' && label.distance > 2 && !isFolioLike(doc, number)))
    return null;
  if (label?.sort === 'contract')
    return { score: (number.prefix ? 1 : 0.97) - Math.min(label.distance, 20) * 0.004, because: `"${label.word}" ${label.side} it` };
  if (number.prefix !== '' && (!number.prefixLoose || opensSentence(doc, number)))
    return { score: 0.93, because: `prefix ${number.prefix}` };
  if (label?.sort === 'phone') return null;
  if (number.digits.length < 5) return null;
  if (context.asked && number.author !== 'ours') return { score: 0.7, because: 'answers our question for the contract' };
  if (context.bare && number.author === 'own') return { score: 0.65, because: 'a message that holds little but the number' };
  if (context.named && isPointedAt(doc, number) && number.author !== 'ours')
    return { score: context.plural ? 0.8 : 0.5, because: 'pointed at in a message that names a contract' };
  if (doc.input.channel === 'email' || number.author !== 'own') return null;
  if ((number.groups.length > 1 || isInList(doc, number)) && standsAlone(doc, number)) return { score: 0.4, because: 'stands by itself' };
  if (NUMBER_IS.test(phrase(doc.tokens, Math.max(0, number.from - 4), number.from))) return { score: 0.45, because: 'called the number' };
  return null;
};

/** "el número es el 04177", "mi número: 31204"; not "el número de serie es". */
const NUMBER_IS = /\b(?:el|mi|su) (?:numero|num) (?:es|:)(?: el| la)?$/;

/** "Rigoberto Payán Cota / 30814 / 686 214 0937": a line of its own beside a telephone's, or behind a `#`. */
const isInList = (doc: Document, number: NumberFound): boolean => {
  const [before, after] = [doc.tokens[number.from - 1], doc.tokens[number.to]];
  if (before?.text === '#') return true;
  if (before?.kind !== 'line' || after?.kind !== 'line') return false;
  let digits = 0;
  for (let i = number.to + 1; doc.tokens[i] && doc.tokens[i]?.kind !== 'line'; i++) {
    if (doc.tokens[i]?.kind === 'word') return false;
    if (doc.tokens[i]?.kind === 'digits') digits += doc.tokens[i]?.text.length ?? 0;
    if (digits > 13) return false;
  }
  return digits >= 10;
};

/** "Cancélelo. 71 00 3 44. Guadalupe": a sentence or line of nothing else. */
const standsAlone = (doc: Document, number: NumberFound): boolean => {
  const after = doc.tokens[number.to];
  const from = doc.tokens[number.from - 1]?.text === '#' ? number.from - 1 : number.from;
  const before = doc.tokens[from - 1];
  const opens = !before || before.kind === 'line' || endsSentence(doc.tokens, from - 1);
  return opens && (!after || after.kind === 'line' || endsSentence(doc.tokens, number.to));
};

/** A loose `k` or `m` counts where the number begins a sentence or a line: there it is no "que". */
const opensSentence = (doc: Document, number: NumberFound): boolean => {
  const before = doc.tokens[number.from - 1];
  return !before || before.kind === 'line' || endsSentence(doc.tokens, number.from - 1) || /^[,:(]$/.test(before.text);
};

const isExcluded = (doc: Document, number: NumberFound): boolean => {
  if (['amount', 'time', 'measure', 'code', 'long'].includes(number.kind)) return true;
  if (
    number.kind === 'date' &&
    (number.label?.sort !== 'contract' || DATED.test(phrase(doc.tokens, Math.max(0, number.from - 7), number.from)))
  )
    return true;
  if (number.kind === 'phone' && number.prefix === '') return true;
  return number.prefix !== '' && number.label?.sort !== 'contract' && isFolioLike(doc, number);
};

/** "la fecha del contrato es 14/08/2023". */
const DATED = /\b(?:fecha|firme|firmo|firmado)\b/;

const REPORT = /\b(?:folio|reporte|reporta|ticket|chat)\b/;

/** A folio cut short (`NOG-26-0013`): letters of a series, then a group of two digits that is a year of ours, under a word for a report. */
const isFolioLike = (doc: Document, number: NumberFound): boolean =>
  seriesOf(doc).includes(number.prefix) &&
  /^2[3-9]/.test(number.digits) &&
  (number.groups.length > 1
    ? number.groups[0]?.length === 2
    : number.digits.length === 6 && /^(?:foli|repor)/.test(number.label?.word ?? '')) &&
  (number.digits.length >= 8 || number.label?.sort === 'other' || (number.groups[0]?.length === 2 && saysEarly(doc, REPORT)));

/** "es el 45 12 90", "la 71488", "No. 66 120 1". */
const isPointedAt = (doc: Document, number: NumberFound): boolean => {
  let i = number.from - 1;
  if (doc.tokens[i]?.kind === 'line' && doc.tokens[i - 1]?.text === ':') i--;
  while (i >= number.from - 3 && /^[.:#]$/.test(doc.tokens[i]?.text ?? '')) i--;
  return (
    /^(?:el|la|es|del|al|un|mio|y|no|num|numero|nro|is|s)$/.test(doc.tokens[i]?.text ?? '') &&
    !PHONE_CONTEXT.test(phrase(doc.tokens, Math.max(0, number.from - 5), number.from))
  );
};

const PHONE_CONTEXT = /\b(?:tel|telefono|cel|celular|llam\w+|marq\w+|habl\w+|calle|cp)\b/;

/** Did we ask for the contract in a quoted message, or does the subject say so? */
const wasAsked = (doc: Document): boolean => doc.tokens.some((t) => t.author === 'ours' && ASKED_CONTRACT.has(t.text));

const SMALL_TALK = new Set(
  'hola ola buena buenas buenos dia dias tarde tardes noche noches gracias grax si ok okey listo aqui ahi aca le les va van mando paso lo que me pidio pidieron joven senorita sr sra es este el la mi de del al numero num no ya y se nombre soy porfa favor por saludos datos los tel cel atte esta estos son perdon disculpe mire encontre con su dato claro oiga sale a'.split(
    ' ',
  ),
);

/** A chat message, or a short answer by mail, that holds little but the number (guide: what marks a bare number). */
const holdsLittleElse = (doc: Document, numbers: NumberFound[]): boolean => {
  let other = 0;
  let n = 0;
  for (let i = 0; i < doc.tokens.length; i++) {
    const token = doc.tokens[i];
    if (token?.author !== 'own' || token.kind !== 'word' || SMALL_TALK.has(token.text)) continue;
    while (n < numbers.length - 1 && (numbers[n]?.to ?? 0) <= i) n++;
    const number = numbers[n];
    if (number?.author === 'own' && number.from <= i && i < Math.min(number.to, number.from + 40)) continue;
    if (++other > 5) return false;
  }
  return doc.input.channel !== 'email' || other <= 4;
};

/** What the words around a number say for or against it, up to the next number and into a sentence that begins with "ese". */
const polarityOf = (
  doc: Document,
  number: NumberFound,
  previous: NumberFound | undefined,
  next: NumberFound | undefined,
  corrects: boolean,
): number => {
  const { tokens } = doc;
  let from = number.from;
  while (
    from > 0 &&
    number.from - from < 14 &&
    from > (previous?.to ?? 0) &&
    !endsSentence(tokens, from - 1) &&
    tokens[from - 1]?.kind !== 'line'
  )
    from--;
  let to = number.to;
  let sentences = 0;
  const limit = Math.min(next?.from ?? tokens.length, number.to + 45, tokens.length);
  for (; to < limit; to++) {
    const ends = endsSentence(tokens, to) || tokens[to]?.kind === 'line';
    if (!ends) continue;
    const opener = tokens[to + 1]?.text ?? '';
    if (++sentences > 1 || !/^(?:ese|esa|este|esta|esos|creo|corrijo|perdon|digo|el|la|si|no|hay|ya|ahi)$/.test(opener)) break;
  }
  const before = phrase(tokens, from, number.from);
  const after = phrase(tokens, number.to, to);
  let score = 0;
  // "me equivoqué, es el contrato …" speaks against the number before it.
  if (!corrects && (AGAINST.test(before.slice(-60)) || (previous && NOT_THIS.test(before)))) score -= 0.5;
  if (
    /\b(?:el bueno|la buena|correct[oa]|el mio|la mia|el nuestro|la nuestra|en realidad|este si|mi contrato|mi cuenta|el de ustedes|la de ustedes)\b/.test(
      before.slice(-40),
    )
  )
    score += 0.45;
  if (AGAINST.test(after.slice(0, 160)) || /^[ ,]*no ?(?:[;,.)]|$)/.test(after)) score -= 0.45;
  else if (FOR.test(after.slice(0, 160))) score += 0.3;
  else if (FOR.test(before) && !/\bno es\b/.test(before)) score += 0.15;
  return score + echoOf(doc, number, previous, next);
};

/** "it's 29 4 16, not 29 4 61", "es 204518 y no 204581": the number that it is not. */
const NOT_THIS =
  /(?:^|[,;(] )(?:y )?(?:no|not)(?: (?:el|la|es|the))?$|\b(?:y no|and not|en vez de|en lugar de|instead of)(?: (?:el|la|del?|the))?$/;

const phrase = (tokens: Document['tokens'], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map((t) => t.text)
    .join(' ');

/** "…el departamento (NOG-28871). El que está fallando es el del departamento": the noun beside the number comes again with the fault. */
const echoOf = (doc: Document, number: NumberFound, previous: NumberFound | undefined, next: NumberFound | undefined): number => {
  const { tokens } = doc;
  const nouns = new Set<string>();
  for (let i = Math.max(previous?.to ?? 0, number.from - 8); i < number.from; i++) {
    const text = tokens[i]?.text ?? '';
    if (text.length >= 4 && !CONTRACT_WORDS.has(text)) nouns.add(text);
  }
  if (nouns.size === 0) return 0;
  for (let i = (next?.to ?? number.to) + 1; i < Math.min(tokens.length, number.to + 120); i++) {
    const token = tokens[i];
    if (!token || !nouns.has(token.text) || !/^(?:el|la|del|mi|de)$/.test(tokens[i - 1]?.text ?? '')) continue;
    const around = phrase(tokens, Math.max(0, i - 9), i + 10);
    if (FOR.test(around)) return 0.3;
  }
  return 0;
};
