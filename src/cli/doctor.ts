// Looks at everything that service needs. In: the environment. Out: a table of what is well and how to mend what is not, status 0 or 1. On failure: a line of the table. Never a secret.
import { styleText } from 'node:util';
import { type Config, loadConfig } from '../runtime/config.ts';
import { checkEnvironment } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import type { Variables } from '../runtime/placeholders.ts';
import { showPath } from '../runtime/problems.ts';
import { findStateFolder } from '../runtime/services/folders.ts';
import { loadTemplates } from '../templates/load.ts';
import { checkDatabase } from './checks/database.ts';
import { type Finding, fail, ok, within } from './checks/finding.ts';
import { checkDisk, checkNode, checkPort } from './checks/machine.ts';
import { checkImap, checkSmtp } from './checks/mailbox.ts';
import { checkMeta } from './checks/meta.ts';
import { checkRedis } from './checks/redis.ts';

export const run = async (args: string[]): Promise<number> => {
  if (args.length > 0) {
    process.stderr.write(`ventanilla doctor takes no arguments; found ${args.join(' ')}\n`);
    return 2;
  }
  const findings = await examine(process.env);
  process.stdout.write(tableOf(findings));
  const failed = findings.filter(({ state }) => state === 'falla').length;
  process.stdout.write(failed === 0 ? '\nNothing is wrong.\n' : `\n${failed} ${failed === 1 ? 'thing is' : 'things are'} wrong.\n`);
  return failed === 0 ? 0 : 1;
};

const examine = async (variables: Variables): Promise<Finding[]> => {
  const { environment, problems } = checkEnvironment(variables);
  const wrong = problems.map(({ path, what }) => fail('Environment', `${showPath(path)}: ${what}`, 'See .env.example.'));
  const { config, findings } = checkConfig(environment?.configFolder ?? (variables.VENTANILLA_CONFIG || 'config'), variables);
  const isWrong = (name: string) => problems.some(({ path }) => showPath(path) === name);
  // Also where another variable is wrong: all that can be said is said at once.
  const urlOf = (name: string) => (isWrong(name) ? undefined : variables[name] || null);
  const databaseUrl = urlOf('DATABASE_URL');
  const redisUrl = urlOf('REDIS_URL');
  // By themselves: while they are compiled nothing else gets on, and a server that answers would seem not to.
  const templates = config ? await checkTemplates(config) : [];
  const groups = await Promise.all([
    checkDataFolder(databaseUrl === null),
    environment ? checkPorts(environment.port, environment.consolePort) : [],
    databaseUrl === undefined ? [] : within('PostgreSQL', () => checkDatabase(databaseUrl)),
    redisUrl === undefined ? [] : within('Redis', () => checkRedis(redisUrl)),
    config ? checkOutside(config, environment?.metaGraphUrl ?? 'https://graph.facebook.com') : [],
  ]);
  const settings = wrong.length > 0 ? wrong : [ok('Environment', 'complete')];
  return [checkNode(process.versions.node), ...settings, ...findings, ...templates, ...groups.flat()];
};

const checkConfig = (folder: string, variables: Variables): { config: Config | null; findings: Finding[] } => {
  try {
    const config = loadConfig(folder, variables);
    const companies = config.companies.map(({ profile }) => profile.company).join(', ');
    return { config, findings: [ok('Companies', `${companies} from ${folder}`)] };
  } catch (error) {
    const mend = 'See docs/companies.md. Mailboxes and Meta are looked at once this is right.';
    return { config: null, findings: linesOf(error).map((line) => fail('Companies', line, mend)) };
  }
};

const checkTemplates = async ({ companies }: Config): Promise<Finding[]> => {
  try {
    const { compiled } = await loadTemplates(
      'templates',
      companies.map(({ profile }) => profile),
    );
    return [ok('Templates', `${compiled.size} answers`)];
  } catch (error) {
    return linesOf(error).map((line) => fail('Templates', line, 'Mend that file.'));
  }
};

/** An error of several lines tells one thing a line, below a headline. */
const linesOf = (error: unknown): string[] => {
  if (!(error instanceof PermanentError)) throw error;
  const [headline = '', ...lines] = error.message.split('\n');
  return lines.length > 0 ? lines.map((line) => line.trim()) : [headline];
};

const checkDataFolder = async (hasOwnServers: boolean): Promise<Finding[]> => [
  await checkDisk(hasOwnServers ? await findStateFolder() : process.cwd()),
];

const checkPorts = (port: number, consolePort: number): Promise<Finding[]> =>
  Promise.all([checkPort('PORT', port), checkPort('CONSOLE_PORT', consolePort)]);

const checkOutside = async ({ companies }: Config, graphUrl: string): Promise<Finding[]> => {
  const checks = companies.flatMap((company) => [
    ...company.mailboxes.flatMap((mailbox) => [
      within(`IMAP ${mailbox.address}`, () => checkImap(mailbox)),
      within(`SMTP ${mailbox.address}`, () => checkSmtp(mailbox)),
    ]),
    within(`Meta ${company.profile.company}`, () => checkMeta(company, graphUrl)),
  ]);
  return (await Promise.all(checks)).flat();
};

const COLOURS = { ok: 'green', aviso: 'yellow', falla: 'red' } as const;

const tableOf = (findings: Finding[]): string => {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  return findings
    .map(({ topic, state, what, mend }, at) => {
      const line = `${styleText(COLOURS[state], state.padEnd(5))}  ${topic.padEnd(width)}  ${what}\n`;
      // The same advice for several lines stands once, below the last.
      return mend === undefined || findings[at + 1]?.mend === mend ? line : `${line}${' '.repeat(width + 9)}→ ${mend}\n`;
    })
    .join('');
};
