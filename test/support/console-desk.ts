import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { administrationOf } from '../../src/assembly/administration.ts';
import { actionsOf, mailFilesOf } from '../../src/assembly/desk.ts';
import { openParser } from '../../src/channels/email/parse-pool.ts';
import { administrationRoutes } from '../../src/console/administration.ts';
import { addApi } from '../../src/console/api/api.ts';
import { openConsole } from '../../src/console/console.ts';
import { openDeskPages } from '../../src/console/desk.ts';
import { openQueues } from '../../src/queues/open.ts';
import { understand } from '../../src/steps/understand.ts';
import { freshRedisPrefix } from './databases.ts';
import { openDesk } from './desk.ts';

const MAILBOX = 'soportemxl@konecta.mx';

/** The console on a desk: customers' messages, mails among them, go the real way, and the pages listen on a free port. */
export const openConsoleDesk = async ({
  redisUrl = inject('redisUrl'),
  start = new Date().toISOString(),
}: {
  redisUrl?: string;
  start?: string;
} = {}) => {
  const desk = await openDesk(start);
  const parser = openParser({ size: 1 });
  desk.tools.parseMail = (raw, mailbox, { company }) => parser.parse(raw, { company, mailbox, group: null, authservId: null });
  const tools = {
    store: desk.store,
    profiles: desk.tools.profiles,
    sessionSecret: 'a secret of tests, long enough for it',
    totpRoles: () => [],
    now: desk.at,
    actions: actionsOf(desk.tools),
    mail: mailFilesOf(parser),
  };
  const pages = openDeskPages(tools);
  const prefix = freshRedisPrefix();
  const queues = openQueues(redisUrl, prefix);
  const companies = [...desk.tools.profiles.values()].map((profile) => ({
    profile,
    whatsapp: { number: profile.attention.whatsapp?.phone ?? '+526865550100' },
    messenger: { pageId: '10900222' },
  }));
  const admin = administrationRoutes(administrationOf(tools, { steps: desk.tools, companies, queues }));
  const { app, access } = await openConsole(tools, [...pages.routes, ...admin], queues.all, (server) => addApi(server, tools));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  let uid = 0;
  /** A mail comes to Konecta's mailbox of Mexicali and is understood. */
  const mail = async (raw: string | Buffer) => {
    uid += 1;
    const bytes = Buffer.from(raw);
    const { store } = desk;
    await store.mailboxes.ensure(MAILBOX, 'konecta');
    await store.mailboxes.lease(MAILBOX, 'test', 60_000);
    const stored = {
      uid,
      uidValidity: 1n,
      internalDate: desk.at(),
      raw: bytes,
      sizeBytes: bytes.length,
      truncated: false,
      conversation: null,
    };
    const batch = {
      company: 'konecta',
      address: MAILBOX,
      watcher: 'test',
      mails: [stored],
      position: { uidValidity: 1n, lastUid: uid, since: null, lastMailAt: null },
    };
    const [id = ''] = await store.transaction((nouns) => nouns.messages.storeMails(batch, desk.at()));
    await understand(desk.tools, id);
    const message = await store.messages.find(id);
    if (!message) throw new Error('the mail is gone');
    return message;
  };

  const close = async () => {
    await pages.close();
    await app.close();
    await parser.close();
    await queues.close();
    await desk.close();
  };
  return { ...desk, app, access, url, mail, close, consoleTools: tools, queues, prefix };
};
export type ConsoleDesk = Awaited<ReturnType<typeof openConsoleDesk>>;

/** A mail as a customer's program writes it, in plain text and in HTML. */
export const composeMail = ({
  from,
  subject,
  text,
  html,
  more = [],
}: {
  from: string;
  subject: string;
  text: string;
  html?: string;
  more?: string[];
}): string => {
  const head = [
    `From: ${from}`,
    `To: ${MAILBOX}`,
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Message-ID: <${randomUUID()}@example.mx>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
  ];
  const part = (type: string, body: string, headers: string[] = []) => [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    ...headers,
    '',
    Buffer.from(body).toString('base64'),
  ];
  const alternatives = [
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    ...part('text/plain', text),
    ...(html ? ['--inner', ...part('text/html', html)] : []),
    '--inner--',
  ];
  return [...head, '', '--outer', ...alternatives, ...more.flatMap((one) => ['--outer', one]), '--outer--', ''].join('\r\n');
};
