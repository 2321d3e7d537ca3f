import type { Sender } from '../message.ts';
import type { Channel } from '../words.ts';

/**
 * Whose conversation a message belongs to (policy, rule 3): mail and form by address, a form without one and WhatsApp by
 * telephone (52 and 521 are one, see core/phone.ts) or the business-scoped user id, Messenger by the page-scoped id.
 * Null where the sender shows none of them.
 */
export const conversationOf = (channel: Channel, sender: Sender): string | null => {
  if (channel === 'messenger') return sender.userId && `messenger:${sender.userId}`;
  if (channel === 'whatsapp') return byPhone(sender) ?? (sender.userId && `wa:${sender.userId}`);
  return sender.address === null || sender.address === '' ? byPhone(sender) : `email:${sender.address.toLowerCase()}`;
};

const byPhone = (sender: Sender): string | null => (sender.phone === null ? null : `phone:${sender.phone}`);
