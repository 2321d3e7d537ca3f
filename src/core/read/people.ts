import type { Author } from '../text/authors.ts';
import type { Token } from '../text/tokens.ts';
import { type Document, spanOf, tokenAt, wordsOf } from './document.ts';
import type { Candidate } from './folio.ts';
import { COMMON_WORDS } from './lexicon/common-words.ts';
import { GIVEN_NAMES } from './lexicon/given-names.ts';
import { ABBREVIATED, BUSINESS_WORDS, RELATIONS, TITLES } from './lexicon/name-words.ts';
import { SURNAMES } from './lexicon/surnames.ts';
import { type NameFound, readBusiness, readPerson, skipTitles } from './names.ts';
import { endsSentence } from './numbers.ts';

/** Somebody named in the text: in which part, by which words, and how strongly. */
export type Person = { name: NameFound; score: number; because: string; author: Author; near: number };

/** Who holds and who writes, as far as the text tells. */
export type People = {
  stated: Person[] /** A holder is spoken of by a relation or pronoun alone ("está a nombre de mi suegra"). */;
  relationOnly: boolean /** "a mi nombre", "soy la titular". */;
  self: boolean;
  writers: Person[];
};

/** Says who holds: `a nombre de`, `titular`, `sale como`, `razón social`; not `nombre del técnico`. */
const HOLDER_CUE =
  /\b(?:(?:a|al|en|con|bajo|ha) (?:el )?(?:puro )?nombres? (?:d(?:el?)?\b(?! (?:el )?(?:usuario y|tecnico))|:)|(?:a|en) (?:el )?nombre (?:mio|mia)|(?:con|bajo) el nombre|nombre (?:completo )?(?:del?|de la|de el) (?:titular|cliente|suscriptora?|contrato|duen[oa]|usuari[oa]|negocio|empresa|contratante)|(?:el |la )?titular(?:idad)?(?: (?:de|del|de la) (?:contrato|cuenta|servicio|linea|recibo|cto))?|a cuyo nombre|quien (?:lo |la )?(?:contrato|firmo)|(?:la|el) que (?:lo |la )?(?:contrato|firmo)|(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo)\b|(?:sale|viene|aparece) en el (?:recibo|contrato)|(?:ella|el) (?:era|es) (?:la|el) del? (?:internet|contrato|servicio|cuenta)|razon social(?: del titular)?|empresa titular|(?:sale|salgo|viene|vengo|llega|aparece|aparezco|figura|esta|registrad[oa]|dad[oa] de alta|contratad[oa])(?: ahi| el recibo)? (?:como|a nombre de|con el nombre|por)|aparece|(?:a|en) su nombre|under(?: my| the| her| his)?(?: name of| name| husband s name| wife s name)?|account holder|contratad[oa]|l[oa] contrato|l[oa] firmo|(?:el |la )?(?:contrato|cuenta|servicio|linea|internet|suscripcion|recibo|saldo)(?: (?:que )?(?:es|esta|viene|sale))?(?: el| la)?(?: [\d ]{5,14})? (?:d|de|con|a) (?=mi (?!nombre)|la sra|el sr|don |dona |la senora|el senor)|se llamaba|salgo como|(?:duen[oa]|propietari[oa]) (?:es|del? (?:contrato|cuenta|servicio|internet|linea)|de la (?:cuenta|linea))|s name is on (?:the|it)|(?:el|ella) (?:es|se llama)|se llama (?:el|ella)|(?:escribo|hablo|reporto|le escribo|les escribo|vengo) (?:por|x|de parte de|en nombre de|a nombre de) (?=mi |mis )|(?:contrato|cuenta|cta|cto|servicio|cliente|usuario)[ #:]*(?:(?:no|num|numero)\.? ?)?[a-z]{0,3}[-. /#]?\d[\d ./-]{3,14}\d (?:de|d) (?=[a-z]{3})|(?:esta|estaba) con (?!el nombre|su nombre|mi nombre|nombre|el mismo)(?=[a-z])|registrad[oa] (?:a|con|bajo))\b/g;
/** "a mi nombre", "yo soy la titular", "el titular soy yo", "titular un servidor". */
const SELF_CUE =
  /\b(?:a (?:mi|nombre mio|nombre mia|mi propio) nombre|(?:a|en) nombre (?:mio|mia|de (?:un|una|su) servidora?)|(?:yo )?soy (?:yo )?(?:el|la) (?:mer[oa] )?(?:titular|duen[oa])|(?:titular|duen[oa])(?: \w+){0,3} (?:soy yo|un servidor|una servidora|el que escribe|su servidor|yo mer[oa])|yo mer[oa]\b|esa soy yo|ese soy yo|yo (?:el|la) titular|in my name|under my name|i(?: a)?m the (?:account )?holder)\b/;
const SELF_BEFORE =
  /(?:\b(?:soy|me llamo|mi nombre(?: completo)? (?:es|is)|mi nombre|nombre|name|habla|le habla|les habla|hablo yo|aqui|aca|atte|att|atentamente|atentos saludos|firma(?: por el negocio)?|firmo|el que (?:suscribe|firma|escribe)|la que (?:suscribe|firma|escribe)|quien (?:suscribe|escribe|reporta|solicita|firma|llama)|(?:le |les )?(?:escribe|escribimos|saluda|reporta|agradece|habla|pide|atiende|suscribe)|se los? pide|contacto|responde a|i m|i am|im|this is|my name is|my name s|me dicen|para servirles?|a sus ordenes|saludos|gracias|un servidor|una servidora|su servidora?|yo|reporta|atendera|nombre de (?:quien|contacto)|quien recibe(?: es)?|recibe|al mio|a mi nombre|mio|yo|solicitante|remitente|cordialmente|sinceramente|respetuosamente|regards|thanks|thx|sincerely)[\s:,.;-]*(?:el |la |es |es el |es la |su |c |de parte de |un servidor |una servidora |yo |soy )*)$/;
const STRONG_SELF =
  /\b(?:soy|me llamo|mi nombre|suscribe|escribe|reporta|solicita|firma|i m|i am|im|my name|this is|habla|contacto|saluda)\b[^a-z]*(?:[a-z]+[^a-z]+){0,2}$/;
const THIRD_PERSON =
  /\b(?:se llama|llamad[oa]|de nombre|un tal|una tal|tecnico|tecnica|senorita|la srita|el joven|la joven|el muchacho|la muchacha|asesora?|ejecutiv[oa]|agente|operadora?|instalador|vendedora?|supervisora?|contesta|atendio|me atendio|vino|vinieron|con (?:el|la)|preguntar por|pregunten por|velador|vigilante|encargad[oa] de|gerente de ustedes|companer[oa]|le abre|para|de parte del|con don|con dona|que se llama)[\s:,.]*(?:el |la |don |dona |sr |sra |mi |su |ing |lic |\. )*$/;
const PLACE_BEFORE =
  /\b(?:calle|c|av|ave|avenida|blvd|boulevard|bulevar|col|colonia|fracc|fraccionamiento|priv|privada|calz|calzada|callejon|cerrada|ejido|plaza|parque|torre|unidad|unidad habitacional|rio|sucursal|escuela|hospital|playas|playa|valle|villas?|residencial|rincon|lomas|zona|colinas|jardines|por la|en la|en el|la|el|los|las|del|de la|oficina de la|esquina con|entre|carretera|libramiento|puente|edificio|san|santa|rancho|km|mercado|centro|seccion|ampliacion|infonavit|mpio|municipio)[\s.,#]*$/;
const ROLE_LINE =
  /^(?:gerente|coordinador|director|jefe|jefa|auxiliar|encargad|titular|administra|soporte|ventas|compras|contab|sistemas|recursos|dueno|propiet|cel|tel|movil|of\b|ofna|infra|proyect|cuentas|facturac|represent|jubilad|clientas?|profesor|docente|licenciad|contador|abogad|secretari|cliente|contrato|cuenta|cto|no\b|usuario|suscrip|mesa|departamento|depto|fracc|col|calle|blvd)/;

/** Everyone the text names, in the role it gives them (guide, holder and contact). Only the customer's own words, now or quoted, name anybody. */
export const findPeople = (doc: Document): People => {
  const people: People = { stated: [], relationOnly: false, self: SELF_CUE.test(doc.folded.slice(0, 60_000)), writers: [] };
  findStated(doc, people);
  findWriters(doc, people);
  return people;
};

const speaks = (author: Author | undefined): boolean => author === 'own' || author === 'earlier' || author === 'subject';

/** Cues that name a holder only where a full name follows directly. */
const WEAK_CUE =
  /^(?:(?:escribo|hablo|reporto|les? escribo|vengo) |(?:el|ella) (?:es|se llama)|(?:esta|estaba) con $|aparece|contratad|se llamaba|under$|(?:el |la )?(?:contrato|cuenta|servicio|linea|internet|suscripcion|recibo|saldo))/;
/** "pasarlo a nombre de", "que quede a nombre de": the holder to be, not the present one (guide: a change of holder keeps the present holder). */
const FUTURE_HOLDER =
  /\b(?:quede|quedara|pase|pasen|pasar|pasarl[oa]|ponerl[oa]|poner|pongan|cambiar(?:l[oa])?|cambien(?:l[oa])?|cambio|transferir(?:l[oa])?)(?: el (?:contrato|servicio)| la cuenta)?(?: a| al)? *$/;
const KIN_IS = new RegExp(`\\b(?:mi|su|la|el) (?:${[...RELATIONS].join('|')}) (?:es|era|sigue siendo|aparece como) (?:el |la )?$`);

const skipSigns = (doc: Document, i: number): number => {
  let at = i;
  while (doc.tokens[at]?.kind === 'sign' && /^[,:(-]$/.test(doc.tokens[at]?.text ?? '')) at++;
  return at;
};

const findStated = (doc: Document, people: People): void => {
  let count = 0;
  const isNewService = /\b(?:instal\w+|contratar|contratacion|poner(?:le)? internet|servicio nuevo|nuevo servicio)\b/.test(
    doc.folded.slice(0, 20_000),
  );
  for (const match of doc.folded.matchAll(HOLDER_CUE)) {
    const at = tokenAt(doc, match.index);
    const author = doc.tokens[at]?.author;
    const labelOfOurs = author === 'ours' && /titular/.test(match[0]);
    if (!speaks(author) && !labelOfOurs) continue;
    if (++count > 200) break;
    const after = tokenAt(doc, match.index + match[0].length);
    const numbered = /\d/.test(match[0]);
    const weak = numbered || WEAK_CUE.test(match[0]);
    const before = doc.folded.slice(Math.max(0, match.index - 30), match.index);
    if (FUTURE_HOLDER.test(before) && /nombre/.test(match[0]) && !isNewService) continue;
    if (/titular|duen|propietari/.test(match[0]) && KIN_IS.test(before)) {
      const named = readPerson(doc, skipTitles(doc, skipSigns(doc, after)), true);
      if (!named || named.parts < 2) {
        people.relationOnly = true;
        continue;
      }
    }
    const forward = nameForward(doc, after, labelOfOurs);
    if (
      weak &&
      (numbered || /^(?:el|ella) (?:es|se llama)$|^(?:esta|estaba) con $/.test(match[0])) &&
      !startsAtOnce(doc, after, forward.name)
    )
      continue;
    if (forward.name && (forward.name.parts >= 2 || forward.name.business)) {
      add(people.stated, doc, forward.name, (weak ? 0.75 : 0.95) - (author === 'earlier' ? 0.1 : 0), `after "${match[0]}"`, at);
      continue;
    }
    const backward =
      /titular|del? (?:contrato|internet|cuenta)|se llama (?:el|ella)|^(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo)/.test(match[0]) &&
      !forward.relation &&
      !forward.name
        ? nameBackward(doc, at)
        : null;
    if (backward) {
      add(people.stated, doc, backward, 0.9, `before "${match[0]}"`, at);
      continue;
    }
    if (
      author !== 'ours' &&
      /^(?:a cuyo nombre|(?:ella|el) (?:era|es) (?:la|el) del?|(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo))/.test(match[0])
    )
      people.relationOnly = true;
    if (author !== 'ours' && /su nombre$/.test(match[0]) && !forward.name) people.relationOnly = true;
    if (
      author !== 'ours' &&
      /^(?:el |la )?titular/.test(match[0]) &&
      /\b(?:mi|su) [a-z]+ \((?:el |la )?$/.test(doc.folded.slice(Math.max(0, match.index - 20), match.index))
    )
      people.relationOnly = true;
    if (
      author !== 'ours' &&
      /duen|propietari/.test(match[0]) &&
      [...RELATIONS].includes(lastWord(doc.folded.slice(Math.max(0, match.index - 30), match.index).replace(/\b(?:es|la|el|era)\b/g, ' ')))
    )
      people.relationOnly = true;
    if (
      author !== 'ours' &&
      forward.relation &&
      !/^(?:el|ella) (?:es|se llama)$/.test(match[0]) &&
      !/mi nombre/.test(match[0]) &&
      !/^(?:se llamaba)/.test(match[0])
    )
      people.relationOnly = true;
    if (forward.self) people.self = true;
    if (forward.name && forward.name.parts === 1 && author !== 'ours' && !weak && /nombre|titular/.test(match[0]) && !forward.self)
      people.relationOnly = true;
  }
  if (people.stated.length === 0) businessWithThatName(doc, people);
  if (people.stated.length === 0 && people.relationOnly) relationNamed(doc, people);
};

/** "él es Darío Meza Castro": the name follows directly, in full; "él es muy grosero" is no holder. */
const startsAtOnce = (doc: Document, after: number, name: NameFound | null): boolean =>
  name !== null && name.parts >= 2 && name.given > 0 && name.surnames > 0 && skipTitles(doc, after) >= name.from - 3;

const add = (list: Person[], doc: Document, name: NameFound, score: number, because: string, near: number): void => {
  list.push({ name, score, because, author: doc.tokens[name.from]?.author ?? 'own', near });
};

const FILLER =
  /^(?:es|era|el|la|los|las|mi|mis|su|de|del|un|una|que|yo|soy|se|llama|llamaba|llamado|ella|ellos|negocio|empresa|mismo|misma|mio|mia|ahi|ahora|viene|como|completo|sigue|siendo|sale|sera|aparece|a|nombre|con|este|esta|lo|le|puro|propio|completa|persona|moral|fisica|ese|senora|senor|contrato|cuenta|servicio|linea|recibo|y|hoy|todavia|aun|o|sea|servidor|servidora|titular|fue|account|serian?|of|the|is|my|her|his|husband|s|wife|actual|registrado|registrada|tiene|contratada|contratado|firma|firmo|apareciendo)$/;

type Forward = { name: NameFound | null; relation: boolean; self: boolean };

/** The name that follows a holder's cue, over fillers, kin and titles; not over a sentence's end or a number. */
const nameForward = (doc: Document, from: number, label: boolean): Forward => {
  let relation = false;
  let self = false;
  let lines = 0;
  for (let i = from, skipped = 0; skipped < 11; skipped++) {
    const token = doc.tokens[i];
    if (!token || token.kind === 'digits') break;
    if (token.kind === 'line') {
      if (++lines > (label ? 3 : 1) || !(label || doc.tokens[i - 1]?.text === ':')) break;
      i++;
      continue;
    }
    if (label && token.author === 'ours' && token.kind === 'word') break;
    if (token.kind === 'sign') {
      if (
        token.text === '.' &&
        doc.tokens[i - 1]?.kind === 'word' &&
        skipped > 0 &&
        endsSentence(doc.tokens, i) &&
        (doc.tokens[i - 1]?.text.length ?? 0) > 4
      )
        break;
      if (
        (token.text === ')' && doc.tokens[i + 1]?.text !== ':' && doc.tokens[i + 1]?.kind !== 'line') ||
        token.text === ';' ||
        token.text === '?' ||
        token.text === '!'
      )
        break;
      i++;
      continue;
    }
    const start = skipTitles(doc, i);
    if (start !== i) {
      i = start;
      if (doc.tokens[i]?.kind !== 'word') continue;
    }
    const current = doc.tokens[i];
    if (!current) break;
    const business = readBusiness(doc, i, true);
    const person = RELATIONS.has(current.text) && !current.capital ? null : readPerson(doc, i, true);
    if (
      business &&
      (BUSINESS_WORDS.has(current.text) ||
        !person ||
        (person.given === 0 && business.to > person.to) ||
        (business.to > person.to && endsLegal(doc, business)))
    ) {
      return { name: business, relation, self };
    }
    if (
      person &&
      (person.given > 0 || person.surnames > 0 || current.capital || doc.casing !== 'mixed') &&
      !(FILLER.test(current.text) && !current.capital)
    )
      return { name: person, relation, self };
    if (relation && /^(?:yo|soy|me)$/.test(current.text)) break;
    if (RELATIONS.has(current.text)) relation = true;
    else if (/^(?:ella|ellos)$/.test(current.text) || (current.text === 'el' && /^(?:de|es)$/.test(doc.tokens[i - 1]?.text ?? '')))
      relation = true;
    else if (/^(?:servidor|servidora|yo|mio|mia|soy)$/.test(current.text)) self = true;
    else if (!FILLER.test(current.text) && !(BUSINESS_WORDS.has(current.text) && !current.capital && doc.casing === 'mixed')) break;
    i++;
  }
  return { name: null, relation, self };
};

const endsLegal = (doc: Document, name: NameFound): boolean =>
  /(?:c\.? ?v|r\.? ?l|s\.? ?c|a\.? ?c|s\.? ?a)\.?$/.test(doc.folded.slice(doc.tokens[name.from]?.start, doc.tokens[name.to - 1]?.end));

/** "Octavio Bermúdez Galaviz / titular", "la Clínica X, que es la titular", "X como titular". */
const nameBackward = (doc: Document, cue: number): NameFound | null => {
  let best: NameFound | null = null;
  let lines = 0;
  let from = cue;
  for (let i = cue - 1; i >= 0 && cue - i < 22; i--) {
    const token = doc.tokens[i];
    if (!token || (token.kind === 'digits' && token.text.length > 3)) break;
    if (token.kind === 'line' && ++lines > 1) break;
    if (endsSentence(doc.tokens, i) && token.text !== ')' && !(lines === 1)) break;
    from = i;
  }
  for (let i = from; i < cue; i++) {
    if (doc.tokens[i]?.kind !== 'word') continue;
    const start = skipTitles(doc, i);
    const business = readBusiness(doc, start, false);
    const person = readPerson(doc, start, false);
    const name = business ?? (person && person.parts >= 2 && person.given + person.surnames > 0 ? person : null);
    if (!name || name.to > cue) continue;
    if (cue - name.to <= 9) best = name;
    i = Math.max(i, name.to - 1);
  }
  return best;
};

/** "habla Rocío de la Ferretería Hermanos Anaya, el servicio está registrado con ese nombre". */
const businessWithThatName = (doc: Document, people: People): void => {
  const said = /\b(?:con|a) ese nombre\b|\ba nombre del? (?:la empresa|negocio|mismo negocio)\b/.exec(doc.folded.slice(0, 40_000));
  if (!said) return;
  const cue = tokenAt(doc, said.index);
  for (let i = Math.max(0, cue - 60); i < cue; i++) {
    const token = doc.tokens[i];
    if (token?.kind !== 'word' || !BUSINESS_WORDS.has(token.text)) continue;
    const business = readBusiness(doc, i, false);
    if (business) {
      add(people.stated, doc, business, 0.8, 'a business with whose name the service is registered', cue);
      return;
    }
  }
};

const BESIDE_KIN = new Set(
  'el la titular fallecio murio que era en paz descanse es se llama llamaba llamado finado difunto qepd q e p d de nombre'.split(' '),
);

/** "mi papá Heriberto Camacho Ruelas falleció … sigue a nombre de él": the relation is named elsewhere. */
const relationNamed = (doc: Document, people: People): void => {
  for (let i = 0; i < Math.min(doc.tokens.length, 4000); i++) {
    const token = doc.tokens[i];
    if (
      token?.kind !== 'word' ||
      !RELATIONS.has(token.text) ||
      !speaks(token.author) ||
      !/^(?:mi|su|del?|la|el|una?)$/.test(doc.tokens[i - 1]?.text ?? '')
    )
      continue;
    let at = i + 1;
    for (let n = 0; n < 9; n++, at++) {
      const next = doc.tokens[at];
      if (next?.kind === 'sign' ? !/^[,:(.)]$/.test(next.text) || endsSentence(doc.tokens, at) : !BESIDE_KIN.has(next?.text ?? '')) break;
    }
    at = skipTitles(doc, at);
    const person = readPerson(doc, at, true);
    if (
      /\b(?:soy|escribe|habla|saluda|atte|aqui|aca|firma) *$/.test(
        doc.folded.slice(Math.max(0, token.start - 14), token.start).replace(/\b(?:su|el|la|mi)\b/g, ' '),
      )
    )
      continue;
    if (person && person.parts >= 2 && person.given > 0) {
      add(people.stated, doc, person, 0.7, `named beside "${token.text}"`, i);
      return;
    }
  }
};

const findWriters = (doc: Document, people: People): void => {
  for (let i = 0; i < doc.tokens.length && people.writers.length < 300; i++) {
    const token = doc.tokens[i];
    if (token?.kind !== 'word' || !speaks(token.author)) continue;
    const previous = doc.tokens[i - 1];
    if (previous && !token.spaced && (previous.kind === 'digits' || /^[@_/.]$/.test(previous.text)) && previous.text !== '.') continue;
    if (!isNameLike(doc, token) || readPerson(doc, i, true) === null) continue;
    const before = textBefore(doc, i);
    const role = ROLE_BEFORE_NAME.exec(before);
    const told = SELF_BEFORE.test(before) || (role !== null && SELF_BEFORE.test(before.slice(0, role.index + 1)));
    const name = longer(readPerson(doc, i, told), readUnlisted(doc, i));
    if (!name) continue;
    const person = rateWriter(doc, name, before, told, people);
    if (person) people.writers.push(person);
    i = Math.max(i, name.to - 1);
  }
  people.writers.sort((a, b) => b.score - a.score);
};

const TITLE_END =
  /\b(?:sr|sra|srita|srta|senora?|senorita|ing|lic|licda|arq|dra?|prof[ra]?[a]?|mtr[oa]|maestr[oa]|don|dona|c|cp|pbro|padre|hermano|cap|tec)\b\.? *$/;
const ROLE_END = /(?:^|[\s,])(?:(?:su|el|la|un|una|tu) )?(?:ROLES)[ ,:]*$/.source.replace(
  'ROLES',
  `${[...RELATIONS].filter((word) => !/^(?:senora?|ex|prima|dueno|duena)$/.test(word)).join('|')}|due[nñ][oa]|cajer[oa]|encargad[oa](?: de (?:la )?\\w+)?|gerente|secretari[oa]|director[a]?|recepcionista|administrador[a]?|contador[a]?|emplead[oa]|inquilin[oa]|titular|client[ea]|presidente|presidenta|tesorer[oa]|representante|propietari[oa]|apoderad[oa]|asistente|maestr[oa]|vecin[oa]`,
);
const ROLE_BEFORE_NAME = new RegExp(ROLE_END);
/** End of the sentence before: what stands there says nothing of this name. */
const LAST_SENTENCE = /(?:[!?;]|\b[a-z0-9]{3,}\)?\.|\n)\s+(?=[^.!?;\n]*$)/;
const ABBREVIATED_PLACE = /\b(?:col|fracc|calle|blvd|priv|calz|depto|edif|esq|suc)\.\s*$/;

/** Whether a word can begin a name at all: one quick look before the costly ones. */
const isNameLike = (doc: Document, { text, capital }: Token): boolean =>
  GIVEN_NAMES.has(text) || SURNAMES.has(text) || ABBREVIATED.has(text) || (!COMMON_WORDS.has(text) && (capital || doc.casing !== 'mixed'));

const longer = (a: NameFound | null, b: NameFound | null): NameFound | null => (a && b ? (b.to > a.to ? b : a) : (a ?? b));

/**
 * A name that no list knows by its first part, or a lower-case one that begins with a common word: it must stand free,
 * between marks, numbers or line ends, or close a text that has no marks at all.
 */
const readUnlisted = (doc: Document, i: number): NameFound | null => {
  const first = doc.tokens[i];
  const free = isFree(doc.tokens[i - 1]) || TITLES.has(doc.tokens[i - 1]?.text ?? '');
  const name = readPerson(doc, i, true);
  if (!first || !name || name.parts < 2 || name.parts > 5 || (BUSINESS_WORDS.has(first.text) && name.given === 0)) return null;
  const after = doc.tokens[name.to];
  if (!isFree(after)) return null;
  const ends = !after || after.kind === 'line' || after.author !== 'own';
  if (!free) return ends && doc.casing !== 'mixed' && name.startsGiven && name.surnames > 0 && name.unknown === 0 ? name : null;
  const alone = ends && (doc.tokens[i - 1]?.kind === 'line' || i === 0);
  if (doc.casing === 'mixed' && first.capital)
    return name.given + name.surnames > 0 || (alone && name.parts <= 4 && allCapital(doc, name)) ? name : null;
  return (name.startsGiven && name.surnames > 0) || (alone && name.given + name.surnames > 0 && doc.casing === 'upper') ? name : null;
};

const allCapital = (doc: Document, name: NameFound): boolean =>
  doc.tokens.slice(name.from, name.to).every((t) => t.kind !== 'word' || t.capital || t.text.length <= 3);

const isFree = (token: Token | undefined): boolean => token?.kind !== 'word';

/** Folded words of the same line before a token, titles taken off. */
const textBefore = (doc: Document, i: number): string => {
  const end = doc.tokens[i]?.start ?? 0;
  const text = doc.folded.slice(Math.max(0, end - 60), end);
  const line = text.lastIndexOf('\n');
  const same = line < 0 ? text : text.slice(line + 1);
  const previous = line < 0 || same.trim() !== '' ? '' : `${text.slice(0, line).trim().slice(-20)} `;
  return `${previous}${same}`
    .replace(TITLE_END, '')
    .replace(TITLE_END, '')
    .replace(/['\u2019*_\u2014"(]/g, ' ');
};

/** The part of it that belongs to the same sentence. */
const sentenceBefore = (before: string): string => {
  const cut = LAST_SENTENCE.exec(before);
  return cut && !ABBREVIATED_PLACE.test(before) ? before.slice(cut.index + cut[0].length) : before;
};

const rateWriter = (doc: Document, name: NameFound, before: string, told: boolean, people: People): Person | null => {
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
  if (
    /^[\s,(-]*(?:(?:su|la|el|un|una) )?(?:en representacion|de parte|por (?:el|la) (?:empresa|negocio)|hij[oa]|espos[oa]|nuera|yerno|niet[oa]|herman[oa]|inquilin[oa]|encargad[oa]|gerente|titular|client[ea]|sobrin[oa]|para servir|su servidora?)\b/.test(
      doc.folded.slice(doc.tokens[to - 1]?.end ?? 0, (doc.tokens[to - 1]?.end ?? 0) + 30),
    )
  )
    score += 0.7;
  if (name.parts >= 2 && (name.startsGiven || told)) score += 0.5 + Math.min(name.parts, 4) * 0.05;
  else if (name.parts >= 2 && name.given > 0 && name.surnames > 0) score += 0.3;
  if (name.parts === 1 && !told && !(line.last && name.given > 0 && (line.alone || line.fragment))) score -= 1.2;
  if (name.parts === 1 && name.given === 0) score -= 1.5;
  if (name.parts >= 2 && name.given === 0 && !told) score -= line.alone || line.fragment ? 0.2 : 0.8;
  const author = doc.tokens[from]?.author ?? 'own';
  if (author === 'earlier') score -= 0.6;
  if (author === 'subject') score -= 1.5;
  return score > 0.6 ? { name, score, because, author, near: from } : null;
};

const lastWord = (text: string): string => /([a-z]+)[^a-z]*$/.exec(text)?.[1] ?? '';

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

/** A person or business as a candidate with its words in the original. */
export const candidateOf = (doc: Document, person: Person, confidence: number): Candidate<string> => ({
  value: wordsOf(doc, person.name.from, person.name.to),
  evidence: [spanOf(doc, person.name.from, person.name.to)],
  confidence: Math.max(0.05, Math.min(0.99, confidence)),
  because: person.because,
});
