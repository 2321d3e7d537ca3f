import { z } from 'zod';
import { Area, type ReplyKind } from '../core/words.ts';
import {
  address,
  colour,
  count,
  duration,
  filledListOf,
  flag,
  id,
  listOf,
  MEBIBYTE,
  number,
  optional,
  optionalHours,
  origin,
  pattern,
  phone,
  prefixes,
  secret,
  section,
  series,
  size,
  termHours,
  text,
  timeZone,
  url,
  wholeDays,
  words,
} from './company-values.ts';

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
  retention: section({
    raw: wholeDays.default(400),
    ignored: wholeDays.default(90),
    closed: wholeDays.default(1825),
    events: wholeDays.default(90),
    audit: wholeDays.default(730),
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

// A provider is spoken to over TLS; plain HTTP only on this machine, to try it out.
const issuer = url.refine((typed) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(typed), {
  error: 'an address that begins with https://',
});

const consoleAccess = section({
  totp: listOf(words('agent', 'supervisor', 'admin'), 'a list of roles').default([]),
  /** Signing in with the company's own provider of OpenID Connect. */
  oidc: section({ issuer, clientId: secret, clientSecret: secret, name: text('the name of the provider as people know it') }).optional(),
}).prefault({});

/** The whole file, its placeholders filled. */
export const COMPANY_FILE = section({
  ...SHARED,
  console: consoleAccess,
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
  directory: section({
    file: optional(text("the path of the directory's CSV file")),
    everyHours: number('a whole number of hours from 1 to 168')
      .refine((hours) => hours >= 1 && hours <= 168, { error: 'a whole number of hours from 1 to 168' })
      .default(24),
    url: optional(url),
    token: optional(secret),
    timeoutMs: number('milliseconds from 100 to 10000')
      .refine((ms) => ms >= 100 && ms <= 10_000, { error: 'milliseconds from 100 to 10000' })
      .default(1500),
  }).optional(),
});

/** The same file for commands that need no secret (`extract`, `parse`, `simulate`): what comes from the environment is not looked at. */
export const PROFILE_FILE = section({
  ...SHARED,
  console: z.unknown().optional(),
  mailboxes: listOf(z.object(MAILBOX, { error: 'a mailbox with its address' }), 'a list of mailboxes').default([]),
  whatsapp: z.object({ number: phone, templates: approvedTemplates }, { error: 'a section with keys of its own' }).optional(),
  messenger: z.unknown().optional(),
  form: z.unknown().optional(),
  directory: z.unknown().optional(),
});

export type CompanyFile = z.output<typeof COMPANY_FILE>;
export type ProfileFile = z.output<typeof PROFILE_FILE>;

function hasEveryPlace(words: string, places: number) {
  const used = [...words.matchAll(/\{\{(\d+)\}\}/g)].map((match) => Number(match[1])).sort((left, right) => left - right);
  return used.length === places && used.every((place, index) => place === index + 1);
}
