// The structure of a mail. In: prepared bytes. Out: a tree of parts with raw bodies, or the limit that it broke. Splitting is mailparser's own (mailsplit).
import { Readable } from 'node:stream';
import mailsplit, { type MessageChunk, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import { codeOf } from '../../runtime/errors.ts';
import { type MailLimits, type MalformedMail, malformed } from './limits.ts';

const CHUNK_BYTES = 256 * 1024;

export type Part = {
  node: MimeNode;
  /** Lower case, `text/plain` where missing or unreadable. */
  contentType: string;
  children: Part[];
  depth: number;
  /** Body as it stands in the mail, still in its transfer encoding. Of a multipart: what stands between its parts. */
  chunks: Buffer[];
};

export type MimeTree = { kind: 'tree'; root: Part };

/** Splits a mail into its parts within the limits. An attached mail (message/rfc822) is one part, not opened. */
export const splitMail = async (bytes: Buffer, limits: MailLimits): Promise<MimeTree | MalformedMail> => {
  const splitter = new mailsplit.Splitter({ ignoreEmbedded: true, maxHeadSize: limits.headerBytes * 2, maxChildNodes: limits.parts });
  const source = Readable.from(slices(bytes));
  source.pipe(splitter);
  try {
    return await collect(splitter, limits);
  } catch (error) {
    return codeOf(error) === 'EMAXLEN' ? overSplitterLimit(error, limits) : malformed('unparseable', codeOf(error));
  } finally {
    source.destroy();
    splitter.destroy();
  }
};

/** The bytes of a part after its transfer encoding; broken base64 and quoted-printable give what can be read of them. */
export const decodeBody = async (part: Part): Promise<Buffer> => {
  const body = Buffer.concat(part.chunks);
  if (part.node.encoding === 'base64' && part.contentType.startsWith('text/') && isPlainlyNotBase64(body)) return body;
  if (part.node.encoding !== 'base64' && part.node.encoding !== 'quoted-printable') return body;
  const decoder = part.node.getDecoder();
  decoder.end(body);
  const decoded: Buffer[] = [];
  for await (const chunk of decoder) decoded.push(chunk as Buffer);
  return Buffer.concat(decoded);
};

/** How many bytes `decodeBody` would give, without holding them. */
export const measureBody = async (part: Part): Promise<number> => {
  if (part.contentType.startsWith('text/')) return (await decodeBody(part)).length;
  if (part.node.encoding !== 'base64' && part.node.encoding !== 'quoted-printable')
    return part.chunks.reduce((sum, { length }) => sum + length, 0);
  let size = 0;
  for await (const chunk of Readable.from(part.chunks).pipe(part.node.getDecoder())) size += (chunk as Buffer).length;
  return size;
};

export function* allParts(part: Part): Generator<Part> {
  yield part;
  for (const child of part.children) yield* allParts(child);
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

const collect = async (splitter: AsyncIterable<SplitterChunk>, limits: MailLimits): Promise<MimeTree | MalformedMail> => {
  const parts = new Map<MimeNode, Part>();
  let root: Part | null = null;
  for await (const chunk of splitter) {
    if (chunk.type !== 'node') {
      keepBody(parts, chunk);
      continue;
    }
    const parent = chunk.parentNode ? parts.get(chunk.parentNode) : undefined;
    const part: Part = { node: chunk, contentType: contentTypeOf(chunk), children: [], depth: (parent?.depth ?? 0) + 1, chunks: [] };
    if (part.depth > limits.depth) return malformed('too_deep', `parts nested deeper than ${limits.depth}`);
    if (parts.size >= limits.parts) return malformed('too_many_parts', `more than ${limits.parts} parts`);
    if (root && chunk._headerlen > limits.partHeaderBytes)
      return malformed('header_too_large', `part header of more than ${limits.partHeaderBytes} bytes`);
    parts.set(chunk, part);
    parent?.children.push(part);
    root ??= part;
  }
  return root ? { kind: 'tree', root } : malformed('unparseable', 'no part found');
};

const keepBody = (parts: Map<MimeNode, Part>, chunk: MessageChunk): void => {
  const part = parts.get(chunk.node);
  if (part && (chunk.type === 'body' || part.children.length === 0)) part.chunks.push(chunk.value);
};

/** `text` or `text/plain charset=…`, as old programs write, is text; so is what has no type at all. */
const contentTypeOf = (node: MimeNode): string => {
  const type = (node.contentType || '').split(/[\s;,]/)[0] ?? '';
  return /^[a-z0-9.+-]+\/[a-z0-9.+_-]+$/.test(type) ? type : 'text/plain';
};

const overSplitterLimit = (error: unknown, limits: MailLimits): MalformedMail =>
  error instanceof Error && error.message.includes('child nodes')
    ? malformed('too_many_parts', `more than ${limits.parts} parts`)
    : malformed('header_too_large', `part header of more than ${limits.headerBytes * 2} bytes`);

/** Words with single spaces between them, or accents, under the label base64: `Hola buen dia`; not `SG9s YQ==`, whose groups are long. */
const isPlainlyNotBase64 = (body: Buffer): boolean => {
  const start = body.toString('latin1', 0, 2000);
  const words = start.match(/[a-z] [a-z]|[\u0080-\u00ff]/g)?.length ?? 0;
  return words / start.length > 0.03;
};
