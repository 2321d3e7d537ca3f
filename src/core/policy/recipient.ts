import type { CompanyProfile } from '../company.ts';
import type { Sender } from '../message.ts';
import type { Channel } from '../words.ts';

/** Where an answer goes; `channel` may differ from the message's own (a form is answered by mail or WhatsApp). */
export type Route = { channel: Channel; recipient: string };

/** What the choice of an answer's way looks at. */
export type Asker = { channel: Channel; sender: Sender; replyTo: string | null };

/**
 * Where the answer to a message goes (policy, rule 18): a mail's Reply-To unless it is ours, else its From; a form's address,
 * else WhatsApp of its telephone; a chat's own sender. Null where that is nowhere, or one of our own addresses.
 */
export const chooseRecipient = (asker: Asker, profile: Pick<CompanyProfile, 'ownAddresses' | 'ownPhones'>): Route | null => {
  const { channel, sender } = asker;
  if (channel === 'messenger') return sender.userId === null ? null : { channel, recipient: sender.userId };
  if (channel === 'whatsapp') return toPhone(sender.phone ?? sender.userId, profile);
  const theirs = (address: string | null) =>
    address !== null && address !== '' && address.length <= MAX_ADDRESS_CHARS && !profile.ownAddresses.includes(address) ? address : null;
  const address = theirs(channel === 'email' ? asker.replyTo : null) ?? theirs(sender.address);
  if (address !== null) return { channel: 'email', recipient: address };
  return channel === 'web' ? toPhone(sender.phone, profile) : null;
};

/** RFC 5321, 4.5.3.1: 64 before the @ and 255 after it; no server takes more. */
const MAX_ADDRESS_CHARS = 320;

const toPhone = (phone: string | null, profile: Pick<CompanyProfile, 'ownPhones'>): Route | null =>
  phone === null || profile.ownPhones.includes(phone) ? null : { channel: 'whatsapp', recipient: phone };
