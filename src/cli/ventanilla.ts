// The commands by name. In: process arguments. Out: the command's status; an unknown name is told with those that are known.
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { codeOf, PermanentError } from '../runtime/errors.ts';

type Command = { does: string; load: () => Promise<{ run: (args: string[]) => Promise<number> }> };

const COMMANDS: Record<string, Command> = {
  demo: { does: 'brings up everything on this machine and plays customers: [--once]', load: () => import('./demo.ts') },
  migrate: { does: 'brings the database to the present schema', load: () => import('./migrate.ts') },
  doctor: {
    does: 'checks configuration, PostgreSQL, Redis, mailboxes and Meta, and says how to mend them',
    load: () => import('./doctor.ts'),
  },
  users: { does: 'makes a console account: add EMAIL --company NAME --role ROLE', load: () => import('./users.ts') },
  tokens: { does: 'tokens of the API: add NAME | list | revoke ID, --company NAME', load: () => import('./tokens.ts') },
  subscribers: { does: 'loads the directory: import FILE.csv --company NAME', load: () => import('./subscribers.ts') },
  personal: {
    does: "exports or erases one person's data: export | erase --company NAME --phone, --email or --contract",
    load: () => import('./personal.ts'),
  },
  extract: { does: 'reads the nine fields from JSON lines (FILE or standard input)', load: () => import('./extract.ts') },
  parse: { does: 'reads raw mails: --mailbox ADDRESS FILE...', load: () => import('./parse.ts') },
  bench: { does: 'measures the system against its floors: [PART...]', load: () => import('./bench.ts') },
  'bench-fill': { does: 'fills the database at DATABASE_URL for trying out: [--tickets N]', load: () => import('./bench-fill.ts') },
  simulate: { does: 'plays events (JSON lines) through the intake: --company NAME', load: () => import('./simulate.ts') },
};

const usage = (): string => {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`);
  return ['usage: npm run -s ventanilla -- COMMAND [ARGUMENTS]', ...lines, ''].join('\n');
};

/** What a person can act on is one line; only a bug shows where it happened. */
const tell = (name: string, error: unknown): string => {
  if (error instanceof PermanentError) return `ventanilla ${name}: ${error.message}\n`;
  if (error instanceof Error && codeOf(error) !== error.name)
    return `ventanilla ${name}: ${error.message || codeOf(error)} (${codeOf(error)})\n`;
  return `ventanilla ${name}: ${error instanceof Error ? error.stack : String(error)}\n`;
};

const start = async ([name = '', ...args]: string[]): Promise<number> => {
  if (name === '' || name === '--help' || name === 'help') {
    process.stdout.write(usage());
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`ventanilla: unknown command "${name}"; known are ${Object.keys(COMMANDS).join(', ')}\n`);
    return 2;
  }
  try {
    return await (await command.load()).run(args);
  } catch (error) {
    process.stderr.write(tell(name, error));
    return 1;
  }
};

// A command runs often and shortly: what Node compiled once it need not compile again.
enableCompileCache();
if (existsSync('.env')) process.loadEnvFile('.env');
// `ventanilla extract | head`: who reads us has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await start(process.argv.slice(2));
