// Brings what a mailbox holds into the store. In: an open mailbox. Out: every mail that is ours, stored with the position, then marked. On failure: throws; the next connection goes on from the position.
import type { ImapFlow } from 'imapflow';
import { type FetchedMail, type FetchLimits, fetchBatch, type Listed, listMails, takeBatch, toRange } from './fetch-mails.ts';
import { type ImapClient, isRefusal, type OpenMailbox } from './imap-client.ts';
import type { MailboxPosition, MailboxTools, Report, Timing, WatchSettings } from './mailbox.ts';

export type CatchUp = {
  /** Finds the position for the mailbox as it was just opened. */
  begin: (client: ImapClient, opened: OpenMailbox) => Promise<void>;
  /** Stores what has arrived after the position. */
  sweep: (client: ImapClient) => Promise<void>;
  /** Compares the server's mails with the ledger and stores those that are missing. */
  reconcile: (client: ImapClient) => Promise<void>;
  /** How many mails the server shows and does not hand over. */
  unreadable: () => number;
};

const BATCH_MAILS = 50;
const BATCH_BYTES = 16 * 1024 * 1024;
const LEDGER_CHUNK = 1_000;
const DAY_MS = 24 * 3_600_000;
/** After a change of UIDVALIDITY mails are known by their date only; those of this margin are stored again and then told to be duplicates. */
const RELIST_MARGIN_MS = 2 * DAY_MS;
/** SINCE compares whole days in the server's zone; the exact time is compared here. */
const SEARCH_MARGIN_MS = DAY_MS;
/** A mail that ended the connection so often is fetched alone, then left for later: it must not keep the others from coming in. */
const ALONE_AFTER = 2;
const LEAVE_AFTER = 4;
const LEAVE_FOR_MS = 55 * 60_000;

export const openCatchUp = (settings: WatchSettings, timing: Timing, tools: MailboxTools, report: Report): CatchUp => {
  const limits: FetchLimits = {
    maxRawBytes: settings.maxRawBytes,
    batchMails: BATCH_MAILS,
    batchBytes: BATCH_BYTES,
    fetchMs: timing.fetchMs,
  };
  const troubles = openTroubles();
  let position: MailboxPosition = { uidValidity: 0n, lastUid: 0, since: null, lastMailAt: null };

  // Only after the commit. A refusal here (no such folder, a read-only box) costs nothing but the mark.
  const mark = async (client: ImapClient, uids: number[]): Promise<void> => {
    const wanted = settings.mark ?? 'none';
    if (wanted === 'none' || uids.length === 0) return;
    const apply = async (flow: ImapFlow): Promise<unknown> =>
      wanted === 'seen'
        ? flow.messageFlagsAdd(toRange(uids), ['\\Seen'], { uid: true })
        : flow.messageMove(toRange(uids), wanted.moveTo, { uid: true });
    const done = await client.run('store', apply).catch((error) => {
      if (!isRefusal(error)) throw error;
      return false;
    });
    if (done === false) report({ lastError: 'mark-refused' });
  };

  const commit = async (client: ImapClient, mails: FetchedMail[], lastUid: number): Promise<void> => {
    const next = { ...position, lastUid, lastMailAt: newestOf(mails, position.lastMailAt) };
    if (mails.length > 0 || lastUid !== position.lastUid) await tools.storeBatch(mails, next);
    position = next;
    report({ lastMailAt: position.lastMailAt, lastSeenAt: new Date() });
    await mark(
      client,
      mails.map((mail) => mail.uid),
    );
  };

  // A server that answers NO to a fetch cannot give one of these mails; the others are fetched one by one.
  const store = async (client: ImapClient, batch: Listed[], lastUidOf: (batch: Listed[]) => number): Promise<void> => {
    troubles.begin(batch);
    const mails = await fetchBatch(client, batch, position.uidValidity, limits).catch((error) => {
      if (!isRefusal(error)) throw error;
      return null;
    });
    if (mails === null && batch.length > 1) {
      for (const mail of batch) await store(client, [mail], lastUidOf);
      return;
    }
    const kept = mails === null ? [] : await findKept(client, missingFrom(batch, mails));
    if (mails === null || (kept.length > 0 && batch.length === 1)) troubles.leave(batch);
    else troubles.end(batch);
    if (mails !== null && kept.length > 0 && batch.length > 1) {
      // Left out of the answer and still there: asked for alone, then told of, and tried again later.
      await commit(client, mails, position.lastUid);
      for (const mail of batch.filter(({ uid }) => kept.includes(uid))) await store(client, [mail], () => position.lastUid);
      return commit(client, [], lastUidOf(batch));
    }
    await commit(client, mails ?? [], lastUidOf(batch));
  };

  const storeAll = async (
    client: ImapClient,
    mails: Listed[],
    lastUidOf: (batch: Listed[]) => number,
    between: () => Promise<void> = async () => {},
  ): Promise<void> => {
    for (let waiting = mails; waiting.length > 0; ) {
      report({ behind: waiting.length });
      const batch = troubles.choose(takeBatch(waiting, limits));
      waiting = waiting.slice(batch.length);
      const readable = batch.filter((mail) => !troubles.isLeft(mail.uid));
      if (readable.length > 0) await store(client, readable, lastUidOf);
      else await commit(client, [], lastUidOf(batch));
      await between();
    }
    report({ behind: 0 });
  };

  const sweep = async (client: ImapClient): Promise<void> => {
    // `n:*` always holds the last mail, even one below n (RFC 9051, 6.4.9).
    const uids = (await searchUids(client, { uid: `${position.lastUid + 1}:*` })).filter((uid) => uid > position.lastUid);
    if (uids.length === 0) return;
    const listed = await listKept(client, uids);
    await storeAll(client, listed, (batch) => Math.max(position.lastUid, batch.at(-1)?.uid ?? 0));
  };

  const reconcile = async (client: ImapClient): Promise<void> => {
    const since = position.since ?? new Date((position.lastMailAt ?? new Date()).getTime() - RELIST_MARGIN_MS);
    const uids = (await searchUids(client, searchSince(since))).filter((uid) => uid <= position.lastUid);
    for (let at = 0; at < uids.length; at += LEDGER_CHUNK) {
      const chunk = uids.slice(at, at + LEDGER_CHUNK);
      const missing = await tools.missingUids(position.uidValidity, chunk);
      const listed = (await listKept(client, missing)).filter((mail) => mail.internalDate >= since && !troubles.isLeft(mail.uid));
      // Today's mails go before those of years ago.
      await storeAll(
        client,
        listed,
        () => position.lastUid,
        () => sweep(client),
      );
    }
  };

  const begin = async (client: ImapClient, opened: OpenMailbox): Promise<void> => {
    const known = await tools.loadPosition();
    if (known && known.uidValidity === opened.uidValidity) {
      position = known;
      return;
    }
    // New to us, or numbered anew: what is there already comes in by the reconcile pass, as far back as `since` says.
    const lastUid = await lastUidOf(client, opened);
    const since = known ? relistSince(known, settings.startFrom) : startOf(settings.startFrom);
    position = { uidValidity: opened.uidValidity, lastUid, since, lastMailAt: known?.lastMailAt ?? null };
    await tools.storeBatch([], position);
  };

  return { begin, sweep, reconcile, unreadable: troubles.count };
};

const startOf = (startFrom: WatchSettings['startFrom']): Date => {
  if (startFrom === 'all') return new Date(0);
  // Servers tell times of receipt in whole seconds.
  return startFrom === 'now' ? new Date(Math.floor(Date.now() / 1_000) * 1_000) : startFrom;
};

const relistSince = (known: MailboxPosition, startFrom: WatchSettings['startFrom']): Date => {
  const first = known.since ?? startOf(startFrom);
  const margin = known.lastMailAt ? known.lastMailAt.getTime() - RELIST_MARGIN_MS : 0;
  return new Date(Math.max(first.getTime(), margin));
};

const searchSince = (since: Date) =>
  since.getTime() <= SEARCH_MARGIN_MS ? { all: true } : { since: new Date(since.getTime() - SEARCH_MARGIN_MS) };

const missingFrom = (wanted: Listed[], found: { uid: number }[]): number[] => {
  const there = new Set(found.map(({ uid }) => uid));
  return wanted.flatMap(({ uid }) => (there.has(uid) ? [] : [uid]));
};

/** Which of these the mailbox still holds. */
const findKept = async (client: ImapClient, uids: number[]): Promise<number[]> =>
  uids.length === 0 ? [] : searchUids(client, { uid: toRange(uids) });

/** What the server names and does not list is asked for all the same, unless it has gone. */
const listKept = async (client: ImapClient, uids: number[]): Promise<Listed[]> => {
  const listed = await listMails(client, uids);
  const unlisted = (await findKept(client, missingFrom(uids.map(unlistedOf), listed))).map(unlistedOf);
  return [...listed, ...unlisted].sort((a, b) => a.uid - b.uid);
};

const unlistedOf = (uid: number): Listed => ({ uid, internalDate: new Date(), sizeBytes: 0 });

/** The UID of the newest mail; a server need not say its next one (RFC 3501, 6.3.1). */
const lastUidOf = async (client: ImapClient, { uidNext }: OpenMailbox): Promise<number> =>
  uidNext === null ? ((await searchUids(client, { all: true })).at(-1) ?? 0) : uidNext - 1;

const searchUids = async (client: ImapClient, query: { uid: string } | { all: boolean } | { since: Date }): Promise<number[]> => {
  const found = await client.run('search', (flow) => flow.search(query, { uid: true }));
  if (!Array.isArray(found)) throw new Error('the server refused a SEARCH');
  return found.sort((a, b) => a - b);
};

const newestOf = (mails: FetchedMail[], before: Date | null): Date | null =>
  mails.reduce<Date | null>((latest, { internalDate }) => (latest === null || internalDate > latest ? internalDate : latest), before);

/** Remembers which mails ended a connection or were refused, so that one bad mail does not stand before all the others. */
const openTroubles = () => {
  const failed = new Map<number, { times: number; at: number }>();
  const note = (uid: number, times: number) => {
    failed.set(uid, { times, at: Date.now() });
  };
  const timesOf = (uid: number) => failed.get(uid)?.times ?? 0;
  const isLeft = (uid: number) => timesOf(uid) >= LEAVE_AFTER && Date.now() - (failed.get(uid)?.at ?? 0) < LEAVE_FOR_MS;
  return {
    isLeft,
    count: () => [...failed.keys()].filter(isLeft).length,
    /** Counted before the fetch: should that end the connection, the count stands. */
    begin: (batch: Listed[]) => {
      for (const { uid } of batch) note(uid, timesOf(uid) + 1);
    },
    end: (batch: Listed[]) => {
      for (const { uid } of batch) failed.delete(uid);
    },
    leave: (batch: Listed[]) => {
      for (const { uid } of batch) note(uid, LEAVE_AFTER);
    },
    choose: (batch: Listed[]) => (batch.some(({ uid }) => timesOf(uid) >= ALONE_AFTER) ? batch.slice(0, 1) : batch),
  };
};
