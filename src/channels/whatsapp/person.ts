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

/** The contact of a message, matched by number (521 and 52 are one) or user id, never by its place in the list. */
export const findContact = (value: JsonObject, waId: unknown, userId: unknown): JsonObject | null => {
  const wanted = readPerson(waId, userId);
  for (const candidate of readList(value.contacts).map(readObject)) {
    if (candidate && isSame(readPerson(candidate.wa_id, candidate.user_id), wanted)) return candidate;
  }
  return null;
};

/** The name that the person chose for the profile: may be an emoji, a dot or missing; proves nothing. */
export const readProfileName = (contact: JsonObject | null): string | null => readText(readObject(contact?.profile)?.name)?.trim() || null;

const isSame = (one: Person, wanted: Person): boolean =>
  (one.userId !== null && one.userId === wanted.userId) || (one.phone !== null && one.phone === wanted.phone);

// "MX.40000000000000000001", not "5216865550142".
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/;
