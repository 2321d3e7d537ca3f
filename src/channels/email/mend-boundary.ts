// A multipart mail whose header names no boundary, or another one. In: its root part. Out: bytes under the boundary that its body uses, or null; never fails.
import type { Part } from './mime.ts';

/** A boundary line with a part's header under it: `--=_x1` then `Content-Type: text/plain`. Not the `-- ` of a signature. */
const BOUNDARY_IN_USE = /^--([^\s"]{1,70})[ \t]*\r?\n(?:content-[a-z-]{1,40}:|\r?\n)/im;
const SEARCHED_BYTES = 64 * 1024;

/** The mail with the boundary that stands in its body, for one more split; null where the parts were found or there is none. */
export const mendBoundary = (root: Part): Buffer | null => {
  if (!root.node.multipart || root.children.length > 0 || !root.node.headers) return null;
  const body = Buffer.concat(root.chunks);
  const boundary = BOUNDARY_IN_USE.exec(body.toString('latin1', 0, SEARCHED_BYTES))?.[1];
  if (!boundary) return null;
  const fields = root.node.headers.getList().filter(({ key }) => key !== 'content-type');
  const header = [...fields.map(({ line }) => line), `Content-Type: ${root.contentType}; boundary="${boundary}"`].join('\r\n');
  return Buffer.concat([Buffer.from(`${header}\r\n\r\n`, 'latin1'), body]);
};
