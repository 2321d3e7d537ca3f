/**
 * Up to $2 of what was due at $1, in turns between channels and companies, the oldest of each first: a pile of one keeps no
 * other waiting. The channels and companies are found by leaps through the index, however many rows each has.
 */
export const overdueQuery = (table: 'Message' | 'Reply', dueAt: 'dueAt' | 'nextTryAt'): string => `
  WITH RECURSIVE line AS (
    (SELECT "channel", "company" FROM "${table}" WHERE "${dueAt}" IS NOT NULL ORDER BY "channel", "company" LIMIT 1)
    UNION ALL
    SELECT next.* FROM line CROSS JOIN LATERAL (
      SELECT "channel", "company" FROM "${table}"
      WHERE "${dueAt}" IS NOT NULL AND ("channel", "company") > (line."channel", line."company")
      ORDER BY "channel", "company" LIMIT 1) AS next)
  SELECT "id", "company", "channel" FROM (
    SELECT due."id", line."company", line."channel", due."at",
      row_number() OVER (PARTITION BY line."channel", line."company" ORDER BY due."at") AS "place"
    FROM line CROSS JOIN LATERAL (
      SELECT "id", "${dueAt}" AS "at" FROM "${table}"
      WHERE "channel" = line."channel" AND "company" = line."company" AND "${dueAt}" <= $1 ORDER BY "${dueAt}" LIMIT $2) AS due) AS placed
  ORDER BY "place", "at" LIMIT $2`;
