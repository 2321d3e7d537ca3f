// In: what was typed into the contact form, however it was sent. Out: clean fields, or for each that is wrong a sentence for the customer.
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { canonicalPhone } from '../../core/phone.ts';

export const FIELD_NAMES = ['name', 'email', 'phone', 'contract', 'city', 'message'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** As typed, so that a page can show it again; '' where nothing was. */
export type TypedFields = Record<FieldName, string> & {
  /** Fills itself in where a machine writes: people do not see it. */
  trap: string;
  /** Made with the page: the same message sent twice from one page is one. */
  pageId: string;
};

export type FieldErrors = Partial<Record<FieldName, string>>;

/** A form that can be taken: each part null where nothing was typed. */
export type CheckedForm = {
  name: string | null;
  /** Lower case. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  contract: string | null;
  city: string | null;
  message: string;
  pageId: string | null;
  /** The trap was filled in: most likely a machine. Taken all the same, never told. */
  isSuspect: boolean;
};

/** Characters, of the fields that have a limit that people may meet. */
export const FIELD_LIMITS: Record<FieldName, number> = { name: 120, email: 254, phone: 40, contract: 40, city: 80, message: 5000 };

/** The trap's name looks like a field worth filling, and is no field of people's address books. */
export const TRAP_NAME = 'website';
export const PAGE_ID_NAME = 'page';

/** What was sent under the fields' names; a number is taken as its digits, lists and objects as wrong. */
export const readFields = (sent: Record<string, unknown>): { typed: TypedFields; wrongTypes: FieldName[] } => {
  const read = (name: string) => (Object.hasOwn(sent, name) ? sent[name] : undefined);
  const entries = FIELD_NAMES.map((name) => [name, cleanText(read(name), name === 'message')] as const);
  const fields = Object.fromEntries(entries) as Record<FieldName, string>;
  const trap = cleanText(read(TRAP_NAME), false);
  const pageId = cleanText(read(PAGE_ID_NAME), false);
  return { typed: { ...fields, trap, pageId }, wrongTypes: FIELD_NAMES.filter((name) => !isPlain(read(name))) };
};

/**
 * Policy, rule 18: an answer goes to the address that the form holds, else to WhatsApp of its phone; so it needs one of
 * them. Everything else but the message may be left out: what is missing is asked for (rule 6).
 */
export const checkFields = (typed: TypedFields, wrongTypes: FieldName[] = []): { form: CheckedForm } | { errors: FieldErrors } => {
  const errors: FieldErrors = {};
  const email = typed.email.toLowerCase();
  const phone = readPhone(typed.phone);
  if (typed.email !== '' && !EMAIL.safeParse(email).success) errors.email = 'Escriba el correo completo, por ejemplo nombre@correo.mx.';
  if (typed.phone !== '' && !phone) errors.phone = 'Escriba el teléfono a 10 dígitos, por ejemplo 686 555 0142.';
  if (typed.email === '' && typed.phone === '') {
    errors.email = 'Escriba su correo o su teléfono, para poder responderle.';
    errors.phone = errors.email;
  }
  if (typed.message === '') errors.message = 'Escriba su mensaje.';
  for (const name of FIELD_NAMES) if (typed[name].length > FIELD_LIMITS[name]) errors[name] = tooLong(name, typed[name].length);
  for (const name of wrongTypes) errors[name] = 'Escriba este dato como texto.';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    form: {
      name: typed.name || null,
      email: email || null,
      phone,
      contract: typed.contract || null,
      city: typed.city || null,
      message: typed.message,
      pageId: PAGE_ID.test(typed.pageId) ? typed.pageId : null,
      isSuspect: typed.trap !== '',
    },
  };
};

/** E.164 of a telephone as Mexicans type it: 10 digits, also with 01, 044 or 045 before them, 521, or another country's with +. */
const readPhone = (typed: string): string | null => {
  const local = typed.replace(OLD_PREFIX, '$1');
  const number = parsePhoneNumberFromString(canonicalPhone(local.replace(/^00/, '+').trim())?.match(MEXICAN)?.[0] ?? local, 'MX');
  return number?.isValid() ? number.number : null;
};

const tooLong = (name: FieldName, length: number): string =>
  `Puede tener hasta ${FIELD_LIMITS[name].toLocaleString('es-MX')} caracteres; el suyo tiene ${length.toLocaleString('es-MX')}.`;

const isPlain = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string' || typeof value === 'number';

/** No control characters but the line breaks of a message; no half of a character, which PostgreSQL would refuse. */
const cleanText = (value: unknown, keepsLines: boolean): string => {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const text = String(value).toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n');
  return (keepsLines ? text.replace(CONTROLS, '') : text.replace(CONTROLS_AND_LINES, ' ')).trim();
};

const EMAIL = z.email();
// "01 686 555 0142" and "044-6865550142", not "0446" alone.
const OLD_PREFIX = /^\s*(?:01|044|045)[\s-]*((?:\d[\s()-]*){10})$/;
// "+526865550142", not "+14155550100".
const MEXICAN = /^\+52\d{10}$/;
// NUL and BEL, not a tab or a line break.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const CONTROLS_AND_LINES = /[\u0000-\u001f\u007f\u2028\u2029]+/g;
// "0195f3a2-7b3c-7def-8123-456789abcdef", not "1".
const PAGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
