import type pg from 'pg';
import { type Finding, fail, ok, warn } from './finding.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

type ChannelRow = {
  company: string;
  channel: string;
  state: string;
  since: Date;
  lastError: string | null;
  checkedAt: Date | null;
  tokenExpiresAt: Date | null;
  quality: string | null;
};

/** The channels to Meta as the workers have found them: what stands in the database, not what Meta says now. */
export const readChannels = async (client: pg.Client): Promise<ChannelRow[]> => {
  // A database before its first migration has no such table: that is told as a pending migration.
  const { rows: found } = await client.query(`SELECT to_regclass('"ChannelState"') IS NOT NULL AS "isThere"`);
  if (!found[0].isThere) return [];
  const { rows } =
    await client.query(`SELECT "company", "channel"::text, "state", "since", "lastError", "checkedAt", "tokenExpiresAt", "quality"
    FROM "ChannelState" ORDER BY "company", "channel"`);
  return rows;
};

export const judgeChannel = (row: ChannelRow, now: Date): Finding[] => {
  const topic = `${row.channel === 'whatsapp' ? 'WhatsApp' : 'Messenger'} ${row.company}`;
  const looked = row.checkedAt ? `as of ${row.checkedAt.toISOString().slice(0, 16)}Z` : 'not looked at yet';
  const days = row.tokenExpiresAt ? Math.floor((row.tokenExpiresAt.getTime() - now.getTime()) / DAY_MS) : null;
  const life = days === null ? 'token without an end' : days < 0 ? 'token ended' : `token for ${days} days`;
  const known = `${life}, ${row.channel === 'whatsapp' ? `quality ${row.quality ?? 'not told'}, ` : ''}${looked}`;
  if (row.state === 'stopped') {
    const since = row.since.toISOString().slice(0, 16);
    const mend = 'See /admin of the console. Answers wait and go out once it is mended.';
    return [fail(topic, `Meta takes nothing of ours since ${since}Z (${row.lastError ?? 'no code'})`, mend)];
  }
  if (row.quality === 'RED')
    return [fail(topic, `open, ${known}`, 'Customers block or report the number: look at WhatsApp Manager before Meta limits it.')];
  if (row.quality === 'YELLOW' || (days !== null && days <= SOON_DAYS))
    return [warn(topic, `open, ${known}`, 'Look at WhatsApp Manager, and make a new token before the present one ends.')];
  return [ok(topic, `open, ${known}`)];
};
