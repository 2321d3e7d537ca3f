import { Redis } from 'ioredis';
import { codeOf } from '../../runtime/errors.ts';
import { explainNetwork, type Finding, fail, ok, warn } from './finding.ts';

const TOPIC = 'Redis';
const OLDEST = '6.2.0';

/** Redis holds the queues: it must not drop keys on its own; what it loses in a restart is enqueued again from PostgreSQL. */
export const checkRedis = async (redisUrl: string | null): Promise<Finding[]> => {
  if (redisUrl === null) {
    return [warn(TOPIC, 'REDIS_URL is unset: `npm start` runs one of its own, for trying out', 'Set REDIS_URL for service.')];
  }
  const { host } = new URL(redisUrl);
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000, maxRetriesPerRequest: 0 });
  let failure: unknown;
  redis.on('error', (error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    return judge(readInfo(await redis.info()), host);
  } catch (error) {
    return [explain(failure ?? error, host)];
  } finally {
    redis.disconnect();
  }
};

type Info = Record<string, string>;

// `maxmemory_policy:noeviction`; not `# Memory`
const INFO_LINE = /^(\w+):(.*)$/gm;

const readInfo = (text: string): Info =>
  Object.fromEntries([...text.replace(/\r/g, '').matchAll(INFO_LINE)].map(([, key, value]) => [key, value]));

const judge = (info: Info, host: string): Finding[] => {
  const version = info.redis_version ?? 'unknown';
  const policy = info.maxmemory_policy;
  return [
    version.localeCompare(OLDEST, 'en', { numeric: true }) >= 0
      ? ok(TOPIC, `at ${host}, version ${version}`)
      : fail(TOPIC, `version ${version} is too old`, `Upgrade it to ${OLDEST} or later.`),
    policy === 'noeviction'
      ? ok(TOPIC, 'maxmemory-policy noeviction')
      : fail(TOPIC, `maxmemory-policy is ${policy ?? 'unknown'}: it may throw jobs away`, 'Set maxmemory-policy noeviction in redis.conf.'),
    persistence(info),
    ...(info.role === 'slave' ? [fail(TOPIC, 'a replica: nothing can be written', 'Name the primary in REDIS_URL.')] : []),
  ];
};

const persistence = ({ aof_enabled: log, aof_last_write_status: logWrite, rdb_last_bgsave_status: save }: Info): Finding => {
  if (log === '1' && logWrite === 'err')
    return fail(TOPIC, 'cannot write its append-only file', 'Free its disk: it will soon refuse to write.');
  if (log === '1') return ok(TOPIC, 'appendonly yes');
  if (save === 'err') return fail(TOPIC, 'cannot save to its disk', 'Free its disk: it refuses to write until it can.');
  return warn(
    TOPIC,
    'appendonly no: a restart empties the queues',
    'Set appendonly yes. Without it the clock enqueues everything again, later.',
  );
};

const explain = (error: unknown, host: string): Finding => {
  const network = explainNetwork(error);
  const words = error instanceof Error ? error.message : '';
  if (network) return fail(TOPIC, `at ${host} cannot be reached: ${network}`, 'Start it, or mend host and port in REDIS_URL.');
  if (/NOAUTH|WRONGPASS|invalid password/i.test(words))
    return fail(TOPIC, `at ${host} refuses the login`, 'Mend the password in REDIS_URL.');
  if (words.includes('LOADING')) return warn(TOPIC, `at ${host} is loading its data`, 'Wait a moment.');
  return fail(TOPIC, `at ${host} failed (${codeOf(error)})`, "Look into Redis's log.");
};
