import { GRAPH_TIMEOUT_MS, GRAPH_URL, GRAPH_VERSION, openGraph } from '../channels/meta/graph.ts';
import { downloadMedia, MEDIA_LIMIT_BYTES, MEDIA_TIMEOUT_MS, META_MEDIA_HOSTS, type MediaSettings } from '../channels/meta/media.ts';
import type { Config } from '../runtime/config.ts';
import type { MediaTools } from '../steps/media.ts';

/** Fetches the files of every company's chats: WhatsApp's with the number's token, Messenger's from open links. */
export const openMedia = ({ companies }: Config, metaGraphUrl: string): MediaTools['fetchMedia'] => {
  const settings = new Map<string, MediaSettings>(
    companies.flatMap(({ profile, whatsapp, messenger }) =>
      [
        ['whatsapp', whatsapp] as const,
        // Messenger's links want no token, and get none.
        ['messenger', messenger] as const,
      ].flatMap(([channel, access]) =>
        access ? [[`${profile.company}:${channel}`, settingsOf(access, channel === 'whatsapp', metaGraphUrl)] as const] : [],
      ),
    ),
  );
  return async (company, channel, reference) => {
    const own = settings.get(`${company}:${channel}`);
    return own ? downloadMedia(own, reference) : { kind: 'later', because: 'channel-not-configured' };
  };
};

const settingsOf = (
  { token, appSecrets }: { token: string; appSecrets: string[] },
  withToken: boolean,
  baseUrl: string,
): MediaSettings => ({
  graph: openGraph({ baseUrl, version: GRAPH_VERSION, token, appSecret: appSecrets[0] ?? '', timeoutMs: GRAPH_TIMEOUT_MS }),
  token: withToken ? token : null,
  // A Graph API that is not Meta's (tests, demo) hands out links to itself.
  allowedHosts: baseUrl === GRAPH_URL ? META_MEDIA_HOSTS : [new URL(baseUrl).origin],
  limitBytes: MEDIA_LIMIT_BYTES,
  timeoutMs: MEDIA_TIMEOUT_MS,
});
