// In: a checked contact form. Out: the customer's message. Nothing can fail: what is wrong was refused before.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from '../../core/message.ts';
import type { Company } from '../../core/words.ts';
import type { CheckedForm } from './fields.ts';

/** Name and contract of a form count as said in the text (policy, rule 3); the same message twice from one page has one id. */
export const parseForm = (form: CheckedForm, company: Company): IncomingMessage => ({
  company,
  channel: 'web',
  mailbox: null,
  kind: 'text',
  externalId: form.pageId ? `form:${hashOf(form)}` : null,
  sender: { name: form.name, address: form.email, phone: form.phone, userId: null },
  replyTo: null,
  subject: null,
  text: form.message,
  sentAt: null,
  inReplyTo: null,
  references: [],
  attachments: [],
  form: { name: form.name, contract: form.contract, city: form.city },
});

/** Of the page and all that was typed: who goes back and writes something else writes another message. */
const hashOf = ({ pageId, name, email, phone, contract, city, message }: CheckedForm): string =>
  createHash('sha256')
    .update(JSON.stringify([pageId, name, email, phone, contract, city, message]))
    .digest('hex');
