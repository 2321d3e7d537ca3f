// In: the ids by which a webhook names a person, and its contacts. Out: E.164 number and business-scoped user id, each null where missing.
import { canonicalPhone } from '../../core/phone.ts';
import type { Person } from '../meta/items.ts';
import { type JsonObject, readId, readList, readObject, readText } from '../meta/json.ts';

/**
 * Either id may be absent: with a username set `from` and `wa_id` can be missing altogether (Meta, business-scoped user
 * ids), before April 2026 and in some kinds the user id is. A user id in the number's place is taken as what it is.
 */
export const readPerson = (waId: unknown, userId: unknown): Person => {
  const number = readId(waId);
  const ownUserId = readId(userId) ?? (number && USER_ID.test(number) ? number : null);
  return { phone: number ? canonicalPhone(number) : null, userId: ownUserId };
};

/** The contacts of one change under both of their ids: a batch has up to 1000, and as many messages that look for theirs. */
export type Contacts = { byUserId: Map<string, JsonObject>; byPhone: Map<string, JsonObject> };

export const readContacts = (value: JsonObject): Contacts => {
  const contacts: Contacts = { byUserId: new Map(), byPhone: new Map() };
  for (const contact of readList(value.contacts).map(readObject)) {
    const { phone, userId } = readPerson(contact?.wa_id, contact?.user_id);
    if (contact && userId) contacts.byUserId.set(userId, contact);
    if (contact && phone) contacts.byPhone.set(phone, contact);
  }
  return contacts;
};

/** The contact of a message, matched by user id or number (521 and 52 are one), not by its place in the list. */
export const findContact = (contacts: Contacts, { phone, userId }: Person): JsonObject | null =>
  contacts.byUserId.get(userId ?? '') ?? contacts.byPhone.get(phone ?? '') ?? null;

/** The name that the person chose for the profile: may be an emoji, a dot or missing; proves nothing. */
export const readProfileName = (contact: JsonObject | null): string | null => readText(readObject(contact?.profile)?.name)?.trim() || null;

// "MX.40000000000000000001", not "5216865550142".
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/;
