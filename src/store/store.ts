import { v7 as newId } from 'uuid';
import { agentsOf } from './agents.ts';
import { apiTokensOf } from './api-tokens.ts';
import { attachmentsOf } from './attachments.ts';
import { attendingOf } from './attending.ts';
import { auditOf } from './audit.ts';
import { refuseBadData } from './bad-data.ts';
import { channelEventsOf } from './channel-events.ts';
import { channelStatesOf } from './channel-states.ts';
import { type Connection, type Database, openDatabase, type Sql } from './database.ts';
import { directoriesOf } from './directories.ts';
import { identitiesOf } from './identities.ts';
import { jobSubjectsOf } from './job-subjects.ts';
import { lockKeys, lockTickets } from './locks.ts';
import { mailboxesOf } from './mailboxes.ts';
import { mattersOf } from './matters.ts';
import { messagesOf } from './messages.ts';
import { notificationsOf } from './notifications.ts';
import { personalOf } from './personal.ts';
import { presenceOf, savedAnswersOf } from './presence.ts';
import { quarantineOf } from './quarantine.ts';
import { repliesOf } from './replies.ts';
import { reportsOf } from './reports.ts';
import { sessionsOf } from './sessions.ts';
import { analyzeGrown } from './statistics.ts';
import { subscribersOf } from './subscribers.ts';
import { ticketFilesOf } from './ticket-file.ts';
import { ticketPagesOf } from './ticket-pages.ts';
import { ticketsOf } from './tickets.ts';
import { openTogether } from './together.ts';
import { webhooksOf } from './webhooks.ts';
import { workerProcessesOf } from './worker-processes.ts';
import { worklistOf } from './worklist.ts';

/** The nouns of the domain on one connection. */
const plainOf = (connection: Connection, sql: Sql) => ({
  mailboxes: mailboxesOf(connection),
  messages: messagesOf(connection, sql),
  attachments: attachmentsOf(connection),
  channelEvents: channelEventsOf(connection),
  channelStates: channelStatesOf(connection),
  identities: identitiesOf(connection, sql),
  matters: mattersOf(connection, sql),
  tickets: ticketsOf(connection, sql),
  replies: repliesOf(connection, sql),
  notifications: notificationsOf(connection),
  attending: attendingOf(connection, sql),
  subscribers: subscribersOf(connection, sql),
  directories: directoriesOf(connection),
  agents: agentsOf(connection),
  sessions: sessionsOf(connection),
  audit: auditOf(connection),
  worklist: worklistOf(connection),
  ticketFiles: ticketFilesOf(connection),
  personal: personalOf(connection),
  presence: presenceOf(connection),
  savedAnswers: savedAnswersOf(connection),
  quarantine: quarantineOf(connection),
  jobSubjects: jobSubjectsOf(connection),
  workerProcesses: workerProcessesOf(connection),
  reports: reportsOf(connection),
  apiTokens: apiTokensOf(connection),
  ticketPages: ticketPagesOf(connection),
  webhooks: webhooksOf(connection),
  newId: (): string => newId(),
  lock: (keys: string[]): Promise<void> => lockKeys(sql, keys),
  lockTickets: (ids: string[]): Promise<void> => lockTickets(sql, ids),
});

export type Plain = ReturnType<typeof plainOf>;
/** The nouns inside one transaction. */
export type Nouns = Plain & {
  /** The nouns of each of so many decisions that this transaction makes at the same time (store/together.ts). */
  together: (count: number) => Nouns[];
};

export const nounsOf = (connection: Connection, sql: Sql): Nouns => {
  const plain = plainOf(connection, sql);
  return { ...plain, together: (count) => openTogether(plain, sql, count) };
};

/** PostgreSQL as the rest of the system sees it. */
export type Store = Nouns & {
  db: Database;
  /** Runs work in one transaction: all of it is committed, or none. Throws PermanentError `bad-data` where PostgreSQL cannot keep a value. */
  transaction: <T>(work: (nouns: Nouns) => Promise<T>) => Promise<T>;
  /** Keeps the database's picture of itself fresh while it grows quickly; returns how many tables were looked at. */
  analyzeGrown: () => Promise<number>;
  ping: () => Promise<void>;
  /** What time it is by PostgreSQL. */
  clock: () => Promise<Date>;
  close: () => Promise<void>;
};

export const openStore = (databaseUrl: string, options: { connections?: number } = {}): Store => {
  const { prisma, sql, transaction, close } = openDatabase(databaseUrl, options);
  return {
    ...nounsOf(prisma, sql),
    db: prisma,
    transaction: (work) => transaction((connection, own) => work(nounsOf(connection, own))).catch(refuseBadData),
    analyzeGrown: () => analyzeGrown(sql),
    ping: async () => {
      await sql('SELECT 1', []);
    },
    clock: async () => {
      const [row] = await sql<{ now: Date }>('SELECT clock_timestamp() AS "now"', []);
      if (!row) throw new Error('PostgreSQL told no time');
      return row.now;
    },
    close,
  };
};
