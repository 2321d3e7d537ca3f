// Watches the mailboxes. Takes mails over IMAP; stores them raw with the mailbox's position and hands on by id; what fails is fetched again, and its mailbox's row says why.

import type { OpenWorker } from '../src/assembly/runtime.ts';
import { watchMailboxes } from '../src/assembly/watching.ts';
import { log } from '../src/runtime/log.ts';

export const openMailboxes: OpenWorker = async (runtime) => {
  const mailboxes = runtime.config.companies.flatMap((company) => company.mailboxes);
  runtime.closing(watchMailboxes(runtime.tools, mailboxes, runtime.instance));
  log.info({ mailboxes: mailboxes.length }, 'mailboxes to watch');
};
