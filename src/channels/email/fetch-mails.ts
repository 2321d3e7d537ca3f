// Fetches mails by UID. In: UIDs. Out: whole raw mails in batches of bounded size, or a part of those over the limit; vanished ones are left out. On failure: throws, nothing was changed on the server.
import type { FetchMessageObject } from 'imapflow';
import { fetchPart } from './fetch-part.ts';
import type { ImapClient } from './imap-client.ts';

export type FetchedMail = {
  uid: number;
  uidValidity: bigint;
  /** When the server received it. */
  internalDate: Date;
  raw: Buffer;
  /** Of the whole mail, also where `raw` is only a part of it. */
  sizeBytes: number;
  /** Over the limit: `raw` holds the headers and the first text. */
  truncated: boolean;
};

export type Listed = { uid: number; internalDate: Date; sizeBytes: number };

export type FetchLimits = { maxRawBytes: number; batchMails: number; batchBytes: number; fetchMs: number };

const LIST_CHUNK = 500;

/** Size and time of receipt of these mails, oldest UID first; those that have vanished are not in it. */
export const listMails = async (client: ImapClient, uids: number[]): Promise<Listed[]> => {
  const listed: Listed[] = [];
  for (let at = 0; at < uids.length; at += LIST_CHUNK) {
    const chunk = uids.slice(at, at + LIST_CHUNK);
    const query = { uid: true, size: true, internalDate: true };
    const found = await client.run('fetch', (flow) => flow.fetchAll(toRange(chunk), query, { uid: true }));
    listed.push(...readListing(chunk, found));
  }
  return listed.sort((a, b) => a.uid - b.uid);
};

// What another client does to a mail is told in between, of any mail, with or without its UID: `* 3 FETCH (FLAGS (\\Seen))` lists none.
const readListing = (asked: number[], found: FetchMessageObject[]): Listed[] => {
  const wanted = new Set(asked);
  const answers = found.filter((mail) => wanted.has(mail.uid) && (mail.size !== undefined || mail.internalDate !== undefined));
  return [...Map.groupBy(answers, ({ uid }) => uid).values()].flatMap((told) => {
    const [mail] = told;
    // A server may say of one mail what it was asked in two answers.
    return mail ? [{ uid: mail.uid, internalDate: dateOf(told.find(hasDate) ?? mail), sizeBytes: told.find(hasSize)?.size ?? 0 }] : [];
  });
};

const hasDate = (mail: FetchMessageObject) => mail.internalDate !== undefined;
const hasSize = (mail: FetchMessageObject) => mail.size !== undefined;

/** The next mails to fetch together: as many as the limits allow, and one at least. */
export const takeBatch = (mails: Listed[], { batchMails, batchBytes, maxRawBytes }: FetchLimits): Listed[] => {
  let bytes = 0;
  const end = mails.findIndex((mail, index) => {
    bytes += Math.min(mail.sizeBytes, maxRawBytes);
    return index > 0 && (index >= batchMails || bytes > batchBytes);
  });
  return end < 0 ? mails : mails.slice(0, end);
};

/** The raw mails of one batch. BODY.PEEK leaves the flags as they are (RFC 9051, 6.4.5). */
export const fetchBatch = async (client: ImapClient, batch: Listed[], uidValidity: bigint, limits: FetchLimits): Promise<FetchedMail[]> => {
  const small = batch.filter((mail) => mail.sizeBytes <= limits.maxRawBytes);
  const large = batch.filter((mail) => mail.sizeBytes > limits.maxRawBytes);
  const mails = small.length > 0 ? await fetchWhole(client, small, uidValidity, limits) : [];
  for (const { uid } of large) mails.push(...(await fetchTruncated(client, uid, uidValidity, limits)));
  return mails.sort((a, b) => a.uid - b.uid);
};

const fetchWhole = async (client: ImapClient, batch: Listed[], uidValidity: bigint, limits: FetchLimits): Promise<FetchedMail[]> => {
  // One byte more than allowed: some servers only estimate RFC822.SIZE, and then it shows here.
  const source = { start: 0, maxLength: limits.maxRawBytes + 1 };
  const range = toRange(batch.map((mail) => mail.uid));
  const found = await client.run(
    'fetch',
    (flow) => flow.fetchAll(range, { uid: true, source, internalDate: true }, { uid: true }),
    limits.fetchMs,
  );
  const mails: FetchedMail[] = [];
  const asked = new Set(batch.map((mail) => mail.uid));
  for (const mail of found) {
    if (!asked.has(mail.uid) || !mail.source) continue;
    if (mail.source.length > limits.maxRawBytes) mails.push(...(await fetchTruncated(client, mail.uid, uidValidity, limits)));
    else
      mails.push({
        uid: mail.uid,
        uidValidity,
        internalDate: dateOf(mail),
        raw: mail.source,
        sizeBytes: mail.source.length,
        truncated: false,
      });
  }
  return mails;
};

const fetchTruncated = async (client: ImapClient, uid: number, uidValidity: bigint, limits: FetchLimits): Promise<FetchedMail[]> => {
  const [listed] = await listMails(client, [uid]);
  const raw = listed && (await fetchPart(client, uid, limits.fetchMs));
  return raw ? [{ ...listed, uidValidity, raw, truncated: true }] : [];
};

const dateOf = (mail: FetchMessageObject): Date => {
  const date = new Date(mail.internalDate ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
};

/** `[1, 2, 3, 7]` as `1:3,7`. */
export const toRange = (uids: number[]): string => {
  const ranges: [number, number][] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last && uid === last[1] + 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
};
