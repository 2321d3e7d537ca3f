import { expect, test } from 'vitest';
import { closedPort } from '../support/closed-port.ts';
import { runVentanilla } from '../support/command.ts';

test('without a command the known ones are told', async () => {
  const { status, output } = await runVentanilla([], {});
  expect(status).toBe(2);
  expect(output).toContain('migrate');
  expect((await runVentanilla(['--help'], {})).status).toBe(0);
});

test.each([['migrat'], ['constructor'], ['__proto__']])('an unknown command, %s, is status 2 and names the known ones', async (name) => {
  const { status, output, errors } = await runVentanilla([name], {});
  expect(status).toBe(2);
  expect(output).toBe('');
  expect(errors).toMatch(new RegExp(`^ventanilla: unknown command "${name}"; known are .*migrate.*\n$`));
});

test('what a person can mend is one line without a stack', async () => {
  const { status, errors } = await runVentanilla(['migrate'], { DATABASE_URL: 'mysql://root@127.0.0.1/x' });
  expect(status).toBe(1);
  expect(errors).toContain('DATABASE_URL: expected postgresql://');
  expect(errors).not.toMatch(/^\s+at /m);
});

test('doctor tells what is wrong with the environment, port by port and file by file, with status 1', async () => {
  const port = await closedPort();
  const variables = {
    DATABASE_URL: `postgresql://ventanilla:secreto-uno@127.0.0.1:${port}/ventanilla`,
    REDIS_URL: `redis://:secreto-dos@127.0.0.1:${port}`,
    PORT: 'tres mil',
  };
  const { status, output, errors } = await runVentanilla(['doctor'], variables);
  expect(errors).toBe('');
  expect(status).toBe(1);
  expect(output).toMatch(/^falla {2}Environment .* PORT: expected a port/m);
  expect(output).toMatch(/^falla {2}Environment .* SESSION_SECRET: expected 32 characters/m);
  expect(output).toMatch(/^falla {2}Companies .* config\/konecta\.yaml: mailboxes\[0\]\.imap\.password: .*KONECTA_MXL_PASSWORD/m);
  expect(output).toMatch(/^falla {2}PostgreSQL .* 127\.0\.0\.1:\d+\/ventanilla cannot be reached: nobody listens there/m);
  expect(output).toMatch(/^falla {2}Redis .* cannot be reached: nobody listens there/m);
  expect(output).not.toContain('secreto');
});
