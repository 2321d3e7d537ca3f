// The bounds within which a mail is read at all. In: nothing. Out: numbers; a mail past one is quarantined under its code, never cut short in silence.

export type MailLimits = {
  /** The whole raw mail. Gmail sends 25 MB at most (reference: providers' help). */
  totalBytes: number;
  /** The header of the mail itself: long chains of Received, DKIM and ARC stay below 64 KiB. */
  headerBytes: number;
  headerFields: number;
  /** The header of one MIME part. */
  partHeaderBytes: number;
  parts: number;
  depth: number;
  attachments: number;
  /** Addresses in To, Cc, From and Reply-To together. */
  addresses: number;
  /** Characters of text kept: what follows is quoted history, and is cut (`truncated`), not quarantined. */
  textChars: number;
  /** Characters of one HTML part that are converted; the rest is cut likewise. */
  htmlChars: number;
};

export const DEFAULT_MAIL_LIMITS: MailLimits = {
  totalBytes: 25 * 1024 * 1024,
  headerBytes: 256 * 1024,
  headerFields: 1000,
  partHeaderBytes: 64 * 1024,
  parts: 1000,
  depth: 40,
  attachments: 250,
  addresses: 1000,
  textChars: 256 * 1024,
  htmlChars: 1024 * 1024,
};

/** Why a mail is quarantined instead of read. */
export type MalformedCode =
  | 'empty'
  | 'not_a_mail'
  | 'too_large'
  | 'header_too_large'
  | 'too_many_parts'
  | 'too_deep'
  | 'too_many_attachments'
  | 'too_many_addresses'
  | 'unparseable'
  | 'timeout'
  | 'memory'
  | 'crash';

/** A mail that is kept raw for a person. `because` tells numbers and places, never words of the mail. */
export type MalformedMail = { kind: 'malformed'; code: MalformedCode; because: string };

export const malformed = (code: MalformedCode, because: string): MalformedMail => ({ kind: 'malformed', code, because });
