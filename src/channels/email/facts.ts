// What the rules on automatic mail need to know of a mail (policy, rule 17). In: its fields, parts and text. Out: MailFacts; never fails.
import { MARK_FIELDS, type MailFacts, type MarkField } from '../../core/policy/automatic.ts';
import { readAddresses } from './addresses.ts';
import { type Fields, readMessageIds } from './fields.ts';
import { unfold } from './header-text.ts';
import { allParts, type Part } from './mime.ts';

const OPENING_CHARS = 2000;
const MARK_CHARS = 1000;

export const readFacts = (root: Part, fields: Fields, from: string | null, text: string, ownGroup: string | null): MailFacts => ({
  from,
  sender: readAddresses(fields.raw('sender'))[0]?.address ?? null,
  returnPath: readReturnPath(fields.raw('return-path')),
  messageId: readMessageIds(fields.raw('message-id'))[0] ?? null,
  subject: fields.text('subject') ?? '',
  opening: text.slice(0, OPENING_CHARS),
  contentType: root.contentType,
  reportType: readReportType(fields.raw('content-type')[0] ?? ''),
  partTypes: [...new Set([...allParts(root)].map((part) => part.contentType))],
  marks: readMarks(fields),
  ownGroup,
});

/** `<>` and an empty value are the null address; a field that cannot be read counts as missing. */
const readReturnPath = (values: string[]): string | null => {
  const [value] = values;
  if (value === undefined) return null;
  if (/^\s*(?:<\s*>)?\s*$/.test(value)) return '';
  return readAddresses([value])[0]?.address ?? (/^\s*<?mailer-daemon>?\s*$/i.test(value) ? '' : null);
};

/** Matches `multipart/report; report-type="delivery-status"`. */
const readReportType = (value: string): string | null =>
  /report-type\s{0,5}=\s{0,5}"?([a-z-]{1,40})/i.exec(unfold(value))?.[1]?.toLowerCase() ?? null;

const readMarks = (fields: Fields): Partial<Record<MarkField, string>> => {
  const marks: Partial<Record<MarkField, string>> = {};
  for (const name of MARK_FIELDS) {
    const value = fields.text(name);
    if (value !== null) marks[name] = value.slice(0, MARK_CHARS);
  }
  return marks;
};
