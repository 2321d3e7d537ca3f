// Sends one Messenger message. In: what to say to whom. Out: what became of it, with its mid or the reason; never a throw, and never a second try of its own.
import { type Refusal, refusedHere, type SendResult, sendResult } from '../meta/errors.ts';
import { type GraphSettings, openGraph } from '../meta/graph.ts';
import { type JsonObject, readId, readText } from '../meta/json.ts';
import { judgeMessenger } from './errors.ts';

export type MessengerSettings = GraphSettings & { pageId: string };

export type MessengerMessage = {
  /** Page-scoped id. */
  to: string;
  /** Our id of the reply: the echo brings it back as `metadata`, and settles what a time-out left open. */
  replyId: string;
  /** The mid that this answers. */
  inReplyTo: string | null;
  text: string;
  /** Shown under the text as buttons; the title comes back as the customer's message. */
  quickReplies: readonly { id: string; title: string }[];
  /**
   * `response` answers inside 24 h. `human-agent` is only for what a person wrote herself, to 7 days after the
   * customer's last message: automation with it is a violation (Meta, messaging policy).
   */
  type: 'response' | 'human-agent';
};

export type MessengerSender = {
  /** `attempt` counts from 0 and lengthens the wait of a `later`. */
  send: (message: MessengerMessage, attempt?: number) => Promise<SendResult>;
  /** A request of its own: Meta refuses it together with a message. False where Meta would not. */
  signal: (to: string, action: 'mark_seen' | 'typing_on' | 'typing_off') => Promise<boolean>;
  /** The name on the profile; null where Meta gives none (phone-only accounts, no permission, no answer). Proves nothing. */
  findName: (userId: string) => Promise<string | null>;
};

export const MAX_TEXT = 2000;
export const MAX_QUICK_REPLIES = 13;
export const MAX_QUICK_REPLY_TITLE = 20;
const MAX_PAYLOAD = 1000;

export const openMessengerSender = (settings: MessengerSettings): MessengerSender => {
  const graph = openGraph(settings);
  const path = `${settings.pageId}/messages`;
  return {
    send: async (message, attempt = 0) => {
      const fault = findFault(message);
      if (fault) return refusedHere(fault);
      return sendResult(await graph({ path, body: composeMessenger(message) }), attempt, {
        readProviderId: ({ body }) => readId(body.message_id),
        judge: judgeMessenger,
      });
    },
    signal: async (to, action) => {
      const answer = await graph({ path, body: { recipient: { id: to }, sender_action: action } });
      return answer.kind === 'ok';
    },
    findName: async (userId) => {
      const answer = await graph({ path: encodeURIComponent(userId), query: { fields: 'first_name,last_name' } });
      if (answer.kind !== 'ok') return null;
      const names = [readText(answer.body.first_name), readText(answer.body.last_name)];
      return names.filter((name) => name).join(' ') || null;
    },
  };
};

/** A text over the limit is refused and not cut: one message at most goes out (policy, rule 12), and a cut one can lose the folio. */
export const findFault = ({ to, text, quickReplies }: MessengerMessage): Refusal | null => {
  if (to === '' || text.trim() === '') return 'bad-request';
  if (text.length > MAX_TEXT) return 'too-long';
  const fits = quickReplies.every(
    ({ id, title }) => title.trim() !== '' && title.length <= MAX_QUICK_REPLY_TITLE && id !== '' && id.length <= MAX_PAYLOAD,
  );
  return fits && quickReplies.length <= MAX_QUICK_REPLIES ? null : 'bad-request';
};

export const composeMessenger = ({ to, replyId, inReplyTo, text, quickReplies, type }: MessengerMessage): JsonObject => ({
  recipient: { id: to },
  ...(type === 'human-agent' ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }),
  ...(inReplyTo ? { reply_to: { mid: inReplyTo } } : {}),
  message: {
    text,
    metadata: replyId,
    ...(quickReplies.length > 0
      ? { quick_replies: quickReplies.map(({ id, title }) => ({ content_type: 'text', title, payload: id })) }
      : {}),
  },
});
