import type { CityProfile, CompanyProfile } from '../core/company.ts';
import type { Category, City, Priority, ReplyKind } from '../core/words.ts';
import { attendedNow, hoursInWords, joinWords, momentInWords } from './hours.ts';
import { givenName, phoneInWords, plainAddress, plainContract, plainName } from './plain.ts';

/** The answers that are templates; `agent` is what a person wrote. */
export const ANSWER_KINDS = [
  'folio',
  'data_request',
  'appended',
  'reopened',
  'resolved',
  'more_time',
] as const satisfies readonly ReplyKind[];
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** What a customer can be asked for (procedure, steps a to d); `identification`: contract or holder, whichever they have at hand. */
export type MissingField = 'identification' | 'contract' | 'holder' | 'description' | 'phone' | 'email';

/** What is known when an answer is written: fields as they were read, and times. Nothing of it is trusted to be harmless text. */
export type AnswerFacts = {
  /** Null only while there is no ticket (data_request). */
  folio: string | null;
  /** Null where the reader is told nothing of the ticket. */
  category: Category | null;
  contract: string | null;
  holder: string | null;
  contact: string | null;
  phone: string | null;
  email: string | null;
  city: City | null;
  /** End of the present term; null where there is none. */
  dueAt: Date | null;
  /** Length of the present term. */
  termHours: number | null;
  missing: MissingField[];
  /** The contract that the directory does not have (policy, rule 7). */
  unknownContract: string | null;
  /** A third person asks for cancelacion or suspension: letter of authority and identification are wanted. */
  asksAuthority: boolean;
  priority: Priority;
  /** The customer is never to be telephoned. */
  writtenOnly: boolean;
  /** Credit and bonus in cents of a peso, when an agent has confirmed it; told in `resolved` alone. */
  compensationCents: number | null;
  /** When the answer is written, for «ahora mismo». */
  now: Date;
};

/** What every template may name; each is there in each kind but those of `WITHHELD`. */
export type AnswerVariables = {
  companyName: string;
  legalName: string | null;
  website: string | null;
  /** The company's WhatsApp, as a customer dials it. */
  whatsapp: string | null;
  customerName: string | null;
  folio: string | null;
  /** «falla del servicio»; null in `appended`, `reopened`, `resolved` and `more_time` to who may not know. */
  matter: string | null;
  isRepair: boolean;
  contract: string | null;
  holder: string | null;
  contact: string | null;
  phone: string | null;
  email: string | null;
  cityName: string | null;
  /** Address of the city's office. */
  office: string | null;
  /** The city's telephone, or the company's first. */
  officePhone: string | null;
  /** Hours of that telephone: «de lunes a viernes …». */
  phoneHours: string | null;
  /** «ahora mismo, hasta las 21:00». */
  phoneNow: string | null;
  telephones: { phone: string; hours: string | null; now: string | null }[];
  /** «48 horas». */
  termHours: string | null;
  /** «jueves 12 de noviembre a las 09:00». */
  termDate: string | null;
  /** «48 horas: a más tardar el jueves 12 de noviembre a las 09:00». */
  term: string | null;
  missing: string[];
  /** The same in a sentence; null where nothing lacks. */
  missingText: string | null;
  unknownContract: string | null;
  asksAuthority: boolean;
  isPreferred: boolean;
  writtenOnly: boolean;
  /** For how many days after its resolution a message opens the ticket again (policy, rule 10). */
  reopenDays: number;
  /** «$1,250.00». */
  compensation: string | null;
};

/** Variables that a kind never gets: a template of it that names one is refused. */
export const WITHHELD: Record<AnswerKind, (keyof AnswerVariables)[]> = {
  folio: ['compensation'],
  data_request: ['folio', 'term', 'termDate', 'termHours', 'compensation', 'asksAuthority'],
  appended: ['compensation'],
  reopened: ['compensation'],
  resolved: ['term', 'termDate', 'termHours', 'missing', 'missingText', 'unknownContract', 'asksAuthority'],
  more_time: ['term', 'termDate', 'termHours', 'compensation', 'unknownContract', 'asksAuthority'],
};

const MATTERS: Record<Category, string> = {
  falla: 'falla del servicio',
  queja: 'queja',
  aclaracion: 'aclaración',
  saldo: 'consulta de saldo',
  contratacion: 'contratación o cambio de servicio',
  cancelacion: 'cancelación del servicio',
  suspension: 'suspensión o reconexión del servicio',
  duda: 'duda o consulta',
  sugerencia: 'sugerencia o comentario',
  datos: 'datos de su solicitud',
  otro: 'su mensaje',
};

const MISSING: Record<MissingField, string> = {
  identification: 'número de contrato o nombre completo del titular',
  contract: 'número de contrato',
  holder: 'nombre completo del titular',
  description: 'descripción de la falla, aclaración o queja',
  phone: 'teléfono para localizarle',
  email: 'correo electrónico',
};

/** What a template is given, in words: fields made harmless, times in the city's zone, telephones and office of the city (policy, rules 7, 8, 12, 14). */
export const describeAnswer = (profile: CompanyProfile, facts: AnswerFacts): AnswerVariables => {
  const city = profile.cities.find(({ id }) => id === (facts.city ?? profile.defaultCity)) ?? null;
  const timeZone = city?.timeZone ?? profile.timeZone;
  const telephones = telephonesOf(profile, city, facts.now, timeZone);
  const missing = facts.missing.map((field) => MISSING[field]);
  return {
    companyName: profile.name,
    legalName: profile.legalName,
    website: profile.attention.website,
    whatsapp: phoneInWords(profile.attention.whatsapp?.phone ?? null),
    customerName: givenName(facts.contact ?? facts.holder),
    folio: facts.folio,
    matter: facts.category && MATTERS[facts.category],
    isRepair: facts.category === 'falla',
    contract: plainContract(facts.contract),
    holder: plainName(facts.holder),
    contact: plainName(facts.contact),
    phone: phoneInWords(facts.phone),
    email: plainAddress(facts.email),
    cityName: city?.name ?? null,
    office: city?.office ?? null,
    officePhone: telephones[0]?.phone ?? null,
    phoneHours: telephones[0]?.hours ?? null,
    phoneNow: telephones[0]?.now ?? null,
    telephones,
    ...termInWords(facts.termHours, facts.dueAt, timeZone),
    missing,
    missingText: missing.length > 0 ? joinWords(missing) : null,
    unknownContract: plainContract(facts.unknownContract),
    asksAuthority: facts.asksAuthority,
    isPreferred: facts.priority === 'preferente',
    writtenOnly: facts.writtenOnly,
    reopenDays: profile.limits.reopenDays,
    compensation: facts.compensationCents === null ? null : pesos(facts.compensationCents),
  };
};

const telephonesOf = ({ attention }: CompanyProfile, city: CityProfile | null, now: Date, timeZone: string) => {
  const lines = [...(city?.phone ? [{ phone: city.phone, hours: attention.telephoneHours }] : []), ...attention.telephones];
  return lines.map(({ phone, hours }) => ({
    phone: phoneInWords(phone) ?? phone,
    hours: hoursInWords(hours),
    now: attendedNow(hours, now, timeZone),
  }));
};

const termInWords = (hours: number | null, dueAt: Date | null, timeZone: string) => {
  const termHours = hours === null ? null : hours === 1 ? '1 hora' : `${hours} horas`;
  const termDate = dueAt === null ? null : momentInWords(dueAt, timeZone);
  const term = termDate === null ? termHours : [termHours, `a más tardar el ${termDate}`].filter((part) => part !== null).join(': ');
  return { termHours, termDate, term };
};

const pesos = (cents: number) => new Intl.NumberFormat('es-MX', { style: 'currency', currency: 'MXN' }).format(cents / 100);
