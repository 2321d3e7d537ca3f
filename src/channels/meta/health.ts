// Asks Meta about ourselves. In: a Graph client. Out: how long the token lives and what it may do, which templates are approved, whether the page still sends us its events; null where Meta does not answer.
import type { Graph } from './graph.ts';
import { type JsonObject, readId, readList, readNumber, readObject, readSeconds, readText } from './json.ts';

export type TokenHealth = {
  isValid: boolean;
  /** Null: it never expires. */
  expiresAt: Date | null;
  dataAccessExpiresAt: Date | null;
  scopes: string[];
  /** Accounts (WABA, pages) that a scope is granted for; empty where it holds for all. */
  accountsOf: Record<string, string[]>;
};

export const WHATSAPP_SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const;
export const MESSENGER_SCOPES = ['pages_messaging', 'pages_manage_metadata'] as const;

/** `debug_token` about the client's own token. Null where Meta cannot be asked; a dead token is an answer: `isValid` false. */
export const inspectToken = async (graph: Graph, token: string): Promise<TokenHealth | null> => {
  const answer = await graph({ path: 'debug_token', query: { input_token: token } });
  if (answer.kind === 'error' && answer.error.code === 190) return DEAD;
  const data = answer.kind === 'ok' ? readObject(answer.body.data) : null;
  if (!data) return null;
  const granted = readList(data.granular_scopes).map(readObject);
  return {
    isValid: data.is_valid === true,
    expiresAt: readExpiry(data.expires_at),
    dataAccessExpiresAt: readExpiry(data.data_access_expires_at),
    scopes: readList(data.scopes).flatMap((scope) => readText(scope) ?? []),
    accountsOf: Object.fromEntries(
      granted.map((grant) => [readText(grant?.scope) ?? '', readList(grant?.target_ids).flatMap((id) => readId(id) ?? [])]),
    ),
  };
};

/** Days until the token dies: the earlier of its own end and that of its data access; null where neither ends. */
export const daysLeft = ({ isValid, expiresAt, dataAccessExpiresAt }: TokenHealth, now: Date): number | null => {
  if (!isValid) return 0;
  const ends = [expiresAt, dataAccessExpiresAt].flatMap((end) => end?.getTime() ?? []);
  return ends.length === 0 ? null : Math.max(0, Math.floor((Math.min(...ends) - now.getTime()) / DAY_MS));
};

export type TemplateHealth = {
  name: string;
  language: string;
  /** APPROVED, PENDING, REJECTED, PAUSED, DISABLED … */
  status: string;
  /** The parameters of its body in order, as it names them: "1", "2" … or words. */
  parameters: string[];
};

/** Every template of a WABA, page after page; null where Meta does not answer all of them. */
export const listTemplates = async (graph: Graph, wabaId: string): Promise<TemplateHealth[] | null> => {
  const found: TemplateHealth[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query: Record<string, string> = { fields: 'name,language,status,components', limit: '100', ...(after ? { after } : {}) };
    const answer = await graph({ path: `${encodeURIComponent(wabaId)}/message_templates`, query });
    if (answer.kind !== 'ok') return null;
    found.push(...readList(answer.body.data).flatMap(readTemplate));
    const paging = readObject(answer.body.paging);
    after = paging?.next ? readText(readObject(paging.cursors)?.after) : null;
    if (!after) return found;
  }
  return null;
};

/** Whether the page's messages still come to us: after an hour of failures Meta unsubscribes the app. Null where Meta does not answer. */
export const isSubscribed = async (graph: Graph, pageId: string): Promise<boolean | null> => {
  const answer = await graph({ path: `${encodeURIComponent(pageId)}/subscribed_apps` });
  if (answer.kind !== 'ok') return null;
  return readList(answer.body.data).some((app) => readList(readObject(app)?.subscribed_fields).includes('messages'));
};

const readTemplate = (raw: unknown): TemplateHealth[] => {
  const template = readObject(raw);
  const name = readText(template?.name);
  const language = readText(template?.language);
  if (!template || !name || !language) return [];
  const body = readList(template.components)
    .map(readObject)
    .find((component) => component?.type === 'BODY');
  return [{ name, language, status: readText(template.status) ?? 'UNKNOWN', parameters: readParameters(body ?? null) }];
};

const readParameters = (body: JsonObject | null): string[] => {
  const names = [...(readText(body?.text) ?? '').matchAll(PARAMETER)].flatMap(([, name]) => name ?? []);
  return [...new Set(names)];
};

/** 0 means never. */
const readExpiry = (value: unknown): Date | null => (readNumber(value) === 0 ? null : readSeconds(value));

const DEAD: TokenHealth = { isValid: false, expiresAt: null, dataAccessExpiresAt: null, scopes: [], accountsOf: {} };
const DAY_MS = 24 * 3_600_000;
const MAX_PAGES = 50;
// "Su folio es {{1}}" and "{{ folio }}", not "{1}".
const PARAMETER = /\{\{\s*(\w+)\s*\}\}/g;
