// A mail that came inside a mail. In: the text and parts of the outer one. Out: its text, and the inner mail's where the outer says nothing; never fails.
import { readBody } from './body.ts';
import { readFields } from './fields.ts';
import type { MailLimits } from './limits.ts';
import { allParts, decodeBody, type Part, splitMail } from './mime.ts';
import { prepareMail } from './prepare.ts';

/**
 * "Forward as attachment" without a word of its own: the customer's matter is in the attached mail. Its text is given
 * under the lines with which mail programs introduce a forwarded mail. One level only; delivery reports are left alone.
 */
export const withForwarded = async (text: string, root: Part, limits: MailLimits): Promise<string> => {
  if (text !== '' || root.contentType === 'multipart/report') return text;
  const part = [...allParts(root)].find(({ contentType }) => contentType === 'message/rfc822');
  if (!part) return text;
  const prepared = prepareMail(await decodeBody(part), limits);
  const inner = prepared.kind === 'prepared' ? await splitMail(prepared.bytes, limits) : prepared;
  if (inner.kind === 'malformed') return text;
  const fields = readFields(inner.root);
  const lines = ['---------- Mensaje reenviado ----------', `De: ${fields.text('from') ?? ''}`, `Asunto: ${fields.text('subject') ?? ''}`];
  return `${lines.join('\n')}\n\n${(await readBody(inner.root, limits)).text}`.slice(0, limits.textChars);
};
