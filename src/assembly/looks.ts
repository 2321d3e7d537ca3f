import { GRAPH_TIMEOUT_MS, GRAPH_VERSION, type Graph, openGraph } from '../channels/meta/graph.ts';
import { inspectToken, isSubscribed, listTemplates, MESSENGER_SCOPES, type TokenHealth, WHATSAPP_SCOPES } from '../channels/meta/health.ts';
import { readObject, readText } from '../channels/meta/json.ts';
import type { CompanyConfig, Config, MessengerSettings, WhatsAppSettings } from '../runtime/config.ts';
import type { ChannelLook, Watched } from '../steps/inspect.ts';

/** Every company's channels to Meta, with how to ask Meta about them. */
export const openLooks = ({ companies }: Config, baseUrl: string): Watched[] =>
  companies.flatMap((company) => {
    const { whatsapp, messenger, profile } = company;
    const graphOf = ({ token, appSecrets }: { token: string; appSecrets: string[] }) =>
      openGraph({ baseUrl, version: GRAPH_VERSION, token, appSecret: appSecrets[0] ?? '', timeoutMs: GRAPH_TIMEOUT_MS });
    const name = profile.company;
    return [
      ...(whatsapp
        ? [{ company: name, channel: 'whatsapp' as const, look: () => lookAtNumber(graphOf(whatsapp), whatsapp, company) }]
        : []),
      ...(messenger ? [{ company: name, channel: 'messenger' as const, look: () => lookAtPage(graphOf(messenger), messenger) }] : []),
    ];
  });

const lookAtNumber = async (graph: Graph, settings: WhatsAppSettings, { profile }: CompanyConfig): Promise<ChannelLook> => {
  const token = await inspectToken(graph, settings.token);
  if (!token) return null;
  if (!token.isValid) return dead(token);
  const templates = settings.businessAccountId ? await listTemplates(graph, settings.businessAccountId) : null;
  const wanted = templates === null ? [] : Object.values(profile.approvedTemplates);
  const templateFaults = wanted.flatMap(({ name, language, parameters }) => {
    const found = templates?.find((listed) => listed.name === name && listed.language === language);
    if (!found) return [`template ${name}: none at Meta`];
    if (found.status !== 'APPROVED') return [`template ${name}: ${found.status}`];
    return found.parameters.length === parameters.length
      ? []
      : [`template ${name}: ${found.parameters.length} parameters at Meta, ${parameters.length} configured`];
  });
  const answer = await graph({ path: settings.phoneNumberId, query: { fields: 'quality_rating' } });
  const quality = answer.kind === 'ok' ? readText(readObject(answer.body)?.quality_rating) : null;
  return { isAlive: true, tokenExpiresAt: endOf(token), faults: [...lacking(token, WHATSAPP_SCOPES), ...templateFaults], quality };
};

const lookAtPage = async (graph: Graph, { token: own, pageId }: MessengerSettings): Promise<ChannelLook> => {
  const token = await inspectToken(graph, own);
  if (!token) return null;
  if (!token.isValid) return dead(token);
  const subscribed = await isSubscribed(graph, pageId);
  // After an hour without our 200 Meta ends the subscription, and says nothing.
  const faults = [...lacking(token, MESSENGER_SCOPES), ...(subscribed === false ? ['page not subscribed to messages'] : [])];
  return { isAlive: true, tokenExpiresAt: endOf(token), faults, quality: null };
};

const dead = (token: TokenHealth): ChannelLook => ({ isAlive: false, tokenExpiresAt: endOf(token), faults: [], quality: null });

const lacking = ({ scopes }: TokenHealth, wanted: readonly string[]): string[] =>
  wanted.filter((scope) => !scopes.includes(scope)).map((scope) => `scope ${scope}: not granted`);

/** The earlier of the token's own end and that of its access to data; null where neither ends. */
const endOf = ({ expiresAt, dataAccessExpiresAt }: TokenHealth): Date | null => {
  const ends = [expiresAt, dataAccessExpiresAt].filter((end) => end !== null);
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
};
