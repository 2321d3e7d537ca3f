// The From line of a raw mail, read quickly. In: raw bytes. Out: whose conversation it probably is, so that mails of one sender are worked on in order before they are parsed. On failure: null.

/** Headers beyond this are not looked at. */
const LOOKED_AT_BYTES = 64 * 1024;
// "From: Rosa <Rosa@Example.mx>" and "from: rosa@example.mx"; not "X-From: …".
const FROM_LINE = /^from:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/im;
// "<rosa@example.mx>" or a bare address; not "Rosa Ibarra".
const ADDRESS = /<([^<>\s@]+@[^<>\s@]+)>|([^\s<>",;:]+@[^\s<>",;:]+)/;

/** `email:rosa@example.mx`, as core/policy/conversation.ts writes it; the parser's word replaces it later. */
export const readSenderHint = (raw: Buffer): string | null => {
  const head = raw.subarray(0, LOOKED_AT_BYTES).toString('latin1');
  const end = head.search(/\r?\n\r?\n/);
  const line = FROM_LINE.exec(end === -1 ? head : head.slice(0, end))?.[0];
  const found = line === undefined ? null : ADDRESS.exec(line.slice('from:'.length));
  const address = found?.[1] ?? found?.[2];
  return address ? `email:${address.toLowerCase()}` : null;
};
