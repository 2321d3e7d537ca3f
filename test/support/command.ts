import { execFile } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');

export type Ended = { status: number; output: string; errors: string };

/** Runs `ventanilla` as a person would, with these variables and nothing of ours but the path. */
export const runVentanilla = (args: string[], variables: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...variables };
    execFile(
      join(PROJECT, 'node_modules/.bin/node'),
      ['src/cli/ventanilla.ts', ...args],
      { cwd: PROJECT, env, maxBuffer: 64 * 1024 * 1024 },
      (error, output, errors) => resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output, errors }),
    );
  });
