import type { IncomingMessage, Sender } from '../../src/core/message.ts';

export const NOBODY: Sender = { name: null, address: null, phone: null, userId: null };

/** A message to Konecta of which nothing is known but what is given. */
export const messageOf = (message: Partial<IncomingMessage> & Pick<IncomingMessage, 'channel' | 'text'>): IncomingMessage => ({
  company: 'konecta',
  mailbox: null,
  kind: 'text',
  externalId: null,
  replyTo: null,
  subject: null,
  sentAt: null,
  inReplyTo: null,
  references: [],
  attachments: [],
  form: null,
  ...message,
  sender: { ...NOBODY, ...message.sender },
});
