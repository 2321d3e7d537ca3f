// The readable part of a mail over the size limit. In: a UID. Out: a smaller mail with its headers and first text, or null if it vanished. On failure: throws.
import type { FetchMessageObject, MessageStructureObject } from 'imapflow';
import type { ImapClient } from './imap-client.ts';

const MAX_HEADER_BYTES = 256 * 1024;
const MAX_TEXT_BYTES = 256 * 1024;

/** Headers and first text of a mail as a mail of its own: it parses as the whole would, only the other parts are missing. */
export const fetchPart = async (client: ImapClient, uid: number, limitMs: number): Promise<Buffer | null> => {
  const header = { key: 'HEADER', start: 0, maxLength: MAX_HEADER_BYTES };
  const query = { uid: true, bodyStructure: true, bodyParts: [header] };
  const found = await client.run('fetch', (flow) => flow.fetchOne(`${uid}`, query, { uid: true }), limitMs);
  if (!found) return null;
  const headers = found.headers ?? partOf(found, 'header');
  const text = found.bodyStructure && findText(found.bodyStructure);
  if (!text) return headers;
  const key = text.part ?? '1';
  const parts = [{ key, start: 0, maxLength: MAX_TEXT_BYTES }, ...(text === found.bodyStructure ? [] : [`${key}.MIME`])];
  const body = await client.run('fetch', (flow) => flow.fetchOne(`${uid}`, { uid: true, bodyParts: parts }, { uid: true }), limitMs);
  if (!body) return null;
  return compose(headers, partOf(body, `${key}.MIME`), partOf(body, key), found.bodyStructure?.parameters?.boundary);
};

const partOf = (mail: FetchMessageObject, key: string): Buffer =>
  mail.bodyParts?.get(key.toLowerCase()) ?? mail.bodyParts?.get(key) ?? Buffer.alloc(0);

// text/plain before text/html, as the parser would choose; attachments are no text.
const findText = (root: MessageStructureObject): MessageStructureObject | null => {
  const texts = leavesOf(root).filter((leaf) => leaf.type.startsWith('text/') && leaf.disposition !== 'attachment');
  return texts.find((leaf) => leaf.type === 'text/plain') ?? texts[0] ?? null;
};

const leavesOf = (node: MessageStructureObject): MessageStructureObject[] =>
  node.childNodes && node.childNodes.length > 0 ? node.childNodes.flatMap(leavesOf) : [node];

const compose = (headers: Buffer, mime: Buffer, text: Buffer, boundary: string | undefined): Buffer => {
  // Cut after a whole line: base64 and quoted-printable stay readable.
  const lineEnd = text.length === MAX_TEXT_BYTES ? text.lastIndexOf('\n') : -1;
  const whole = lineEnd > 0 ? text.subarray(0, lineEnd + 1) : text;
  if (boundary === undefined) return Buffer.concat([headers, whole]);
  return Buffer.concat([headers, Buffer.from(`--${boundary}\r\n`), mime, whole, Buffer.from(`\r\n--${boundary}--\r\n`)]);
};
