import { setTimeout as sleep } from 'node:timers/promises';
import { postWebhook } from '../../src/runtime/services/meta-webhooks.ts';

export const META = {
  token: 'token-de-prueba',
  appSecret: 'secreto-de-prueba',
  phoneNumberId: '600700',
  wabaId: '100200',
  pageId: '10900222',
};
export const ACCOUNT = { wabaId: META.wabaId, phoneNumberId: META.phoneNumberId, displayPhone: '526862210284' };

const REPEAT_AFTER_MS = 300;

/** Meta's side of the webhooks: each is posted again and again, to whichever door is open, until it is answered 200. */
export const openMeta = (doors: () => string[]) => {
  let closed = false;
  let turn = 0;
  const underWay = new Set<Promise<void>>();
  const post = async (company: string, body: Record<string, unknown>): Promise<void> => {
    while (!closed) {
      const urls = doors();
      turn += 1;
      const url = urls[turn % urls.length];
      const status = url === undefined ? 0 : await postWebhook(`${url}/webhooks/meta/${company}`, body, META.appSecret).catch(() => 0);
      if (status === 200) return;
      if (status >= 400 && status < 500) throw new Error(`a webhook was answered ${status}`);
      await sleep(REPEAT_AFTER_MS);
    }
  };
  return {
    /** Resolves once the webhook was answered 200. */
    post,
    /** The same without waiting: statuses and echoes. */
    tell: (company: string, body: Record<string, unknown>): void => {
      const telling = post(company, body).catch(() => undefined);
      underWay.add(telling);
      void telling.then(() => underWay.delete(telling));
    },
    /** How many of those are still to be taken. */
    toTell: () => underWay.size,
    close: async () => {
      closed = true;
      await Promise.all(underWay);
    },
  };
};
