import { execFile } from 'node:child_process';
import { mkdtemp, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../src/store/migrate.ts';
import { type Outcome, runFault } from './lab.ts';
import { PROJECT } from './machines.ts';
import { line } from './table.ts';
import { openWorld } from './world.ts';

const run = promisify(execFile);

/** Two machines of the version before the last migration are replaced one after the other, with the migration between, while customers write. */
export const runUpgrade = async (seed: number, say: (text: string) => void): Promise<Outcome> => {
  const previous = await checkOutPrevious();
  const world = await openWorld(seed, { migrations: join(previous.folder, 'prisma/migrations') });
  try {
    const old = { project: previous.folder };
    const { outcome } = await runFault(world, {
      name: `upgrade from ${previous.commit.slice(0, 8)}`,
      machines: [old, old],
      mayRepeat: true,
      customers: 60,
      strike: async (_world, { share, more }) => {
        await share(0.3);
        const applied = await migrate(pastTheClock(world.postgres.url));
        if (applied.length === 0) throw new Error('there was no migration between the two versions');
        for (const index of [0, 1]) {
          more();
          await share(0.5 + index * 0.4);
          await world.replaceMachine(index, {});
        }
      },
    });
    say(line(outcome));
    return outcome;
  } finally {
    await world.close();
    await previous.remove();
  }
};

/** The lab's clock stands in the way of a migration: it is found before the tables. */
const pastTheClock = (url: string): string => {
  const address = new URL(url);
  address.searchParams.set('options', '-c search_path=public');
  return address.href;
};

/** The commit before the one that brought the last migration, in a worktree of its own with this one's packages. */
const checkOutPrevious = async (): Promise<{ commit: string; folder: string; remove: () => Promise<unknown> }> => {
  const names = (await readdir(join(PROJECT, 'prisma/migrations'))).filter((name) => /^\d/.test(name)).sort();
  const git = async (...args: string[]) => (await run('git', args, { cwd: PROJECT })).stdout.trim();
  const added = await git('log', '-1', '--diff-filter=A', '--format=%H', '--', `prisma/migrations/${names.at(-1)}`);
  const commit = await git('rev-parse', `${added}^`);
  const folder = join(await mkdtemp('/tmp/ventanilla-previous-'), 'project');
  await git('worktree', 'add', '--detach', folder, commit);
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  await run(join(PROJECT, 'node_modules/.bin/node'), ['prisma/generate.mjs'], { cwd: folder });
  return { commit, folder, remove: () => git('worktree', 'remove', '--force', folder) };
};
