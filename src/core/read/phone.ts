import { isValidPhoneNumber } from 'libphonenumber-js/min';
import type { Document } from './document.ts';
import { OTHER_NUMBER_WORDS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberFound } from './number-found.ts';
import { isCorrection, isRetyped } from './number-naming.ts';
import { fewestOf, type Option, ownWordsFirst } from './option.ts';
import { endsSentence } from './sentences.ts';

/** The text says that a number is American: "US phone", "de Estados Unidos", "es americano". */
const AMERICAN =
  /\b(?:estados unidos|e ?e[ .]*u ?u|eua|(?:de|en|from|in|the|tel|cel) usa|usa (?:phone|cell|cel|number|line|mobile)|u s a|americano|americana|gringo|gringa|gabacho|us (?:phone|cell|number|line|cel)|american|united states|(?:del|en el|el) otro lado|(?:de|en) (?:arizona|california|texas|nevada)|marcar (?:el |con )?(?:001|\+1))\b|\( ?(?:usa|us|eua|ee ?uu|arizona|california|texas|gringo) ?\)/;
/** Asked to be called there. */
const WANTED =
  /\b(?:llam[ae]n?(?:me|nos|le|les)|llamen|llamar|llamad|llamada|llamarme|marquen?(?:me|nos|le|les)?|marcar(?:me|nos|le|les|n)?|marcame|hablen?(?:me|nos|le|les)|hablar(?:me|nos|le)|comuniquen?se|comunicarse|comuniquense|contacten?(?:me|nos|le)?|contactar(?:me|nos)?|contacto|localic?en?(?:me|nos)|localizan|localizarme|localiceme|encuentran?|avisen?(?:me|nos)?|al pendiente|escriban?(?:me|nos)|mensaje|mensajito|mandenme|manden|whats|prefiero|preferencia|mejor|best|call me|call us|text me|reach me|respondan?(?:me)?|anuncien|insistan|favor de|pueden|agenden|quedo)\b/;
/** Not there: it does not answer, it is the old one, they only called it. */
const UNWANTED =
  /\b(?:no (?:me |le |les |nos )?(?:llamen?|marquen?|hablen?|contesto|contesta|contestan|contesten|sirve|funciona|jala|suena|trae|tiene)|casi nunca|nunca contest\w*|(?:pero )?(?:ese|esa|ahi) no|no ese|es el viejo|el viejo|viejo|me robaron|robaron|perdi|ya no (?:lo |la )?(?:uso|tengo|sirve|existe|contest\w*)|is dead|la cancelo|lo cancelo|no trae|sin cobertura|sin senal|tampoco|no da tono|no agarra|apagado|no es mi|no lo uso|no marquen|de ellos|ocupado|no existe|me cuelgan?|me colgaron|me colgo|me canta)\b/;
/** "a él no le llamen al …", "no me marquen al …": said before the number. */
const FORBIDDEN =
  /\b(?:no (?:me |le |les |nos |lo |la )?(?:llamen?|marquen?|hablen?|manden)|ya no (?:uso|tengo|sirve|existe|es)|no (?:al?|en el|a la)(?: \w+)?|el viejo|la vieja|no es|era|antes tenia|fijo)\b[^.,;]{0,26}$|\bno (?:me|le|les|nos) (?:llamen?|marquen?|hablen?) ?, mand[a-z]+ (?:un )?(?:mensaj|whats)[^.;]{0,24}$/;
/** "porque la otra no tiene señal": said of another number. */
const OF_ANOTHER = /\b(?:la otra|el otro|al otro|el de la casa)\b.*/;
const CALLED =
  /\b(?:marque|marcamos|marco|hable|hablamos|hablo|llame|llamamos|(?<!me )llamo|llamado|llamando|marcado|marcando|hablado|hablando|i called|called)\b[^.]{0,14}$|\b(?:(?:ha|han) (?:hablado|llamado|marcado) [^.;]{0,40}(?:del|desde)|me (?:hablo|llamo|marco) (?!el |la )[^.,;]{0,40}(?:del|desde|de un|de este)|me (?:hablan|llaman|marcan|hablaron|llamaron|marcaron|estan (?:hablando|llamando|marcando)) (?:mucho |diario )?(?:de|del|desde)|(?:cobrando|exigiendo|llamadas?) (?:de|del|desde|por)|numeros? que (?:aparecen?|vienen?|dan?)|telefonos? que (?:aparecen?|vienen?|dan?|dicen|tienen)|su (?:numero|telefono|linea) (?:de ustedes|de atencion|800)|al 800|atencion al)\b[^.]{0,64}$/;
/** "ya marqué", "4 veces hablé": said of the past, so the number is one they called. */
const PAST = /\b(?:ya|veces|ayer|antier|hoy|cuando|dias?|lunes|martes|miercoles|jueves|viernes|sabado|domingo|manana|minutos|hora|yo|y)\b/;
const OTHER_LINE =
  /\b(?:telmex|telnor|telcel|cfe|izzi|megacable|totalplay|fax|toll ?free|cobranza|despacho|profeco|proveedor|folio|ref|referencia|autorizacion|clabe|spei|pedido|rfc|cuenta|oc)\b/;

const AUTHORS: Record<string, number> = { own: 0, subject: -0.05, earlier: -0.3 };

/** Every telephone that the customer wrote, rated by the rules (guide, phone): the one asked for, else the first; ours are left out. */
export const phoneOptions = (doc: Document, numbers: NumberFound[]): Option<string>[] => {
  const found: Rated[] = [];
  if (!numbers.some(({ digits }) => digits.length >= 10)) return [];
  const preference = channelPreference(doc);
  for (let n = 0; n < numbers.length && found.length < MOST_PHONES; n++) {
    const number = numbers[n];
    if (!number || AUTHORS[number.author] === undefined || number.digits.length < 10) continue;
    const value = toE164(doc, number, numbers[n - 1]);
    if (value === null || doc.profile.ownPhones.includes(value) || isTollFree(value)) continue;
    found.push(optionOf(doc, { numbers, n, number, value }, { preference, before: found.filter(({ taken }) => taken).length }));
  }
  chooseAmong(
    doc,
    found.filter(({ taken }) => taken),
  );
  return fewestOf(
    ownWordsFirst(
      doc,
      found.map(({ other: _, ...option }) => ({ ...option, taken: option.taken && option.score > -0.9 })),
    ),
  );
};

/** Nobody gives so many. */
const MOST_PHONES = 100;

type Rated = Option<string> & { other: boolean };
type Place = { numbers: NumberFound[]; n: number; number: NumberFound; value: string };

const optionOf = (doc: Document, { numbers, n, number, value }: Place, said: { preference: Preference; before: number }): Rated => {
  const previous = numbers[n - 1];
  const rated = rate(doc, number, previous, numbers[n + 1], said.preference);
  const corrects = previous !== undefined && (isCorrection(doc.tokens, previous.to, number.from) || isTakenBack(doc, previous, number));
  return {
    value,
    from: number.from,
    to: number.to,
    number,
    score: (rated?.score ?? 0) + (corrects ? 0.7 : 0) + (AUTHORS[number.author] ?? 0) - said.before * 0.03,
    because: rated?.because ?? 'another line, or one that was only called',
    taken: rated !== null,
    other: rated?.other ?? false,
  };
};

/** "de preferencia este último", "favor de usar el segundo", "márquenle a ella", "él contesta": a choice made after the numbers are given. */
const chooseAmong = (doc: Document, found: Rated[]): void => {
  if (found.length < 2) return;
  const text = ownText(doc);
  const boost = (at: number, by: number) => {
    const one = found[at];
    if (one) one.score += by;
  };
  if (
    /\b(?:usar|preferencia|mejor|marquen|llamen|hablen|prefiero|al|el que contesto es)(?: \w+){0,2} (?:el |la |este |ese |al )?segundo\b/.test(
      text,
    )
  )
    boost(1, 0.8);
  if (/\b(?:este|ese|el|al) ultimo\b/.test(text)) boost(found.length - 1, 0.8);
  if (/\b(?:usar|preferencia|mejor|marquen|llamen|hablen|prefiero)(?: \w+){0,2} (?:el |al )?primer[oa]?\b(?! a (?:ella|el|mi))/.test(text))
    boost(0, 0.5);
  if (
    /\b(?:(?:marqu|llam|habl|avis|contact|comuniqu)\w*(?: \w+){0,3}|mejor) a (?:ella|el|ellos)\b(?! no)|\ba (?:el|ella) (?:le |si |si le |me )?(?:marqu|marcan|llam|habl|contact)/.test(
      text,
    ) &&
    !/\ba (?:el|ella) no\b/.test(text)
  )
    for (const one of found) if (one.other) one.score += 0.7;
  if (/\b(?:marqu|llam|habl)\w*(?: \w+){0,2} a mi(?= ?(?:[.,;)]|$|no |y |al |por |porque|pq|mejor))|\ba mi si\b/.test(text))
    for (const one of found) if (one.other) one.score -= 0.6;
};

/** "al 663 145 0827. ah no, al 663 145 0872": almost the same again behind a "no"; not "…0100 ocupado, …0101 no existe". */
const isTakenBack = (doc: Document, previous: NumberFound, number: NumberFound): boolean =>
  isRetyped(doc.tokens, previous, number) && TAKES_BACK.test(around(doc, number.from, -6, previous.to - 1));
const TAKES_BACK = /^[^a-z]*(?:(?:ah|ay|uy|perdon|digo) )?no(?: ,)?(?: es)?(?: (?:al?|el|la|en el))?$/;

const isTollFree = (e164: string): boolean => /^\+(?:52|1)8(?:00|33|44|55|66|77|88)\d{7}$/.test(e164) && /^\+52800|^\+18/.test(e164);

/** E.164 by the guide's rules: ten Mexican digits, old prefixes dropped; +1 only where written or said; other countries only with their +. */
const toE164 = (doc: Document, number: NumberFound, previous: NumberFound | undefined): string | null => {
  if (number.kind === 'amount' || number.kind === 'code' || number.kind === 'date' || number.kind === 'time') return null;
  const { digits, international } = number;
  const bare = international ? digits.replace(/^00/, '') : digits;
  if (international && /^1[2-9]\d{9}$/.test(bare)) return `+${bare}`;
  if (international && /^52(?:1)?[2-9]\d{9}$/.test(bare)) return `+52${bare.slice(-10)}`;
  if (international && bare.length !== 10) return isValidPhoneNumber(`+${bare}`) ? `+${bare}` : null;
  if (!isPhoneDigits(bare)) return null;
  const ten = bare.slice(-10);
  return saysAmerican(doc, number, previous) ? `+1${ten}` : `+52${ten}`;
};

/** Said beside the number; where another number stands before it in the sentence, only since the comma after that one. */
const saysAmerican = (doc: Document, number: NumberFound, previous: NumberFound | undefined): boolean => {
  const near = previous !== undefined && previous.digits.length >= 10 && number.from - previous.to < 24;
  const said = around(doc, number.from, -12, near ? previous.to - 1 : -1);
  const clause = near ? said.slice(said.lastIndexOf(',', said.length - 4) + 1) : said;
  // "no a mi número gringo, mejor al de mi socio": what was said before belongs to the other one.
  const before = clause.split(/\b(?:mejor|better|sino)\b/).at(-1) ?? clause;
  const after = around(doc, number.to, 10).split(/[|/]/)[0] ?? '';
  if (AMERICAN.test(after) || AMERICAN.test(before.slice(-60))) return true;
  return /\b(?:us|u s|american|usa|eu)\b(?: (?:phone|cell|cel|number|line|mobile|tel|linea|numero))?\W*$/.test(before);
};

/** Folded words before (negative count) or after a token, within the sentence and its line. */
const around = (doc: Document, at: number, count: number, stopAt = -1): string => {
  const words: string[] = [];
  const step = Math.sign(count);
  for (let i = step < 0 ? at - 1 : at, k = 0; i >= 0 && i < doc.tokens.length && k < Math.abs(count) * 1.5; i += step, k++) {
    const token = doc.tokens[i];
    if (!token || token.kind === 'line' || endsSentence(doc.tokens, i) || i === stopAt) break;
    if (step < 0) words.unshift(token.text);
    else words.push(token.text);
  }
  return words.join(' ');
};

type Preference = { cell: boolean; notOffice: boolean; line: string };

/** "háblenme directo a mi cel", "localíceme en el celular", "no marquen a la oficina": a wish that names the kind of line and not its number. */
const channelPreference = (doc: Document): Preference => ({
  cell: /\b(?:llam\w+|marqu\w+|habl\w+|localic\w+|contact\w+|comuniqu\w+|mejor|prefer\w+)(?: \w+){0,4} (?:cel|celular|movil)\b|\bal (?:cel|celular) ?(?:por ?favor|porfa|de preferencia)\b/.test(
    ownText(doc),
  ),
  notOffice: /\bno (?:me )?(?:marquen|llamen|hablen) (?:a|al|en) (?:la |el )?(?:oficina|casa|fijo|conmutador|trabajo|jale)\b/.test(
    ownText(doc),
  ),
  line: DIRECTED.exec(ownText(doc))?.[1] ?? '',
});

const DIRECTED =
  /\b(?:llam\w+|marqu\w+|marcar\w*|habl\w+|comuni\w+)(?: \w+)? (?:al|a la|en el) (directo|conmutador|oficina|fijo|negocio|trabajo)\b(?! no)/;

const ownText = (doc: Document): string => doc.folded.slice(0, 20_000);

const rate = (
  doc: Document,
  number: NumberFound,
  previous: NumberFound | undefined,
  next: NumberFound | undefined,
  preference: Preference,
): { score: number; because: string; other: boolean } | null => {
  const before = around(doc, number.from, -14, previous && previous.digits.length >= 7 ? previous.to - 1 : -1);
  const after = around(doc, number.to, 12, next && next.digits.length >= 7 ? next.from : -1);
  const near = before.slice(-28);
  if (
    number.label?.sort === 'other' &&
    number.label.distance <= 4 &&
    OTHER_NUMBER_WORDS.has(number.label.word) &&
    !/\btel|\bcel|\bwhats|numero/.test(near)
  )
    return null;
  if (OTHER_LINE.test(near) && !/\b(?:tel|cel|telefono|celular)\b[^a-z]*(?:(?:y|o) )?(?:fax[^a-z]*)?$/.test(near)) return null;
  if (/\b(?:telmex|telnor|de ellos|cfe)\b/.test(after.slice(0, 30)) || LINE_OF_OTHERS.test(near)) return null;
  let score = 0;
  let because = 'a telephone in own words';
  if (CALLED.test(before) && isPastCall(doc, number, before)) return null;
  if (FORBIDDEN.test(before.slice(-46)) && !/\bmejor\b|\b(?:sino|mejor|si) (?:al|a|en|el)\b/.test(before.slice(-24))) score -= 0.6;
  else if (WANTED.test(before)) {
    score += 0.5;
    because = 'asked to be called there';
  }
  const conditional = /^[^a-z]*(?:o |y |pero )?(?:si|cuando) no\b/.test(after);
  if (/\b(?:si|cuando) no (?:me |le )?(?:contest\w*|agarr\w*|puedo|encuentr\w*)[^a-z]*(?:al?|el|este)?[^a-z]*$/.test(before)) score -= 0.6;
  if (!conditional && UNWANTED.test(after.slice(0, 60).replace(OF_ANOTHER, ''))) score -= 0.55;
  else if (/^[^a-z]*(?:a el|a ella|ahi|ese|este) (?:le )?(?:habl|marqu|llam)/.test(after)) score += 0.6;
  else if (/^[^a-z]*(?:a este|este si|es el bueno|ahi (?:si|me)|de preferencia|preferid[oa]|preferente|el mejor|ese si)\b/.test(after))
    score += 0.4;
  const office = /\b(?:of|ofna|oficina|conmutador|directo|fijo|casa|tel)\b[^a-z]*$/.test(near);
  const cell = /\b(?:cel|celular|movil|whats\w*|wpp)\b[^a-z]*$/.test(near);
  if (preference.line !== '' && new RegExp(`\\b${preference.line}\\w*[^a-z]*$`).test(near)) score += 0.6;
  if (preference.cell && cell) score += 0.6;
  if (preference.notOffice && office && !cell) score -= 0.5;
  if (/\b(?:alterno|otro|segundo|emergencia)\b[^a-z]*$/.test(near)) score -= 0.3;
  const other = SOMEBODY_ELSE.test(before.slice(-90));
  return { score, because, other };
};

/** "estoy con Telmex (tel. …": the line that another company serves. */
const LINE_OF_OTHERS = /\b(?:telmex|telnor|izzi|megacable|totalplay)\b ?\( ?(?:tel|linea|numero|telefono)[^a-z]*$/;

/** The number is a relative's, a neighbour's, a watchman's. */
const SOMEBODY_ELSE =
  /\b(?:a ella|ella|el esta|su (?:tel|cel|numero|telefono|celular)|esposo|esposa|marido|hijo|hija|mama|papa|vecin[oa]|velador|vigilante|encargad[oa]|soci[oa]|herman[oa]|suegr[oa]|inquilin[oa]|emplead[oa]|secretaria|jardinero|despachador|ingeniero|contesta el|la arq|nuera|yerno|casera|se llama)\b/;
const ACCENTED_PAST = /(?:marqué|hablé|llamé|marcó|habló|llamó|marque a)\b/i;

/** "marqué al 800…" is past; "marque al 686…" asks, unless the words around it tell of the past. */
const isPastCall = (doc: Document, number: NumberFound, before: string): boolean => {
  const start = doc.at[doc.tokens[number.from]?.start ?? 0] ?? 0;
  const raw = doc.original.slice(Math.max(0, start - 40), start);
  if (ACCENTED_PAST.test(raw)) return true;
  if (/\b(?:marque|hable|llame)\b[^.]{0,14}$/.test(before))
    return PAST.test(before.slice(-60, -8)) && !/\b(?:que|favor|porfa|me)\b/.test(before.slice(-30));
  return true;
};
