import { defineConfig } from 'vitest/config';

// Two projects: `core` needs no server and runs in seconds (npm run check); `system` brings up real PostgreSQL, Redis, Dovecot and SMTP.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: [
            'test/core/**/*.test.ts',
            'test/channels/**/*.test.ts',
            'test/templates/**/*.test.ts',
            'test/runtime/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: ['test/**/*.system.test.ts'],
        },
      },
    ],
  },
});
