// Knows people by both of their ids. In: the user ids and telephones that a delivery shows. Out: the telephone of each user id; what stood under the id alone stands under the telephone. On failure: the caller's transaction is undone.
import { conversationOf } from '../core/policy/conversation.ts';
import type { Channel } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';

export type Seen = { userId: string; phone: string | null; at: Date };
export type Phones = ReadonlyMap<string, string>;

type Person = { phone: string | null; userId: string | null };

/** A person's conversation, by the telephone that is known of the user id where none is given (policy, rule 3). */
export const conversationOfPerson = (channel: Channel, { phone, userId }: Person, phones: Phones): string | null =>
  conversationOf(channel, { name: null, address: null, phone: phone ?? phones.get(userId ?? '') ?? null, userId });

/**
 * Links WhatsApp's user ids with the telephones they show, and locks the conversations that `touches` names (and those that
 * move) before anything is written: whoever understands them is waited for.
 */
export const knowPeople = async (
  nouns: Nouns,
  company: string,
  seen: Seen[],
  touches: (phones: Phones) => (string | null)[] = () => [],
): Promise<Phones> => {
  const known = await nouns.identities.findPhones(company, 'whatsapp', [...new Set(seen.map(({ userId }) => userId))]);
  const shown = seen.flatMap(({ userId, phone, at }) => (phone === null ? [] : [{ userId, phone, seenAt: at }]));
  const latest = new Map(shown.toSorted((one, other) => +one.seenAt - +other.seenAt).map((link) => [link.userId, link]));
  const links = [...latest.values()].filter(({ userId, phone }) => known.get(userId) !== phone);
  const phones = new Map([...known, ...links.map(({ userId, phone }) => [userId, phone] as const)]);
  const moves = await findMoves(nouns, company, links);
  const touched = [...touches(phones), ...moves.flatMap(({ from, to }) => [from, to])].filter((conversation) => conversation !== null);
  await nouns.lock(touched.map((conversation) => `conversation:${company}:${conversation}`));
  await nouns.identities.link(company, 'whatsapp', links);
  for (const { from, to } of moves) await nouns.identities.moveConversation(company, from, to);
  return phones;
};

/** Who wrote without a telephone and shows one now has two conversations that are one. */
const findMoves = async (nouns: Nouns, company: string, links: { userId: string; phone: string }[]) => {
  const targets = new Map(links.map(({ userId, phone }) => [`wa:${userId}`, `phone:${phone}`]));
  const strays = await nouns.identities.findConversations(company, [...targets.keys()]);
  return strays.flatMap((from) => {
    const to = targets.get(from);
    return to ? [{ from, to }] : [];
  });
};
