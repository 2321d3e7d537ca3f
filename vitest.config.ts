import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Two projects: `core` needs no server and runs in seconds (npm run check); `system` brings up real PostgreSQL, Redis, Dovecot and SMTP.
export default defineConfig({
  test: {
    // On two cores one worker would be the default: most files wait for servers, and two take little more than half as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'core',
          include: [
            'test/core/**/*.test.ts',
            'test/channels/**/*.test.ts',
            'test/cli/**/*.test.ts',
            'test/templates/**/*.test.ts',
            'test/runtime/**/*.test.ts',
            'test/assembly/**/*.test.ts',
            'test/faults/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: ['test/**/*.system.test.ts'],
          // Nothing here leaves anything behind in its process, and loading every module anew for each file took most of the time.
          isolate: false,
          // No test waits for so long; a busy machine must not fail one.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: [
            'test/**/*.system.test.ts',
            'test/store/**/*.test.ts',
            'test/queues/**/*.test.ts',
            'test/steps/**/*.test.ts',
            'test/console/**/*.test.ts',
            'test/journeys/**/*.test.ts',
          ],
          globalSetup: ['test/support/global-setup.ts'],
          // Each file has a database and a prefix of its own: what it shares with others in its process are modules alone.
          isolate: false,
          // Real servers on a machine that may be busy: long enough to fail only for a reason.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
