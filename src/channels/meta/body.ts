// Reads a webhook's body that the door has taken. In: its bytes, and whose things in it are meant. Out: a verdict for each of them. What cannot be read becomes `other`; bytes that are no JSON throw, for the door takes none.
import { type Accounts, channelOf, itemsOf, type Owner, objectOf } from './accounts.ts';
import { type MetaItem, other, type ParseBody } from './items.ts';

export type BodyOptions = {
  accounts: ReadonlyMap<string, Accounts>;
  /** Who reads which `object`: whatsapp_business_account, page. */
  parsers: Readonly<Record<string, ParseBody>>;
};

/** The verdicts on what is one owner's in a body, in its order. */
export const readBody = ({ accounts, parsers }: BodyOptions, owner: Owner, rawBody: Buffer): MetaItem[] => {
  const body: unknown = JSON.parse(rawBody.toString('utf8'));
  const object = objectOf(body);
  const parse = Object.hasOwn(parsers, object) ? parsers[object] : undefined;
  const origin = { channel: channelOf(body), accountId: null, at: null, raw: body } as const;
  return itemsOf(parse ? parse(body, { company: owner.route }) : [other(origin, 'unknown-object')], owner, accounts);
};
