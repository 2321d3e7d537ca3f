// One person's data. In: `export` or `erase`, a company, and how the person is known. Out: a JSON file of all that is kept, or blanked rows and a count; status 0. On failure: what was expected; status 2 on a wrong use, 1 else.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CompanyProfile } from '../core/company.ts';
import { canonicalPhone } from '../core/phone.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import { readDatabaseUrl } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { getProfile } from '../runtime/profiles.ts';
import type { PersonKey } from '../store/personal.ts';
import { openStore, type Store } from '../store/store.ts';

const USAGE = `expected who it is about in one way\nusage: personal export --company NAME (--phone NUMBER | --email ADDRESS | --contract NUMBER) [--out FILE]
       personal erase --company NAME (--phone NUMBER | --email ADDRESS | --contract NUMBER) --reason TEXT`;

export const run = async (args: string[]): Promise<number> => {
  const order = readOrder(args);
  if (order === null) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const profile = getProfile(order.company);
  const databaseUrl = readDatabaseUrl(process.env);
  if (!databaseUrl) throw new PermanentError('database', 'expected DATABASE_URL: whose data is asked for must be said');
  const store = openStore(databaseUrl, { connections: 2 });
  try {
    const key = keyOf(order, profile);
    return order.verb === 'export'
      ? await exportPerson(store, profile, key, order.out)
      : await erasePerson(store, profile, key, order.reason);
  } finally {
    await store.close();
  }
};

type Order = { company: string; phone: string | undefined; email: string | undefined; contract: string | undefined } & (
  | { verb: 'export'; out: string | null }
  | { verb: 'erase'; reason: string }
);

const readOrder = (args: string[]): Order | null => {
  const text = { type: 'string' } as const;
  try {
    const options = { company: text, phone: text, email: text, contract: text, out: text, reason: text };
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const { company, phone, email, contract, out, reason } = values;
    const [verb, ...rest] = positionals;
    const ways = [phone, email, contract].filter((way) => way !== undefined);
    if (rest.length > 0 || !company || ways.length !== 1) return null;
    if (verb === 'export' && reason === undefined) return { verb, company, phone, email, contract, out: out ?? null };
    return verb === 'erase' && reason?.trim() && out === undefined ? { verb, company, phone, email, contract, reason } : null;
  } catch {
    return null; // an unknown option is a wrong use, like any other
  }
};

const keyOf = ({ phone, email, contract }: Order, profile: CompanyProfile): PersonKey => {
  const number = phone === undefined ? null : canonicalPhone(withCountry(phone));
  if (phone !== undefined && number === null) throw new PermanentError('usage', '--phone: expected a telephone of Mexico or with +country');
  return {
    phone: number,
    address: email?.trim().toLowerCase() ?? null,
    userId: null,
    contractKey: contract === undefined ? null : contractKeyOf(contract.trim().toUpperCase(), profile),
  };
};

// "686 123 0001" is Mexican; "+1 619 555 0100" says its country itself.
const withCountry = (typed: string): string => (/^\D*(?:\d\D*){10}$/.test(typed) && !typed.includes('+') ? `52${typed}` : typed);

const exportPerson = async (store: Store, { company }: CompanyProfile, key: PersonKey, out: string | null): Promise<number> => {
  const rows = await store.personal.find(company, key);
  const data = { company, exportedAt: new Date().toISOString(), ...(await store.personal.read(rows)) };
  const text = `${JSON.stringify(data, (_name, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`;
  await note(store, company, 'personal-export', key, { tickets: rows.ticketIds.length, messages: rows.messageIds.length });
  if (out === null) process.stdout.write(text);
  else await writeFile(out, text, { mode: 0o600, flag: 'wx' });
  process.stderr.write(`${rows.ticketIds.length} tickets, ${rows.messageIds.length} messages${out === null ? '' : `, in ${out}`}\n`);
  return 0;
};

const erasePerson = async (store: Store, { company }: CompanyProfile, key: PersonKey, reason: string): Promise<number> => {
  const erased = await store.transaction(async (nouns) => {
    const found = await nouns.personal.find(company, key);
    await nouns.lockTickets(found.ticketIds);
    const rows = await nouns.personal.find(company, key);
    const { folios, unsettled } = await nouns.personal.findOpen(rows);
    if (folios.length > 0)
      throw new PermanentError('open-tickets', `resolve first what is open, then erase: ${folios.slice(0, 20).join(', ')}`);
    if (unsettled > 0) throw new PermanentError('unsettled', `${unsettled} messages are still being worked on; try again in a minute`);
    return nouns.personal.erase(rows, new Date());
  });
  await note(store, company, 'personal-erase', key, { ...erased, reason });
  process.stdout.write(
    `${Object.entries(erased)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}\n`,
  );
  return 0;
};

/** Who was asked for stands in the log as a hash alone: the log must not hold what was erased. */
const note = (store: Store, company: string, action: string, key: PersonKey, data: Record<string, string | number>): Promise<void> => {
  const subject = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return store.audit.add({ company, at: new Date(), agentId: null, action, subject, data });
};
