// Starts the workers that are named, all by default: `npm start -- understand answer`. An unknown name is refused.
import { existsSync } from 'node:fs';
import { openHealthPort } from '../src/assembly/doors.ts';
import { openHeartbeat } from '../src/assembly/heartbeat.ts';
import { type OpenWorker, openRuntime } from '../src/assembly/runtime.ts';
import { log } from '../src/runtime/log.ts';
import { runProcess } from '../src/runtime/process.ts';

const WORKERS: Record<string, () => Promise<OpenWorker>> = {
  webhooks: async () => (await import('./webhooks.ts')).openWebhooks,
  understand: async () => (await import('./understand.ts')).openUnderstand,
  answer: async () => (await import('./answer.ts')).openAnswer,
  media: async () => (await import('./media.ts')).openMediaWorker,
  announce: async () => (await import('./announce.ts')).openAnnounce,
  clock: async () => (await import('./clock.ts')).openClock,
  mailboxes: async () => (await import('./mailboxes.ts')).openMailboxes,
  console: async () => (await import('./console.ts')).openConsoleWorker,
};

if (existsSync('.env')) process.loadEnvFile('.env');
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in WORKERS));
if (unknown.length > 0) {
  process.stderr.write(`expected workers of ${Object.keys(WORKERS).join(', ')}; found ${unknown.join(', ')}\n`);
  process.exit(2);
}
const chosen = Object.entries(WORKERS).filter(([name]) => named.length === 0 || named.includes(name));
await runProcess(async (closing) => {
  const runtime = await openRuntime(closing);
  await openHealthPort(runtime);
  for (const [name, load] of chosen) {
    await (await load())(runtime);
    log.info({ worker: name, instance: runtime.instance }, 'started');
  }
  const names = chosen.map(([name]) => name);
  closing(openHeartbeat(runtime.store, runtime.instance, names));
});
