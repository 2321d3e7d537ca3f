import { Authority, Category } from '../words.ts';
import { isSamePerson } from './names.ts';

const PROCURATION = // "poder notarial", "poder ante notario", "apoderado legal"; not "no puedo poder pagar", not "carta poder"
  /\b(?:poder(?:es)? (?:notarial(?:es)?|general(?:es)?|ante notario|otorgado ante|especial)|(?:apoderad[oa]|representante) legal|escritura (?:publica )?(?:del? )?poder)\b/;
const LETTER = // "carta poder", "carta-poder simple", "carta de autorización"; not "el poder de la señal"
  /\b(?:cartas? ?poder|carta (?:de )?autorizacion|autorizacion (?:firmada|por escrito))\b/;
const IDENTIFICATION = // "copia de su INE", "identificación oficial", "credencial de elector"; not "identificación del problema"
  /\b(?:ine|ife|pasaporte|identificacion(?:es)?(?: oficial(?:es)?| con foto| (?:mia|suya|de (?:el|ella|ambos|los dos|mi|su|titular)))?|credencial(?:es)? (?:de|para|del) (?:elector|votar|ine)|cedula profesional)\b(?! (?:del? (?:problema|equipo|modem|error|falla)))/;
const LACKS = // "no tengo carta poder", "sin poder notarial"; not "no tengo el recibo, pero traigo carta poder"
  /\b(?:no (?:tengo|cuento con|traigo|tenemos|contamos con|hay)|sin|todavia no|aun no|me falta|nos falta|necesito|ocupo)\b[^.,;!?]{0,30}$/;
const ASKS = // "qué carta poder necesito", "dónde saco la carta poder"; not "le aviso que carta poder ya mandé"
  /(?:^|[.,;!?] ?)(?:y )?(?:que|cual|donde|como)\b[^.,;!?]{0,30}$/;

const KINDS: [Authority, RegExp][] = [
  [Authority.carta_poder, LETTER],
  [Authority.poder_notarial, PROCURATION],
  [Authority.identificacion, IDENTIFICATION],
];

/**
 * The authority that a representative states in words or attaches as a file, by kind (procedure of mo!net: any form of
 * representation that the law allows). What the writer says to lack, or only asks about, is not stated.
 */
export const readAuthority = (text: string, attachmentNames: (string | null)[]): Authority[] => {
  const words = fold(text.slice(0, READ_CHARS));
  const names = attachmentNames.flatMap((name) => (name === null ? [] : [fold(name)]));
  return KINDS.flatMap(([kind, pattern]) => (isStated(words, pattern) || names.some((name) => pattern.test(name)) ? [kind] : []));
};

const READ_CHARS = 20_000;

/** Without accents and case, whatever is no letter or digit made one space but the marks that end a clause: `Carta_Poder-Ana.PDF` holds `carta poder`. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.,;!?]+/g, ' ')
    .replace(/\.(?=[a-z0-9])/g, ' ');

const isStated = (words: string, pattern: RegExp): boolean =>
  [...words.matchAll(new RegExp(pattern.source, 'g'))].some((match) => {
    const before = words.slice(Math.max(0, match.index - 60), match.index).trimStart();
    return !LACKS.test(before) && !ASKS.test(before);
  });

const BY_THE_HOLDER: ReadonlySet<Category> = new Set<Category>([Category.cancelacion, Category.suspension]);

type Represented = { category: Category; holder: string | null; contact: string | null; authority: Authority[] };

/** Whether a third person writes for the holder: somebody known by another name than the holder's. */
export const isRepresented = ({ holder, contact }: Pick<Represented, 'holder' | 'contact'>): boolean =>
  contact !== null && (holder === null || !isSamePerson(contact, holder));

/** Whether what came is enough to act for the holder: a notarial power, or a letter of authority with identification. */
export const isAuthorised = (authority: Authority[]): boolean =>
  authority.includes(Authority.poder_notarial) ||
  (authority.includes(Authority.carta_poder) && authority.includes(Authority.identificacion));

/**
 * Whether the answer asks a third person for letter of authority and identification: for a cancellation or suspension,
 * unless it came (procedure of mo!net: a third person acts with the holder's authority).
 */
export const asksForAuthority = (ticket: Represented): boolean =>
  BY_THE_HOLDER.has(ticket.category) && isRepresented(ticket) && !isAuthorised(ticket.authority);
