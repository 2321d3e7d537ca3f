import { setTimeout as sleep } from 'node:timers/promises';
import { letGo } from '../channels/email/large-bytes.ts';
import { watchMailbox } from '../channels/email/listen.ts';
import { readSenderHint } from '../channels/email/sender-hint.ts';
import type { MailboxSettings } from '../runtime/config.ts';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import { mailboxAge } from '../runtime/metrics.ts';
import type { Closable } from '../runtime/process.ts';
import { receiveMails } from '../steps/receive.ts';
import type { Tools } from '../steps/tools.ts';
import type { MailboxState } from '../store/mailboxes.ts';

/** A watcher that died is replaced within this time: the lease's length and two looks at it. */
const LEASE_MS = 20_000;
const LOOK_EVERY_MS = 5_000;

/** Watches each mailbox as long as this process holds its lease; another machine takes over within 30 s when it dies. */
export const watchMailboxes = (tools: Tools, mailboxes: MailboxSettings[], instance: string): Closable => {
  const guards = mailboxes.map((mailbox) => guardMailbox(tools, mailbox, instance));
  return {
    close: async () => {
      await Promise.all(guards.map((guard) => guard.close()));
    },
  };
};

/** Takes and renews the lease of one mailbox; watches while it is held, stops at once when it is lost. */
const guardMailbox = (tools: Tools, mailbox: MailboxSettings, instance: string): Closable => {
  const stop = new AbortController();
  let watch: { abort: AbortController; ended: Promise<void> } | null = null;
  const endWatch = async () => {
    watch?.abort.abort();
    await watch?.ended;
    watch = null;
  };
  const look = async () => {
    await tools.store.mailboxes.ensure(mailbox.address, mailbox.company);
    const held = await tools.store.mailboxes.lease(mailbox.address, instance, LEASE_MS);
    if (!held) return endWatch();
    if (watch) return;
    const abort = new AbortController();
    const ended = watchOne(tools, mailbox, instance, abort.signal).finally(() => {
      watch = null;
    });
    watch = { abort, ended };
  };
  const loop = async () => {
    let renewedAt = Date.now();
    while (!stop.signal.aborted) {
      const looked = await look().then(
        () => true,
        (error: unknown) => {
          log.warn({ mailbox: mailbox.address.split('@')[1], code: codeOf(error) }, 'lease not renewed');
          return false;
        },
      );
      if (looked) renewedAt = Date.now();
      // While the database is away nobody can take over either; but past its end the lease is not ours to use.
      else if (Date.now() - renewedAt > LEASE_MS) await endWatch();
      await pause(LOOK_EVERY_MS, stop.signal);
    }
  };
  const looping = loop();
  return {
    close: async () => {
      stop.abort();
      await looping;
      await endWatch();
      await tools.store.mailboxes.release(mailbox.address, instance).catch(() => undefined);
    },
  };
};

const watchOne = async (tools: Tools, mailbox: MailboxSettings, instance: string, signal: AbortSignal): Promise<void> => {
  const { address, company } = mailbox;
  const { mailboxes } = tools.store;
  const save = saveInOrder((state: MailboxState) => mailboxes.saveState(address, instance, state));
  try {
    await watchMailbox(
      { imap: mailbox.imap, startFrom: mailbox.startFrom, maxRawBytes: mailbox.maxRawBytes },
      {
        loadPosition: () => mailboxes.findPosition(address),
        storeBatch: async (mails, position) => {
          const hinted = mails.map((mail) => ({ ...mail, conversation: readSenderHint(mail.raw) }));
          await receiveMails(tools, { company, address, watcher: instance, mails: hinted, position });
          for (const { raw } of mails) letGo(raw);
        },
        missingUids: (uidValidity, uids) => mailboxes.findMissing(address, uidValidity, uids),
        report: ({ behind: _behind, ...state }) => {
          if (state.lastSeenAt) mailboxAge.set({ mailbox: address }, (Date.now() - state.lastSeenAt.getTime()) / 1000);
          save(state);
        },
      },
      signal,
    );
  } catch (error) {
    log.warn({ mailbox: address.split('@')[1], code: codeOf(error) }, 'watching ended; it starts again with the next look');
  }
};

/** One after the other, the newest only: two at once could end in the wrong order, and the row would tell of yesterday. */
const saveInOrder = <State>(save: (state: State) => Promise<void>): ((state: State) => void) => {
  let next: State | null = null;
  let isSaving = false;
  const saveAll = async () => {
    isSaving = true;
    for (let state = next; state !== null; state = next) {
      next = null;
      await save(state).catch((error: unknown) => log.warn({ code: codeOf(error) }, 'mailbox state not saved'));
    }
    isSaving = false;
  };
  return (state) => {
    next = state;
    if (!isSaving) void saveAll();
  };
};

/** Ends early when the signal is aborted; leaves no listener behind, however long the process runs. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
