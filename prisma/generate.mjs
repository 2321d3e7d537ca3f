// Makes the Prisma client in src/generated; says nothing unless it fails. Plain JavaScript and nothing but Node: it is the
// first file that runs after `npm ci`, there also where Node is too old for the rest, and then it says so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NEEDED_NODE = 24;
const project = join(import.meta.dirname ?? '.', '..');
const prisma = join(project, 'node_modules/prisma/build/index.js');

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  fail(
    `ventanilla needs Node ${NEEDED_NODE} or later and found ${process.version}. \`npm ci\` brings its own; with --omit=dev the machine's Node is used.`,
  );
}
if (!existsSync(prisma)) fail('prisma was not found in node_modules, and without it there is no database client; run `npm ci`.');

const { status, stdout, stderr, error } = spawnSync(process.execPath, [prisma, 'generate', '--no-hints'], {
  cwd: project,
  encoding: 'utf8',
  env: {
    ...process.env,
    // Generating needs no schema engine; a program that is there keeps Prisma from downloading one.
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
if (status !== 0) fail(`prisma generate failed (${error?.message ?? `status ${status}`}):\n${stdout ?? ''}${stderr ?? ''}`);
