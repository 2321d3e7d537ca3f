// Watches one mailbox. In: what arrives there. Out: raw mails, stored before anything is marked as read. On failure: connects again, later each time; nothing is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, PermanentError } from '../../runtime/errors.ts';
import { openCredentials } from './account.ts';
import { chooseWaitMs } from './backoff.ts';
import { type CatchUp, openCatchUp } from './catch-up.ts';
import { connectImap, type ImapClient, isLoginRefused } from './imap-client.ts';
import type { MailboxStatus, MailboxTools, Report, Timing, WatchSettings } from './mailbox.ts';

const TIMING: Timing = {
  idleMs: 5 * 60_000,
  pollMs: 30_000,
  glanceMs: 200,
  reconcileMs: 60 * 60_000,
  commandMs: 60_000,
  fetchMs: 10 * 60_000,
  retry: { firstMs: 1_000, maxMs: 2 * 60_000 },
  refused: { firstMs: 10 * 60_000, maxMs: 60 * 60_000 },
};

/**
 * Runs until the signal is aborted; a PermanentError of a tool (another process watches now) ends it too. Never deletes a mail.
 */
export const watchMailbox = async (settings: WatchSettings, tools: MailboxTools, signal: AbortSignal): Promise<void> => {
  const timing = { ...TIMING, ...settings.timing };
  const report = openReport(tools.report);
  const credentials = openCredentials(settings.imap);
  const catchUp = openCatchUp(settings, timing, tools, report);
  let failures = 0;
  while (!signal.aborted) {
    try {
      report({ state: 'connecting', nextTryAt: null });
      const client = await connectImap(settings.imap, credentials, mailboxOf(settings), limitsOf(settings, timing), signal);
      try {
        await watchConnection(client, catchUp, timing, report, signal, () => {
          failures = 0;
        });
      } finally {
        client.close();
      }
    } catch (error) {
      if (signal.aborted) break;
      if (endsTheWatch(error)) throw error;
      failures++;
      const waitMs = chooseWaitMs(failures, isRefused(error) ? timing.refused : timing.retry, Math.random());
      report({ state: 'waiting', lastError: codeOf(error), nextTryAt: new Date(Date.now() + waitMs) });
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }
  report({ state: 'stopped', nextTryAt: null });
};

const openReport = (tell: MailboxTools['report']): Report => {
  let status: MailboxStatus = { state: 'stopped', lastError: null, nextTryAt: null, lastMailAt: null, lastSeenAt: null, behind: 0 };
  return (change) => {
    status = { ...status, ...change };
    tell(status);
  };
};

const mailboxOf = ({ folder, mark }: WatchSettings) => ({ folder: folder ?? 'INBOX', readOnly: (mark ?? 'none') === 'none' });

const limitsOf = ({ maxRawBytes }: WatchSettings, timing: Timing) => ({
  commandMs: timing.commandMs,
  // An IDLE may be silent until it is renewed; a command is bounded by its own limit.
  quietMs: timing.idleMs + timing.commandMs,
  maxLiteralBytes: maxRawBytes + 1024 * 1024,
});

const watchConnection = async (
  client: ImapClient,
  catchUp: CatchUp,
  timing: Timing,
  report: Report,
  signal: AbortSignal,
  onHealthy: () => void,
): Promise<void> => {
  const bell = openBell(client);
  for (;;) {
    report({ state: 'catching-up', lastSeenAt: new Date() });
    // Opened anew for each reconcile pass: a changed UIDVALIDITY is told at SELECT only.
    await catchUp.begin(client, await client.open());
    bell.clear();
    await catchUp.sweep(client);
    await catchUp.reconcile(client);
    onHealthy();
    const reconcileAt = Date.now() + timing.reconcileMs;
    while (Date.now() < reconcileAt) {
      report({ state: 'watching', lastError: catchUp.unreadable() ? 'mail-unreadable' : null, lastSeenAt: new Date(), behind: 0 });
      await waitForNews(client, bell, timing, signal);
      bell.clear();
      await catchUp.sweep(client);
    }
  }
};

type Bell = { clear: () => void; rings: Promise<void>; hasRung: () => boolean };

/** Rings when the server tells of a mail, also while we are busy with those before it. */
const openBell = ({ flow }: ImapClient): Bell => {
  let ring = () => {};
  let rung = false;
  const bell: Bell = { clear: () => {}, rings: Promise.resolve(), hasRung: () => rung };
  bell.clear = () => {
    rung = false;
    bell.rings = new Promise((resolve) => {
      ring = () => {
        rung = true;
        resolve();
      };
    });
  };
  bell.clear();
  flow.on('exists', () => ring());
  flow.on('close', () => ring());
  return bell;
};

/** A look may take a hundredth of the time between two: a server close by is looked at often, one far away seldom. */
const LOOK_SHARE = 100;
const LOOKS = 5;

// Returns when the server has told of a new mail, and at the latest when it is time to look by ourselves.
const waitForNews = async (client: ImapClient, bell: Bell, timing: Timing, signal: AbortSignal): Promise<void> => {
  const canIdle = client.flow.capabilities.has('IDLE');
  const until = Date.now() + (canIdle ? timing.idleMs : timing.pollMs);
  // One that was slow may have waited for a processor.
  let tookMs = [await look(client)];
  while (!bell.hasRung() && !signal.aborted && Date.now() < until) {
    const pauseMs = Math.min(Math.max(timing.glanceMs, Math.min(...tookMs) * LOOK_SHARE), until - Date.now());
    // Dovecot tells of a mail half a second after it came: who asks more often than that need not be told.
    const idle = canIdle && pauseMs > IDLE_TELLS_AFTER_MS ? client.flow.idle().catch(() => false) : Promise.resolve(undefined);
    await pause(pauseMs, bell, signal);
    // Any command ends IDLE.
    tookMs = [...tookMs.slice(1 - LOOKS), await look(client)];
    await client.run('idle', () => idle);
  }
};

const IDLE_TELLS_AFTER_MS = 500;

/** Has the server say what is new; that it answers shows that the connection lives. Gives how long it took. */
const look = async ({ run }: ImapClient): Promise<number> => {
  const startedAt = performance.now();
  await run('noop', (flow) => flow.noop());
  return performance.now() - startedAt;
};

const pause = async (ms: number, bell: Bell, signal: AbortSignal): Promise<void> => {
  const timer = new AbortController();
  const time = sleep(ms, undefined, { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => {});
  await Promise.race([time, bell.rings]);
  timer.abort();
};

const isRefused = (error: unknown): boolean =>
  isLoginRefused(error) || (error instanceof PermanentError && error.code.startsWith('oauth2-'));

const endsTheWatch = (error: unknown): boolean => error instanceof PermanentError && !isRefused(error);
