import type { IncomingMessage } from '../message.ts';
import { storable } from '../text/storable.ts';

/**
 * What makes a message one delivery (policy, rule 1), to be hashed where it is stored: the wamid or mid of a chat; of a mail
 * its Message-ID with sender, subject and text, without one its date in place of the id. Null where nothing identifies it (a form).
 */
export const identityOf = (message: IncomingMessage): string | null => {
  if (message.channel === 'email') return mailIdentity(message);
  return message.externalId === null ? null : storable(`${message.channel}:${message.externalId}`);
};

const mailIdentity = (message: IncomingMessage): string => {
  const known = message.externalId ?? `date:${message.sentAt?.toISOString() ?? ''}`;
  return ['email', known, message.sender.address ?? '', onOneLine(message.subject ?? ''), onOneLine(message.text)].join('\n');
};

/** White space is what servers and lists change on the way. */
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
