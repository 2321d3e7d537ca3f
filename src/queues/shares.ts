import type { Queue } from 'bullmq';
import { type Redis, ReplyError } from 'ioredis';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';

/** `company`: in whose share it is worked on; without one it goes before all that have one. `bulk`: it goes after all that is not. */
export type Sharing = { company?: string; bulk?: boolean; more?: string[] };

/** Priorities of BullMQ: the lowest goes first, and what has none before all that have one. */
type Band = { name: string; first: number; last: number };
const URGENT: Band = { name: 'urgent', first: 1, last: 2 ** 20 - 1 };
const BULK: Band = { name: 'bulk', first: 2 ** 20, last: 2 ** 21 - 1 };

/**
 * Priorities of new jobs, in their order, by start-time fair queueing (Goyal, Vin and Cheng 1996): a job of a company starts
 * where its last one ended, or, where the company had nothing waiting, where the job stands that is next to be taken. So a pile
 * of one company makes another wait for no more than its turn, and each company's jobs stay in their order. One round trip.
 */
export const placesOf = async (redis: Redis, queue: Queue, jobs: Sharing[]): Promise<(number | undefined)[]> => {
  const places = jobs.map((job) => bandOf(job)?.first);
  await Promise.all(
    [URGENT, BULK].map(async (band) => {
      const sharing = jobs.flatMap((job, at) => (job.company !== undefined && bandOf(job) === band ? [{ ...job, at }] : []));
      const found = sharing.length > 0 ? await ask(redis, queue, band, sharing) : [];
      for (const [n, { at }] of sharing.entries()) places[at] = found[n] ?? band.first;
    }),
  );
  return places;
};

const bandOf = ({ company, bulk = false }: Sharing): Band | undefined => {
  if (bulk) return BULK;
  return company === undefined ? undefined : URGENT;
};

const ask = async (redis: Redis, queue: Queue, { name, first, last }: Band, jobs: Sharing[]): Promise<number[]> => {
  const keys = [queue.toKey(`shares:${name}`), queue.toKey('prioritized'), queue.toKey('delayed')];
  const asked = jobs.flatMap(({ company = '', more = [] }) => [company, 1 + more.length]);
  try {
    return (await redis.eval(PLACE, keys.length, ...keys, queue.toKey(''), name, first, last, ...asked)) as number[];
  } catch (error) {
    // Whatever Redis has against the numbers, the jobs are added: first come, first served.
    if (!(error instanceof ReplyError)) throw error;
    log.warn({ queue: queue.name, code: codeOf(error) }, 'jobs go without shares');
    return [];
  }
};

/**
 * Keeps where each company's last job ends, and where the head of the line stood (field ''), until nothing of the band waits.
 * Past the end of the band all are served as they come. BullMQ's score of a job is its priority times 2^32, and a counter;
 * a chat waits among the delayed until its burst may close, with the place it was given when it came.
 */
const PLACE = `
  local shares, prioritized, delayed = KEYS[1], KEYS[2], KEYS[3]
  local first, last = tonumber(ARGV[3]), tonumber(ARGV[4])
  local SCALE = 4294967296
  local function text(score) return string.format('%.0f', score) end
  local head
  local next = redis.call('ZRANGEBYSCORE', prioritized, text(first * SCALE), '(' .. text((last + 1) * SCALE), 'WITHSCORES', 'LIMIT', 0, 1)
  local waits = next[2] ~= nil
  if waits then
    head = math.floor(tonumber(next[2]) / SCALE)
  elseif ARGV[2] == 'urgent' then
    local soonest = redis.call('ZRANGE', delayed, 0, 0)[1]
    waits = soonest ~= nil
    head = soonest and tonumber(redis.call('HGET', ARGV[1] .. soonest, 'priority') or '0')
  end
  if not waits then redis.call('DEL', shares) end
  local now = math.max(first, tonumber(redis.call('HGET', shares, '') or first))
  if head and head >= first and head <= last then now = math.max(now, head) end
  redis.call('HSET', shares, '', now)
  local places = {}
  for n = 5, #ARGV, 2 do
    local start = math.max(now, tonumber(redis.call('HGET', shares, 'of:' .. ARGV[n]) or first))
    places[#places + 1] = math.min(start, last)
    redis.call('HSET', shares, 'of:' .. ARGV[n], math.min(start + tonumber(ARGV[n + 1]), last))
  end
  return places
`;
