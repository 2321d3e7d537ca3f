import type { Document } from './document.ts';
import { BUSINESS_WORDS, RELATIONS } from './lexicon/name-words.ts';
import { type NameFound, readBusiness, readPerson, skipTitles } from './names.ts';
import { endsSentence } from './sentences.ts';

export type Forward = { name: NameFound | null; relation: boolean; self: boolean };

/** The name that follows a holder's cue, over fillers, kin and titles; not over a sentence's end or a number. */
export const nameForward = (doc: Document, from: number, label: boolean): Forward => {
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
        endsSentence(doc.tokens, i) &&
        ((doc.tokens[i - 1]?.text.length ?? 0) > 3 || RELATIONS.has(doc.tokens[i - 1]?.text ?? '')) &&
        (skipped > 0 || opensClause(doc, i + 1))
      )
        break;
      if (token.text === ',' && opensClause(doc, i + 1)) break;
      if (
        (token.text === ')' && doc.tokens[i + 1]?.text !== ':' && doc.tokens[i + 1]?.kind !== 'line') ||
        token.text === ';' ||
        (token.text === '?' && !label) ||
        token.text === '!'
      )
        break;
      i++;
      continue;
    }
    const aside = asideAt(token.text, doc.tokens[i + 1]?.text);
    if (aside !== undefined) {
      i += aside;
      continue;
    }
    if (/^(?:de|del|d)$/.test(token.text)) {
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
    else if (/^(?:empresa|escuela|iglesia|asociacion|compania|negocio)$/.test(current.text) && !current.capital) relation = true;
    else if (!FILLER.test(current.text) && !(BUSINESS_WORDS.has(current.text) && !current.capital && doc.casing === 'mixed')) break;
    i++;
  }
  return { name: null, relation, self };
};

/** Tokens that "que en paz descanse" and "father in law" take between a relation and its name. */
const asideAt = (word: string, next: string | undefined): number | undefined =>
  word === 'en' && next === 'paz' ? 3 : word === 'in' && next === 'law' ? 2 : undefined;

/** "…es el titular. Yo soy su esposa", "…del contrato, yo soy Chuy": what comes speaks of the writer. */
const opensClause = (doc: Document, i: number): boolean =>
  /^(?:yo|soy|me|habla|escribe|atte|att|atentamente|gracias|saludos|i|this|pero|y)$/.test(doc.tokens[i]?.text ?? '') ||
  (doc.tokens[i]?.text === 'mi' && doc.tokens[i + 1]?.text === 'nombre');

const FILLER =
  /^(?:qepd|es|era|el|la|los|las|mi|mis|su|de|del|un|una|que|yo|soy|se|llama|llamaba|llamado|ella|ellos|negocio|empresa|mismo|misma|mio|mia|ahi|ahora|viene|como|completo|sigue|siendo|sale|sera|aparece|a|nombre|con|este|esta|lo|le|puro|propio|completa|persona|moral|fisica|ese|senora|senor|contrato|cuenta|servicio|linea|recibo|y|hoy|todavia|aun|o|sea|servidor|servidora|titular|fue|account|serian?|of|the|is|my|her|his|husband|s|wife|actual|registrado|registrada|tiene|contratada|contratado|firma|firmo|apareciendo)$/;

const endsLegal = (doc: Document, name: NameFound): boolean =>
  /(?:c\.? ?v|r\.? ?l|s\.? ?c|a\.? ?c|s\.? ?a)\.?$/.test(doc.folded.slice(doc.tokens[name.from]?.start, doc.tokens[name.to - 1]?.end));

/** "Octavio Bermúdez Galaviz / titular", "la Clínica X, que es la titular", "X como titular". */
export const nameBackward = (doc: Document, cue: number): NameFound | null => {
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
