// In: the bytes of a file. Out: its MIME type by what they are, never by what the sender says; what has no known beginning is text or just bytes.
import { fileTypeFromBuffer } from 'file-type';

/** HTML, SVG and scripts have no magic number and come out as text/plain: nothing that a browser would run. */
export const readMimeType = async (bytes: Buffer): Promise<string> => {
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found && !RUNNABLE.has(found.mime)) return found.mime;
  return !found && bytes.length > 0 && isText(bytes) ? 'text/plain' : 'application/octet-stream';
};

const isText = (bytes: Buffer): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\u0000');
  } catch {
    return false;
  }
};

// XML begins with `<?xml` and may be an SVG or XHTML with a script in it.
const RUNNABLE = new Set(['application/xml', 'image/svg+xml', 'text/html']);
