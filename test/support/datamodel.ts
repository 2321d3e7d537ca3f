import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = join(import.meta.dirname, '../..');
const NODE = join(PROJECT, 'node_modules/.bin/node');

type Default = string | number | boolean | unknown[] | { name: string; args: unknown[] };

/** A part of what Prisma calls DMMF: what of it shows in a database. */
export type Field = {
  name: string;
  dbName?: string | null;
  kind: 'scalar' | 'enum' | 'object' | 'unsupported';
  type: string;
  nativeType: [string, string[]] | null;
  isList: boolean;
  isRequired: boolean;
  default?: Default;
  relationFromFields?: string[];
  relationToFields?: string[];
  relationOnDelete?: string;
  relationOnUpdate?: string;
};
export type Datamodel = {
  enums: { name: string; dbName: string | null; values: { name: string; dbName: string | null }[] }[];
  models: { name: string; dbName: string | null; fields: Field[] }[];
  indexes: {
    model: string;
    type: 'id' | 'normal' | 'unique' | 'fulltext';
    dbName?: string;
    fields: { name: string; sortOrder?: string }[];
  }[];
};

/** prisma/schema.prisma as Prisma itself reads it, without a database and without its schema engine. */
export const readDatamodel = async (): Promise<Datamodel> => {
  const folder = await mkdtemp(join(tmpdir(), 'ventanilla-datamodel-'));
  try {
    const schema = await readFile(join(PROJECT, 'prisma/schema.prisma'), 'utf8');
    const file = join(folder, 'datamodel.json');
    await writeFile(join(folder, 'schema.prisma'), schema.replace(CLIENT_GENERATOR, generator(folder, file)));
    await promisify(execFile)(
      NODE,
      [join(PROJECT, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints', '--schema', join(folder, 'schema.prisma')],
      { cwd: PROJECT, env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' } },
    );
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

// `generator client { … }` up to its closing brace at the start of a line; not `model Client {`
const CLIENT_GENERATOR = /^generator client \{[^}]*^\}/m;

const generator = (folder: string, file: string): string => {
  const command = [NODE, join(import.meta.dirname, 'print-datamodel.ts'), file].map((word) => `'${word}'`).join(' ');
  return `generator datamodel {\n  provider = ${JSON.stringify(command)}\n  output = ${JSON.stringify(join(folder, 'out'))}\n}`;
};
