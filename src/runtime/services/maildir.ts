import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { giveToServices } from './folders.ts';

let count = 0;

/**
 * Delivers one mail into a Maildir: written whole under `tmp`, then renamed into `new`, where a reader sees it at once or not at
 * all. Dovecot takes the file's time for the time of receipt, so `receivedAt` becomes the INTERNALDATE.
 */
export const deliverToMaildir = async (
  maildir: string,
  trace: string,
  mail: Readable | Iterable<Uint8Array>,
  receivedAt: Date | null,
): Promise<void> => {
  await openMaildir(maildir);
  const name = `${Date.now()}.P${process.pid}Q${String(++count).padStart(8, '0')}.ventanilla`;
  const draft = join(maildir, 'tmp', name);
  try {
    await pipeline(withTrace(trace, mail), createWriteStream(draft, { mode: 0o600, flags: 'wx' }));
    await giveToServices(draft);
    if (receivedAt) await utimes(draft, receivedAt, receivedAt);
    await rename(draft, join(maildir, 'new', name));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

export const openMaildir = async (maildir: string): Promise<void> => {
  if (await stat(join(maildir, 'tmp')).catch(() => null)) return;
  for (const path of [maildir, join(maildir, 'new'), join(maildir, 'cur'), join(maildir, 'tmp')]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await giveToServices(path);
  }
};

async function* withTrace(trace: string, mail: Readable | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (trace) yield Buffer.from(trace, 'utf8');
  yield* mail;
}
