// Tells other programs of tickets. Takes delivery ids from the queue `announce`, and finds every two seconds those that are due; signs and posts them; what fails is tried again for three days, and its row says why.
import { announceToolsOf } from '../src/assembly/announce.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { startWorker } from '../src/queues/open.ts';
import { startTicking } from '../src/runtime/ticking.ts';
import { announce, findAnnouncements } from '../src/steps/announce.ts';

const TICK_MS = 2_000;

export const openAnnounce: OpenWorker = async (runtime) => {
  const { sessionSecret, allowLoopbackWebhooks: allowLoopback } = runtime.environment;
  const tools = announceToolsOf(runtime.tools, { sessionSecret, allowLoopback });
  const enqueue = async (id: string) => void (await runtime.queues.add('announce', id));
  runtime.closing(
    startWorker(runtime.redisUrl, 'announce', (id) => announce(tools, id)),
    startTicking('announce', TICK_MS, () => findAnnouncements(runtime.tools, enqueue)),
  );
};
