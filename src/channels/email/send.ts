// Sends mails through one account. In: an answer. Out: sent, refused or later, each with its reason. On failure: a result, never an exception, save for a mail that is wrong in itself.
import { codeOf, PermanentError } from '../../runtime/errors.ts';
import { type MailAccount, openCredentials } from './account.ts';
import { composeMail, type OutgoingMail } from './compose.ts';
import { type Accepted, connectSmtp, SendFailure, type SmtpClient, type SmtpLimits } from './smtp-client.ts';
import { type SendResult, type SmtpFailure, sortFailure, tellResponse } from './smtp-outcome.ts';

export type MailSender = {
  send: (mail: OutgoingMail) => Promise<SendResult>;
  /** Waits for the mails on their way, but not long; those that are cut are `later`. */
  close: () => Promise<void>;
};

type SenderOptions = Partial<SmtpLimits> & {
  /** Connections at a time; Exchange Online allows three. */
  maxConnections?: number;
  /** A mail that has waited so long for a connection is `later` instead. */
  waitMs?: number;
  /** An idle connection is kept so long. */
  idleMs?: number;
  closeMs?: number;
};

const DEFAULTS = { reachMs: 2 * 60_000, acceptMs: 11 * 60_000, waitMs: 10 * 60_000, maxConnections: 2, idleMs: 30_000, closeMs: 5_000 };

/** A sender over few connections that are used again; each mail is one try, repeated only by whoever calls. */
export const openMailSender = (account: MailAccount, options: SenderOptions = {}): MailSender => {
  const settings = { ...DEFAULTS, ...options };
  const pool = openPool(account, settings);
  const onTheWay = new Set<Promise<unknown>>();
  const send = async (mail: OutgoingMail): Promise<SendResult> => {
    const composed = await composeMail(mail);
    if (composed === null) return { kind: 'refused', because: 'the address to answer to is not one valid address' };
    try {
      const { response, providerId } = await pool.use((client) => client.send(composed));
      return { kind: 'sent', providerId, response: tellResponse({ response, responseCode: Number.parseInt(response, 10) }) };
    } catch (error) {
      return resultOf(error);
    }
  };
  return {
    send: (mail) => {
      const sending = send(mail);
      onTheWay.add(sending);
      const forget = () => onTheWay.delete(sending);
      sending.then(forget, forget);
      return sending;
    },
    close: async () => {
      pool.refuseNew();
      let timer: NodeJS.Timeout | undefined;
      const tired = new Promise((resolve) => {
        timer = setTimeout(resolve, settings.closeMs);
      });
      await Promise.race([Promise.allSettled(onTheWay), tired]);
      clearTimeout(timer);
      pool.closeAll();
    },
  };
};

const resultOf = (error: unknown): SendResult => {
  if (!(error instanceof SendFailure)) return sortFailure({ code: codeOf(error) }, 'reach');
  const { cause, stage } = error;
  if (cause instanceof PermanentError) return sortFailure(cause, stage);
  return sortFailure(typeof cause === 'object' && cause !== null ? (cause as SmtpFailure) : {}, stage);
};

type Pool = {
  use: (work: (client: SmtpClient) => Promise<Accepted>) => Promise<Accepted>;
  refuseNew: () => void;
  closeAll: () => void;
};

const openPool = (account: MailAccount, settings: typeof DEFAULTS): Pool => {
  const credentials = openCredentials(account);
  const idle: { client: SmtpClient; timer: NodeJS.Timeout }[] = [];
  const open = new Set<SmtpClient>();
  const queue: (() => void)[] = [];
  let free = settings.maxConnections;
  let closed = false;

  const connect = async (): Promise<SmtpClient> => {
    if (closed) throw new SendFailure('reach', { code: 'ECLOSING' });
    const client = await connectSmtp(account, credentials, settings);
    open.add(client);
    return client;
  };
  const takeIdle = (): SmtpClient | null => {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.client.isOpen()) return entry.client;
      open.delete(entry.client);
    }
    return null;
  };
  const giveBack = (client: SmtpClient): void => {
    if (closed || !client.isOpen()) {
      drop(client);
      return;
    }
    const timer = setTimeout(() => {
      const at = idle.findIndex((entry) => entry.client === client);
      if (at >= 0) idle.splice(at, 1);
      drop(client);
    }, settings.idleMs);
    timer.unref();
    idle.push({ client, timer });
  };
  const drop = (client: SmtpClient): void => {
    open.delete(client);
    client.close();
  };
  const useOne = async (client: SmtpClient, work: (client: SmtpClient) => Promise<Accepted>): Promise<Accepted> => {
    try {
      const accepted = await work(client);
      giveBack(client);
      return accepted;
    } catch (error) {
      open.delete(client);
      client.destroy();
      throw error;
    }
  };

  return {
    use: async (work) => {
      const askedAt = Date.now();
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
      else free--;
      try {
        if (Date.now() - askedAt > settings.waitMs) throw new SendFailure('reach', { code: 'EBUSY' });
        const kept = takeIdle();
        if (kept === null) return await useOne(await connect(), work);
        try {
          return await useOne(kept, work);
        } catch (error) {
          // The server had closed the connection that we kept: that is no answer, and nothing was handed over.
          if (!isStale(error)) throw error;
          return await useOne(await connect(), work);
        }
      } finally {
        const next = queue.shift();
        if (next) next();
        else free++;
      }
    },
    refuseNew: () => {
      closed = true;
    },
    closeAll: () => {
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      for (const client of open) client.destroy();
      open.clear();
    },
  };
};

const isStale = (error: unknown): boolean => {
  if (!(error instanceof SendFailure) || error.stage !== 'reach') return false;
  const { code, responseCode } = (error.cause ?? {}) as SmtpFailure;
  return responseCode === 421 || (!responseCode && code !== 'ETIMEDOUT' && code !== 'EMESSAGE' && code !== 'EENVELOPE');
};
