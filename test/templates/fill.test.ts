import { Liquid } from 'liquidjs';
import { beforeAll, expect, test } from 'vitest';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { compilePart } from '../../src/templates/fill.ts';
import { combinations, loadTemplates, type Templates, templateName } from '../../src/templates/load.ts';
import { sampleFacts } from '../../src/templates/sample.ts';
import { describeAnswer } from '../../src/templates/variables.ts';

const PROFILES = loadProfiles('config');
let templates: Templates;
beforeAll(async () => {
  templates = await loadTemplates('templates', PROFILES);
});

test.each(PROFILES.map((profile) => [profile.company, profile] as const))(
  'each text of %s says what Liquid makes of it, for whatever is there or not',
  (company, profile) => {
    for (const { channel, kind, accessible } of combinations()) {
      const compiled = templates.compiled.get(templateName(company, channel, kind, accessible));
      for (const fullness of ['full', 'bare'] as const)
        for (const writtenOnly of [true, false])
          for (const holder of [null, `Ana <b>"O'Neill"</b> & Hnos. {{ folio }} $& $1`, '\uE0000\uE001']) {
            const facts = { ...sampleFacts(profile, kind, fullness), writtenOnly, asksAuthority: writtenOnly };
            const variables = { ...describeAnswer(profile, facts), holder, subject: `Su reporte ${holder}` };
            for (const part of [compiled?.subject, compiled?.text, compiled?.html]) {
              const expected = part ? String(part.engine.renderSync(part.template, variables)) : undefined;
              expect([part?.fill(variables), part?.fill(variables)]).toEqual([expected, expected]);
            }
          }
    }
  },
);

const compile = (source: string) => compilePart(new Liquid({ strictVariables: true }), source, 'a.txt', []);

test('a text that asks what a string says is rendered each time', () => {
  const part = compile(`{% if city == 'Tijuana' %}Baja{% else %}{{ city | upcase }}{% endif %}`);
  expect([part.fill({ city: 'Tijuana' }), part.fill({ city: 'Nogales' })]).toEqual(['Baja', 'NOGALES']);
});

test('lists, lines in them, numbers and what is missing each have their own shape', () => {
  const part = compile('{{ days }}:{% for line in lines %}{{ line.phone }}{% if line.hours %} ({{ line.hours }}){% endif %};{% endfor %}');
  const line = (phone: string, hours: string | null = null) => ({ phone, hours });
  expect(part.fill({ days: 7, lines: [line('a', '8 a 9'), line('b')] })).toBe('7:a (8 a 9);b;');
  expect(part.fill({ days: 8, lines: [line('c', '1 a 2'), line('d')] })).toBe('8:c (1 a 2);d;');
  expect(part.fill({ days: 7, lines: [line('e'), line('f', '3 a 4')] })).toBe('7:e;f (3 a 4);');
  expect(part.fill({ days: 7, lines: [] })).toBe('7:');
});

test('a variable that is not there is an error each time', () => {
  const part = compile('{{ folio }}');
  expect(() => part.fill({})).toThrow('folio');
  expect(() => part.fill({})).toThrow('folio');
});
