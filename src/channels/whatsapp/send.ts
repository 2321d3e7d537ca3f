// Sends one WhatsApp message. In: what to say to whom. Out: what became of it, with its wamid or the reason; never a throw, and never a second try of its own.
import { refusedHere, type SendResult, sendResult } from '../meta/errors.ts';
import { type GraphSettings, openGraph } from '../meta/graph.ts';
import { readId, readList, readObject } from '../meta/json.ts';
import { composeWhatsApp, findFault, type WhatsAppMessage } from './compose.ts';
import { judgeWhatsApp } from './errors.ts';

export type WhatsAppSettings = GraphSettings & { phoneNumberId: string };

export type WhatsAppSender = {
  /** `attempt` counts from 0 and lengthens the wait of a `later`. 200 means accepted, not delivered: statuses tell the rest. */
  send: (message: WhatsAppMessage, attempt?: number) => Promise<SendResult>;
  /** Blue marks for the message and all before it; with `typing`, "escribiendo…" for 25 s or until the answer. False where Meta would not. */
  markRead: (externalId: string, typing: boolean) => Promise<boolean>;
};

export const openWhatsAppSender = (settings: WhatsAppSettings): WhatsAppSender => {
  const graph = openGraph(settings);
  const path = `${settings.phoneNumberId}/messages`;
  return {
    send: async (message, attempt = 0) => {
      const fault = findFault(message);
      if (fault) return refusedHere(fault);
      return sendResult(await graph({ path, body: composeWhatsApp(message) }), attempt, {
        readProviderId: ({ body }) => readId(readObject(readList(body.messages)[0])?.id),
        judge: judgeWhatsApp,
      });
    },
    markRead: async (externalId, typing) => {
      const indicator = typing ? { typing_indicator: { type: 'text' } } : {};
      const body = { messaging_product: 'whatsapp', status: 'read', message_id: externalId, ...indicator };
      const answer = await graph({ path, body });
      return answer.kind === 'ok' && answer.body.success === true;
    },
  };
};
