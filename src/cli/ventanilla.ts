// The commands by name. In: process arguments. Out: the command's status; an unknown name is told with those that are known.
import { enableCompileCache } from 'node:module';

const COMMANDS: Record<string, () => Promise<{ run: (args: string[]) => Promise<number> }>> = {
  extract: () => import('./extract.ts'),
  parse: () => import('./parse.ts'),
  simulate: () => import('./simulate.ts'),
  demo: () => import('./demo.ts'),
  users: () => import('./users.ts'),
};

// A command runs often and shortly: what Node compiled once it need not compile again.
enableCompileCache();
const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load) {
  const { run } = await load();
  process.exitCode = await run(args);
} else {
  process.stderr.write(`ventanilla: unknown command "${name}"; known are ${Object.keys(COMMANDS).join(', ')}\n`);
  process.exitCode = 2;
}
