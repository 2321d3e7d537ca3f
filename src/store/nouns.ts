import { v7 as newId } from 'uuid';
import { agentsOf } from './agents.ts';
import { apiTokensOf } from './api-tokens.ts';
import { attachmentsOf } from './attachments.ts';
import { attendingOf } from './attending.ts';
import { auditOf } from './audit.ts';
import { refuseBadData } from './bad-data.ts';
import { channelEventsOf } from './channel-events.ts';
import { channelStatesOf } from './channel-states.ts';
import type { Connection, Sql } from './database.ts';
import { directoriesOf } from './directories.ts';
import { identitiesOf } from './identities.ts';
import { jobSubjectsOf } from './job-subjects.ts';
import { lockKeys, lockTickets } from './locks.ts';
import { mailboxesOf } from './mailboxes.ts';
import { mattersOf } from './matters.ts';
import { messagesOf } from './messages.ts';
import { metaDeliveriesOf } from './meta-deliveries.ts';
import { noticesOf } from './notices.ts';
import { notificationsOf } from './notifications.ts';
import { personalOf } from './personal.ts';
import { presenceOf, savedAnswersOf } from './presence.ts';
import { quarantineOf } from './quarantine.ts';
import { repliesOf } from './replies.ts';
import { reportsOf } from './reports.ts';
import { sessionsOf } from './sessions.ts';
import { subscribersOf } from './subscribers.ts';
import { ticketFilesOf } from './ticket-file.ts';
import { ticketPagesOf } from './ticket-pages.ts';
import { ticketsOf } from './tickets.ts';
import { waitingOf } from './waiting.ts';
import { webhooksOf } from './webhooks.ts';
import { workerProcessesOf } from './worker-processes.ts';
import { worklistOf } from './worklist.ts';

const attempt = async <T>(sql: Sql, work: () => Promise<T>): Promise<T> => {
  await sql('SAVEPOINT attempt', []);
  const done = await work().catch(async (error: unknown) => {
    await sql('ROLLBACK TO SAVEPOINT attempt', []);
    return refuseBadData(error);
  });
  await sql('RELEASE SAVEPOINT attempt', []);
  return done;
};

/** The nouns of the domain on one connection. */
export const plainOf = (connection: Connection, sql: Sql) => ({
  mailboxes: mailboxesOf(connection),
  messages: messagesOf(connection, sql),
  metaDeliveries: metaDeliveriesOf(connection, sql),
  attachments: attachmentsOf(connection),
  channelEvents: channelEventsOf(connection),
  channelStates: channelStatesOf(connection),
  identities: identitiesOf(connection, sql),
  matters: mattersOf(connection, sql),
  tickets: ticketsOf(connection, sql),
  replies: repliesOf(connection, sql),
  notices: noticesOf(sql),
  notifications: notificationsOf(connection),
  attending: attendingOf(connection, sql),
  subscribers: subscribersOf(connection, sql),
  directories: directoriesOf(connection),
  agents: agentsOf(connection),
  sessions: sessionsOf(connection),
  audit: auditOf(connection),
  worklist: worklistOf(connection),
  waiting: waitingOf(connection),
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
  /** A part of a transaction that is undone alone where it fails; a value that can never be kept is a PermanentError. */
  attempt: <T>(work: () => Promise<T>): Promise<T> => attempt(sql, work),
});

export type Plain = ReturnType<typeof plainOf>;
/** The nouns inside one transaction. */
export type Nouns = Plain & {
  /** The nouns of each of so many decisions that this transaction makes at the same time (store/together.ts). */
  together: (count: number) => Nouns[];
};
