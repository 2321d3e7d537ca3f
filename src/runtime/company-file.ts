import { z } from 'zod';
import type { HourRange, Weekday } from '../core/company.ts';
import { WEEKDAYS } from '../core/company.ts';
import { Area, type ReplyKind } from '../core/words.ts';
import { suggest } from './problems.ts';

const HOUR_MS = 3_600_000;
const UNIT_MS = { s: 1000, m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS } as const;
const MEBIBYTE = 1024 * 1024;

// Each message of a schema completes «expected …».

/** An object whose unknown keys are errors that name the nearest known one. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[])
            .map((key) => `unknown key '${key}'${suggest(key, Object.keys(shape)) || `; known are ${Object.keys(shape).join(', ')}`}`)
            .join('; ')
        : 'a section with keys of its own',
  });

const text = (expected: string, pattern: RegExp = /\S/) => z.string({ error: expected }).trim().regex(pattern, { error: expected });
const words = <const Words extends readonly [string, ...string[]]>(...list: Words) => z.enum(list, { error: `one of ${list.join(', ')}` });
const listOf = <Item extends z.ZodType>(item: Item, expected: string) => z.array(item, { error: expected });
const filledListOf = <Item extends z.ZodType>(item: Item, expected: string) => listOf(item, expected).min(1, { error: expected });

/** Text that a placeholder gave made a number or boolean; anything else is left for the schema to refuse. */
const number = (expected: string) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), z.int({ error: expected }));
const flag = z.preprocess((value) => ({ true: true, false: false })[String(value)] ?? value, z.boolean({ error: 'true or false' }));
/** Null where it is missing or empty, as `${NAME:-}` leaves it. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());

const id = (whose: string) => text(`the ${whose}'s id in lower case letters, digits and hyphens`, /^[a-z][a-z0-9-]{0,39}$/);
const series = text('three capital letters, the series of the folios', /^[A-Z]{3}$/);
const phone = text("a telephone with + and country code, in quotes ('+526865572808')", /^\+[1-9]\d{7,14}$/);
const address = text('a mail address', /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/).toLowerCase();
const colour = text("a colour as '#rrggbb', in quotes", /^#[0-9a-fA-F]{6}$/).toLowerCase();
const url = text('an address that begins with https:// or http://', /^https?:\/\/[^\s/]+/);
const origin = text('an origin: https:// and a host, without a path', /^https?:\/\/[^\s/]+\/?$/).transform((typed) =>
  typed.replace(/\/$/, ''),
);
const prefixes = listOf(text('a contract prefix in capital letters', /^[A-Z]{1,5}$/), 'a list of contract prefixes').default([]);

const timeZone = text('a time zone of the IANA list, such as America/Tijuana').refine(isTimeZone, {
  error: 'a time zone of the IANA list, such as America/Tijuana',
});
const pattern = text('a regular expression for contracts').refine(isPattern, {
  error: 'a regular expression without anchors that does not match an empty text',
});

/** `90s`, `30m`, `48h` or `3d`, as milliseconds. */
const duration = text('a time such as 90s, 30m, 48h or 3d', /^[1-9]\d{0,4}[smhd]$/).transform(
  (typed) => Number(typed.slice(0, -1)) * UNIT_MS[typed.slice(-1) as keyof typeof UNIT_MS],
);
const termHours = text('a term such as 48h or 3d', /^[1-9]\d{0,3}[hd]$/).transform(
  (typed) => Number.parseInt(typed, 10) * (typed.endsWith('d') ? 24 : 1),
);
const wholeDays = text('whole days, such as 7d', /^[1-9]\d{0,2}d$/).transform((typed) => Number.parseInt(typed, 10));
const size = text('a size such as 25MiB', /^[1-9]\d{0,3}MiB$/).transform((typed) => Number.parseInt(typed, 10) * MEBIBYTE);
const count = number('a whole number from 1').refine((value) => value >= 1, { error: 'a whole number from 1' });

const clock = text("a time of day in quotes, '08:00'", /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const weekdays = text('a weekday or a range of them, such as monday-friday or saturday')
  .refine((typed) => expandDays(typed) !== null, { error: 'a weekday or a range of them, such as monday-friday or saturday' })
  .transform((typed): Weekday[] => expandDays(typed) ?? []);
const range = section({ days: weekdays, from: clock, to: clock })
  .refine(({ from, to }) => from < to, { error: 'a time after `from`', path: ['to'] })
  .transform((value): HourRange => value);
const hours = z.union([z.literal('always'), filledListOf(range, 'always, or a list of {days, from, to}')], {
  error: 'always, or a list of {days, from, to}',
});
const optionalHours = hours.nullable().default(null);

const city = section({
  id: id('city'),
  name: text("the city's name"),
  series,
  timeZone: timeZone.optional(),
  areaCodes: listOf(text("an area code in quotes ('686')", /^\d{2,3}$/), 'a list of area codes').default([]),
  prefixes,
  phone: optional(phone),
  office: optional(text("the office's address")),
});

const approved = section({
  name: text("the template's name as Meta knows it", /^[a-z0-9_]{1,512}$/),
  language: text('a language code of Meta, such as es_MX', /^[a-z]{2,3}(?:_[A-Z]{2})?$/),
  parameters: listOf(text("an answer variable's name", /^[a-z][A-Za-z]*$/), 'the list of answer variables for {{1}}, {{2}} …'),
  text: text('the approved words, with {{1}}, {{2}} …'),
}).refine((value) => hasEveryPlace(value.text, value.parameters.length), {
  error: 'as many places {{1}}, {{2}} … as there are parameters',
  path: ['text'],
});
const approvedTemplates = z
  .partialRecord(words('folio', 'data_request', 'appended', 'reopened', 'resolved', 'more_time'), approved, {
    error: 'a section with a template for each kind of answer',
  })
  .transform((record) => record satisfies Partial<Record<ReplyKind, unknown>>)
  .prefault({});

/** What every command reads; mail servers and Meta's secrets are left unread, as they come from the environment. */
const SHARED = {
  company: id('company'),
  name: text("the company's name as customers read it"),
  legalName: optional(text("the company's legal name")),
  timeZone,
  defaultCity: z.string({ error: "a city's id" }).optional(),
  series: series.optional(),
  contract: section({ pattern, prefixes }),
  cities: listOf(city, 'a list of cities').default([]),
  telephones: listOf(section({ phone, hours: optionalHours }), 'a list of {phone, hours}').default([]),
  hours: section({ telephone: optionalHours, whatsapp: optionalHours, email: optionalHours }).prefault({}),
  website: optional(url),
  facebookPage: optional(text("the Facebook page's name")),
  ownAddresses: listOf(address, 'a list of mail addresses').default([]),
  terms: section({
    ...(Object.fromEntries(Object.values(Area).map((area) => [area, termHours.optional()])) as Record<
      Area,
      z.ZodOptional<typeof termHours>
    >),
    default: termHours.optional(),
  }).prefault({}),
  limits: section({
    burstGap: duration.optional(),
    burstMax: duration.optional(),
    pending: wholeDays.optional(),
    reopen: wholeDays.optional(),
    dataRequests: count.optional(),
    appendedEvery: duration.optional(),
    answersPerWindow: count.optional(),
    answerWindow: duration.optional(),
    metaWindow: duration.optional(),
  }).prefault({}),
  look: section({ colour, onColour: colour.default('#ffffff'), background: colour.default('#f4f4f4') }),
};

const MAILBOX = {
  address,
  cities: listOf(z.string({ error: "a city's id" }), "a list of cities' ids").default([]),
  /** List-Id of the mailbox's own group (policy, rule 17). */
  group: optional(text("the List-Id of the mailbox's own group", /^[^\s<>]+$/)),
};

const SERVER = {
  host: text('a host name'),
  port: number('a port from 1 to 65535').refine((port) => port >= 1 && port <= 65_535, { error: 'a port from 1 to 65535' }),
  secure: flag.default(true),
  user: text('the account to log in with'),
};
const secret = text('a value');
const server = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && !('auth' in value) ? { ...value, auth: 'password' } : value),
  z.discriminatedUnion(
    'auth',
    [
      section({ ...SERVER, auth: z.literal('password'), password: secret }),
      section({ ...SERVER, auth: z.literal('oauth2'), clientId: secret, clientSecret: secret, refreshToken: secret, tokenUrl: url }),
    ],
    { error: (issue) => (issue.code === 'invalid_union' ? 'password or oauth2' : 'a section with host, port, user and password') },
  ),
);

/** One value or a list of them, the newest first: secrets overlap while they are rotated. Empty ones are dropped. */
const secrets = z.preprocess(
  (value) => (Array.isArray(value) ? value.filter((item) => item !== '') : [value]),
  filledListOf(secret, 'a value, or a list of them'),
);

const startFrom = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  text('now, all or a date such as 2026-11-01', /^(?:now|all|\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?)$/)
    .default('now')
    .transform((typed) => (typed === 'now' || typed === 'all' ? typed : new Date(typed)))
    .refine((value) => typeof value === 'string' || !Number.isNaN(value.getTime()), { error: 'now, all or a date such as 2026-11-01' }),
);

/** The whole file, its placeholders filled. */
export const COMPANY_FILE = section({
  ...SHARED,
  mailboxes: listOf(
    section({
      ...MAILBOX,
      startFrom,
      maxSize: size.default(25 * MEBIBYTE),
      authservId: optional(text('a host name')),
      imap: server,
      smtp: server,
    }),
    'a list of mailboxes',
  ).default([]),
  whatsapp: section({
    number: phone,
    phoneNumberId: text("the number's id at Meta, digits in quotes", /^\d{5,20}$/),
    businessAccountId: optional(text("the business account's id at Meta, digits in quotes", /^\d{5,20}$/)),
    token: secret,
    appSecret: secrets,
    verifyToken: secrets,
    templates: approvedTemplates,
  }).optional(),
  messenger: section({
    pageId: text("the page's id at Meta, digits in quotes", /^\d{5,20}$/),
    token: secret,
    appSecret: secrets,
    verifyToken: secrets,
  }).optional(),
  form: section({ origins: filledListOf(origin, 'a list of origins') }).optional(),
});

/** The same file for commands that need no secret (`extract`, `parse`, `simulate`): what comes from the environment is not looked at. */
export const PROFILE_FILE = section({
  ...SHARED,
  mailboxes: listOf(z.object(MAILBOX, { error: 'a mailbox with its address' }), 'a list of mailboxes').default([]),
  whatsapp: z.object({ number: phone, templates: approvedTemplates }, { error: 'a section with keys of its own' }).optional(),
  messenger: z.unknown().optional(),
  form: z.unknown().optional(),
});

export type CompanyFile = z.output<typeof COMPANY_FILE>;
export type ProfileFile = z.output<typeof PROFILE_FILE>;

function isTimeZone(name: string) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== undefined && name.includes('/');
  } catch {
    return false; // RangeError: Intl knows no such zone
  }
}

function isPattern(source: string) {
  try {
    return !new RegExp(`^(?:${source})$`).test('') && !/^\^|\$$/.test(source);
  } catch {
    return false; // SyntaxError: no regular expression
  }
}

/** `monday-friday` as its days, `sunday` as itself; a range may pass the week's end. Null where a word is no weekday. */
function expandDays(typed: string): Weekday[] | null {
  const [first, last = first, ...more] = typed.toLowerCase().split('-');
  const [start, end] = [first, last].map((day) => (WEEKDAYS as readonly (string | undefined)[]).indexOf(day));
  if (start === undefined || end === undefined || start < 0 || end < 0 || more.length > 0) return null;
  const length = ((end - start + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => WEEKDAYS[(start + step) % 7] ?? 'sunday');
}

function hasEveryPlace(words: string, places: number) {
  const used = [...words.matchAll(/\{\{(\d+)\}\}/g)].map((match) => Number(match[1])).sort((left, right) => left - right);
  return used.length === places && used.every((place, index) => place === index + 1);
}
