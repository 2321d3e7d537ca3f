// The text of a mail. In: its tree of parts. Out: the plain text as written (HTML made plain where it stands alone) and the HTML; never fails.
import libmime from 'libmime';
import { decodeBytes } from './charset.ts';
import { htmlToText } from './html-to-text.ts';
import type { MailLimits } from './limits.ts';
import { allParts, decodeBody, type Part } from './mime.ts';

export type MailBody = { text: string; html: string | null; truncated: boolean };

type Piece = { text: string; isPlain: boolean };
type Reading = { limits: MailLimits; bodies: Set<Part>; html: string[]; truncated: boolean };

/** What programs put in text/plain when they mean "see the HTML": matches `Su cliente de correo no admite HTML.`; not `No veo la página`. */
const STUB =
  /(?:no (?:admite|soporta|puede (?:mostrar|ver|leer)|muestra)[^.]{0,40}\bhtml|does(?: not|n't) (?:support|display|show|read)[^.]{0,40}\bhtml|(?:multi-?part|html)[^.]{0,30} (?:message|mail|e-?mail|mensaje|correo)[^.]{0,20} (?:in|en) (?:mime|html)|(?:ver|vea|view) (?:este|this) (?:correo|mensaje|e-?mail|message) (?:en|in) (?:su|tu|your|el|the|a) (?:navegador|browser)|formato html|html (?:version|format|only|capable|compatible))/i;
const STUB_CHARS = 400;

/** The text of all body parts in order; of alternatives the plain one, unless it only points at the HTML. */
export const readBody = async (root: Part, limits: MailLimits): Promise<MailBody> => {
  const reading: Reading = { limits, bodies: new Set(bodyParts(root)), html: [], truncated: false };
  const text = cleanText((await readPart(root, reading)).text);
  return {
    text: text.slice(0, limits.textChars).toWellFormed(),
    html: reading.html.length > 0 ? reading.html.join('\n') : null,
    truncated: reading.truncated || text.length > limits.textChars,
  };
};

/** The parts that are the message itself; every other leaf is an attachment. */
export const bodyParts = (root: Part): Part[] => {
  let seenPlain = false;
  return [...allParts(root)].filter((part) => {
    if (part.children.length > 0) return false;
    if (part.node.multipart) return part === root; // no part was found: what stands there is the text
    if (!isBodyType(part) || part.node.disposition === 'attachment') return false;
    const isBody =
      !part.node.filename || part === root || (part.contentType === 'text/plain' && !seenPlain && part.node.disposition !== 'inline');
    seenPlain ||= isBody && part.contentType === 'text/plain';
    return isBody;
  });
};

/** Text as everything after takes it: LF, composed accents, no NUL nor other control (PostgreSQL refuses NUL), no lone surrogate. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/^\ufeff/, '')
    .toWellFormed()
    .normalize('NFC')
    .trim();

const isBodyType = (part: Part): boolean => ['text/plain', 'text/html', 'text/enriched', 'text/richtext'].includes(part.contentType);

const readPart = async (part: Part, reading: Reading): Promise<Piece> => {
  if (part.children.length === 0) return reading.bodies.has(part) ? readLeaf(part, reading) : { text: '', isPlain: false };
  const pieces: Piece[] = [];
  for (const child of part.children) pieces.push(await readPart(child, reading));
  if (part.node.multipart === 'alternative') return chooseAlternative(pieces);
  const written = pieces.filter((piece) => piece.text.trim() !== '');
  return { text: written.map((piece) => piece.text.trimEnd()).join('\n\n'), isPlain: written.some((piece) => piece.isPlain) };
};

const readLeaf = async (part: Part, reading: Reading): Promise<Piece> => {
  const bytes = await decodeBody(part);
  const decoded = decodeBytes(bytes.subarray(0, reading.limits.htmlChars * 4), part.node.charset || null).replaceAll('\u0000', '');
  const kept = decoded.slice(0, reading.limits.htmlChars);
  reading.truncated ||= kept.length < decoded.length || bytes.length > reading.limits.htmlChars * 4;
  if (part.contentType === 'text/plain')
    return { text: part.node.flowed ? libmime.decodeFlowed(kept, part.node.delSp) : kept, isPlain: true };
  if (part.node.multipart) return { text: kept, isPlain: true };
  if (part.contentType === 'text/html') reading.html.push(kept.toWellFormed());
  return { text: htmlToText(kept), isPlain: false };
};

const chooseAlternative = (pieces: Piece[]): Piece => {
  const written = pieces.filter((piece) => piece.text.trim() !== '');
  const plain = written.find((piece) => piece.isPlain);
  const rich = written.findLast((piece) => !piece.isPlain);
  if (plain && rich && isStub(plain.text, rich.text)) return rich;
  return plain ?? rich ?? { text: '', isPlain: false };
};

const isStub = (plain: string, rich: string): boolean =>
  plain.trim().length < STUB_CHARS && STUB.test(plain) && !STUB.test(rich.slice(0, STUB_CHARS));
