import { openPost, type Post } from '../channels/announce/post.ts';
import { signWebhook } from '../channels/announce/sign.ts';
import { decryptSecret } from '../console/access/totp.ts';
import { shapeOfTicket } from '../console/complaint/shape.ts';
import { log } from '../runtime/log.ts';
import type { AnnounceTools } from '../steps/announce.ts';
import type { Tools } from '../steps/tools.ts';
import type { ClaimedDelivery } from '../store/webhooks.ts';

type Settings = { sessionSecret: string; allowLoopback: boolean };

/** What telling events to other programs works with. */
export const announceToolsOf = (
  { store, now }: Pick<Tools, 'store' | 'now'>,
  { sessionSecret, allowLoopback }: Settings,
  post: Post = openPost({ allowLoopback }),
): AnnounceTools => ({
  store,
  now,
  compose: composeWebhook,
  post: async ({ id, endpoint }, body, at) => {
    const secrets = endpoint.secrets.map((secret) => decryptSecret(secret, sessionSecret));
    const readable = secrets.filter((secret) => secret !== null);
    return readable.length === 0 ? null : post({ url: endpoint.url, headers: signWebhook({ id, at, body }, readable), body });
  },
  alarm: ({ id, company, because }) => log.error({ company, endpoint: id, because }, 'a webhook endpoint was stopped: see /admin/webhooks'),
});

/** Type, moment and the ticket as it is when it is first told; its `version` puts them in order. */
const composeWebhook = ({ type, occurredAt, eventId, ticket, endpoint }: ClaimedDelivery): string =>
  JSON.stringify({
    type,
    timestamp: occurredAt.toISOString(),
    data: { company: endpoint.company, eventId, ticket: ticket && shapeOfTicket(ticket, ticket.joinedInto?.folio ?? null) },
  });
