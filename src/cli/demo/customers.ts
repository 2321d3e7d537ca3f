import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';
import { messengerBody, messengerText, postWebhook, whatsAppBody, whatsAppText } from '../../runtime/services/meta-webhooks.ts';
import type { DemoChat, DemoForm } from './chats.ts';
import { composeDemoMail, type DemoMail } from './mails.ts';
import type { DemoServers } from './servers.ts';

/** An answer of ours as a customer finds it. */
export type FoundAnswer = { messageId: string; inReplyTo: string | null; subject: string; text: string };

const ANSWER_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 400;

/** Sends one customer's mails over SMTP, waiting for our answer where the next one replies to it. */
export const writeMails = async (servers: DemoServers, mails: DemoMail[]): Promise<void> => {
  const { host, port } = servers.mail.smtp;
  const transport = nodemailer.createTransport({ host, port, secure: false, ignoreTLS: true });
  let answered = 0;
  let answer: FoundAnswer | null = null;
  for (const [index, mail] of mails.entries()) {
    if (mail.answering) {
      answer = await waitForAnswer(servers, mail.from.address, answered);
      answered += 1;
    }
    const messageId = `<demo.${index}.${Date.now().toString(36)}.${mail.from.address}>`;
    for (const to of mail.to) {
      const raw = await composeDemoMail(mail, to, messageId, mail.answering ? (answer?.messageId ?? null) : null);
      await transport.sendMail({ envelope: { from: mail.bounce ? '' : mail.from.address, to: [to] }, raw });
    }
  }
  transport.close();
};

const waitForAnswer = async (servers: DemoServers, address: string, already: number): Promise<FoundAnswer | null> => {
  const until = Date.now() + ANSWER_WITHIN_MS;
  while (Date.now() < until) {
    const found = await readInbox(servers, address);
    if (found.length > already) return found.at(-1) ?? null;
    await sleep(LOOK_EVERY_MS);
  }
  return null;
};

/** What stands in a customer's inbox, read over IMAP as any mail program would. */
export const readInbox = async (servers: DemoServers, address: string): Promise<FoundAnswer[]> => {
  const { host, port } = servers.mail.imap;
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: address, pass: servers.password },
    logger: false,
  });
  await client.connect();
  try {
    const lock = await client.getMailboxLock('INBOX');
    try {
      const found: FoundAnswer[] = [];
      for await (const { source } of client.fetch('1:*', { source: true })) if (source) found.push(await readAnswer(source));
      return found;
    } finally {
      lock.release();
    }
  } finally {
    await client.logout();
  }
};

const readAnswer = async (source: Buffer): Promise<FoundAnswer> => {
  const { messageId, inReplyTo, subject, text } = await simpleParser(source);
  return { messageId: messageId ?? '', inReplyTo: inReplyTo ?? null, subject: subject ?? '', text: text ?? '' };
};

/** Posts one chat customer's lines as signed webhooks; a line that answers waits for what we said. */
export const writeChat = async (servers: DemoServers, chat: DemoChat): Promise<void> => {
  const { graph, meta, url } = servers;
  const to = chat.channel === 'whatsapp' ? chat.id.replace(/^521/, '52') : chat.id;
  const answers = () => graph.sent.filter((sent) => sent.to === to || sent.to === chat.id).length;
  let answered = 0;
  for (const [index, line] of chat.lines.entries()) {
    if (line.answering) {
      const until = Date.now() + ANSWER_WITHIN_MS;
      while (answers() <= answered && Date.now() < until) await sleep(LOOK_EVERY_MS);
      answered = answers();
    }
    const at = new Date();
    graph.customerWrote(chat.channel, chat.id);
    const id = `${chat.channel === 'whatsapp' ? 'wamid' : 'm_'}.demo.${chat.id}.${index}`;
    const body =
      chat.channel === 'whatsapp'
        ? whatsAppBody({ ...meta, displayPhone: '526862210284' }, [
            whatsAppText({ waId: chat.id, userId: `MX.${chat.id}`, name: chat.name }, id, at, line.text),
          ])
        : messengerBody(meta.pageId, [messengerText(meta.pageId, chat.id, id, at, line.text)], at);
    const status = await postWebhook(`${url}/webhooks/meta/${chat.company}`, body, meta.appSecret);
    if (status !== 200) throw new Error(`a webhook was answered ${status}`);
  }
};

/** Sends the web form. */
export const writeForm = async (servers: DemoServers, { company, fields }: DemoForm): Promise<void> => {
  const response = await fetch(`${servers.url}/contact/${company}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  if (response.status !== 202) throw new Error(`the form was answered ${response.status}: ${await response.text()}`);
};
