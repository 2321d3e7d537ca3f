import type { Channel } from '../core/words.ts';
import { type Bucket, openPace } from '../queues/pace.ts';
import type { Closable } from '../runtime/process.ts';
import type { AnswerTools } from '../steps/outgoing.ts';

/** Meta's throughput: 80 a second and number; one each 6 s to one person, 45 at once (WhatsApp); 300 a second and page. */
const NUMBER = { size: 80, everyMs: 1000 / 80 };
const PAIR = { size: 45, everyMs: 6_000 };
const PAGE = { size: 300, everyMs: 1000 / 300 };

/** Keeps what we send within what Meta takes, on however many machines. */
export const openPacing = (redisUrl: string): Closable & { pace: NonNullable<AnswerTools['pace']> } => {
  const flow = openPace(redisUrl);
  return { pace: (channel, { company, recipient }) => flow.take(bucketsOf(channel, company, recipient)), close: flow.close };
};

const bucketsOf = (channel: Channel, company: string, recipient: string): Bucket[] =>
  channel === 'whatsapp'
    ? [
        { key: `${company}:number`, ...NUMBER },
        { key: `${company}:pair:${recipient}`, ...PAIR },
      ]
    : [{ key: `${company}:page`, ...PAGE }];
