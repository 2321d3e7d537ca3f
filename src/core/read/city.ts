import { foldWord } from '../text/fold.ts';
import type { City } from '../words.ts';
import type { Document } from './document.ts';
import { CITY } from './known-words.ts';
import { CITY_PAIRS, CITY_WORDS, NOT_CITIES, PLACE_BEFORE } from './lexicon/cities.ts';
import type { NumberFound } from './number-found.ts';
import { fewestOf, type Option, ownWordsFirst } from './option.ts';
import { endsSentence } from './sentences.ts';

const AUTHOR_LOSS: Record<string, number> = { own: 0, subject: 0.02, earlier: 0.5, ours: 0.55 };
const SERVICE_HERE =
  /\b(?:servicio|casa|vivo|vivimos|viven|vive|domicilio|direccion|ciudad|city|city|instalad[oa]|instalar|internet|fibra|estoy|estamos|local|negocio|oficina|bodega|planta|sucursal|aqui|aca|col|colonia|fracc|address|ubicad[oa]|linea|tengo|esta en|es en|queda en)\b/;
const ELSEWHERE =
  /\b(?:me (?:voy|fui|mudo|mude|cambio) (?:de|a|pa|para)|nos (?:vamos|mudamos|fuimos|cambiamos) (?:a|pa|para)|ando (?:\w+ ){0,3}en|andamos en|trabajo en|trabaja en|trabajando en|fui a|fue a|voy a|estudia en|clases? en|vengo de|venimos de|llegue de|originari[oa] de|naci en|viaje a|vacaciones (?:a|en)|antes (?:vivia )?en|el de|la de|oficinas? de|sucursal de|call center de|les hablo desde|escribo desde)$/;
/** "mi prima en Ensenada dice", "my cousin in Tijuana": where somebody else lives. */
const SOMEBODY_THERE =
  /\b(?:prim[oa]s?|cousins?|amig[oa]s?|friends?|compadre|comadre|conocid[oa]s?|companer[oa]s?|coworkers?)(?: \w+)? (?:en|de|in|from|at)$/;
/** "el de Tijuana está bien", "ese sí jala": not the one that the message is about. */
const WORKS =
  /^(?:, )?(?:ese |esa |ahi )?(?:si |ya )?(?:(?:esta|anda|va|quedo|funciona|jala|sirve) (?:muy |todo )?(?:bien|perfecto|excelente|al cien)|funciona|jala|sirve|no (?:es|tiene (?:problema|falla)))\b/;
/** "el que no sirve es el de Ensenada", "quiero cancelar la de Nogales". */
const FAILS =
  /\b(?:no (?:sirve|jala|funciona|prende|tiene)|falla|fallando|anda mal|cancel\w+|dar de baja|el que|la que)(?: \w+){0,2} (?:el|la) (?:de|que)(?: \w+)?$/;
const AT_HOME = /\b(?:la casa|el servicio|la de|el contrato|mi casa)\b[^.]{0,24}$/;

/**
 * Every city that the text names in any spelling or nickname, rated by the rules (guide, city): where the service is; a contract's or
 * folio's prefix and a street named after a city say nothing. None for a company with one service area.
 */
export const cityOptions = (doc: Document, numbers: NumberFound[]): Option<City>[] => {
  const ids = doc.profile.cities.map((city) => city.id);
  if (ids.length === 0) return [];
  const prefixed = new Uint8Array(doc.tokens.length);
  for (const { prefix, from, to } of numbers) if (prefix !== '') prefixed.fill(1, from, Math.min(to, from + 6));
  const found: Option<City>[] = [];
  let taken = 0;
  for (let i = 0; i < doc.tokens.length && found.length < MOST_CITIES; i++) {
    const token = doc.tokens[i];
    if (token?.kind !== 'word' || prefixed[i] === 1 || AUTHOR_LOSS[token.author] === undefined) continue;
    const hit = cityAt(doc, i, ids);
    if (!hit || isCode(doc, i, hit.to)) continue;
    const option = optionOf(doc, i, hit, taken);
    if (option.taken) taken++;
    found.push(option);
  }
  return fewestOf(ownWordsFirst(doc, found));
};

const MOST_CITIES = 200;

const optionOf = (doc: Document, from: number, { city, to }: { city: City; to: number }, before: number): Option<City> => {
  const author = doc.tokens[from]?.author ?? 'own';
  const isStreet = isAddressPart(doc, from, to);
  const isOffice = author === 'ours' && isOurAddress(doc, from);
  const score = rate(doc, from, to) - (AUTHOR_LOSS[author] ?? 0) - Math.min(before, 5) * 0.01;
  return {
    value: city,
    from,
    to,
    number: null,
    score,
    because: isStreet ? 'part of an address' : isOffice ? 'our own address' : `named in ${author} words`,
    taken: !isStreet && !isOffice && score >= -1,
  };
};

/** City id by a single word, and by the first of two words with the second. */
const BY_WORD = new Map(Object.entries(CITY_WORDS).flatMap(([id, list]) => list.map((word) => [word, id] as const)));
const BY_PAIR = new Map(Object.entries(CITY_PAIRS).flatMap(([id, list]) => list.map((pair) => [pair, id] as const)));
const PAIR_STARTS = new Set([...BY_PAIR.keys()].map((pair) => pair.slice(0, pair.indexOf(' '))));

const cityAt = (doc: Document, i: number, ids: readonly City[]): { city: City; to: number } | null => {
  const { text: word = '', known = 0 } = doc.tokens[i] ?? {};
  // Nearly every word ends here: it stands in no list, and is no city's name with another letter in it.
  if ((known & CITY) === 0 && !PAIR_STARTS.has(word) && !beginsCity(ids, word)) return null;
  const served = (name: string | undefined) => ids.find((id) => id === name);
  const named = served((known & CITY) !== 0 ? (BY_WORD.get(word) ?? word) : word);
  if (named) return { city: named, to: i + 1 };
  const next = doc.tokens[i + 1];
  const paired = PAIR_STARTS.has(word) && next?.kind === 'word' ? served(BY_PAIR.get(`${word} ${next.text}`)) : undefined;
  if (paired) return { city: paired, to: i + 2 };
  if (word.length < 6 || NOT_CITIES.has(word)) return null;
  const near = ids.find((id) => id.charCodeAt(0) === word.charCodeAt(0) && isOneEditAway(word, id));
  return near ? { city: near, to: i + 1 } : null;
};

const beginsCity = (ids: readonly City[], word: string): boolean => {
  for (const id of ids) if (id.charCodeAt(0) === word.charCodeAt(0)) return true;
  return false;
};

/** One letter more, less, other, or two neighbours swapped. */
const isOneEditAway = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (i < 1) return false;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
};

/** "calle Ensenada 1120", "Blvd. Ensenada", "carretera Tijuana-Ensenada", "Transportes de Nogales SA". */
const isAddressPart = (doc: Document, i: number, to: number): boolean => {
  let k = i - 1;
  while (k >= 0 && k >= i - 3 && doc.tokens[k]?.kind !== 'line' && /^(?:\.|-|[a-z]{1,15})$/.test(doc.tokens[k]?.text ?? '')) {
    const text = doc.tokens[k]?.text ?? '';
    if (PLACE_BEFORE.has(text)) return k >= i - 2 || /^(?:-|a)$/.test(doc.tokens[i - 1]?.text ?? '');
    if (!/^(?:\.|de|la|a|-|tijuana|mexicali|tecate|ensenada|tj)$/.test(text)) break;
    k--;
  }
  if (PLACE_BEFORE.has(doc.tokens[i - 2]?.text ?? '') && doc.tokens[i - 1]?.text === '.') return true;
  const next = doc.tokens[to]?.text ?? '';
  return (
    next === 'veracruz' ||
    (next === ',' && /^(?:veracruz|ver|arizona|az)$/.test(doc.tokens[to + 1]?.text ?? '')) ||
    /^(?:arizona|az|news)$/.test(next)
  );
};

/** `ens` and the like in a mail address, a web page or a code are no city: `ventas-ens@…`, `konecta.mx/tj`. */
const isCode = (doc: Document, i: number, to: number): boolean => {
  const before = doc.tokens[i - 1];
  const after = doc.tokens[to];
  const glued = (text: string | undefined) => text === '@' || text === '_' || text === '/' || text === '.';
  if (
    before &&
    !doc.tokens[i]?.spaced &&
    (before.text === '@' ||
      before.text === '_' ||
      (before.text === '.' &&
        !before.spaced &&
        doc.tokens[i - 2]?.kind === 'word' &&
        (doc.tokens[i - 2]?.text.length ?? 0) > 3 &&
        after &&
        !after.spaced))
  )
    return true;
  if (after && !after.spaced && (after.text === '@' || after.text === '_')) return true;
  if (
    after &&
    !after.spaced &&
    glued(after.text) &&
    after.text === '.' &&
    doc.tokens[to + 1]?.kind === 'word' &&
    !doc.tokens[to + 1]?.spaced &&
    (doc.tokens[to + 1]?.text.length ?? 0) > 2
  )
    return true;
  if (after?.kind === 'digits' && !after.spaced) return true;
  for (let k = i - 1; k >= Math.max(0, i - 6) && !doc.tokens[k + 1]?.spaced; k--) if (doc.tokens[k]?.text === '@') return true;
  for (let k = to; k < to + 6 && doc.tokens[k] && !doc.tokens[k]?.spaced; k++) if (doc.tokens[k]?.text === '@') return true;
  return false;
};

const rate = (doc: Document, from: number, to: number): number => {
  const before = around(doc, from, -10);
  const after = around(doc, to, 5);
  let score = 0;
  if (isLineOfOffice(doc, to, before) || SOMEBODY_THERE.test(before)) score -= 2;
  if (WORKS.test(after)) score -= 0.7;
  else if (FAILS.test(before)) score += 0.6;
  if (SERVICE_HERE.test(before)) score += 0.3;
  if (AT_HOME.test(before)) score += 0.4;
  if (ELSEWHERE.test(before) && !AT_HOME.test(before)) score -= /\b(?:trabaj\w+ en|estudi\w+ en|originari[oa] de)$/.test(before) ? 2 : 0.5;
  if (/\b(?:konecta|soporte|atencion|llam\w+ a|hable a)\s*(?:de |en |a )?$/.test(before) || /^\s*konecta/.test(after)) score -= 0.5;
  return score;
};

/** "Konecta, Calzada Independencia 2082, Mexicali. 686 557 2808": our own address in a quote says nothing of the service. */
const isOurAddress = (doc: Document, i: number): boolean => {
  const text = (from: number, to: number) =>
    doc.tokens
      .slice(Math.max(0, from), to)
      .map((token) => token.text)
      .join(' ');
  const digits = text(i, i + 9).replace(/\D/g, '');
  const before = text(i - 14, i);
  return (
    doc.profile.ownPhones.some((phone) => digits.includes(phone.slice(-10))) ||
    OUR_STREET.test(before) ||
    POSTCODE.test(before) ||
    (STREET_LINE.test(before) && doc.profile.cities.some(({ office }) => isSameStreet(office, before)))
  );
};

/** "Calz. Independencia 2082, ": a street and its number just before the city. */
const STREET_LINE = /\b[a-z]{4,} (?:no|num|#|\. )*\s?(\d{2,5}) ,(?: [a-z]+){0,3} ?,? ?$/;

/** Our office's address by its house number and a word of its street. */
const isSameStreet = (office: string | null | undefined, before: string): boolean => {
  const number = STREET_LINE.exec(before)?.[1];
  const words = foldWord(office ?? '').split(/[^a-z0-9]+/);
  return number !== undefined && words.includes(number) && words.some((word) => word.length > 4 && before.includes(word));
};

/** "Zona Centro, C.P. 22000, ": an address to its end. */
const POSTCODE = /\bc ?\.? ?p ?\.? \d{5} ?,? ?$/;

const OUR_STREET = /\bkonecta\b[^\n]*\b(?:calzada|calz|blvd|av|avenida|calle)\b[^\n]*$/;

/** "Oficina Mexicali: 686…", "Tijuana: 664…" in a signature: whose telephone it is, not where the service is. */
const isLineOfOffice = (doc: Document, to: number, before: string): boolean =>
  /\b(?:oficinas?|of|ofna|sucursal|planta|matriz|tienda|bodega)(?: (?:en|de))?$/.test(before) &&
  /^[:(]$/.test(doc.tokens[to]?.text ?? '') &&
  followsNumber(doc, to);

const followsNumber = (doc: Document, to: number): boolean => {
  for (let i = to; i < to + 5; i++) if (doc.tokens[i]?.kind === 'digits') return true;
  return false;
};

const around = (doc: Document, at: number, count: number): string => {
  const words: string[] = [];
  const step = Math.sign(count);
  for (let i = step < 0 ? at - 1 : at, k = 0; i >= 0 && i < doc.tokens.length && k < Math.abs(count); i += step, k++) {
    const token = doc.tokens[i];
    if (!token || endsSentence(doc.tokens, i)) break;
    if (step < 0) words.unshift(token.text);
    else words.push(token.text);
  }
  return words.join(' ');
};
