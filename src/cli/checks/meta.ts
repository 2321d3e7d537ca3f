import { GRAPH_TIMEOUT_MS, GRAPH_VERSION, type Graph, openGraph } from '../../channels/meta/graph.ts';
import {
  daysLeft,
  inspectToken,
  isSubscribed,
  listTemplates,
  MESSENGER_SCOPES,
  type TemplateHealth,
  WHATSAPP_SCOPES,
} from '../../channels/meta/health.ts';
import type { CompanyProfile } from '../../core/company.ts';
import type { CompanyConfig } from '../../runtime/config.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const SOON_DAYS = 14;

type Keys = { token: string; appSecrets: string[] };

/** The tokens of a company's channels at Meta, its page's subscription, and its approved templates. */
export const checkMeta = async ({ profile, whatsapp, messenger }: CompanyConfig, baseUrl: string): Promise<Finding[]> => {
  const found = await Promise.all([
    whatsapp ? checkWhatsApp(profile, whatsapp, baseUrl) : [],
    messenger ? checkMessenger(profile, messenger, baseUrl) : [],
  ]);
  return found.flat();
};

const checkWhatsApp = async (profile: CompanyProfile, whatsapp: NonNullable<CompanyConfig['whatsapp']>, baseUrl: string) => {
  const topic = `WhatsApp ${profile.company}`;
  const graph = graphOf(whatsapp, baseUrl);
  const token = await checkToken(topic, graph, whatsapp.token, WHATSAPP_SCOPES);
  if (token.some(({ state }) => state === 'falla')) return token;
  return [...token, ...(await checkTemplates(topic, graph, whatsapp.businessAccountId, profile.approvedTemplates))];
};

const checkMessenger = async (profile: CompanyProfile, messenger: NonNullable<CompanyConfig['messenger']>, baseUrl: string) => {
  const topic = `Messenger ${profile.company}`;
  const graph = graphOf(messenger, baseUrl);
  const token = await checkToken(topic, graph, messenger.token, MESSENGER_SCOPES);
  if (token.some(({ state }) => state === 'falla')) return token;
  return [...token, await checkSubscription(topic, graph, messenger.pageId)];
};

const graphOf = ({ token, appSecrets }: Keys, baseUrl: string): Graph =>
  openGraph({ baseUrl, version: GRAPH_VERSION, token, appSecret: appSecrets[0] ?? '', timeoutMs: Math.min(GRAPH_TIMEOUT_MS, 10_000) });

const checkToken = async (topic: string, graph: Graph, token: string, scopes: readonly string[]): Promise<Finding[]> => {
  const health = await inspectToken(graph, token);
  if (health === null)
    return [fail(topic, 'Meta does not answer', 'Look at META_GRAPH_URL, the app secret and the way out to the network.')];
  if (!health.isValid) return [fail(topic, 'the token is not valid any more', 'Make a new one for the system user and set it.')];
  const days = daysLeft(health, new Date());
  const life = days === null ? 'valid, without an end' : `valid for ${days} more days`;
  const missing = scopes.filter((scope) => !health.scopes.includes(scope));
  return [
    days !== null && days <= SOON_DAYS
      ? warn(topic, `token ${life}`, 'Make a new one before; a system user can have one without an end.')
      : ok(topic, `token ${life}`),
    missing.length > 0
      ? fail(topic, `the token lacks ${missing.join(', ')}`, 'Make a token with these permissions.')
      : ok(topic, `permissions ${scopes.join(', ')}`),
  ];
};

const checkSubscription = async (topic: string, graph: Graph, pageId: string): Promise<Finding> => {
  const subscribed = await isSubscribed(graph, pageId);
  if (subscribed === null) return fail(topic, 'Meta does not say whether the page sends us its messages', 'Look at pageId and the token.');
  return subscribed
    ? ok(topic, "the page's messages come here")
    : fail(
        topic,
        "the page's messages do not come here",
        'Subscribe the app to the page, field `messages`: Meta ends it after an hour of failures.',
      );
};

const checkTemplates = async (
  topic: string,
  graph: Graph,
  businessAccountId: string | null,
  wanted: CompanyProfile['approvedTemplates'],
): Promise<Finding[]> => {
  if (Object.keys(wanted).length === 0) return [];
  if (businessAccountId === null) {
    return [warn(topic, 'templates are not compared: businessAccountId is unset', 'Set it to have them compared with what Meta lists.')];
  }
  const listed = await listTemplates(graph, businessAccountId);
  if (listed === null) return [fail(topic, 'Meta does not list the templates', 'Look at businessAccountId and the token.')];
  const problems = Object.values(wanted).flatMap((template) => (template ? (problemWith(topic, template, listed) ?? []) : []));
  return problems.length > 0 ? problems : [ok(topic, `${Object.keys(wanted).length} templates are approved`)];
};

type Wanted = { name: string; language: string; parameters: string[] };

const problemWith = (topic: string, { name, language, parameters }: Wanted, listed: TemplateHealth[]): Finding | null => {
  const found = listed.find((candidate) => candidate.name === name && candidate.language === language);
  const title = `template ${name} (${language})`;
  if (!found) return fail(topic, `${title} is not there`, 'Hand it in at Meta, or mend its name in the company file.');
  if (found.status !== 'APPROVED') return fail(topic, `${title} is ${found.status}`, "Look at Meta's reason and hand it in again.");
  if (found.parameters.length === parameters.length) return null;
  return fail(topic, `${title} has ${found.parameters.length} places, here ${parameters.length}`, 'Make both the same.');
};
