import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CompanyProfile } from '../../src/core/company.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { loadTemplates } from '../../src/templates/load.ts';

const PROFILES = loadProfiles('config');

const errorOf = async (folder: string, profiles: CompanyProfile[] = PROFILES) => {
  try {
    await loadTemplates(folder, profiles);
  } catch (error) {
    return String(error);
  }
  throw new Error('expected an error, found none');
};

/** The repository's templates with one file changed, or removed where the change gives null. */
const folderWith = (file: string, change: (text: string) => string | null) => {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  cpSync('templates', folder, { recursive: true });
  const before = readFileSync(join(folder, file), 'utf8');
  const after = change(before);
  expect(after, 'the change of the test must change something').not.toBe(before);
  if (after === null) rmSync(join(folder, file));
  else writeFileSync(join(folder, file), after);
  return folder;
};

test.each([
  'konecta/email/folio.txt',
  'konecta/email/folio.mjml',
  'konecta/email/parts/frame.mjml',
  'konecta/whatsapp/folio.accessible.txt',
  'monet/messenger/more_time.txt',
  'monet/email/parts/foot.txt',
])('without %s nothing starts, and the other company does not stand in', async (file) => {
  const folder = folderWith(file, () => null);
  const message = await errorOf(
    folder,
    PROFILES.filter(({ company }) => file.startsWith(company)),
  );
  expect(message).toContain(file.split('/').at(-1));
  expect(message).toContain(file.startsWith('konecta') ? 'konecta/' : 'monet/');
});

test('a company without templates is told every one that it lacks', async () => {
  const [konecta] = PROFILES;
  if (konecta === undefined) throw new Error('expected a company');
  const message = await errorOf('templates', [{ ...konecta, company: 'tercera' }]);
  expect(message.match(/tercera\/\S+: expected this template, found no file/g)).toHaveLength(21);
});

test.each([
  [
    'a variable that no answer has',
    'monet/whatsapp/appended.txt',
    '{{ contrato }}',
    "whatsapp/appended.txt: 'contrato' is no variable of the answer appended",
  ],
  [
    'one in a branch that the samples do not take',
    'monet/whatsapp/appended.txt',
    '{% if writtenOnly %}{{ telefono }}{% endif %}',
    "'telefono' is no variable",
  ],
  ['one in a part', 'monet/email/parts/foot.txt', '{{ horario }}', "monet/email/folio.txt: 'horario' is no variable of the answer folio"],
  [
    'one in an HTML part',
    'monet/email/resolved.mjml',
    '<p>{{ horario }}</p>',
    "email/resolved.mjml: 'horario' is no variable of the answer resolved",
  ],
  [
    'the folio in a data request, which has none',
    'monet/email/data_request.txt',
    '{{ folio }}',
    "email/data_request.txt: 'folio' is no variable of the answer data_request",
  ],
  ['a filter that Liquid does not know', 'monet/messenger/folio.txt', '{{ folio | grande }}', 'undefined filter: grande'],
  [
    'a field that a list item lacks',
    'monet/messenger/folio.txt',
    '{% for line in telephones %}{{ line.extension }}{% endfor %}',
    'undefined variable: line.extension',
  ],
  ['a tag that is not closed', 'monet/messenger/folio.txt', '{% if folio %}', 'not closed'],
  ['MJML that does not exist', 'monet/email/folio.mjml', '</mj-text><mj-txt>x</mj-txt><mj-text>', 'email/folio.mjml: expected MJML, found'],
])('%s stops the start with its file and name', async (_story, file, extra, expected) => {
  const folder = folderWith(file, (text) => text + extra);
  const message = await errorOf(
    folder,
    PROFILES.filter(({ company }) => file.startsWith(company)),
  );
  expect(message).toContain(expected);
  expect(message).toContain(file.split('/')[0]);
});

test('a mail without its subject line stops the start', async () => {
  const folder = folderWith('konecta/email/folio.txt', (text) => text.replace('Asunto: ', 'Asunto '));
  const message = await errorOf(folder, PROFILES.slice(0, 1));
  expect(message).toContain('konecta/email/folio.txt: expected a first line «Asunto: …» and an empty line, found neither');
});

test('an approved template may only use a text that its answer always has', async () => {
  const [konecta] = PROFILES;
  const folio = konecta?.approvedTemplates.folio;
  if (konecta === undefined || folio === undefined) throw new Error('expected an approved template');
  const profile = { ...konecta, approvedTemplates: { folio: { ...folio, parameters: ['folio', 'matter', 'holder'] } } };
  expect(await errorOf('templates', [profile])).toContain(
    "konecta: whatsapp.templates.folio: 'holder' is no text that the answer folio always has",
  );
});
