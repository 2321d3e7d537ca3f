// Whose each thing in a webhook is. In: a signed body or the verdicts on it, the company whose route it came to, and who owns which number and page. Out: the companies, or the verdicts of one of them. What is nobody's, or not proven, becomes `other` with an alert, never an exception.
import { type MetaItem, other } from './items.ts';
import { readId, readList, readObject, readText } from './json.ts';

/** The number's and the page's id at Meta; null where the company has no such channel. */
export type Accounts = { whatsapp: string | null; messenger: string | null };
/** Whose things of a body are meant: `route` is the company to whose address it came, `proven` the others in it whose own secret signed it. */
export type Owner = { company: string; channel: MetaChannel; route: string; proven: string[] };

type MetaChannel = MetaItem['channel'];
type Given = { company: string; accounts: ReadonlyMap<string, Accounts>; isProven: (company: string) => boolean };

/**
 * The companies whose things a body holds: that of the route, and each whose number or page is named and whose own secret
 * signed it. Which verdict is whose is found when they are read (`itemsOf`): what belongs to none of the others, then or now,
 * is the route's.
 */
export const findOwners = (body: unknown, given: Given): Owner[] => {
  const { company, isProven } = given;
  const channel = channelOf(body);
  const others = new Set<string>();
  for (const accountId of accountsIn(body, channel)) {
    const owner = findOwner({ channel, accountId }, given);
    if (owner !== null && owner !== company && !others.has(owner) && isProven(owner)) others.add(owner);
  }
  const proven = [...others];
  return [company, ...proven].map((one) => ({ company: one, channel, route: company, proven }));
};

/** Of the verdicts on a body those that are one owner's. */
export const itemsOf = (items: readonly MetaItem[], { company, route, proven }: Owner, accounts: Given['accounts']): MetaItem[] =>
  sortByOwner(items, { company: route, accounts, isProven: (other) => proven.includes(other) }).get(company) ?? [];

/** `object` is `page` or `whatsapp_business_account`; what is neither is kept with the latter. */
export const channelOf = (body: unknown): MetaChannel => (objectOf(body) === 'page' ? 'messenger' : 'whatsapp');
export const objectOf = (body: unknown): string => readText(readObject(body)?.object) ?? '';

/** Where the parsers find them: the number in each change, the page in each entry. */
const accountsIn = (body: unknown, channel: MetaChannel): Set<string | null> => {
  const entries = readList(readObject(body)?.entry).map(readObject);
  if (channel === 'messenger') return new Set(entries.map((entry) => readId(entry?.id)));
  const changes = entries.flatMap((entry) => readList(entry?.changes));
  return new Set(changes.map((change) => readId(readObject(readObject(readObject(change)?.value)?.metadata)?.phone_number_id)));
};

/**
 * One app of Meta has one address and one secret for all its numbers and pages, so a body may hold several companies'
 * things. Each goes to the company whose number or page it came to, if that company's own secret signed it too. What came
 * to a number that no company has, or that the signature does not prove, is kept and told of: to take it would answer
 * somebody from a number that they never wrote to.
 */
const sortByOwner = (items: readonly MetaItem[], given: Given): Map<string, MetaItem[]> => {
  const sorted = new Map<string, MetaItem[]>();
  const put = (company: string, item: MetaItem) => {
    const own = sorted.get(company);
    if (own) own.push(item);
    else sorted.set(company, [item]);
  };
  for (const item of items) {
    const owner = findOwner(item, given);
    if (owner === given.company || item.kind === 'other') put(given.company, item);
    else if (owner === null) put(given.company, other(item, 'unknown-account', { alert: true }));
    else if (given.isProven(owner)) put(owner, belongingTo(owner, item));
    else put(given.company, other(item, 'account-of-another', { alert: true }));
  }
  return sorted;
};

/** The parsers know the route alone: what they made bears its company. */
const belongingTo = (company: string, item: MetaItem): MetaItem =>
  item.kind === 'message' || item.kind === 'edit' ? { ...item, message: { ...item.message, company } } : item;

/** What names no account is the route's own. */
const findOwner = (
  { channel, accountId }: Pick<MetaItem, 'channel' | 'accountId'>,
  { company, accounts }: Pick<Given, 'company' | 'accounts'>,
): string | null => {
  if (accountId === null || accounts.get(company)?.[channel] === accountId) return company;
  for (const [owner, ids] of accounts) if (ids[channel] === accountId) return owner;
  return null;
};
