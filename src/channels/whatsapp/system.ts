// In: a `system` message or a `user_id_update`. Out: who the person was and is now; what is no such change becomes `other`.
import { type MetaItem, type Origin, other, type Person } from '../meta/items.ts';
import { type JsonObject, readId, readObject, readSeconds } from '../meta/json.ts';
import { readPerson } from './person.ts';

/** "User A changed from 1 to 2" (Meta, system messages): the old number is the sender, the new one in `system`. */
export const parseSystem = (origin: Origin, raw: JsonObject): MetaItem => {
  const system = readObject(raw.system) ?? {};
  const type = readId(system.type) ?? 'none';
  const change = CHANGES.get(type);
  if (!change) return other(origin, `system:${type}`);
  const after = readPerson(system.wa_id ?? system.new_wa_id ?? system.customer, system.user_id);
  const from = readPerson(raw.from, system.previous_user_id ?? raw.from_user_id);
  return composeChange(origin, readId(raw.id), change, from, after);
};

/** The field of its own that told the same, said to be withdrawn since 2026-08-11; still taken where it comes. */
export const parseUserIdUpdate = (origin: Origin): MetaItem => {
  const update = readObject(origin.raw) ?? {};
  const ids = readObject(update.user_id);
  const before = readPerson(update.wa_id, update.previous_user_id ?? ids?.previous);
  const after = readPerson(update.wa_id, ids?.current ?? update.user_id);
  return composeChange({ ...origin, at: readSeconds(update.timestamp) }, null, 'user-id', before, after);
};

const composeChange = (origin: Origin, externalId: string | null, change: 'number' | 'user-id', from: Person, after: Person): MetaItem => {
  // A change of id keeps the number; a change of number told from the new number leaves the old one unknown.
  const before: Person = {
    phone: change === 'number' && from.phone === after.phone ? null : from.phone,
    userId: from.userId === after.userId ? null : from.userId,
  };
  const known = (before.phone || before.userId) && (after.phone || after.userId);
  if (!known) return other(origin, 'system-without-both-sides');
  return { ...origin, kind: 'system', externalId, change, before, after };
};

// `customer_changed_number` is the name of older versions.
const CHANGES = new Map<string, 'number' | 'user-id'>([
  ['user_changed_number', 'number'],
  ['customer_changed_number', 'number'],
  ['user_changed_user_id', 'user-id'],
]);
