import { openMailSender } from '../channels/email/send.ts';
import { openMessengerSender } from '../channels/messenger/send.ts';
import type { SendResult as MetaResult } from '../channels/meta/errors.ts';
import { GRAPH_TIMEOUT_MS, GRAPH_VERSION } from '../channels/meta/graph.ts';
import type { WhatsAppContent } from '../channels/whatsapp/compose.ts';
import { openWhatsAppSender } from '../channels/whatsapp/send.ts';
import type { Channel } from '../core/words.ts';
import type { CompanyConfig, Config } from '../runtime/config.ts';
import { PermanentError } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { Closable } from '../runtime/process.ts';
import type { Outcome, Outgoing } from '../steps/outgoing.ts';

export type Senders = Closable & { send: (channel: Channel, outgoing: Outgoing) => Promise<Outcome> };

/** A mark that Meta does not take in this time is left: the answer does not wait for it. */
const MARK_WITHIN_MS = 2_000;

/**
 * A wait, a login, another one with a new token, the way to DATA and the server's word are shorter together than a claimed mail's
 * lease (steps/answer-mails.ts): what is cut goes again under the same Message-ID.
 */
const SMTP_LIMITS = { waitMs: 45_000, reachMs: 60_000, acceptMs: 3 * 60_000 };

/** Opens every company's SMTP pools and Graph clients; `send` hands an answer to the right one. */
export const openSenders = (config: Config, metaGraphUrl: string): Senders => {
  const mailers = new Map(
    config.companies.flatMap(({ mailboxes }) =>
      mailboxes.map((mailbox) => [mailbox.address, openMailSender(mailbox.smtp, SMTP_LIMITS)] as const),
    ),
  );
  const chats = new Map(config.companies.map((company) => [company.profile.company, openChats(company, metaGraphUrl)]));
  const names = new Map(config.companies.map(({ profile }) => [profile.company, profile.name]));
  return {
    send: async (channel, outgoing) => {
      if (channel === 'email') return sendMail(mailers, names, outgoing);
      const chat = chats.get(outgoing.company)?.[channel as 'whatsapp' | 'messenger'];
      if (!chat) return { kind: 'refused', because: `${channel}-not-configured` };
      return chat(outgoing);
    },
    close: async () => {
      await Promise.all([...mailers.values()].map((mailer) => mailer.close()));
    },
  };
};

type Mailers = Map<string, ReturnType<typeof openMailSender>>;

const sendMail = async (mailers: Mailers, names: Map<string, string>, outgoing: Outgoing): Promise<Outcome> => {
  const mailer = outgoing.mailbox === null ? undefined : mailers.get(outgoing.mailbox);
  if (!mailer || outgoing.mailbox === null || outgoing.messageId === null) return { kind: 'refused', because: 'mailbox-not-configured' };
  const result = await mailer.send({
    from: { name: names.get(outgoing.company) ?? outgoing.company, address: outgoing.mailbox },
    to: outgoing.recipient,
    subject: outgoing.content.subject ?? '',
    text: outgoing.content.text,
    html: outgoing.content.html,
    messageId: outgoing.messageId,
    inReplyTo: outgoing.inReplyTo,
    references: outgoing.references,
    envelopeFrom: null,
    replyTo: null,
    autoSubmitted: AUTO_SUBMITTED[outgoing.automatic],
    loop: `ventanilla-${outgoing.company}`,
    date: outgoing.createdAt,
  });
  if (result.kind !== 'later') return result;
  if (result.hold) log.error({ because: result.because.slice(0, 40) }, 'the mail server refuses our account');
  return { kind: 'later', because: result.because, afterMs: result.afterMs };
};

const AUTO_SUBMITTED = { replied: 'auto-replied', generated: 'auto-generated', person: 'none' } as const;

const openChats = ({ whatsapp, messenger }: CompanyConfig, baseUrl: string) => {
  const graphOf = (token: string, [appSecret]: string[]) => {
    if (!appSecret) throw new PermanentError('config', 'a Meta channel needs an app secret');
    return { baseUrl, version: GRAPH_VERSION, token, appSecret, timeoutMs: GRAPH_TIMEOUT_MS };
  };
  const number = whatsapp && openWhatsAppSender({ ...graphOf(whatsapp.token, whatsapp.appSecrets), phoneNumberId: whatsapp.phoneNumberId });
  const page = messenger && openMessengerSender({ ...graphOf(messenger.token, messenger.appSecrets), pageId: messenger.pageId });
  return {
    whatsapp:
      number &&
      (async (outgoing: Outgoing) => {
        if (outgoing.automatic === 'replied' && outgoing.inReplyTo) await mark(number.markRead(outgoing.inReplyTo, true));
        return outcomeOf(await number.send(whatsAppMessage(outgoing), outgoing.attempt - 1), 'whatsapp');
      }),
    messenger:
      page &&
      (async (outgoing: Outgoing) => {
        if (outgoing.automatic === 'replied')
          await mark(Promise.all([page.signal(outgoing.recipient, 'mark_seen'), page.signal(outgoing.recipient, 'typing_on')]));
        return outcomeOf(await page.send(messengerMessage(outgoing), outgoing.attempt - 1), 'messenger');
      }),
  };
};

/** Blue marks and "escribiendo…" before the answer: a courtesy, whose failure changes nothing. */
const mark = async (marking: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MARK_WITHIN_MS);
  });
  await Promise.race([marking.catch(() => undefined), late]);
  clearTimeout(timer);
};

const messengerMessage = ({ id, recipient, content, automatic }: Outgoing) => ({
  to: recipient,
  replyId: id,
  inReplyTo: null,
  text: content.text,
  quickReplies: content.choices ?? [],
  type: automatic === 'person' ? ('human-agent' as const) : ('response' as const),
});

const whatsAppMessage = ({ id, recipient, inReplyTo, content }: Outgoing) => ({
  to: recipient.startsWith('+') ? { phone: recipient, userId: null } : { phone: null, userId: recipient },
  replyId: id,
  inReplyTo,
  content: contentOf(content),
});

const contentOf = ({ text, whatsappTemplate, choices = [] }: Outgoing['content']): WhatsAppContent =>
  whatsappTemplate
    ? { kind: 'template', name: whatsappTemplate.name, language: whatsappTemplate.language, parameters: whatsappTemplate.parameters }
    : choices.length > 0
      ? { kind: 'buttons', text, buttons: choices }
      : { kind: 'text', text };

/** Meta's result in the words of the outbox; what only an administrator can mend is said in the log, and waits. */
const outcomeOf = (result: MetaResult, channel: string): Outcome => {
  switch (result.kind) {
    case 'sent':
    case 'unknown':
    case 'window-closed':
      return result;
    case 'later':
      return { kind: 'later', because: `meta:${result.code}:${result.because}`, afterMs: result.afterMs };
    case 'refused':
      if (result.alert) log.error({ channel, code: result.code, traceId: result.traceId }, 'Meta refuses what we send');
      return { kind: 'refused', because: `meta:${result.code}:${result.because}` };
    case 'stop':
      log.error(
        { channel, code: result.code, because: result.because, traceId: result.traceId },
        'the channel is stopped: a person must act',
      );
      return { kind: 'stopped', because: `${result.because}:${result.code}` };
  }
};
