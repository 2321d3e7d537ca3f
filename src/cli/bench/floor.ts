// What no intake can be quicker than. In: mailboxes and an SMTP server, as JSON in the first argument. Out: every mail fetched, parsed and answered once; mails and milliseconds as JSON on standard output. On failure: a status other than 0.
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';

export type FloorTask = {
  imap: { host: string; port: number };
  smtp: { host: string; port: number };
  mailboxes: string[];
  password: string;
  /** How many mails of each mailbox, the first ones. */
  each: number;
};
/** `cpuMs`: what this process used of a processor, which other work on the machine does not change much. */
export type FloorResult = { mails: number; milliseconds: number; cpuMs: number };

const MOST_ON_THE_WAY = 50;

const run = async ({ imap, smtp, mailboxes, password, each }: FloorTask): Promise<FloorResult> => {
  const transport = nodemailer.createTransport({
    ...smtp,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const clients = mailboxes.map(
    (user) => new ImapFlow({ ...imap, secure: false, doSTARTTLS: false, auth: { user, pass: password }, logger: false }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  const startedAt = performance.now();
  const used = process.cpuUsage();
  let mails = 0;
  const work = async (client: ImapFlow, mailbox: string) => {
    const lock = await client.getMailboxLock('INBOX', { readOnly: true });
    const sending = new Set<Promise<unknown>>();
    for await (const { source } of client.fetch(`1:${each}`, { source: true })) {
      if (!source) continue;
      const parsed = await simpleParser(source);
      const to = parsed.from?.value[0]?.address ?? mailbox;
      const sent = transport.sendMail({
        from: mailbox,
        to,
        subject: `Re: ${parsed.subject ?? ''}`,
        ...(parsed.messageId && { inReplyTo: parsed.messageId, references: [parsed.messageId] }),
        text: `${ANSWER}\n\n${(parsed.text ?? '').slice(0, 200)}`,
      });
      sending.add(sent);
      sent.then(() => sending.delete(sent));
      mails += 1;
      if (sending.size >= MOST_ON_THE_WAY) await Promise.race(sending);
    }
    await Promise.all(sending);
    lock.release();
  };
  await Promise.all(clients.map((client, index) => work(client, mailboxes[index] ?? '')));
  const milliseconds = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(used);
  transport.close();
  await Promise.all(clients.map((client) => client.logout()));
  return { mails, milliseconds, cpuMs: (user + system) / 1_000 };
};

const ANSWER = 'Hemos recibido su mensaje y en breve le responderemos. Gracias por su preferencia.\n'.repeat(12);

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}'))));
