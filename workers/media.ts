// Fetches what customers sent. Takes attachment ids from the queue `media`; keeps the bytes with their real type; what fails is tried again while its link lives, then shown as missing.
import { openMedia } from '../src/assembly/media.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { startWorker } from '../src/queues/open.ts';
import { media } from '../src/steps/media.ts';

export const openMediaWorker: OpenWorker = async (runtime) => {
  const tools = { ...runtime.tools, fetchMedia: openMedia(runtime.config, runtime.environment.metaGraphUrl) };
  runtime.closing(startWorker(runtime.redisUrl, 'media', (id) => media(tools, id)));
};
