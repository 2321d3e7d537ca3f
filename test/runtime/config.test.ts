import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig, loadSettings } from '../../src/runtime/config.ts';
import { readEnvironment } from '../../src/runtime/environment.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';

const PASSWORD = 'Contraseña-Muy-Secreta-1';

/** Every variable of .env.example that the two companies need, with a value of its own. */
const VARIABLES = Object.fromEntries(
  readFileSync('.env.example', 'utf8')
    .split('\n')
    .flatMap((line) => /^(\w+)=$/.exec(line)?.[1] ?? [])
    .filter((name) => !/^(?:POSTGRES|REDIS)_/.test(name)) // of docker-compose.yml
    .filter((name) => /PASSWORD$|TOKEN$|SECRET$|NUMBER_ID$|PAGE_ID$/.test(name))
    .map((name, index) => [name, /_ID$/.test(name) ? `10000${index}` : `${name}-${PASSWORD}`]),
);

/** A placeholder as the files write it. */
const quoted = (inside: string) => `'$\{${inside}}'`;

/** A folder with the two companies' files, changed by what is given. */
const folderWith = (changes: Record<string, (yaml: string) => string>) => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  cpSync('config', folder, { recursive: true });
  for (const [name, change] of Object.entries(changes)) {
    const before = name.startsWith('new-') ? '' : readFileSync(join(folder, name), 'utf8');
    const after = change(before);
    expect(after, 'the change of the test must change something').not.toBe(before);
    writeFileSync(join(folder, name), after);
  }
  return folder;
};

const errorOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('expected an error, found none');
};

const errorsWith = (changes: Record<string, (yaml: string) => string>) => errorOf(() => loadConfig(folderWith(changes), VARIABLES));

test('the companies of the repository load with the variables of .env.example', () => {
  const { companies } = loadConfig('config', VARIABLES);
  expect(companies.map(({ profile }) => profile.company)).toEqual(['konecta', 'monet']);
  const [konecta] = companies;
  expect(konecta?.mailboxes[1]).toMatchObject({
    company: 'konecta',
    address: 'soportetj@konecta.mx',
    cities: ['tijuana'],
    group: null,
    startFrom: 'now',
    maxRawBytes: 25 * 1024 * 1024,
    authservId: null,
    imap: { host: 'imap.konecta.mx', port: 993, secure: true, auth: 'password', password: VARIABLES.KONECTA_TJ_PASSWORD },
    smtp: { host: 'smtp.konecta.mx', port: 465, secure: true },
  });
  expect(konecta?.whatsapp?.appSecrets).toEqual([VARIABLES.KONECTA_META_APP_SECRET]);
  expect(konecta?.form?.origins).toEqual(['https://konecta.mx']);
});

test('profiles are the same with and without the environment', () => {
  expect(loadProfiles('config')).toEqual(loadConfig('config', VARIABLES).companies.map(({ profile }) => profile));
});

test("a city keeps its own time zone, else its company's", () => {
  const zones = loadProfiles('config')[0]?.cities.map(({ id, timeZone }) => [id, timeZone]);
  expect(zones).toContainEqual(['nogales', 'America/Hermosillo']);
  expect(zones).toContainEqual(['ensenada', 'America/Tijuana']);
});

test('local servers take the place of the real ones by variables alone, typed as the file wants them', () => {
  const { companies } = loadConfig('config', {
    ...VARIABLES,
    KONECTA_IMAP_HOST: '127.0.0.1',
    KONECTA_IMAP_PORT: '40143',
    KONECTA_IMAP_SECURE: 'false',
  });
  expect(companies[0]?.mailboxes[0]?.imap).toMatchObject({ host: '127.0.0.1', port: 40_143, secure: false });
});

test('a password of digits stays a text', () => {
  const { companies } = loadConfig('config', { ...VARIABLES, MONET_PASSWORD: '00123456' });
  expect(companies[1]?.mailboxes[0]?.imap).toMatchObject({ password: '00123456' });
});

test('while a secret is rotated both hold, the newest first', () => {
  const { companies } = loadConfig('config', { ...VARIABLES, KONECTA_META_APP_SECRET: 'new', KONECTA_META_APP_SECRET_OLD: 'old' });
  expect(companies[0]?.whatsapp?.appSecrets).toEqual(['new', 'old']);
});

test('a channel that is not configured is null', () => {
  const folder = folderWith({ 'monet.yaml': (yaml) => yaml.replace(/\nmessenger:\n(?: {2}.*\n)+/, '\n') });
  const monet = loadConfig(folder, VARIABLES).companies[1];
  expect(monet?.messenger).toBeNull();
  expect(monet?.whatsapp).not.toBeNull();
});

test('a mailbox may log in with OAuth2', () => {
  const oauth2 = [
    'auth: oauth2',
    'clientId: a',
    `clientSecret: ${quoted('MONET_PASSWORD')}`,
    'refreshToken: b',
    'tokenUrl: https://login.example.mx/token',
  ];
  const folder = folderWith({ 'monet.yaml': (yaml) => yaml.replaceAll(`password: ${quoted('MONET_PASSWORD')}`, oauth2.join('\n      ')) });
  expect(loadConfig(folder, VARIABLES).companies[1]?.mailboxes[0]?.smtp).toMatchObject({
    auth: 'oauth2',
    clientSecret: VARIABLES.MONET_PASSWORD,
  });
});

test('terms and limits are read with their units', () => {
  const folder = folderWith({
    'monet.yaml': (yaml) =>
      `${yaml.replace('  reparaciones: 48h\n', '  bajas: 5d\n')}\nlimits: { burstGap: 20s, appendedEvery: 90m, reopen: 10d }\n`,
  });
  const monet = loadProfiles(folder)[1];
  expect(monet?.termHours).toMatchObject({ reparaciones: 48, bajas: 120, ventas: 72 });
  expect(monet?.limits).toMatchObject({
    burstGapMs: 20_000,
    burstMaxMs: 60_000,
    appendedEveryMs: 5_400_000,
    reopenDays: 10,
    pendingDays: 7,
  });
});

test.each<[story: string, file: string, change: (yaml: string) => string, line: string]>([
  [
    'a port that is no number',
    'monet.yaml',
    (yaml) => yaml.replace(quoted('MONET_IMAP_PORT:-993'), 'imaps'),
    "monet.yaml: mailboxes[0].imap.port: expected a port from 1 to 65535, found 'imaps'",
  ],
  [
    'a port out of range',
    'monet.yaml',
    (yaml) => yaml.replace(quoted('MONET_IMAP_PORT:-993'), '99300'),
    'mailboxes[0].imap.port: expected a port from 1 to 65535, found ',
  ],
  [
    'a missing key',
    'monet.yaml',
    (yaml) => yaml.replace('timeZone: America/Monterrey\n', ''),
    'monet.yaml: timeZone: expected a time zone of the IANA list, such as America/Tijuana, found nothing',
  ],
  [
    'an unknown zone',
    'monet.yaml',
    (yaml) => yaml.replace('America/Monterrey', 'America/Saltillo'),
    "timeZone: expected a time zone of the IANA list, such as America/Tijuana, found 'America/Saltillo'",
  ],
  [
    'an unknown key near a known one',
    'monet.yaml',
    (yaml) => yaml.replace('mailboxes:', 'mailboxs:'),
    "monet.yaml: unknown key 'mailboxs'; did you mean 'mailboxes'?",
  ],
  [
    'an unknown key within a section',
    'monet.yaml',
    (yaml) => yaml.replace('  reparaciones: 48h', '  reparacion: 48h'),
    "monet.yaml: terms: unknown key 'reparacion'; did you mean 'reparaciones'?",
  ],
  [
    'a term without a unit',
    'monet.yaml',
    (yaml) => yaml.replace('reparaciones: 48h', 'reparaciones: 48'),
    'terms.reparaciones: expected a term such as 48h or 3d, found ',
  ],
  [
    'a telephone that YAML took for a number',
    'monet.yaml',
    (yaml) => yaml.replace("phone: '+528446887331'", 'phone: +528446887331'),
    'put it in quotes',
  ],
  [
    'a pattern that is no regular expression',
    'monet.yaml',
    (yaml) => yaml.replace("'(?:MM|M)?\\d{6,9}'", "'(MM'"),
    "contract.pattern: expected a regular expression without anchors that does not match an empty text, found '(MM'",
  ],
  [
    'a prefix that the pattern refuses',
    'monet.yaml',
    (yaml) => yaml.replace('prefixes: [MM, M]', 'prefixes: [MM, M, ZZ]'),
    "contract.prefixes[2]: expected a prefix that contract.pattern allows, found 'ZZ'",
  ],
  [
    'a city that no file has',
    'konecta.yaml',
    (yaml) => yaml.replace('cities: [tijuana]', 'cities: [tecate]'),
    "mailboxes[1].cities[0]: expected a city of this file (mexicali, tijuana, ensenada, nogales), found 'tecate'",
  ],
  [
    'the series of another company',
    'monet.yaml',
    (yaml) => yaml.replace('series: MON', 'series: TIJ'),
    'monet.yaml: series: expected a series of its own, found the same as in ',
  ],
  [
    'the mailbox of another company, in other letters',
    'monet.yaml',
    (yaml) => yaml.replace('address: atencionclientes@monetmovil.com', 'address: SoporteTJ@konecta.mx'),
    'monet.yaml: mailboxes[0].address: expected a mailbox of its own, found the same as in ',
  ],
  [
    'the id of another company',
    'monet.yaml',
    (yaml) => yaml.replace('company: monet', 'company: konecta'),
    'monet.yaml: company: expected an id of its own, found the same as in ',
  ],
  [
    'hours that end before they begin',
    'monet.yaml',
    (yaml) => yaml.replace("to: '21:00'", "to: '07:00'"),
    "telephones[0].hours[0].to: expected a time after `from`, found '07:00'",
  ],
  [
    'a day that is none',
    'monet.yaml',
    (yaml) => yaml.replace('days: saturday', 'days: sabado'),
    "expected a weekday or a range of them, such as monday-friday or saturday, found 'sabado'",
  ],
  [
    'an approved template with a place too many',
    'monet.yaml',
    (yaml) => yaml.replace('({{2}})', '({{4}})'),
    'whatsapp.templates.folio.text: expected as many places {{1}}, {{2}} … as there are parameters',
  ],
  [
    'a file that is no YAML',
    'monet.yaml',
    (yaml) => yaml.replace('company: monet', 'company: [monet'),
    'monet.yaml: expected YAML, found ',
  ],
  ['an empty file', 'monet.yaml', () => '', 'monet.yaml: expected a section with keys of its own, found nothing'],
])('%s is told with file, key, what was expected and what was found', (_story, file, change, line) => {
  expect(errorsWith({ [file]: change })).toContain(line);
});

test('an unset variable is told once for its key, with its name', () => {
  const { MONET_PASSWORD: _unset, ...others } = VARIABLES;
  expect(
    errorOf(() => loadConfig('config', { ...others, MONET_META_APP_SECRET: '' }))
      .split('\n')
      .slice(1),
  ).toEqual([
    '  config/monet.yaml: mailboxes[0].imap.password: expected the environment variable MONET_PASSWORD, found it unset or empty',
    '  config/monet.yaml: mailboxes[0].smtp.password: expected the environment variable MONET_PASSWORD, found it unset or empty',
    '  config/monet.yaml: whatsapp.appSecret[0]: expected the environment variable MONET_META_APP_SECRET, found it unset or empty',
    '  config/monet.yaml: messenger.appSecret[0]: expected the environment variable MONET_META_APP_SECRET, found it unset or empty',
  ]);
});

test('all errors of all files and of the environment come together', () => {
  const folder = folderWith({
    'konecta.yaml': (yaml) => yaml.replace('timeZone: America/Tijuana', 'timeZone: Tijuana'),
    'monet.yaml': (yaml) => yaml.replace('series: MON', 'series: ENS').replace('days: sunday', 'days: domingo'),
  });
  const { KONECTA_TJ_PASSWORD: _unset, ...others } = VARIABLES;
  const lines = errorOf(() => loadSettings({ ...others, SESSION_SECRET: 'short', PORT: 'http', VENTANILLA_CONFIG: folder })).split('\n');
  expect(lines[0]).toContain('7 errors');
  expect(lines.map((line) => /(?:^| )(PORT|SESSION_SECRET|timeZone|mailboxes\S+|telephones\S+|series): /.exec(line)?.[1] ?? null)).toEqual([
    null,
    'PORT',
    'SESSION_SECRET',
    'mailboxes[1].imap.password',
    'mailboxes[1].smtp.password',
    'timeZone',
    'telephones[0].hours[2].days',
    'series',
  ]);
});

test.each<[story: string, change: (yaml: string) => string]>([
  ['a password where a port belongs', (yaml) => yaml.replace(quoted('MONET_IMAP_PORT:-993'), quoted('MONET_PASSWORD'))],
  ['a password that is a list', (yaml) => yaml.replace(`password: ${quoted('MONET_PASSWORD')}`, `password: [${PASSWORD}]`)],
  ['a password that breaks the YAML', (yaml) => yaml.replace(`password: ${quoted('MONET_PASSWORD')}`, `password: *${PASSWORD}`)],
  [
    'a password typed into the file, with an error beside it',
    (yaml) => yaml.replace(`password: ${quoted('MONET_PASSWORD')}`, `password: ${PASSWORD}\n      pasword: x`),
  ],
  [
    'a secret of digits that YAML took for a number',
    (yaml) => yaml.replace(quoted('MONET_META_VERIFY_TOKEN'), '123456789012').replace('[123456789012]', '123456789012'),
  ],
])('%s is an error that does not show it', (_story, change) => {
  const message = errorsWith({ 'monet.yaml': change });
  expect(message).not.toContain(PASSWORD);
  expect(message).not.toContain('123456789012');
});

test('a folder without company files is told by its name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  expect(errorOf(() => loadProfiles(folder))).toContain(`${folder}: expected one .yaml file for each company, found none`);
  expect(errorOf(() => loadProfiles(join(folder, 'nowhere')))).toContain('(ENOENT)');
});

test('the environment has defaults for all but the session secret', () => {
  expect(readEnvironment({ SESSION_SECRET: 'x'.repeat(32), DATABASE_URL: '', LOG_LEVEL: '' })).toEqual({
    databaseUrl: null,
    redisUrl: null,
    configFolder: 'config',
    host: '127.0.0.1',
    trustedProxies: 'loopback',
    port: 3000,
    consolePort: 3001,
    healthPort: null,
    sessionSecret: 'x'.repeat(32),
    metaGraphUrl: 'https://graph.facebook.com',
    allowLoopbackWebhooks: false,
    logLevel: 'info',
  });
});

test('a wrong address of the database is an error that does not show it', () => {
  const message = errorOf(() =>
    readEnvironment({ SESSION_SECRET: 'x'.repeat(31), DATABASE_URL: `mysql://root:${PASSWORD}@db/x`, LOG_LEVEL: 'loud' }),
  );
  expect(message.split('\n')).toHaveLength(4);
  expect(message).toContain("LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, found 'loud'");
  expect(message).toContain('DATABASE_URL: expected postgresql://user:password@host:port/database, found a string that is not shown');
  expect(message).not.toContain(PASSWORD);
  expect(message).not.toContain('xxx');
});

test('with .env.example alone nothing starts, and each variable that must be filled in is named', () => {
  const message = errorOf(() => loadSettings(parseEnv(readFileSync('.env.example', 'utf8'))));
  for (const name of ['SESSION_SECRET', ...Object.keys(VARIABLES)]) expect(message).toContain(name);
  expect(message).not.toContain('_OLD');
});

test('every variable of the companies stands in .env.example', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8'));
  const named = ['konecta', 'monet'].flatMap((name) =>
    [...readFileSync(`config/${name}.yaml`, 'utf8').matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? ''),
  );
  expect(named.filter((name) => !(name in example))).toEqual([]);
});

test.each([
  ['loopback', true],
  ['loopback, uniquelocal', true],
  ['10.0.0.0/8,fd00::/8, ::1', true],
  ['*', false],
  ['true', false],
  ['1', false],
])('TRUSTED_PROXIES may be %s: %s', (value, may) => {
  const read = () => readEnvironment({ SESSION_SECRET: 'x'.repeat(32), TRUSTED_PROXIES: value });
  if (may) expect(read().trustedProxies).toBe(value);
  else expect(read).toThrow('TRUSTED_PROXIES: expected addresses');
});
