// Fetches one file that a customer sent. In: an attachment id. Out: its bytes are kept with their real type, or it stands as missing with why. On failure: tried again with growing waits while its link can live, then missing.
import type { MediaReference, MediaResult } from '../channels/meta/media.ts';
import type { Channel } from '../core/words.ts';
import type { WantedMedia } from '../store/attachments.ts';
import type { Tools } from './tools.ts';

export type MediaTools = Tools & {
  /** Fetches from Meta under the limits of size and time; never throws for what Meta answers. */
  fetchMedia: (company: string, channel: Channel, reference: MediaReference) => Promise<MediaResult>;
};

/** Longer than the look-up and the download together may take. */
const LEASE_MS = 3 * 60_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
/** A medium's id is answered with a fresh link for 7 days (Meta, media); a bare link dies much sooner. */
const LIFE_MS = { id: 7 * DAY_MS, link: DAY_MS };

/** Keeps a file beside the raw messages, once by content; understanding never waits for it. A second run changes nothing. */
export const media = async (tools: MediaTools, attachmentId: string): Promise<void> => {
  const { attachments } = tools.store;
  const wanted = await attachments.claim(attachmentId, tools.now(), LEASE_MS);
  if (!wanted) return;
  const { type, mediaId, url } = wanted;
  const result = await tools.fetchMedia(wanted.company, wanted.channel, { type, mediaId, url });
  switch (result.kind) {
    case 'stored':
      return tools.store.transaction(async (nouns) => {
        const rawHash = await nouns.messages.saveRaw(result.bytes);
        await nouns.attachments.keep(wanted.id, { rawHash, mimeType: result.mimeType, sizeBytes: result.bytes.length });
      });
    case 'missing':
      return attachments.giveUp(wanted.id, result.because);
    case 'later':
      return putOff(tools, wanted, result.because);
  }
};

const putOff = async (tools: MediaTools, wanted: WantedMedia, because: string): Promise<void> => {
  const now = tools.now().getTime();
  const endsAt = wanted.receivedAt.getTime() + (wanted.mediaId === null ? LIFE_MS.link : LIFE_MS.id);
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (wanted.attempts - 1), LONGEST_WAIT_MS);
  if (now + waitMs > endsAt) return tools.store.attachments.giveUp(wanted.id, because);
  await tools.store.attachments.putOff(wanted.id, because, new Date(now + waitMs));
  await tools.enqueue.media(wanted.id, waitMs);
};
