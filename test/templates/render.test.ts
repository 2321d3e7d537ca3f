import { htmlToText } from 'html-to-text';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CompanyProfile } from '../../src/core/company.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import type { AnswerChannel, Templates } from '../../src/templates/load.ts';
import { combinations, loadTemplates } from '../../src/templates/load.ts';
import { render } from '../../src/templates/render.ts';
import { sampleFacts } from '../../src/templates/sample.ts';
import type { AnswerFacts, AnswerKind } from '../../src/templates/variables.ts';
import { describeAnswer } from '../../src/templates/variables.ts';

const PROFILES = loadProfiles('config');
const CASES = PROFILES.flatMap((profile) =>
  combinations().flatMap(({ channel, kind, accessible }) =>
    (['full', 'bare'] as const).map((fullness) => ({ profile, company: profile.company, channel, kind, accessible, fullness })),
  ),
);
const LIMITS = { email: 10_000, whatsapp: 4096, messenger: 2000 } as const; // characters; Meta's send pages

// Words of «tú» and «vos», which no answer uses. Matches «tu reporte», «escríbenos», «puedes»; not «atenderle», «escríbanos», «puede».
const FAMILIAR =
  /(?<!\p{L})(?:tú|tu|tus|te|ti|contigo|tuy[oa]s?|vos|puedes|tienes|quieres|necesitas|debes|sabes|responde|escribe|escríbenos|envía|envíanos|guarda|guárdalo|haz|dinos|revisa|llama|llámanos|recuerda|espera|disculpa(?! por)|verifica|conserva|prefieres)(?!\p{L})/iu;
// What an address of the web looks like in a text. Matches `https://x.mx`, `www.x`, `x.mx/y`; not `S. de R.L.`.
const LINK = /https?:|www\.|\p{L}\.(?:mx|com|example)\b/iu;

let templates: Templates;
beforeAll(async () => {
  templates = await loadTemplates('templates', PROFILES);
});

const profileOf = (company: string): CompanyProfile => {
  const profile = PROFILES.find((candidate) => candidate.company === company);
  if (profile === undefined) throw new Error(`expected the company ${company}`);
  return profile;
};

const answer = (
  company: string,
  channel: AnswerChannel,
  kind: AnswerKind,
  changes: Partial<AnswerFacts> = {},
  fullness: 'full' | 'bare' = 'full',
  accessible = false,
) => {
  const profile = profileOf(company);
  const variables = describeAnswer(profile, { ...sampleFacts(profile, kind, fullness), ...changes });
  return { ...render(templates, { company, channel, kind, accessible, variables }), variables };
};

describe.each(CASES)('$company $channel $kind accessible=$accessible $fullness', ({ company, channel, kind, accessible, fullness }) => {
  test('speaks to the customer as usted, without a hole or a stray mark', () => {
    const { subject, text, html } = answer(company, channel, kind, {}, fullness, accessible);
    for (const part of [subject ?? '', text, html ? htmlToText(html, { wordwrap: false }) : '']) {
      expect(part.replace('Le ofrecemos una disculpa', '').replace('Ofrecemos una disculpa', '')).not.toMatch(FAMILIAR);
      expect(part).not.toMatch(/\{\{|\}\}|\{%|%\}|undefined|null|NaN|\[object|\( ?\)|,\s*,|\s[.,;:](?!\d)|\.\.|:\.$/m);
      expect(part).not.toMatch(/\bmas de\b|\bnumero\b|\btelefono\b|\bdias\b|\baqui\b|\bultimo\b|\bgestion\b/i);
    }
    expect(text).not.toMatch(/\n{3}|[ \t]$/m);
    expect(text.length).toBeLessThan(LIMITS[channel]);
  });

  test('names its folio, in bold on WhatsApp, or has none', () => {
    const { subject, text, variables } = answer(company, channel, kind, {}, fullness, accessible);
    if (kind === 'data_request') {
      expect(text).not.toMatch(/[A-Z]{3}-\d\d-/);
      for (const item of variables.missing) expect(text).toContain(item);
    } else {
      expect(text).toContain(channel === 'whatsapp' ? `*${variables.folio}*` : variables.folio);
      if (channel === 'email') expect(subject).toContain(variables.folio);
      if (channel === 'messenger') expect(text).not.toContain('*');
    }
  });

  test('says in HTML what it says in text, with nothing fetched from elsewhere', () => {
    const { text, html, subject, variables } = answer(company, channel, kind, {}, fullness, accessible);
    expect(html !== null).toBe(channel === 'email');
    if (html === null) return;
    const shown = htmlToText(html, { wordwrap: false });
    const values = Object.values(variables).flatMap((value) => (typeof value === 'string' ? [value] : []));
    for (const value of values.filter((candidate) => text.includes(candidate) && candidate !== variables.website))
      expect(shown).toContain(value);
    expect(html).toContain('<html lang="es-MX"');
    expect(html).toContain(`<title>${subject}</title>`);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img|<link|<script|@import|url\(|src=/i);
    expect(html.replaceAll('http://www.w3.org/1999/xhtml', '')).not.toMatch(/https?:/);
  });
});

test('the accessible folio asks for what lacks in short lines and sends nobody to the telephone', () => {
  for (const { company, cities } of PROFILES) {
    for (const channel of ['email', 'whatsapp', 'messenger'] as const) {
      const { text, variables } = answer(company, channel, 'folio', { missing: ['identification', 'phone'] }, 'full', true);
      for (const item of variables.missing) expect(text).toContain(`- ${item}`);
      for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(65);
      for (const phone of [...cities.map((city) => city.phone), ...variables.telephones.map((line) => line.phone)])
        expect(text).not.toContain(`Tel. ${phone}`);
      expect(text).toContain('No necesita llamar.');
    }
  }
});

test('who asked for attention only in writing is never told to telephone', () => {
  for (const { company, channel, kind, accessible } of CASES) {
    const { text, html, variables } = answer(company, channel, kind, { writtenOnly: true }, 'full', accessible);
    const whatsapp = variables.whatsapp ?? '';
    for (const { phone } of variables.telephones.filter((line) => line.phone !== whatsapp)) {
      expect(text).not.toContain(phone);
      expect(html ?? '').not.toContain(phone);
    }
  }
});

test('nothing of one company shows in an answer of the other', () => {
  for (const { company, channel, kind, accessible, fullness } of CASES) {
    const { subject, text, html, whatsappTemplate } = answer(company, channel, kind, {}, fullness, accessible);
    const all = [subject, text, html, JSON.stringify(whatsappTemplate)].join(' ');
    expect(all).not.toMatch(company === 'konecta' ? /mo!?net|\bMON-|844 688/i : /konecta|mexicali|\bMXL-|557 2808/i);
  }
});

test('a term is told in the time of the city: Nogales does not change its clocks with Tijuana', () => {
  const dueAt = new Date('2026-11-12T17:00:00Z');
  expect(answer('konecta', 'email', 'folio', { dueAt, city: 'tijuana' }).text).toContain(
    '48 horas: a más tardar el jueves 12 de noviembre a las 09:00',
  );
  expect(answer('konecta', 'email', 'folio', { dueAt, city: 'nogales' }).text).toContain(
    '48 horas: a más tardar el jueves 12 de noviembre a las 10:00',
  );
  expect(answer('monet', 'email', 'folio', { dueAt }).text).toContain('a las 11:00');
});

test.each([
  ['tijuana', '664 231 7736', 'Avenida Ocampo No. 1670'],
  ['ensenada', '646 156 5246', 'Juárez No. 535'],
  ['nogales', '646 156 5246', 'Blvd. Donaldo Colosio No. 2680'],
])('a folio of %s names its office and telephone', (city, phone, office) => {
  const { text } = answer('konecta', 'email', 'folio', { city });
  expect(text).toContain(phone);
  expect(text).toContain(office);
});

test('a repair is promised in 48 hours, anything else an answer in its term', () => {
  expect(answer('konecta', 'email', 'folio').text).toContain('Haremos la reparación en un plazo máximo de 48 horas');
  const other = answer('konecta', 'email', 'folio', { category: 'aclaracion', termHours: 72 }).text;
  expect(other).toContain('Le daremos respuesta en un plazo máximo de 72 horas');
  expect(other).not.toContain('reparación');
});

test('chat says whether the telephone is attended when the answer is written', () => {
  expect(answer('monet', 'whatsapp', 'folio', { now: new Date('2026-11-13T14:00:00Z') }).text).toContain(
    '844 688 7331 (ahora mismo, hasta las 21:00)',
  );
  expect(answer('monet', 'whatsapp', 'folio', { now: new Date('2026-11-14T03:00:00Z') }).text).toContain(
    '844 688 7331 (de nuevo mañana a las 8:00)',
  );
});

test('a contract that the directory lacks is named; a third person is asked for authority; compensation is told only when resolved', () => {
  for (const company of ['konecta', 'monet']) {
    expect(answer(company, 'whatsapp', 'data_request', { unknownContract: '99887766' }).text).toContain('99887766');
    expect(answer(company, 'email', 'folio', { category: 'cancelacion', asksAuthority: true }).text).toContain('carta poder');
    expect(answer(company, 'email', 'folio', { asksAuthority: false }).text).not.toContain('carta poder');
    expect(answer(company, 'messenger', 'resolved', { compensationCents: 125_000 }).text).toContain('$1,250.00');
    expect(answer(company, 'messenger', 'resolved', { compensationCents: null }).text).not.toContain('$');
  }
});

test('what a customer writes into a field is no link, no markup, no template and no second line', () => {
  const hostile: Partial<AnswerFacts> = {
    contract: '{{ folio }}https://malo.example',
    holder: '<a href="https://malo.example">Ana</a> {{ company }}\r\nBcc: otra@malo.example',
    contact: '*Luis* {% include "parts/foot.txt" %} www.malo.example',
    phone: 'https://malo.example',
    email: 'ana@malo.example/?q="><script>',
    unknownContract: '"><img src=x>',
  };
  for (const { company, channel, kind, accessible } of CASES) {
    const clean = answer(
      company,
      channel,
      kind,
      { contract: null, holder: null, contact: null, phone: null, email: null },
      'full',
      accessible,
    );
    const { subject, text, html } = answer(company, channel, kind, hostile, 'full', accessible);
    expect(text).not.toMatch(/malo\.example|https?:\/\/malo|<|>|\{|\}/);
    expect(text.replaceAll(clean.variables.website ?? '\0', '')).not.toMatch(LINK);
    expect(html ?? '').not.toMatch(/malo\.example|<img|<script|<a /);
    expect(subject ?? '').not.toMatch(/[\r\n]|malo/);
  }
});

test('the longest values still fit one message of each channel', () => {
  const name = 'Guadalupe '.repeat(30);
  for (const { company, channel, kind, accessible } of CASES) {
    expect(
      answer(company, channel, kind, { holder: name, contact: name, contract: '9'.repeat(60) }, 'full', accessible).text.length,
    ).toBeLessThan(LIMITS[channel]);
  }
});

test('outside the 24-hour window WhatsApp has an approved template for each kind, other channels none', () => {
  for (const { company, kind, channel, fullness } of CASES) {
    const { whatsappTemplate } = answer(company, channel, kind, {}, fullness);
    if (channel !== 'whatsapp') expect(whatsappTemplate).toBeNull();
    else {
      expect(whatsappTemplate?.language).toBe('es_MX');
      for (const parameter of whatsappTemplate?.parameters ?? ['']) expect(parameter).toMatch(/^\S(?:.*\S)?$/);
      expect(whatsappTemplate?.text).not.toMatch(/\{\{|\}\}/);
      expect(whatsappTemplate?.text).not.toMatch(FAMILIAR_BUT_DISCULPA);
    }
  }
  expect(answer('konecta', 'whatsapp', 'more_time').whatsappTemplate).toMatchObject({
    name: 'konecta_mas_tiempo',
    parameters: ['MXL-26-004821-0'],
  });
});
const FAMILIAR_BUT_DISCULPA = new RegExp(FAMILIAR.source.replace('|disculpa(?! por)', ''), FAMILIAR.flags);

test('an approved template whose parameter has no value is not offered', () => {
  expect(answer('konecta', 'whatsapp', 'folio', { dueAt: null }).whatsappTemplate).toBeNull();
});

test.each<[company: string, channel: AnswerChannel, kind: AnswerKind, accessible: boolean, fullness: 'full' | 'bare']>([
  ['konecta', 'email', 'folio', false, 'full'],
  ['konecta', 'email', 'folio', true, 'full'],
  ['konecta', 'whatsapp', 'folio', false, 'bare'],
  ['konecta', 'whatsapp', 'resolved', false, 'full'],
  ['monet', 'email', 'folio', false, 'full'],
  ['monet', 'email', 'data_request', false, 'bare'],
  ['monet', 'messenger', 'more_time', false, 'bare'],
])('%s %s %s (accessible: %s, %s) reads as its golden page', async (company, channel, kind, accessible, fullness) => {
  const { subject, text } = answer(company, channel, kind, {}, fullness, accessible);
  const page = `${subject === null ? '' : `${subject}\n\n`}${text}\n`;
  await expect(page).toMatchFileSnapshot(`golden/${company}-${channel}-${kind}${accessible ? '-accessible' : ''}-${fullness}.txt`);
});

test("each company's colours can be read on each other", () => {
  for (const { look } of PROFILES) {
    expect(contrast(look.colour, look.onColour)).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#4a5060', look.background)).toBeGreaterThanOrEqual(4.5);
  }
});

/** WCAG 2's contrast ratio of two colours. */
const contrast = (left: string, right: string) => {
  const [light = 0, dark = 0] = [luminance(left), luminance(right)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
};

const luminance = (colour: string) => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[0-9a-f]{2}/g) ?? []).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
