import type { Attachment } from '../core/message.ts';
import { storable } from '../core/text/storable.ts';
import type { Channel } from '../core/words.ts';
import type { Connection } from './database.ts';

/** An attachment whose file is still at Meta, as the media step works on it. */
export type WantedMedia = {
  id: string;
  type: string;
  mediaId: string | null;
  url: string | null;
  attempts: number;
  company: string;
  channel: Channel;
  receivedAt: Date;
};

// What holds a file; places, cards and links do not.
const FILES = new Set(['image', 'audio', 'video', 'document', 'sticker']);
const MAX_INT = 2 ** 31 - 1;

/** The files, places and cards of the messages. */
export const attachmentsOf = (connection: Connection) => ({
  /** Claims a file for one download: tried again after `leaseMs` should the process die. Null where it is not due, or at an end. */
  claim: async (id: string, now: Date, leaseMs: number): Promise<WantedMedia | null> => {
    const { count } = await connection.attachment.updateMany({
      where: { id, state: 'pending', nextTryAt: { lte: now } },
      data: { attempts: { increment: 1 }, nextTryAt: new Date(now.getTime() + leaseMs) },
    });
    if (count === 0) return null;
    const row = await connection.attachment.findUnique({ where: { id }, select: WANTED });
    return row && { ...row, ...row.message };
  },

  /** Its bytes are kept (as raw bytes, once by content) with their real type and size. */
  keep: async (id: string, file: { rawHash: string; mimeType: string; sizeBytes: number }): Promise<void> => {
    await connection.attachment.updateMany({
      where: { id, state: 'pending' },
      data: { ...file, state: 'stored', error: null, nextTryAt: null },
    });
  },

  putOff: async (id: string, error: string, nextTryAt: Date): Promise<void> => {
    await connection.attachment.updateMany({ where: { id, state: 'pending' }, data: { error, nextTryAt } });
  },

  /** It will not come any more: shown as missing, with why. */
  giveUp: async (id: string, error: string): Promise<void> => {
    await connection.attachment.updateMany({ where: { id, state: 'pending' }, data: { error, state: 'missing', nextTryAt: null } });
  },

  findOverdue: async (now: Date, limit: number): Promise<string[]> => {
    const rows = await connection.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Attachment" WHERE "nextTryAt" IS NOT NULL AND "nextTryAt" <= ${now} ORDER BY "nextTryAt" LIMIT ${limit}`;
    return rows.map((row) => row.id);
  },
});

const WANTED = {
  id: true,
  type: true,
  mediaId: true,
  url: true,
  attempts: true,
  message: { select: { company: true, channel: true, receivedAt: true } },
} as const;

/** The columns of an attachment; `fetchAt` is when a file at Meta should be fetched, null where the bytes came along (mail). */
export const attachmentRow = ({ location, sizeBytes, ...attachment }: Attachment, position: number, fetchAt: Date | null) => {
  const isAtMeta = fetchAt !== null && FILES.has(attachment.type) && (attachment.mediaId !== null || attachment.url !== null);
  const kept = (text: string | null) => text && storable(text);
  return {
    ...attachment,
    name: kept(attachment.name),
    mimeType: kept(attachment.mimeType),
    position,
    sizeBytes: sizeBytes !== null && Number.isInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes <= MAX_INT ? sizeBytes : null,
    state: isAtMeta ? ('pending' as const) : ('in_raw' as const),
    nextTryAt: isAtMeta ? fetchAt : null,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    place: location && kept([location.name, location.address].filter(Boolean).join(', ') || null),
  };
};
