import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runVentanilla } from '../support/command.ts';

const runBench = async (args: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const out = join(folder, 'bench.json');
  const ended = await runVentanilla(['bench', ...args, '--out', out], {});
  return { ...ended, written: ended.status === 0 ? JSON.parse(await readFile(out, 'utf8')) : null };
};

// Twenty mails tell nothing of speed: what is looked at is whether the benchmark measures what it says.
test('the bench of mails counts a ticket and an answer for each mail, and its last line is the file', { timeout: 300_000 }, async () => {
  const { status, errors, output, written } = await runBench(['mail', '--mails', '20']);
  expect(errors).not.toMatch(/"level":"(?:warn|error)"/);
  expect(status).toBe(0);
  expect(written.mail).toMatchObject({ mails: 20, tickets: 20, answers: 20 });
  expect(written.mail.perMail.statements).toBeGreaterThan(1);
  expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual({ mail: written.mail });
});

test('an unknown part is refused with those that are known', async () => {
  const { status, errors } = await runBench(['mali']);
  expect(status).toBe(1);
  expect(errors).toMatch(/expected parts of mail.*found mali/);
});
