import type { Channel } from '../core/words.ts';
import type { Connection, Sql } from './database.ts';

export type Link = { userId: string; phone: string; seenAt: Date };

/** Which telephone the user ids of a channel have shown: both are one person (policy, rule 3). */
export const identitiesOf = (connection: Connection, sql: Sql) => ({
  /** The known telephones of user ids. */
  findPhones: async (company: string, channel: Channel, userIds: string[]): Promise<Map<string, string>> => {
    if (userIds.length === 0) return new Map();
    const rows = await sql<{ userId: string; phone: string }>(
      `SELECT "userId", "phone" FROM "ChannelIdentity" WHERE "company" = $1 AND "channel" = $2 AND "userId" = ANY($3::text[])`,
      [company, channel, userIds],
    );
    return new Map(rows.map((row) => [row.userId, row.phone]));
  },

  /** Remembers links; what was seen later stays (a repeat after an outage brings the old). One link a user id. */
  link: async (company: string, channel: Channel, links: Link[]): Promise<void> => {
    if (links.length === 0) return;
    const sorted = links.toSorted((one, other) => (one.userId < other.userId ? -1 : 1));
    await sql(
      `INSERT INTO "ChannelIdentity" ("company", "channel", "userId", "phone", "seenAt")
       SELECT $1, $2, link."userId", link."phone", link."seenAt"
       FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS link("userId", "phone", "seenAt")
       ON CONFLICT ("company", "channel", "userId") DO UPDATE SET "phone" = EXCLUDED."phone", "seenAt" = EXCLUDED."seenAt"
       WHERE "ChannelIdentity"."seenAt" <= EXCLUDED."seenAt"`,
      [company, channel, sorted.map(({ userId }) => userId), sorted.map(({ phone }) => phone), sorted.map(({ seenAt }) => seenAt)],
    );
  },

  /** Which of these conversations hold messages or wait for data. */
  findConversations: async (company: string, conversations: string[]): Promise<string[]> => {
    if (conversations.length === 0) return [];
    const rows = await sql<{ conversation: string }>(
      `SELECT asked.conversation FROM unnest($2::text[]) AS asked(conversation)
       WHERE EXISTS (SELECT 1 FROM "Message" m WHERE m."company" = $1 AND m."conversation" = asked.conversation)`,
      [company, conversations],
    );
    return rows.map((row) => row.conversation);
  },

  /** One person's number or id changed: what stood under the old one stands under the new one. */
  moveConversation: async (company: string, from: string, to: string): Promise<void> => {
    await connection.message.updateMany({ where: { company, conversation: from }, data: { conversation: to } });
    await connection.pendingMatter.updateMany({ where: { company, conversation: from }, data: { conversation: to } });
  },

  /** What is still to be said to a person goes to where the person is now: waiting answers, and whom later notices go to. */
  moveRecipient: async (company: string, channel: Channel, conversation: string, move: { from: string; to: string }): Promise<void> => {
    const isPhone = move.from.startsWith('+');
    await connection.message.updateMany({
      where: { company, channel, conversation, ...(isPhone ? { senderPhone: move.from } : { senderUserId: move.from }) },
      data: isPhone && move.to.startsWith('+') ? { senderPhone: move.to } : { senderUserId: move.to },
    });
    await connection.reply.updateMany({
      where: { company, channel, recipient: move.from, state: { in: ['queued', 'sending'] } },
      data: { recipient: move.to },
    });
  },
});
