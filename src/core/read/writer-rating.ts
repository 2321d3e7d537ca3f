import type { Document } from './document.ts';
import { AMBIGUOUS_NAME, CITY } from './known-words.ts';
import { RELATIONS } from './lexicon/name-words.ts';
import type { NameFound } from './names.ts';
import { lastWord, type People, type Person } from './person.ts';

const STRONG_SELF =
  /\b(?:soy|me llamo|mi nombre|suscribe|escribe|reporta|solicita|firma|i m|i am|im|my name|this is|habla|contacto|saluda)\b[^a-z]*(?:[a-z]+[^a-z]+){0,2}$/;
const THIRD_PERSON =
  /\b(?:se llama|llamad[oa]|de nombre|un tal|una tal|tecnico|tecnica|senorita|la srita|el joven|la joven|el muchacho|la muchacha|asesora?|ejecutiv[oa]|agente|operadora?|instalador|vendedora?|supervisora?|contesta|atendio|me atendio|vino|vinieron|con (?:el|la)|preguntar por|pregunten por|velador|vigilante|encargad[oa] de|gerente de ustedes|companer[oa]|le abre|para|de parte del|con don|con dona|que se llama)[\s:,.]*(?:el |la |don |dona |sr |sra |mi |su |ing |lic |\. )*$/;
const PLACE_BEFORE =
  /\b(?:calle|c|av|ave|avenida|blvd|boulevard|bulevar|col|colonia|fracc|fraccionamiento|priv|privada|calz|calzada|callejon|cerrada|ejido|plaza|parque|torre|unidad|unidad habitacional|rio|sucursal|escuela|hospital|playas|playa|valle|villas?|residencial|rincon|lomas|zona|colinas|jardines|por la|en la|en el|la|el|los|las|del|de la|oficina de la|esquina con|entre|carretera|libramiento|puente|edificio|san|santa|rancho|km|mercado|centro|seccion|ampliacion|infonavit|mpio|municipio)[\s.,#]*$/;
const ROLE_LINE =
  /^(?:gerente|coordinador|director|jefe|jefa|auxiliar|encargad|titular|administra|soporte|ventas|compras|contab|sistemas|recursos|dueno|propiet|cel|tel|movil|of\b|ofna|infra|proyect|cuentas|facturac|represent|jubilad|clientas?|profesor|docente|licenciad|contador|abogad|secretari|cliente|contrato|cuenta|cto|no\b|usuario|suscrip|mesa|departamento|depto|fracc|col|calle|blvd)/;

const ROLE_END = /(?:^|[\s,])(?:(?:su|el|la|un|una|tu|his|her|their|the) )?(?:ROLES)[ ,:]*$/.source.replace(
  'ROLES',
  `${[...RELATIONS].filter((word) => !/^(?:senora?|ex|prima|dueno|duena)$/.test(word)).join('|')}|due[nñ][oa]|cajer[oa]|encargad[oa](?: de (?:la )?\\w+)?|gerente|secretari[oa]|director[a]?|recepcionista|administrador[a]?|contador[a]?|emplead[oa]|inquilin[oa]|titular|client[ea]|presidente|presidenta|tesorer[oa]|representante|propietari[oa]|apoderad[oa]|asistente|maestr[oa]|vecin[oa]`,
);
export const ROLE_BEFORE_NAME = new RegExp(ROLE_END);
/** End of the sentence before: what stands there says nothing of this name. */
const LAST_SENTENCE = /(?:[!?;]|\b[a-z0-9]{3,}\)?\.|\n)\s+(?=[^.!?;\n]*$)/;
const ABBREVIATED_PLACE = /\b(?:col|fracc|calle|blvd|priv|calz|depto|edif|esq|suc)\.\s*$/;

/** How strongly a name is the writer's, by what stands before it and how it stands on its line; null where it is somebody else's. */
export const rateWriter = (doc: Document, name: NameFound, before: string, told: boolean, people: People): Person | null => {
  const { from, to } = name;
  if (people.stated.some((s) => from < s.name.to && to > s.name.from))
    return { name, score: 0, because: 'the stated holder', author: doc.tokens[from]?.author ?? 'own', near: from };
  const line = lineShape(doc, name);
  if (name.given + name.surnames === 0 && (!told || doc.casing !== 'mixed') && !line.alone) return null;
  const sentence = sentenceBefore(before);
  if (!told && !line.alone && THIRD_PERSON.test(sentence)) return null;
  if (!told && !line.alone && PLACE_BEFORE.test(sentence)) return null;
  if (!told && RELATIONS.has(lastWord(sentence)) && !line.alone) return null;
  const next = doc.tokens[to];
  if (next?.kind === 'digits' && !line.alone && !told && /^\d{1,5}$/.test(next.text) && !next.text.startsWith('0') && name.given === 0)
    return null;
  if (!line.alone && isPlaceInCity(doc, name)) return null;
  let score = 0;
  let because = 'a name in own words';
  if (told) {
    score += STRONG_SELF.test(before) || (ROLE_BEFORE_NAME.test(before) && /\b(?:soy|escribe|habla)\b/.test(before)) ? 3 : 1.6;
    because = 'the writer names themself';
    if (/\b(?:gracias|saludos|thanks|thx|regards)[\s,.!:-]*$/.test(before) && !line.alone && !line.closes) score -= 1.2;
  }
  if (line.alone) {
    score += 2;
    because = told ? because : 'a line of its own, as a signature';
  } else if (line.fragment) {
    score += 1.4;
    because = told ? because : 'stands by itself between marks';
  } else if (line.closes && name.parts >= 2) score += 0.9;
  const hasRole = ROLE_AFTER.test(doc.folded.slice(doc.tokens[to - 1]?.end ?? 0, (doc.tokens[to - 1]?.end ?? 0) + 30));
  if (hasRole) score += 0.7;
  if (name.parts >= 2 && (name.startsGiven || told)) score += 0.5 + Math.min(name.parts, 4) * 0.05;
  else if (name.parts >= 2 && name.given > 0 && name.surnames > 0) score += 0.3;
  if (
    name.parts === 1 &&
    !told &&
    !(hasRole && name.given > 0 && (line.alone || line.fragment)) &&
    !(line.last && name.given > 0 && (line.alone || line.fragment))
  )
    score -= 1.2;
  if (name.parts === 1 && name.given === 0) score -= 1.5;
  if (name.parts >= 2 && name.given === 0 && !told) score -= line.alone || line.fragment ? 0.2 : 0.8;
  const author = doc.tokens[from]?.author ?? 'own';
  if (author === 'earlier') score -= 0.6;
  if (author === 'subject' && !saysAllInSubject(doc)) score -= 1.5;
  return score > 0.6 ? { name, score, because, author, near: from } : null;
};

/** "Mary, su hija", "Gaby (hija)", "Laura, para servirle", "Dulce por acá": who stands so after a name has said it. */
const ROLE_AFTER =
  /^[\s,(-]*(?:(?:su|la|el|un|una|his|her|the) )?(?:en representacion|de parte|por (?:el|la) (?:empresa|negocio)|por (?:aca|aqui)\b|here\b|hij[oa]|espos[oa]|nuera|yerno|niet[oa]|herman[oa]|inquilin[oa]|encargad[oa]|gerente|titular|client[ea]|sobrin[oa]|para servir|su servidora?|son\b|daughter|wife|husband)\b/;

/** "santa fe TJ": words of which any may be something else than a name, before a city. */
const isPlaceInCity = (doc: Document, { from, to }: NameFound): boolean =>
  ((doc.tokens[to]?.known ?? 0) & CITY) !== 0 &&
  doc.tokens.slice(from, to).every(({ kind, known }) => kind !== 'word' || (known & AMBIGUOUS_NAME) !== 0);

const FEWEST_WORDS = 4;

/** A mail of hardly a word below its subject («Ver foto», a telephone's signature): who wrote the subject wrote it all. */
const saysAllInSubject = (doc: Document): boolean => {
  let words = 0;
  for (const { author, kind } of doc.tokens) if (author === 'own' && kind === 'word' && ++words === FEWEST_WORDS) return false;
  return true;
};

/** The part of it that belongs to the same sentence. */
const sentenceBefore = (before: string): string => {
  const cut = LAST_SENTENCE.exec(before);
  return cut && !ABBREVIATED_PLACE.test(before) ? before.slice(cut.index + cut[0].length) : before;
};

type Shape = { alone: boolean; fragment: boolean; closes: boolean; last: boolean };

/** How a name stands on its line: alone, as a fragment between marks, at the end of what is written. */
const lineShape = (doc: Document, name: NameFound): Shape => {
  const { tokens } = doc;
  let start = name.from;
  let wordsBefore = 0;
  while (start > 0 && tokens[start - 1]?.kind !== 'line' && name.from - start < 30) {
    start--;
    const token = tokens[start];
    if (
      token?.kind === 'word' &&
      !/^(?:ing|lic|licda|arq|dr|dra|prof|profr|profra|profe|mtro|mtra|sr|sra|srita|c|don|dona|atte|att|atentamente|saludos|gracias|cp|tec)$/.test(
        token.text,
      )
    )
      wordsBefore++;
    if (token?.kind === 'digits') wordsBefore++;
  }
  const left = tokens[name.from - 1];
  const right = tokens[name.to];
  const leftFree =
    !left || left.kind === 'line' || /^[.!?;,:)(\-\u2014|/*>"'~]$/.test(left.text) || left.kind === 'sign' || left.kind === 'digits';
  const rightFree =
    !right || right.kind === 'line' || /^[.!?;,:)(\-\u2014|/*"'~]$/.test(right.text) || right.kind === 'sign' || right.kind === 'digits';
  const rest = doc.folded.slice(tokens[name.to - 1]?.end ?? 0, (tokens[name.to - 1]?.end ?? 0) + 60).split('\n')[0] ?? '';
  const tail = rest.replace(/^[\s.,;:)(|/*-]+/, '');
  const alone =
    wordsBefore === 0 &&
    leftFree &&
    (!right ||
      right.kind === 'line' ||
      ((right.text === '.' || right.kind === 'sign') && tail === '') ||
      ROLE_LINE.test(tail) ||
      tail === '');
  let end = name.to;
  while (tokens[end]?.kind === 'line' || tokens[end]?.kind === 'sign') end++;
  const following = tokens[end];
  const last = following?.author !== 'own';
  return { alone, fragment: leftFree && rightFree, closes: rightFree && last, last };
};
