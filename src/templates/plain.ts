const NAME_LENGTH = 60;
const CONTRACT_LENGTH = 15;
const MAX_NAME_DIGITS = 4;

// What a name may hold; all else (braces, angle brackets, asterisks, slashes, controls, emoji) becomes a space.
// Matches «María-José O'Neill, S.A. & Hnos.»; not «{{ folio }}», «<b>», «x/y», «a@b».
const NOT_OF_A_NAME = /[^\p{L}\p{M}\p{N} .,'’&()#-]/gu;
// A scheme or `www.` with all that follows up to a blank. Matches `https://x.mx/a` and `www.x.mx`; not `S.A. de C.V.`.
const LINK = /(?:\b[a-z][a-z0-9+.-]{1,10}:\/\/|\bwww\.)\S*/gi;
// A dot between letters or digits, which mail and chat programs would make a link of. Matches `evil.mx` and `Ma.Elena`; not `Ma. Elena`.
const INNER_DOT = /\.(?=[\p{L}\p{N}])/gu;
// Matches `ana.luz+net@correo.mx`; not `a b@c.mx`, `a@b`, `<a@b.mx>`.
const ADDRESS = /^[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}$/i;
const E164 = /^\+[1-9]\d{7,14}$/;
// At least two letters. Matches «José», «Ma. Elena», «D'Arcy»; not «R.», «24».
const GIVEN = /^\p{L}[\p{L}\p{M}'’. -]*\p{L}[\p{M}]*$/u;
// A business, which is not greeted by its first word. Matches «Taller Ruiz, S.A. de C.V.» and «Farmacia Luz»; not «Rosa Sada».
const BUSINESS =
  /\b(?:S\.? ?A\.?|S\.? de R\.? ?L\.?|C\.? ?V\.?|A\. ?C\.)(?: |,|$)|^(?:abarrotes|agencia|asociación|café|centro|clínica|colegio|comercial|condominio|constructora|consultorio|despacho|distribuidora|escuela|estética|farmacia|ferretería|grupo|hotel|iglesia|instituto|mueblería|notaría|panadería|papelería|refaccionaria|restaurante?|servicios?|taller|taquería|tienda|tortillería|transportes|veterinaria)\b/iu;

/** A name as an answer may repeat it: one line of letters that no program takes for a link or a format; null where nothing is left. */
export const plainName = (name: string | null): string | null => {
  const letters = (name ?? '').normalize('NFC').replace(LINK, ' ').replace(NOT_OF_A_NAME, ' ').replace(INNER_DOT, '. ');
  const digits = letters.match(/\p{N}/gu)?.length ?? 0;
  const line = (digits > MAX_NAME_DIGITS ? letters.replace(/\p{N}/gu, '') : letters).replace(/\s+/g, ' ').trim();
  return /\p{L}/u.test(line) ? cut(line, NAME_LENGTH) : null;
};

/** A contract as an answer may repeat it: capital letters and digits alone. */
export const plainContract = (contract: string | null): string | null =>
  (contract ?? '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, CONTRACT_LENGTH) || null;

/** An address as an answer may repeat it, or null where it is none. */
export const plainAddress = (address: string | null): string | null =>
  address !== null && ADDRESS.test(address) ? address.toLowerCase() : null;

/** `+526865550142` as Mexicans write it, `686 555 0142` (Mexico City, Guadalajara and Monterrey: `55 1234 5678`); others keep their code. */
export const phoneInWords = (phone: string | null): string | null => {
  if (phone === null || !E164.test(phone)) return null;
  const local = /^\+52(\d{10})$/.exec(phone)?.[1];
  if (local === undefined) return phone;
  const area = /^(?:33|55|56|81)/.test(local) ? 2 : 3;
  return `${local.slice(0, area)} ${local.slice(area, 6)} ${local.slice(6)}`;
};

/** The first given name, to greet with; null for a business or a name of one letter. */
export const givenName = (name: string | null): string | null => {
  const line = plainName(name);
  if (line === null || BUSINESS.test(line)) return null;
  const [first = '', second = ''] = line.split(' ');
  const given = /^ma\.?$/i.test(first) && second !== '' ? `Ma. ${capitalised(second)}` : capitalised(first);
  return GIVEN.test(given) ? given : null;
};

const capitalised = (word: string) => word.charAt(0).toLocaleUpperCase('es') + word.slice(1).toLocaleLowerCase('es');

/** At a word's end, where one is near. */
const cut = (line: string, length: number) => (line.length <= length ? line : line.slice(0, length).replace(/\s+\S*$/, ''));
