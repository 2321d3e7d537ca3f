import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { CompanyProfile } from '../core/company.ts';
import type { Access } from './access/guard.ts';

const require = createRequire(import.meta.url);
const own = (name: string) => join(import.meta.dirname, 'static', name);

// Served by us, from the packages as they were installed: no page asks another host for anything.
const FILES: Record<string, { path: string; type: string }> = {
  'pico.css': { path: require.resolve('@picocss/pico/css/pico.min.css'), type: 'text/css; charset=utf-8' },
  'htmx.js': { path: require.resolve('htmx.org/dist/htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  'console.css': { path: own('console.css'), type: 'text/css; charset=utf-8' },
  'console.js': { path: own('console.js'), type: 'text/javascript; charset=utf-8' },
  'board.css': { path: own('board.css'), type: 'text/css; charset=utf-8' },
  'board.js': { path: own('board.js'), type: 'text/javascript; charset=utf-8' },
  'icon.svg': { path: own('icon.svg'), type: 'image/svg+xml' },
};

const loaded = new Map(
  Object.entries(FILES).map(([name, { path, type }]) => {
    const bytes = readFileSync(path);
    return [name, { bytes, type, version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) }];
  }),
);

/** The address of a file of ours; it changes with the file, so browsers may keep it for good. */
export const staticUrl = (name: string): string => {
  const file = loaded.get(name);
  if (!file) throw new Error(`no static file ${name}`);
  return `/static/${name}?v=${file.version}`;
};

export const addStaticFiles = (app: FastifyInstance, profiles: ReadonlyMap<string, CompanyProfile>): void => {
  const config = { who: 'anyone', rateLimit: false } satisfies Access & { rateLimit: false };
  for (const [name, { bytes, type }] of loaded)
    app.get(`/static/${name}`, { config }, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(bytes),
    );
  for (const { company, look } of profiles.values())
    app.get(`/static/look/${company}.css`, { config }, (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .type('text/css; charset=utf-8')
        .send(`:root,:root[data-theme="light"]{--brand:${look.colour};--on-brand:${look.onColour};--brand-pale:${look.background}}\n`),
    );
};
