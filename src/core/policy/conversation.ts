import type { Sender } from '../message.ts';
import { storable } from '../text/storable.ts';
import type { Channel } from '../words.ts';

/**
 * Whose conversation a message belongs to (policy, rule 3): mail and form by address, a form without one and WhatsApp by
 * telephone (52 and 521 are one, see core/phone.ts) or the business-scoped user id, Messenger by the page-scoped id.
 * Null where the sender shows none of them.
 */
export const conversationOf = (channel: Channel, sender: Sender): string | null => {
  if (channel === 'messenger') return sender.userId && conversationKey(`messenger:${sender.userId}`);
  if (channel === 'whatsapp') return byPhone(sender) ?? (sender.userId && conversationKey(`wa:${sender.userId}`));
  return sender.address === null || sender.address === '' ? byPhone(sender) : conversationKey(`email:${sender.address.toLowerCase()}`);
};

const byPhone = (sender: Sender): string | null => (sender.phone === null ? null : conversationKey(`phone:${sender.phone}`));

/** Longer than any address (RFC 5321, 4.5.3.1: 320 characters) or id; an index of the database holds no more than some 2700 bytes. */
const MAX_KEY_CHARS = 330;

/** A conversation's name as it can be kept and found again, whatever its sender wrote. */
export const conversationKey = (name: string): string => storable(name.slice(0, MAX_KEY_CHARS));
