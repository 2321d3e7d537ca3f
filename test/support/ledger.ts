import type { FetchedMail } from '../../src/channels/email/fetch-mails.ts';
import type { MailboxPosition, MailboxStatus, MailboxTools } from '../../src/channels/email/mailbox.ts';

export type Ledger = MailboxTools & {
  mails: FetchedMail[];
  batches: number[];
  statuses: MailboxStatus[];
  position: () => MailboxPosition | null;
  subjects: () => string[];
  /** Loses a mail, as a restored backup would. */
  forget: (uid: number) => void;
  status: () => MailboxStatus | undefined;
};

/** What the store does for a mailbox, in memory: mails and position change together or not at all. */
export const openLedger = (hooks: { beforeStore?: () => Promise<void> } = {}): Ledger => {
  let position: MailboxPosition | null = null;
  const ledger: Ledger = {
    mails: [],
    batches: [],
    statuses: [],
    position: () => position,
    status: () => ledger.statuses.at(-1),
    subjects: () => ledger.mails.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString('latin1'))?.[1]?.trim() ?? ''),
    forget: (uid) => {
      ledger.mails = ledger.mails.filter((mail) => mail.uid !== uid);
    },
    loadPosition: async () => position,
    storeBatch: async (mails, next) => {
      await hooks.beforeStore?.();
      ledger.batches.push(mails.length);
      ledger.mails.push(...mails.filter((mail) => !has(mail.uidValidity, mail.uid)));
      position = next;
    },
    missingUids: async (uidValidity, uids) => uids.filter((uid) => !has(uidValidity, uid)),
    report: (status) => {
      ledger.statuses.push(status);
    },
  };
  const has = (uidValidity: bigint, uid: number) => ledger.mails.some((mail) => mail.uidValidity === uidValidity && mail.uid === uid);
  return ledger;
};
