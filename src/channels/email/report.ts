// What a delivery report is about. In: the parts of a mail. Out: which mails of ours it names and whether they failed for good, or null where it names none; never fails.
import { OWN_MESSAGE_ID_PREFIX } from '../../core/policy/automatic.ts';
import { decodeBytes } from './charset.ts';
import type { Fields } from './fields.ts';
import { allParts, decodeBody, type Part } from './mime.ts';

export type DeliveryReport = {
  /** Message-IDs of ours, with brackets. */
  about: string[];
  /** False where the server goes on trying (RFC 3464 §2.3.3, `delayed`). */
  failed: boolean;
  /** The enhanced status, `5.1.1`; null where none is given. */
  status: string | null;
};

const REPORT_TYPES = ['message/delivery-status', 'message/global-delivery-status'];
const READ_TYPES = [
  ...REPORT_TYPES,
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'text/plain',
  'text/html',
];
// A mail that was read, or called spam, has arrived.
const OTHER_REPORTS = ['message/disposition-notification', 'message/global-disposition-notification', 'message/feedback-report'];
const MAX_PART_BYTES = 256 * 1024;
const MAX_PARTS = 20;

// `ventanilla.01979d4e-….@konecta.mx`, whatever stands around it; not `ventanilla.mx`.
const OWN_ID = new RegExp(`${OWN_MESSAGE_ID_PREFIX.replace('.', '\\.')}[0-9a-f-]{36}@[a-z0-9.-]{1,253}`, 'gi');
const RETURNED_ID = new RegExp(`message-id\\s{0,9}:\\s{0,9}<?${OWN_ID.source}`, 'gi'); // "Message-ID: <ventanilla.0197…@konecta.mx>"; not "References: <ventanilla.0197…"
const ACTION = /^action\s*:\s*([a-z]{1,20})/im; // "Action: failed"
const STATUS = /^status\s*:\s*(\d\.\d{1,3}\.\d{1,3})/im; // "Status: 5.1.1"; not "Estado: 5"
const GOES_ON = // "will continue to try for 4 days", "se seguirá intentando"; not "no se pudo entregar"
  /(?:delay(?:ed)?\b|still (?:being )?(?:trying|retried|retrying)|(?:will|going to) (?:continue|keep|retry|be retried)|(?:warning|aviso).{0,40}(?:4|four|cuatro) (?:hours|horas)|retras|seguir[aá]|volver[aá] a intentar|no es necesario (?:que )?(?:vuelva|reenv))/i;

/** A report in the form of RFC 3464, or the older texts that quote our mail: our own Message-IDs tell which answers it is about. */
export const readReport = async (root: Part, fields: Fields): Promise<DeliveryReport | null> => {
  const leaves = [...allParts(root)];
  if (leaves.some((part) => OTHER_REPORTS.includes(part.contentType))) return null;
  const parts = leaves.filter((part) => part.children.length === 0 && READ_TYPES.includes(part.contentType)).slice(0, MAX_PARTS);
  const texts: { isReport: boolean; text: string }[] = [];
  for (const part of parts) {
    const text = decodeBytes((await decodeBody(part)).subarray(0, MAX_PART_BYTES), part.node.charset || null);
    texts.push({ isReport: REPORT_TYPES.includes(part.contentType), text });
  }
  const about = aboutIn([...fields.raw('in-reply-to'), ...fields.raw('references'), ...texts.map(({ text }) => text)]);
  if (about.length === 0) return null;
  const report = texts.find(({ isReport }) => isReport)?.text ?? null;
  const status = (report && STATUS.exec(report)?.[1]) ?? null;
  return { about, failed: hasFailed(report, status, texts[0]?.text ?? ''), status };
};

/** What came back has its own Message-ID above all; its References name earlier answers of ours, which arrived. */
const aboutIn = (texts: string[]): string[] => {
  const idsIn = (text: string) => [...text.matchAll(OWN_ID)].map(([id]) => `<${id}>`);
  const returned = texts.flatMap((text) => [...text.matchAll(RETURNED_ID)].flatMap(([field]) => idsIn(field)));
  return [...new Set(returned.length > 0 ? returned : texts.flatMap(idsIn))];
};

const hasFailed = (report: string | null, status: string | null, opening: string): boolean => {
  const action = report === null ? undefined : ACTION.exec(report)?.[1]?.toLowerCase();
  if (action !== undefined) return action === 'failed';
  if (status !== null) return status.startsWith('5');
  return !GOES_ON.test(opening.slice(0, 4000));
};
