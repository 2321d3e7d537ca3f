// Address fields to addresses. In: raw header values. Out: addresses in lower case with their names; what is no address is left out; never fails.
import addressparser from 'nodemailer/lib/addressparser';
import { decodeHeader, unfold } from './header-text.ts';

export type MailAddress = { name: string | null; address: string };

/** An address that mail can be sent to: `ana@example.mx`; not `ana`, `a b@c`, `<ana@>`. */
const ADDRESS = /^[^\s@<>()[\]",;:\\]{1,64}@[^\s@<>()",;:\\]{1,253}$/;
/** An address somewhere in a field that no parser understands: `Ana [ana@example.mx]`. */
const ADDRESS_WITHIN = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;

const MAX_FIELD_CHARS = 128 * 1024;

/** All addresses of some fields, groups opened, in order, each once. */
export const readAddresses = (values: string[]): MailAddress[] => {
  const found = values.flatMap((value) => readField(unfold(value).slice(0, MAX_FIELD_CHARS)));
  return [...new Map(found.map((entry) => [entry.address, entry])).values()];
};

/** How many addresses a field seems to hold, without parsing it: a bomb is counted, not read. */
export const countAddresses = (values: string[]): number => values.reduce((sum, value) => sum + value.split('@').length - 1, 0);

const readField = (value: string): MailAddress[] => {
  const parsed = addressparser(value, { flatten: true }).flatMap(({ name, address }) => {
    const clean = decodeHeader(address).toLowerCase();
    return ADDRESS.test(clean) ? [{ name: decodeHeader(name).slice(0, 200).toWellFormed() || null, address: clean }] : [];
  });
  if (parsed.length > 0) return parsed;
  const within = ADDRESS_WITHIN.exec(decodeHeader(value.slice(0, 2000)))?.[0];
  return within ? [{ name: null, address: within.toLowerCase() }] : [];
};
