import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '../../src/console/access/password.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { freshDatabase } from '../support/databases.ts';

let databaseUrl = '';
let store: Store;
beforeAll(async () => {
  databaseUrl = await freshDatabase();
  await migrate(databaseUrl);
  store = openStore(databaseUrl);
});
afterAll(() => store?.close());

/** The command as it is typed, with its own process and standard input. */
const users = (args: string[], input = ''): Promise<{ status: number | null; output: string; problems: string }> =>
  new Promise((resolve, reject) => {
    const command = spawn(process.execPath, ['src/cli/ventanilla.ts', 'users', ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl, VENTANILLA_CONFIG: 'config' },
    });
    let [output, problems] = ['', ''];
    command.stdout.on('data', (chunk) => {
      output += chunk;
    });
    command.stderr.on('data', (chunk) => {
      problems += chunk;
    });
    command.on('error', reject);
    command.on('close', (status) => resolve({ status, output, problems }));
    command.stdin.end(input);
  });

test('an account gets a password of its own, shown once', async () => {
  const { status, output } = await users([
    'add',
    'Eva.Ríos@konecta.mx',
    '--company',
    'konecta',
    '--role',
    'agent',
    '--area',
    'reparaciones',
    '--city',
    'tijuana',
  ]);
  expect(status).toBe(0);
  const password = /shown only now\): (\S+)/.exec(output)?.[1] ?? '';
  const agent = await store.agents.findByEmail('eva.ríos@konecta.mx');
  expect(agent).toMatchObject({ company: 'konecta', role: 'agent', area: 'reparaciones', city: 'tijuana', name: 'Eva Ríos' });
  expect(agent?.passwordHash).toMatch(/^\$argon2id\$/);
  expect(await isPassword(password, agent?.passwordHash ?? '')).toBe(true);
});

test('a password from standard input is taken as it is, and told nowhere', async () => {
  const { status, output } = await users(
    ['add', 'jefe@monet.mx', '--company', 'monet', '--role', 'admin', '--password-stdin'],
    'una clave de prueba\n',
  );
  expect(status).toBe(0);
  expect(output).not.toContain('una clave');
  expect(await isPassword('una clave de prueba', (await store.agents.findByEmail('jefe@monet.mx'))?.passwordHash ?? '')).toBe(true);
});

test('an address has one account', async () => {
  const args = ['add', 'doble@konecta.mx', '--company', 'konecta', '--role', 'agent'];
  expect((await users(args)).status).toBe(0);
  expect(await users(args)).toMatchObject({ status: 1, problems: expect.stringContaining('has an account already') });
});

test.each([
  [['add', 'x@konecta.mx', '--company', 'konecta', '--role', 'jefe'], 2, '--role: expected one of agent, supervisor, admin; found "jefe"'],
  [['add', 'x@konecta.mx', '--company', 'otra', '--role', 'agent'], 1, '--company: expected one of konecta, monet; found otra'],
  [['add', 'x@monet.mx', '--company', 'monet', '--role', 'agent', '--city', 'tijuana'], 1, 'monet has one service area'],
  [['add', 'x', '--company', 'konecta', '--role', 'agent'], 2, 'expected a mail address'],
  [['remove', 'x@konecta.mx'], 2, 'usage: users add'],
  [
    ['add', 'x@konecta.mx', '--company', 'konecta', '--role', 'agent', '--password-stdin'],
    1,
    'the password from standard input was refused',
  ],
])('%j is refused with what was expected', async (args, status, problem) => {
  expect(await users(args, 'corta\n')).toMatchObject({ status, problems: expect.stringContaining(problem) });
  expect(await store.agents.findByEmail('x@konecta.mx')).toBeNull();
});
