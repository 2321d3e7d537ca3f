// The files of a mail. In: its tree of parts. Out: what each is called and how large it is, and on demand its bytes; never fails.
import type { Attachment } from '../../core/message.ts';
import { bodyParts } from './body.ts';
import { HIDDEN_CHARACTERS } from './header-text.ts';
import { allParts, measureBody, type Part } from './mime.ts';

const MAX_NAME_CHARS = 150;

/** The leaves that are not the message's own text, in the order in which `listAttachments` names them. */
export const attachmentParts = (root: Part): Part[] => {
  const bodies = new Set(bodyParts(root));
  return [...allParts(root)].filter((part) => part.children.length === 0 && !part.node.multipart && !bodies.has(part));
};

export const listAttachments = async (root: Part): Promise<Attachment[]> => Promise.all(attachmentParts(root).map(describe));

/** A name that is only a name: no folders, no control or direction marks (`invoice<U+202E>fdp.exe`), null where nothing is left. */
export const safeFileName = (name: string): string | null => {
  const last = name.replace(HIDDEN_CHARACTERS, '').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[<>:"|?*]/g, '_')
    .trim()
    .replace(/^\.+|\.+$/g, '')
    .toWellFormed()
    .normalize('NFC');
  if (clean.length <= MAX_NAME_CHARS) return clean === '' ? null : clean;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, MAX_NAME_CHARS - extension.length).toWellFormed() + extension;
};

const describe = async (part: Part): Promise<Attachment> => {
  const { contentType, node } = part;
  return {
    type: kindOf(contentType),
    name: safeFileName(node.filename || ''),
    mimeType: contentType,
    sizeBytes: await measureBody(part),
    mediaId: null,
    url: null,
    location: null,
  };
};

const kindOf = (contentType: string): string => {
  const [family = ''] = contentType.split('/');
  if (['image', 'audio', 'video'].includes(family)) return family;
  return family === 'text' || /^application\/(?:pdf|msword|rtf|vnd\.(?:ms-|openxml|oasis))/.test(contentType) ? 'document' : 'file';
};
