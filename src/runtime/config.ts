import type { CompanyProfile } from '../core/company.ts';
import type { Company } from '../core/words.ts';
import type { CompanyFile } from './company-file.ts';
import { COMPANY_FILE } from './company-file.ts';
import { checkCompanyFiles } from './company-folder.ts';
import type { Environment } from './environment.ts';
import { checkEnvironment } from './environment.ts';
import type { Variables } from './placeholders.ts';
import { refuseProblems } from './problems.ts';
import { profileOf } from './profiles.ts';

export type MailLogin =
  | { auth: 'password'; password: string }
  | { auth: 'oauth2'; clientId: string; clientSecret: string; refreshToken: string; tokenUrl: string };

/** `secure` is TLS from the first byte; without it STARTTLS is used where the server offers it. */
export type MailServerSettings = { host: string; port: number; secure: boolean; user: string } & MailLogin;

export type MailboxSettings = {
  company: Company;
  /** Lower case. */
  address: string;
  cities: string[];
  group: string | null;
  /** Which of the mails already there at the first start are taken in. */
  startFrom: 'now' | 'all' | Date;
  /** Above it only headers and the first text are fetched. */
  maxRawBytes: number;
  /** The name under which our own receiving server writes Authentication-Results; null: none is trusted. */
  authservId: string | null;
  imap: MailServerSettings;
  smtp: MailServerSettings;
};

/** Secrets are lists, the newest first: while one is rotated, both hold. */
export type WhatsAppSettings = {
  company: Company;
  /** E.164. */
  number: string;
  phoneNumberId: string;
  /** Whose templates `doctor` reads; null: not compared. */
  businessAccountId: string | null;
  token: string;
  appSecrets: string[];
  verifyTokens: string[];
};

export type MessengerSettings = { company: Company; pageId: string; token: string; appSecrets: string[]; verifyTokens: string[] };

export type FormSettings = { company: Company; origins: string[] };

/** The roles that must sign in with one-time codes. */
export type ConsoleSettings = {
  totpRoles: ('agent' | 'supervisor' | 'admin')[];
  /** Null: people sign in with passwords only. */
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | null;
};

/** Where a company's subscribers are known from, beside what was imported by hand. */
export type DirectorySettings = {
  company: Company;
  /** A CSV file that is loaded when it changed; looked at every so many hours. */
  file: string | null;
  everyHours: number;
  /** The company's own system, asked for one contract at a time (`{contract}` in it is replaced). */
  url: string | null;
  token: string | null;
  timeoutMs: number;
};

export type CompanyConfig = {
  profile: CompanyProfile;
  mailboxes: MailboxSettings[];
  /** Null: the company does not have that channel. */
  whatsapp: WhatsAppSettings | null;
  messenger: MessengerSettings | null;
  form: FormSettings | null;
  directory: DirectorySettings | null;
  console: ConsoleSettings;
};

export type Config = { companies: CompanyConfig[] };

/** Every company of a folder, its placeholders filled from the environment. Throws all errors of all files together. */
export const loadConfig = (folder: string, variables: Variables): Config => {
  const { companies, problems } = checkCompanyFiles(folder, COMPANY_FILE, variables, { secrets: true });
  refuseProblems(problems);
  return { companies: companies.map(companyOf) };
};

/** Environment and companies at once, for a process that starts: one list of all that is wrong with either. */
export const loadSettings = (variables: Variables): { environment: Environment; config: Config } => {
  const { environment, problems } = checkEnvironment(variables);
  const folder = environment?.configFolder ?? (variables.VENTANILLA_CONFIG || 'config');
  const files = checkCompanyFiles(folder, COMPANY_FILE, variables, { secrets: true });
  refuseProblems([...problems, ...files.problems]);
  if (environment === null) throw new TypeError('an environment without problems is an environment');
  return { environment, config: { companies: files.companies.map(companyOf) } };
};

const companyOf = (file: CompanyFile): CompanyConfig => {
  const { company, whatsapp, messenger, form, directory } = file;
  return {
    profile: profileOf(file),
    mailboxes: file.mailboxes.map(({ maxSize, ...mailbox }) => ({ company, ...mailbox, maxRawBytes: maxSize })),
    whatsapp: whatsapp ? whatsAppOf(company, whatsapp) : null,
    messenger: messenger
      ? { company, pageId: messenger.pageId, token: messenger.token, appSecrets: messenger.appSecret, verifyTokens: messenger.verifyToken }
      : null,
    form: form ? { company, origins: form.origins } : null,
    directory: directory ? { company, ...directory } : null,
    console: { totpRoles: file.console.totp, oidc: file.console.oidc ?? null },
  };
};

const whatsAppOf = (company: Company, settings: NonNullable<CompanyFile['whatsapp']>): WhatsAppSettings => ({
  company,
  number: settings.number,
  phoneNumberId: settings.phoneNumberId,
  businessAccountId: settings.businessAccountId,
  token: settings.token,
  appSecrets: settings.appSecret,
  verifyTokens: settings.verifyToken,
});
