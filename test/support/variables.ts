import { readFileSync } from 'node:fs';
import { GRAPH_KEYS } from './graph.ts';

/** The environment that config/ asks for: invented values, and for Meta those of the stand-in. */
export const chatVariables = (): Record<string, string> => {
  const names = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '');
  const required = names.filter((name) => /_(?:PASSWORD|TOKEN|APP_SECRET|ID)$/.test(name) && !/BUSINESS_ACCOUNT|AUTHSERV/.test(name));
  return {
    ...Object.fromEntries(required.map((name) => [name, invented(name)])),
    SESSION_SECRET: 'x'.repeat(40),
    KONECTA_WHATSAPP_BUSINESS_ACCOUNT_ID: GRAPH_KEYS.wabaId,
  };
};

const invented = (name: string): string => {
  // The stand-in is Konecta's number and mo!net's page; the other two are somebody else's.
  if (name.endsWith('PHONE_NUMBER_ID')) return name.startsWith('KONECTA') ? GRAPH_KEYS.phoneNumberId : '600799';
  if (name.endsWith('PAGE_ID')) return name.startsWith('MONET') ? GRAPH_KEYS.pageId : '10900299';
  if (name.endsWith('APP_SECRET')) return GRAPH_KEYS.appSecret;
  if (name.endsWith('VERIFY_TOKEN')) return 'verificacion-de-prueba';
  return name.endsWith('TOKEN') ? GRAPH_KEYS.token : 'sin-valor';
};
