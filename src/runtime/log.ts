import { destination, pino } from 'pino';

/** Keys whose values never go to a log: what customers write, who they are, and secrets. */
const PRIVATE = [
  'text',
  'subject',
  'html',
  'body',
  'name',
  'holder',
  'contact',
  'phone',
  'email',
  'address',
  'to',
  'from',
  'recipient',
  'sender',
  'senderName',
  'senderAddress',
  'senderPhone',
  'replyTo',
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
];

/** The log of the process: JSON lines on standard error, ids and codes only. */
export const log = pino(
  {
    level: process.env.LOG_LEVEL || 'info',
    base: { pid: process.pid },
    redact: { paths: PRIVATE.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[private]' },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: (error: unknown) => ({ type: error instanceof Error ? error.name : typeof error }) },
  },
  destination({ dest: 2, sync: true }),
);
