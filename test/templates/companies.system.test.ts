import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { loadTemplates } from '../../src/templates/load.ts';

test('a third company needs a file and a folder, as docs/companies.md says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'companies-'));
  cpSync('config', join(folder, 'config'), { recursive: true });
  cpSync('templates', join(folder, 'templates'), { recursive: true });
  const changes = [
    ['company: monet', 'company: redplus'],
    ['name: mo!net', 'name: Redplus'],
    ['series: MON', 'series: RED'],
    ['address: atencionclientes@monetmovil.com', 'address: ayuda@redplus.example'],
    ['MONET_', 'REDPLUS_'],
  ] as const;
  const yaml = changes.reduce((text, [from, to]) => text.replaceAll(from, to), readFileSync('config/monet.yaml', 'utf8'));
  writeFileSync(join(folder, 'config', 'redplus.yaml'), yaml);
  cpSync('templates/monet', join(folder, 'templates', 'redplus'), { recursive: true });

  const profiles = loadProfiles(join(folder, 'config'));
  expect(profiles.map(({ company, series }) => [company, series])).toEqual([
    ['konecta', 'MXL'],
    ['monet', 'MON'],
    ['redplus', 'RED'],
  ]);
  const templates = await loadTemplates(join(folder, 'templates'), profiles);
  expect(templates.compiled.has('redplus/email/folio.accessible')).toBe(true);
});

test('docs/companies.md names every key of a company file', () => {
  const page = readFileSync('docs/companies.md', 'utf8');
  const keys = ['konecta', 'monet'].flatMap((name) => readFileSync(`config/${name}.yaml`, 'utf8').match(/^\w+(?=:)/gm) ?? []);
  for (const key of new Set(keys)) expect(page).toContain(`\`${key}`);
});
