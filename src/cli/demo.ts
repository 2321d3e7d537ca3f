import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore, type Store } from '../store/store.ts';
import { ACCOUNT_ADDRESSES, addAccounts } from './demo/accounts.ts';
import { DEMO_CHATS, DEMO_FORMS } from './demo/chats.ts';
import { type FoundAnswer, readInbox, writeChat, writeForm, writeMails } from './demo/customers.ts';
import { DEMO_MAILS } from './demo/mails.ts';
import { type DemoServers, startServers } from './demo/servers.ts';
import { type DemoRow, header, line, readRows } from './demo/table.ts';

/** A mailbox for whoever watches: what is written from it is answered there. */
const VISITOR = 'usted@correo.test';
const SETTLED_WITHIN_MS = 600_000;
const LOOK_EVERY_MS = 500;

/** `npm run demo [-- --once]`: the whole system on this machine, with customers who write; see interfaces.md. */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { once: { type: 'boolean', default: false } } });
  const startedAt = Date.now();
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say('Ventanilla: se levantan los servidores en esta máquina…');
  const customers = [...DEMO_MAILS.flat().map((mail) => mail.from.address), ...DEMO_FORMS.flatMap(({ fields }) => fields.email ?? [])];
  const servers = await startServers([...new Set([...customers, ...ACCOUNT_ADDRESSES, VISITOR])], (text) => say(`  ${text}`));
  const store = openStore(servers.databaseUrl, { connections: 2 });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    const accounts = await addAccounts(store, servers.password);
    const rows = await play(servers, store, say);
    const summary = await summarise(servers, store, rows, startedAt);
    showAnswer(summary.sample, say);
    say(
      `\n${summary.counts.messages} mensajes, ${summary.counts.tickets} reportes, ${summary.counts.replies} respuestas encontradas por sus clientes, en ${summary.counts.seconds} s.`,
    );
    if (!values.once) {
      say(
        `\nConsola: ${servers.consoleUrl}   Colas: ${servers.consoleUrl}/admin/queues   Métricas: ${servers.url}/metrics   Formulario: ${servers.url}/contact/konecta`,
      );
      say(
        `Correo: IMAP 127.0.0.1:${servers.mail.imap.port}, SMTP 127.0.0.1:${servers.mail.smtp.port}, contraseña de todos los buzones: ${servers.password}`,
      );
      say(`Para escribir usted: de ${VISITOR} a soportemxl@konecta.mx, por ese SMTP; la respuesta llega a ese buzón.`);
      say(`Cuentas de la consola: ${accounts.join(', ')}, con esa misma contraseña.`);
      say('Todo sigue en marcha; Ctrl-C lo termina.');
      await stopped;
    }
    await store.close();
    await servers.stop();
    if (values.once) say(JSON.stringify(summary.counts));
    return 0;
  } catch (error) {
    await store.close();
    await servers.stop();
    throw error;
  }
};

/** Lets the customers write, and shows each message once it is settled and its answer has gone out. */
const play = async (servers: DemoServers, store: Store, say: (text: string) => void): Promise<DemoRow[]> => {
  say(`\n${header()}`);
  const writing = Promise.all([
    ...DEMO_MAILS.map((mails) => writeMails(servers, mails)),
    ...DEMO_CHATS.map((chat) => writeChat(servers, chat)),
    ...DEMO_FORMS.map((form) => writeForm(servers, form)),
  ]);
  let written = false;
  const done = writing.then(() => {
    written = true;
  });
  done.catch(() => undefined);
  const shown = new Set<string>();
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const rows = await readRows(store);
    for (const row of rows) {
      if (!isDone(row) || shown.has(row.id)) continue;
      shown.add(row.id);
      say(line(row, await hasArrived(servers, row)));
    }
    if (written && rows.length >= expectedMessages() && rows.every(isDone)) return rows;
    if (Date.now() > until) throw new Error(`only ${shown.size} of ${expectedMessages()} messages were settled in time`);
    await Promise.race([sleep(LOOK_EVERY_MS), written ? sleep(LOOK_EVERY_MS) : done.then(() => undefined)]);
  }
};

const expectedMessages = (): number =>
  DEMO_MAILS.flat().reduce((sum, mail) => sum + mail.to.length, 0) +
  DEMO_CHATS.reduce((sum, chat) => sum + chat.lines.length, 0) +
  DEMO_FORMS.length;

const isDone = (row: DemoRow): boolean =>
  row.disposition !== null && (row.reply === null || !['queued', 'sending'].includes(row.replyState ?? ''));

/** Whether the customer has the answer: in the inbox over IMAP, or taken by the Graph API. */
const hasArrived = async (servers: DemoServers, row: DemoRow): Promise<boolean> => {
  if (row.replyState === null || !['sent', 'delivered', 'read'].includes(row.replyState)) return false;
  if (row.channel !== 'email') return true;
  const address = DEMO_MAILS.flat().find((mail) => mail.from.name === row.sender)?.from.address;
  return address !== undefined && (await readInbox(servers, address)).some(({ messageId }) => messageId === row.emailMessageId);
};

type Summary = { counts: Record<string, number>; sample: FoundAnswer | null };

/** Counted from the database and the servers, not from what was sent. */
const summarise = async (servers: DemoServers, store: Store, rows: DemoRow[], startedAt: number): Promise<Summary> => {
  const count = (disposition: string) => rows.filter((row) => row.disposition === disposition).length;
  const inboxes = await Promise.all(
    [...new Set([...DEMO_MAILS.flat().map((mail) => mail.from.address), ...DEMO_FORMS.flatMap(({ fields }) => fields.email ?? [])])].map(
      (address) => readInbox(servers, address),
    ),
  );
  const answers = inboxes.flat();
  const counts = {
    messages: rows.length,
    tickets: await store.db.ticket.count(),
    appended: count('appended'),
    pending: count('pending'),
    review: count('review'),
    ignored: count('ignored'),
    replies: answers.length + servers.graph.sent.length,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };
  return { counts, sample: answers.find(({ subject }) => /[A-Z]{3}-\d\d-\d{6}-\d/.test(subject)) ?? null };
};

const showAnswer = (answer: FoundAnswer | null, say: (text: string) => void): void => {
  if (!answer) return;
  say(`\nUna de las respuestas, como la encontró su cliente:\n\n  Asunto: ${answer.subject}`);
  for (const text of answer.text.split('\n')) say(`  ${text}`);
};
