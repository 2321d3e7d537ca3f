import { openingsOf } from '../text/openings.ts';
import { type Document, matchesIn, saysEarly, tokenAt } from './document.ts';
import { type Forward, nameBackward, nameForward } from './holder-names.ts';
import { BUSINESS_WORDS, RELATIONS } from './lexicon/name-words.ts';
import { type NameFound, readBusiness, readPerson, skipTitles } from './names.ts';
import { addPerson, lastWord, type People, speaks } from './person.ts';
import { endsSentence } from './sentences.ts';

/** Says who holds: `a nombre de`, `titular`, `sale como`, `razón social`; not `nombre del técnico`. */
const HOLDER_CUE =
  /\b(?:(?:a|al|en|con|bajo|ha) (?:el )?(?:puro )?no[mn][bv]r[ea]?s? (?:d(?:el?)?\b(?! (?:el )?(?:usuario y|tecnico))|:)|(?:a|en) (?:el )?nombre (?:mio|mia)|(?:con|bajo) el nombre|nombre (?:completo )?(?:del?|de la|de el) (?:titular|cliente|suscriptora?|contrato|duen[oa]|usuari[oa]|negocio|empresa|contratante)(?: (?:de|del|de la) (?:contrato|cuenta|servicio|linea))?|(?:el |la )?titular(?:idad)?(?: (?:de|del|de la) (?:contrato|cuenta|servicio|linea|recibo|cto))?|a cuyo nombre|quien (?:lo |la )?(?:contrato|firmo)|(?:la|el) que (?:lo |la )?(?:contrato|firmo)|(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo)\b|(?:sale|viene|aparece) en el (?:recibo|contrato)|(?:ella|el) (?:era|es) (?:la|el) del? (?:internet|contrato|servicio|cuenta)|razon social(?: del titular)?|razon(?= ?:)|(?:figura|esta|aparece|contratad[oa]|registrad[oa]|sale|viene) (?:[a-z]+ )?a favor d(?:el?)?\b|sucesion (?:(?:a|de) (?:los )?bienes )?del?\b|mi (?:representad[oa]|mandante|poderdante|patrocinad[oa]|client[ea])\b|sino (?:al|a la|el|la) de (?=mi )|in (?:my|his|her|the) [a-z]+ ?['\u2019]? ?s name|empresa titular|(?:sale|salgo|viene|vengo|llega|aparece|aparezco|figura|esta|registrad[oa]|dad[oa] de alta|contratad[oa])(?: ahi| el recibo)? (?:como|a nombre de|con el nombre|por)|aparece|(?:a|en|con|bajo) su nombre\b(?! y apellido| completo)|under(?: my| the| her| his)?(?: name of| name| husband s name| wife s name)?|account holder|contratad[oa]|l[oa] contrato|l[oa] firmo|(?:el |la )?(?:contrato|cuenta|servicio|linea|internet|suscripcion|recibo|saldo)(?: (?:que )?(?:es|esta|viene|sale))?(?: el| la)?(?: [\d ]{5,14})? (?:d|de|con|a) (?=mi (?!nombre)|la sra|el sr|don |dona |la senora|el senor)|se llamaba|salgo como|(?:duen[oa]|propietari[oa]) (?:es|del? (?:contrato|cuenta|servicio|internet|linea)|de la (?:cuenta|linea))|s name is on (?:the|it)|(?:el|ella) (?:es|se llama)|se llama (?:el|ella)|(?:escribo|hablo|reporto|le escribo|les escribo|vengo) (?:por|x|de parte de|en nombre de|a nombre de) (?=mi |mis )|(?:contrato|cuenta|cta|cto|servicio|cliente|usuario)[ #:]*(?:(?:no|num|numero)\.? ?)?[a-z]{0,3}[-. /#]?\d[\d ./-]{3,14}\d (?:de|d) (?=[a-z]{3})|(?:esta|estaba) con (?!el nombre|su nombre|mi nombre|nombre|el mismo)(?=[a-z])|registrad[oa] (?:a|con|bajo)|(?:l[oa]|el contrato|la cuenta|el servicio|el internet) (?:l[oa] )?(?:tiene|puso|pusieron|saco|hizo|contrato|firmo)(?: fue)? (?=mi |don |dona |la sra|el sr|la senora|el senor)|(?:es|era) de (?=mi |don |dona |la sra|el sr|la senora|el senor)|pertenece a|belongs to|con (?:los datos|la credencial|el ine|la ine) de|sale (?=[a-z]+ [a-z]+)|(?:sale|viene|aparece|figura|esta) (?=mi [a-z]+ [a-z])|(?:viene|sale|aparece|esta) el nombre de|(?:esta|viene|es) (?:al|a la) de (?=mi )|(?:es|era) (?:el|la) (?:del|de la) (?:contrato|cuenta|servicio|recibo)|quien (?:l[oa] )?(?:firma|(?:tiene|trae|hizo|saco|puso|paga) (?:el|la) (?:contrato|servicio|internet|cuenta))|contract holder|(?:cliente|usuari[oa]|suscriptora?|abonad[oa]|customer|client|nombre|name|empresa|negocio|institucion)(?= ?:)|cliente (?=[a-z]+ [a-z]+)|(?:el |la )?(?:duen[oa]|propietari[oa]|contratante)(?= ?:)|(?:comparezco|acudo) (?:por|en representacion de|en nombre de) (?=el |la |don |dona )|(?:contrato|cuenta|cta|cto|servicio|cliente)[ #:]*[a-z]{0,3}[-. /#]?\d[\d ./-]{3,14}\d ?\((?=[a-z]+ [a-z])|(?:secretari[oa]|asistente|representante(?: legal)?|apoderad[oa](?: legal)?|albacea|hij[oa]|espos[oa]|niet[oa]|nuera|yerno|sobrin[oa]|herman[oa]|cuidadora?|inquilin[oa]|arrendatari[oa]|viud[oa]|mama|papa|son|daughter|wife|husband) (?:del?|de la|de el|of) (?=[a-z])|(?:es|de|en|para) (?:la cuenta|el contrato) de (?!mi |la sra|el sr|don |dona |la senora|el senor)(?=[a-z]))\b/;
const CUE_OPENINGS = openingsOf([HOLDER_CUE]);
/** Bounds what quotes and dumps cost; those that speak are bounded below. */
const MOST_CUES = 5_000;
/** Cues that name a holder only where a full name follows directly. */
const WEAK_CUE =
  /^(?:(?:escribo|hablo|reporto|les? escribo|vengo) |(?:el|ella) (?:es|se llama)|(?:esta|estaba) con $|aparece|contratad|se llamaba|under$|(?:el |la )?(?:contrato|cuenta|servicio|linea|internet|suscripcion|recibo|saldo))/;
/** Cues that name a holder only where the name follows at once: "mi cliente Mariscos La Güera", "la cuenta de Papelería El Cometa"; not "mi cliente no está". */
const AT_ONCE =
  /^(?:el|ella) (?:es|se llama)$|^(?:esta|estaba) con $|^(?:es|de|en|para) (?:la cuenta|el contrato) de $|a favor d|^mi (?:represent|mandante|poderdante|patrocinad|client)|^(?:es|era) de $|^(?:l[oa]|el contrato|la cuenta|el servicio|el internet) (?:l[oa] )?(?:tiene|puso|pusieron|saco|hizo|contrato|firmo)(?: fue)? $|^(?:pertenece a|belongs to)$|^con (?:los datos|la credencial|el ine|la ine) de$|^(?:sale|viene|aparece|figura|esta) $|^(?:cliente ?|usuari[oa]|suscriptora?|abonad[oa]|customer|client|nombre|name|empresa|negocio|institucion)$|^(?:secretari|asistente|representante|apoderad|albacea|hij|espos|niet|nuera|yerno|sobrin|herman|cuidador|inquilin|arrendatari|viud|mama|papa|son|daughter|wife|husband)[a-z ]* (?:del?|de la|de el|of) $/;
/** Of these a business's name is believed too. */
const OF_BUSINESS =
  /^mi |^(?:es|de|en|para) (?:la|el) |a favor d|^pertenece|^belongs|^(?:cliente|usuari|suscriptor|abonad|customer|client|nombre|name|empresa|negocio|institucion)|\d/;
/** "hija del titular": the name before it is the daughter's. */
const KIN_OF =
  /\b(?:hij[oa]|espos[oa]|nuera|yerno|niet[oa]|herman[oa]|mama|papa|madre|padre|sobrin[oa]|suegr[oa]|vecin[oa]|inquilin[oa]|secretari[oa]|representante|apoderad[oa]|asistente|encargad[oa]) (?:del?|de la) $/;
/** "Nombre: … / Quien reporta: …": who holds and who writes have a line each. */
const WRITER_LABEL =
  /\b(?:quien (?:reporta|escribe|llama|solicita|firma)|reporta|reporto|contacto|escribe|solicita(?:nte)?|llama|my name|reported by|contact) ?:/;
/** "pasarlo a nombre de", "que quede a nombre de": the holder to be, not the present one (guide: a change of holder keeps the present holder). */
const FUTURE_HOLDER =
  /\b(?:quede|quedar|quedara|quedaria|ponga|pase|pasen|pasar|pasarl[oa]|ponerl[oa]|poner|pongan|cambiar(?:l[oa])?|cambien(?:l[oa])?|cambio|transferir(?:l[oa])?)(?: el (?:contrato|servicio)| la cuenta)?(?: a| al)? *$/;
const NEW_SERVICE = /\b(?:instal\w+|contratar|contratacion|poner(?:le)? internet|servicio nuevo|nuevo servicio)\b/;
const NOBODY: Forward = { name: null, relation: false, self: false };
/** "el contrato lo firmó mi papá", "la cuenta es de don Luis": said of the contract, not of a modem. */
const OF_CONTRACT = /\b(?:contrato|cuenta|servicio|internet|linea|recibo|titular)\b[^.]*$|\b(?:contrato|firmo)\b/;
const KIN_IS = new RegExp(
  `\\b(?:mi|su|la|el) (?:${[...RELATIONS].join('|')})(?: [a-z]+)? (?:es|era|sigue siendo|aparece como) (?:el |la )?$`,
);

const skipSigns = (doc: Document, i: number): number => {
  let at = i;
  while (doc.tokens[at]?.kind === 'sign' && /^[,:(-]$/.test(doc.tokens[at]?.text ?? '')) at++;
  return at;
};

/** Those who are said to hold (guide, holder): after a cue, before one, or beside a relation whose contract it is. */
export const findStated = (doc: Document, people: People): void => {
  let count = 0;
  for (const match of matchesIn(doc, CUE_OPENINGS, MOST_CUES)) {
    const at = tokenAt(doc, match.index);
    const author = doc.tokens[at]?.author;
    const labelOfOurs = author === 'ours' && /titular/.test(match[0]);
    if (!speaks(author) && !labelOfOurs) continue;
    if (++count > 200) break;
    const after = tokenAt(doc, match.index + match[0].length);
    const numbered = /\d/.test(match[0]);
    const weak = numbered || WEAK_CUE.test(match[0]) || AT_ONCE.test(match[0]);
    const before = doc.folded.slice(Math.max(0, match.index - 30), match.index);
    if (/^mi /.test(match[0]) && /\ba nombre de $/.test(before)) continue;
    if (FUTURE_HOLDER.test(before) && /nombre/.test(match[0]) && !saysEarly(doc, NEW_SERVICE)) continue;
    if (/titular|duen|propietari/.test(match[0]) && KIN_IS.test(before)) {
      const named = readPerson(doc, skipTitles(doc, skipSigns(doc, after)), true);
      if (!named || named.parts < 2) {
        people.relationOnly = true;
        continue;
      }
    }
    if (/^(?:nombre|name)$/.test(match[0]) && !saysEarly(doc, WRITER_LABEL)) continue;
    const isSaidOfOther = doc.tokens[after]?.text === '.' && /titular|duen/.test(match[0]) && /\b(?:es|era|fue|soy) $/.test(before);
    if (isSaidOfOther && /\bno soy $/.test(before)) people.relationOnly = true;
    const forward = isSaidOfOther ? NOBODY : nameForward(doc, after, labelOfOurs);
    if (weak && (numbered || AT_ONCE.test(match[0])) && !startsAtOnce(doc, after, forward.name, match[0])) {
      const isKnown = forward.relation || (forward.name?.parts === 1 && forward.name.given > 0);
      if (isKnown && !numbered && author !== 'ours' && OF_CONTRACT.test(before + match[0])) people.relationOnly = true;
      continue;
    }
    if (forward.name && (forward.name.parts >= 2 || forward.name.business)) {
      addPerson(people.stated, doc, forward.name, (weak ? 0.75 : 0.95) - (author === 'earlier' ? 0.1 : 0), `after "${match[0]}"`, at);
      continue;
    }
    const backward =
      /titular|del? (?:contrato|internet|cuenta)|se llama (?:el|ella)|^(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo)|^quien |su nombre$|^(?:es|era) (?:el|la) (?:del|de la) /.test(
        match[0],
      ) &&
      !forward.relation &&
      !forward.name &&
      !KIN_OF.test(before)
        ? nameBackward(doc, at)
        : null;
    if (backward) {
      addPerson(people.stated, doc, backward, 0.9, `before "${match[0]}"`, at);
      continue;
    }
    if (
      author !== 'ours' &&
      /^(?:a cuyo nombre|(?:ella|el) (?:era|es) (?:la|el) del?|(?:el l[oa]|ella|ella l[oa]) (?:contrato|firmo))/.test(match[0])
    )
      people.relationOnly = true;
    if (author !== 'ours' && /su nombre$|^in (?:my|his|her) .* ?s name$/.test(match[0]) && !forward.name) people.relationOnly = true;
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

const CLOSE_CUE = /^(?:(?:el|ella) (?:es|se llama)|(?:esta|estaba) con )$/;

/** "él es Darío Meza Castro": the name follows directly, in full; "él es muy grosero" is no holder. */
const startsAtOnce = (doc: Document, after: number, name: NameFound | null, cue: string): boolean =>
  name !== null &&
  (name.business
    ? name.from - after <= 2 && OF_BUSINESS.test(cue)
    : name.parts >= 2 && name.given > 0 && name.surnames > 0 && skipTitles(doc, after) >= name.from - (CLOSE_CUE.test(cue) ? 3 : 6));

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
      addPerson(people.stated, doc, business, 0.8, 'a business with whose name the service is registered', cue);
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
      addPerson(people.stated, doc, person, 0.7, `named beside "${token.text}"`, i);
      return;
    }
  }
};
