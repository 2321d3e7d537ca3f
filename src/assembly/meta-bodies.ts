import { parseMessenger } from '../channels/messenger/parse.ts';
import type { Accounts } from '../channels/meta/accounts.ts';
import { readBody } from '../channels/meta/body.ts';
import { parseWhatsApp } from '../channels/whatsapp/parse.ts';
import { startWorker } from '../queues/open.ts';
import type { Config } from '../runtime/config.ts';
import { type UnpackTools, unpack } from '../steps/unpack.ts';
import type { Runtime } from './runtime.ts';

type Companies = Config['companies'];
type Keys = { verifyTokens: string[]; appSecrets: string[]; accounts: Accounts };

const PARSERS = { whatsapp_business_account: parseWhatsApp, page: parseMessenger };

/** What the door proves a webhook by, for each company with a channel of Meta. */
export const metaKeysOf = (companies: Companies): Map<string, Keys> => new Map(companies.flatMap((company) => keysOf(company)));

/** Both Meta channels of a company share one address; each brings its secrets. */
const keysOf = ({ profile, whatsapp, messenger }: Companies[number]) => {
  const channels = [whatsapp, messenger].filter((channel) => channel !== null);
  if (channels.length === 0) return [];
  const unique = (values: string[]) => [...new Set(values)];
  return [
    [
      profile.company,
      {
        verifyTokens: unique(channels.flatMap((c) => c.verifyTokens)),
        appSecrets: unique(channels.flatMap((c) => c.appSecrets)),
        accounts: { whatsapp: whatsapp?.phoneNumberId ?? null, messenger: messenger?.pageId ?? null },
      },
    ] as const,
  ];
};

/** What takes webhooks apart works with. */
export const unpackToolsOf = ({ config, tools }: Pick<Runtime, 'config' | 'tools'>): UnpackTools => {
  const accounts = new Map([...metaKeysOf(config.companies)].map(([company, keys]) => [company, keys.accounts] as const));
  return { ...tools, readDelivery: (owner, rawBody) => readBody({ accounts, parsers: PARSERS }, owner, rawBody) };
};

/** Takes apart the webhooks that wait; one at a time in each process, so that the doors have room beside it. */
export const startUnpacking = (runtime: Runtime, tools: UnpackTools) =>
  startWorker(runtime.redisUrl, 'unpack', (id, { again }) => unpack(tools, id, again));
