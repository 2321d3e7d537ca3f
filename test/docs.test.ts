import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { MALLOC_SETTINGS, NODE_FLAGS } from '../src/runtime/memory-settings.ts';
import { registry } from '../src/runtime/metrics.ts';
import { listFiles, readProjectFile, readSourceFiles } from './support/source-files.ts';

const PAGES = ['README.md', 'SECURITY.md', ...listFiles('docs').filter((path) => path.endsWith('.md'))];
const pages = PAGES.map((path) => ({ path, text: readProjectFile(path) }));
const operating = readProjectFile('docs/operating.md');

test('every metric that the docs name is one of ours, and every one of ours is in the docs', () => {
  // `ventanilla_queue_jobs`; not `ventanilla_`, the prefix alone
  const named = new Set([...operating.matchAll(/\bventanilla_[a-z_]*[a-z]/g)].map(([name]) => name));
  const ours = registry
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => !/^ventanilla_(?:process|nodejs)_/.test(name));
  expect(ours.length).toBeGreaterThan(3);
  expect([...named].sort()).toEqual(ours.sort());
});

test('every variable that the product reads stands in .env.example and in the docs', () => {
  const example = parseEnv(readProjectFile('.env.example'));
  const environment = readProjectFile('src/runtime/environment.ts').split('const ENVIRONMENT = ')[1]?.split('\n});')[0] ?? '';
  // `  PORT: port.prefault('3000'),` and `process.env.LOG_LEVEL`
  const read = new Set([
    ...[...environment.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name),
    ...readSourceFiles('src', 'workers')
      .filter(({ path }) => !path.startsWith('src/runtime/services/') && !path.startsWith('src/cli/demo'))
      .flatMap(({ code }) => [...code.matchAll(/\bprocess\.env\.([A-Z][A-Z_]+)/g)].map(([, name = '']) => name)),
  ]);
  expect(read.size).toBeGreaterThan(8);
  for (const name of read) {
    expect(Object.keys(example), '.env.example').toContain(name);
    expect(operating, 'docs/operating.md').toContain(`\`${name}\``);
  }
});

test('whoever starts workers starts them with the same settings of memory', () => {
  const start = JSON.parse(readProjectFile('package.json')).scripts.start as string;
  const image = readProjectFile('Dockerfile');
  for (const [name, value] of Object.entries(MALLOC_SETTINGS))
    for (const place of [start, image]) expect(place).toContain(`${name}=${value} `);
  for (const flag of NODE_FLAGS) for (const place of [start, image]) expect(place).toContain(flag);
});

test('every worker and every table of queues that the docs name exists', () => {
  const workers = [
    ...(operating
      .split('## Workers')[1]
      ?.split('\n## ')[0]
      ?.matchAll(/^\| `(\w+)` \|/gm) ?? []),
  ].map(([, name]) => name);
  expect(workers.length).toBeGreaterThan(4);
  expect(workers.map((name) => `workers/${name}.ts`).sort()).toEqual(listFiles('workers').filter((path) => path !== 'workers/all.ts'));
});

test('docker-compose.yml has a service for every worker', () => {
  const compose = readProjectFile('docker-compose.yml');
  const workers = listFiles('workers').flatMap((path) => /^workers\/(?!all\b)(.+)\.ts$/.exec(path)?.[1] ?? []);
  for (const name of workers) expect(compose).toContain(`command: [node, workers/all.ts, ${name}]`);
});

test('every link and every path in the docs leads somewhere', () => {
  const lost = pages.flatMap(({ path, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) => join(path, '..', to));
    // Redplus is the example of a company that is added. `src/store/locks.ts`, `docs/`; not `src/channels/<name>`
    const paths = [...text.matchAll(/`((?:src|test|workers|config|prisma|templates|docs|bench|corpus)\/[\w./-]*)`/g)].map(
      ([, to = '']) => to,
    );
    return [...links, ...paths].filter((to) => !to.includes('redplus') && !existsSync(to)).map((to) => `${path}: ${to}`);
  });
  expect(lost).toEqual([]);
});

test('every script that the docs name is in package.json', () => {
  const { scripts } = JSON.parse(readProjectFile('package.json'));
  const named = pages.flatMap(({ text }) => [...text.matchAll(/\bnpm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
