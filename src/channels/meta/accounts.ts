// Whose each thing in a webhook is. In: the verdicts on a signed body, the company whose route it came to, and who owns which number and page. Out: the verdicts by company. What is nobody's, or not proven, becomes `other` with an alert, never an exception.
import { type MetaItem, other } from './items.ts';

/** The number's and the page's id at Meta; null where the company has no such channel. */
export type Accounts = { whatsapp: string | null; messenger: string | null };

/**
 * One app of Meta has one address and one secret for all its numbers and pages, so a body may hold several companies'
 * things. Each goes to the company whose number or page it came to, if that company's own secret signed it too. What came
 * to a number that no company has, or that the signature does not prove, is kept and told of: to take it would answer
 * somebody from a number that they never wrote to.
 */
export const sortByOwner = (
  items: readonly MetaItem[],
  given: { company: string; accounts: ReadonlyMap<string, Accounts>; isProven: (company: string) => boolean },
): Map<string, MetaItem[]> => {
  const sorted = new Map<string, MetaItem[]>();
  const put = (company: string, item: MetaItem) => {
    const own = sorted.get(company);
    if (own) own.push(item);
    else sorted.set(company, [item]);
  };
  const proven = new Map<string, boolean>();
  for (const item of items) {
    const owner = findOwner(item, given);
    if (owner === given.company || item.kind === 'other') put(given.company, item);
    else if (owner === null) put(given.company, other(item, 'unknown-account', { alert: true }));
    else {
      const isProven = proven.get(owner) ?? given.isProven(owner);
      proven.set(owner, isProven);
      if (isProven) put(owner, belongingTo(owner, item));
      else put(given.company, other(item, 'account-of-another', { alert: true }));
    }
  }
  return sorted;
};

/** The parsers know the route alone: what they made bears its company. */
const belongingTo = (company: string, item: MetaItem): MetaItem =>
  item.kind === 'message' || item.kind === 'edit' ? { ...item, message: { ...item.message, company } } : item;

/** What names no account is the route's own. */
const findOwner = (
  { channel, accountId }: MetaItem,
  { company, accounts }: { company: string; accounts: ReadonlyMap<string, Accounts> },
): string | null => {
  if (accountId === null || accounts.get(company)?.[channel] === accountId) return company;
  for (const [owner, ids] of accounts) if (ids[channel] === accountId) return owner;
  return null;
};
