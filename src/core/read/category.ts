import type { Category } from '../words.ts';
import { evidenceFor } from './category-evidence.ts';
import { categoryFeatures, type PhraseHit } from './category-features.ts';
import { type OpenModel, rateCategories } from './category-model.ts';
import { wordsByAuthor } from './category-words.ts';
import { type Document, spanOf } from './document.ts';
import type { Candidate } from './folio.ts';

/**
 * Categories by what the main request is (guide, category), the likeliest first. Own words decide; what we quoted and the
 * subject do where they hold only an answer. The first `explained` are given the words that carried them.
 */
export const readCategories = (doc: Document, model: OpenModel, names: ReadonlySet<number>, explained: number): Candidate<Category>[] => {
  const words = wordsByAuthor(doc, names);
  const hits: PhraseHit[] = [];
  const table = categoryFeatures(words, doc.input.channel, hits);
  const chances = rateCategories(model, table);
  const order = chances.map((_, c) => c).sort((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0));
  const [first = 0, second = 0] = order;
  const ranked = order.map((c, place): Candidate<Category> => {
    const value = model.categories[c] ?? 'otro';
    const confidence = chances[c] ?? 0;
    if (place >= explained) return { value, evidence: [], confidence, because: LEARNED };
    const evidence = evidenceFor(doc, words, hits, table, model, c, place === 0 ? second : first);
    return { value, evidence, confidence, because: evidence.length > 0 ? LEARNED : 'the length and form of the message' };
  });
  const own = words.own.text.slice(0, 600);
  return namedFirst(doc, own, words.own.textTokens, names, outageFirst(doc, own, words.own.textTokens, ranked));
};

const LEARNED = 'learned from labelled messages';

// "tampoco tiene internet", "seguimos sin señal", "se cayó el servicio", "sigo con el internet caído"; not "no tengo contrato".
const OUTAGE =
  /\b(?:sin|no (?:hay|tengo|tenemos|tiene|tienen)|tampoco (?:hay|tengo|tenemos|tiene|tienen)|se (?:(?:me|nos) )?(?:fue|cayo|corto))(?: (?:el|la|de|nada|mi|su|aun|todavia)){0,2} (?:internet|inter|wifi|senal|servicio|conexion)\b|\b(?:internet|inter|wifi|senal|servicio|conexion) (?:(?:sigue|esta|anda) )?(?:caid[oa]|fallando)\b/;
// Words of another wish; "contrato" and "contratado" are none.
const OTHER_WISH =
  /\b(?:contratar|contratacion|quiero|quisiera|interesa|cambi\w+|cancel\w+|baja|suspen\w+|reconect\w+|reconex\w+|cort(?:e|aron)|cobr\w+|pag(?:o|ue|ar|amos)|debo|saldo|factura\w*|queja|profeco|supervisor|cobertura|instal\w+|suger\w+|horario)\b/;
const UNLIKELY: ReadonlySet<Category> = new Set<Category>(['contratacion', 'otro', 'duda', 'sugerencia', 'datos']);

/** Who only says that there is no service has a falla, whatever the other words remind the model of (guide, category). */
const outageFirst = (doc: Document, own: string, tokens: number[], ranked: Candidate<Category>[]): Candidate<Category>[] => {
  const [top] = ranked;
  const falla = ranked.find((candidate) => candidate.value === 'falla');
  if (!top || !falla || !UNLIKELY.has(top.value)) return ranked;
  const outage = OUTAGE.exec(own);
  if (!outage || OTHER_WISH.test(own)) return ranked;
  const from = wordAt(own, outage.index);
  const to = wordAt(own, outage.index + outage[0].length);
  const first: Candidate<Category> = {
    value: 'falla',
    evidence: [spanOf(doc, tokens[from] ?? 0, (tokens[to] ?? 0) + 1)],
    confidence: Math.max(falla.confidence, top.confidence),
    because: 'no service, and no other wish',
  };
  return [first, ...ranked.filter((candidate) => candidate !== falla)];
};

// The business's own names of what customers come with, as a chosen button or a hurried customer writes them.
const NAMED: ReadonlyMap<string, Category> = new Map<string, Category>(
  Object.entries({
    falla: 'falla',
    fallas: 'falla',
    averia: 'falla',
    queja: 'queja',
    quejas: 'queja',
    aclaracion: 'aclaracion',
    aclaraciones: 'aclaracion',
    duda: 'duda',
    dudas: 'duda',
    sugerencia: 'sugerencia',
    saldo: 'saldo',
    adeudo: 'saldo',
    contratacion: 'contratacion',
    cancelacion: 'cancelacion',
    suspension: 'suspension',
    reconexion: 'suspension',
    horario: 'duda',
    horarios: 'duda',
    precios: 'duda',
  } as const),
);
const FILLERS = new Set(
  'es por para quiero quisiera reportar reporto reporte levantar tengo poner hacer una un la el las los de del mi en con servicio internet favor hola buen buenos buenas dia dias tardes noches contrato numero num no cuenta cliente titular nombre tel telefono soy mxl tij tj ens nog'.split(
    ' ',
  ),
);
const NAMED_WORDS = 14;

/** «Falla del servicio», «una queja, por favor», «falla contrato 204518»: the name of a matter and at most data beside it say the matter (guide, category). */
const namedFirst = (
  doc: Document,
  own: string,
  tokens: number[],
  names: ReadonlySet<number>,
  ranked: Candidate<Category>[],
): Candidate<Category>[] => {
  const [top] = ranked;
  if (!top || (top.value !== 'datos' && top.value !== 'otro')) return ranked;
  const isAside = (word: string, token: number | undefined) =>
    FILLERS.has(word) || /\d/.test(word) || (token !== undefined && names.has(token));
  const words = own.split(' ', NAMED_WORDS + 1);
  const named = words.findIndex((word) => NAMED.has(word));
  const value = NAMED.get(words[named] ?? '');
  if (!value || words.length > NAMED_WORDS || !words.every((word, n) => n === named || isAside(word, tokens[n]))) return ranked;
  const token = tokens[named] ?? 0;
  const first: Candidate<Category> = {
    value,
    evidence: [spanOf(doc, token, token + 1)],
    confidence: Math.max(top.confidence, 0.9),
    because: 'the matter by its name, and nothing else',
  };
  return [first, ...ranked.filter((candidate) => candidate.value !== value)];
};

/** Which word of a running text stands at an offset. */
const wordAt = (text: string, offset: number): number => text.slice(0, offset).split(' ').length - 1;
