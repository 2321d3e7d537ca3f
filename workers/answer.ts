// Sends answers. Takes reply ids from the queue `answer`; hands to SMTP or the Graph API; what fails is tried later, and its row says why.
import { join } from 'node:path';
import { openPacing } from '../src/assembly/pacing.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { openSenders } from '../src/assembly/senders.ts';
import { startWorker } from '../src/queues/open.ts';
import { answer } from '../src/steps/answer.ts';
import { openLanes } from '../src/steps/lanes.ts';
import { openTurns } from '../src/steps/turns.ts';
import { loadTemplates } from '../src/templates/load.ts';
import { writeAnswer } from '../src/templates/write.ts';

/** One go claims and writes while another sends. */
const MAIL_GOES = 2;
const TEMPLATES = join(import.meta.dirname, '../templates');

export const openAnswer: OpenWorker = async (runtime) => {
  const templates = await loadTemplates(TEMPLATES, [...runtime.profiles.values()]);
  const senders = openSenders(runtime.config, runtime.environment.metaGraphUrl);
  const pacing = openPacing(runtime.redisUrl);
  const lanes = openLanes();
  const tools = {
    ...runtime.tools,
    write: writeAnswer(templates),
    send: senders.send,
    pace: pacing.pace,
    inTurn: openTurns(MAIL_GOES),
    lanes,
  };
  runtime.closing(
    senders,
    pacing,
    startWorker(runtime.redisUrl, 'answer', (id) => answer(tools, id)),
    lanes,
  );
};
