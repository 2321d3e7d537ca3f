import pg from 'pg';

/** Three messages a ticket: what opened it and two more. */
const MESSAGES_A_TICKET = 3;
const BATCH = 25_000;
/** As many cores as the machine of the benchmarks has. */
const AT_ONCE = 2;
const TABLES = ['Ticket', 'Message', 'Reading', 'Reply', 'TicketEvent'];

/**
 * Fills a database as some years of service would: tickets over two years of which the last week's are mostly open, areas,
 * cities and channels in the shares of the corpus, contracts that come again, names and words that search must tell apart.
 * Indexes are made at the end, at once; the raw bytes of old mails are left out.
 */
export const fillDatabase = async (databaseUrl: string, tickets: number, say: (line: string) => void): Promise<void> => {
  const clients = Array.from({ length: AT_ONCE }, () => new pg.Client({ connectionString: databaseUrl }));
  const [first] = clients;
  if (!first) return;
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const indexes = await dropIndexes(first);
    const now = new Date();
    await Promise.all(clients.map((client, place) => fillFrom(client, place, { tickets, now }, say)));
    await first.query(SEQUENCES);
    await runShared(clients, indexes);
    await runShared(
      clients,
      [...TABLES, 'FolioSequence'].map((table) => `VACUUM ANALYZE "${table}"`),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
};

/** Every so-manyth batch, from a place of its own on. */
const fillFrom = async (
  client: pg.Client,
  place: number,
  { tickets, now }: { tickets: number; now: Date },
  say: (line: string) => void,
): Promise<void> => {
  // Rows are made so that they fit: checking each reference would take longer than making them.
  await client.query(`SET session_replication_role = replica`);
  await client.query(`SET synchronous_commit = off`);
  await client.query(`SET maintenance_work_mem = '256MB'`);
  for (let from = place * BATCH; from < tickets; from += AT_ONCE * BATCH) {
    const values = [from + 1, Math.min(from + BATCH, tickets), tickets, now];
    for (const statement of [TICKETS, MESSAGES, READINGS, REPLIES, EVENTS]) await client.query(statement, values);
    say(`  tickets ${values[0]} to ${values[1]} of ${tickets}, with their messages`);
  }
};

/** Each client takes the next as soon as it is done with one. */
const runShared = async (clients: pg.Client[], statements: string[]): Promise<void> => {
  const waiting = [...statements];
  const run = async (client: pg.Client): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await client.query(next);
  };
  await Promise.all(clients.map(run));
};

/** Drops every index that no constraint needs; gives what makes them again. */
const dropIndexes = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexname AS name, i.indexdef AS definition FROM pg_indexes i
     WHERE i.schemaname = current_schema() AND i.tablename = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
     ORDER BY i.indexname <> 'Message_search_idx'`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
  return rows.map(({ definition }) => definition);
};

// A uuid of version 7 of a moment, and of a number that makes it the only one.
const idOf = (at: string, what: string) =>
  `(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${what}), 1, 3) || '8' || substr(md5(${what}), 4, 15))::uuid`;

// One ticket a number, all of it following from that number and one moment, so that each statement finds the same ids again. `OFFSET 0`:
// PostgreSQL works each out once, instead of wherever it is named.
const FACTS = `
  SELECT n, company, opened, hour, category, city, series, word, contract, channel,
    CASE category WHEN 'falla' THEN 'reparaciones' WHEN 'aclaracion' THEN 'aclaraciones' WHEN 'saldo' THEN 'aclaraciones'
      WHEN 'queja' THEN 'conciliacion' WHEN 'contratacion' THEN 'ventas' WHEN 'cancelacion' THEN 'bajas' WHEN 'suspension' THEN 'bajas'
      ELSE 'atencion' END AS area,
    (ARRAY['José','María','Juan','Guadalupe','Francisco','Juana','Antonio','Rosa','Jesús','Leticia','Miguel','Verónica','Alejandro','Elena','Pedro','Norma','Ramón','Yolanda','Raúl','Silvia'])[1 + a / 5 % 20]
      || ' ' || (ARRAY['Hernández','García','Martínez','López','González','Pérez','Rodríguez','Sánchez','Ramírez','Cruz','Flores','Gómez','Morales','Vázquez','Reyes','Jiménez','Torres','Díaz','Gutiérrez','Ruiz','Mendoza','Aguilar','Ortiz','Castillo','Moreno','Romero','Álvarez','Méndez','Osuna','Félix'])[1 + b % 30]
      || ' ' || (ARRAY['Hernández','García','Martínez','López','González','Pérez','Rodríguez','Sánchez','Ramírez','Cruz','Flores','Gómez','Morales','Vázquez','Reyes','Jiménez','Torres','Díaz','Gutiérrez','Ruiz','Mendoza','Aguilar','Ortiz','Castillo','Moreno','Romero','Álvarez','Méndez','Osuna','Félix'])[1 + c % 30] AS holder,
    '+52' || (ARRAY['686','664','646','631','81'])[1 + a % 5] || lpad((d % 10000000)::text, CASE WHEN a % 5 = 4 THEN 8 ELSE 7 END, '0') AS phone,
    'cliente' || d % 700000 || '@correo.test' AS email,
    n > total * 0.985 AND c % 10 < 6 AS isopen,
    ${idOf('opened', "'t' || n")} AS id
  FROM (
    SELECT n, total, a, b, c, d, $4::timestamptz - interval '730 days' * (1 - n::float8 / total) AS opened, 1 + d % 60 AS hour,
      CASE WHEN a % 5 < 4 THEN 'konecta' ELSE 'monet' END AS company,
      CASE WHEN b % 100 < 45 THEN 'falla' WHEN b % 100 < 60 THEN 'aclaracion' WHEN b % 100 < 70 THEN 'saldo' WHEN b % 100 < 78 THEN 'queja'
        WHEN b % 100 < 86 THEN 'contratacion' WHEN b % 100 < 93 THEN 'duda' WHEN b % 100 < 97 THEN 'cancelacion' WHEN b % 100 < 99 THEN 'suspension' ELSE 'sugerencia' END AS category,
      CASE WHEN a % 5 = 4 THEN NULL WHEN c % 100 < 45 THEN 'mexicali' WHEN c % 100 < 80 THEN 'tijuana' WHEN c % 100 < 92 THEN 'ensenada' ELSE 'nogales' END AS city,
      CASE WHEN a % 5 = 4 THEN 'MON' WHEN c % 100 < 45 THEN 'MXL' WHEN c % 100 < 80 THEN 'TIJ' WHEN c % 100 < 92 THEN 'ENS' ELSE 'NOG' END AS series,
      CASE WHEN d % 100 < 40 THEN 'email' WHEN d % 100 < 75 THEN 'whatsapp' WHEN d % 100 < 90 THEN 'messenger' ELSE 'web' END AS channel,
      (ARRAY['módem','antena','recibo','técnico','cobro','velocidad','señal','instalación','cable','factura','mudanza','contraseña','teléfono','canales','router','poste'])[1 + d % 16] AS word,
      (100000 + d % 620000)::text AS contract
    FROM (
      SELECT n, $3::bigint AS total, hashint8(n) & 2147483647 AS a, hashint8(n * 7 + 1) & 2147483647 AS b, hashint8(n * 13 + 2) & 2147483647 AS c, hashint8(n * 31 + 3) & 2147483647 AS d
      FROM generate_series($1::bigint, $2::bigint) AS n OFFSET 0) AS numbers OFFSET 0) AS facts OFFSET 0`;

const CONVERSATION = `CASE f.channel WHEN 'email' THEN 'email:' || f.email WHEN 'web' THEN 'email:' || f.email WHEN 'whatsapp' THEN 'phone:' || f.phone ELSE 'messenger:' || right(f.phone, 10) END`;

// The number itself is the sequence: without gaps over all series instead of within each, which nobody who looks for one can tell.
const TICKETS = `
  INSERT INTO "Ticket" ("id", "company", "folio", "category", "area", "city", "status", "contract", "contractKey", "holder", "phone", "email",
    "description", "warnings", "authority", "unidentified", "escalated", "openedAt", "termAt", "dueAt", "termPassedAt", "resolvedAt", "agentId")
  SELECT f.id, f.company, "folioOf"(f.series, to_char(f.opened, 'YY')::int, f.n::int), f.category::"Category", f.area::"Area", f.city,
    (CASE WHEN f.isopen THEN 'open' ELSE 'resolved' END)::"TicketStatus", f.contract, f.contract, f.holder, f.phone, f.email,
    'No me funciona el ' || f.word || ' desde ayer, contrato ' || f.contract, '{}', '{}', f.n % 50 = 0, f.isopen AND f.n % 9 = 0, f.opened, f.opened,
    f.opened + interval '48 hours', CASE WHEN f.isopen AND f.opened < $4 - interval '48 hours' THEN f.opened + interval '48 hours' END,
    CASE WHEN NOT f.isopen THEN f.opened + f.hour * interval '1 hour' END, agent.id
  FROM (${FACTS}) AS f
  LEFT JOIN (SELECT "id", "company", "area", row_number() OVER (PARTITION BY "company", "area" ORDER BY "id") - 1 AS place,
      count(*) OVER (PARTITION BY "company", "area") AS many FROM "Agent" WHERE "role" = 'agent') AS agent
    ON agent."company" = f.company AND agent."area" = f.area::"Area" AND agent.place = f.n % agent.many`;

const MESSAGES = `
  INSERT INTO "Message" ("id", "company", "channel", "mailbox", "kind", "identity", "externalId", "conversation", "senderName", "senderAddress",
    "senderPhone", "senderUserId", "subject", "text", "references", "state", "disposition", "receivedAt", "storedAt", "settledAt", "ticketId")
  SELECT ${idOf("f.opened + piece * interval '3 hours'", "'m' || f.n || '.' || piece")}, f.company, f.channel::"Channel",
    CASE WHEN f.channel = 'email' THEN 'soportemxl@konecta.mx' END, 'text', 'fill:' || f.n || '.' || piece, '<fill.' || f.n || '.' || piece || '@correo.test>',
    ${CONVERSATION}, f.holder, CASE WHEN f.channel IN ('email', 'web') THEN f.email END, CASE WHEN f.channel = 'whatsapp' THEN f.phone END,
    CASE WHEN f.channel = 'messenger' THEN right(f.phone, 10) END, CASE WHEN f.channel = 'email' THEN 'Problema con ' || f.word END,
    CASE piece WHEN 0 THEN 'Buenas tardes, no me funciona el ' || f.word || ' desde ayer por la noche y ya lo reinicié varias veces. El contrato es ' || f.contract
        || ' a nombre de ' || f.holder || ', mi teléfono es ' || f.phone || '. Quedo en espera de su respuesta, gracias.'
      WHEN 1 THEN '¿A qué hora viene el técnico? Sigo igual con el ' || f.word || ', referencia ' || md5(f.n::text) ELSE 'Muchas gracias por la atención' END,
    '{}', 'settled', (CASE WHEN piece = 0 THEN 'ticket' ELSE 'appended' END)::"Disposition", moment, moment, moment, f.id
  FROM (${FACTS}) AS f, generate_series(0, ${MESSAGES_A_TICKET - 1}) AS piece, LATERAL (SELECT f.opened + piece * interval '3 hours' AS moment) AS times`;

const READINGS = `
  INSERT INTO "Reading" ("messageId", "text", "contract", "holder", "phone", "city", "category", "evidence", "version")
  SELECT ${idOf('f.opened', "'m' || f.n || '.0'")}, 'No me funciona el ' || f.word, f.contract, f.holder, f.phone, f.city, f.category::"Category", '{}', 1
  FROM (${FACTS}) AS f`;

const REPLIES = `
  INSERT INTO "Reply" ("id", "company", "key", "kind", "channel", "state", "recipient", "facts", "subject", "text", "references", "emailMessageId",
    "attempts", "createdAt", "sentAt", "ticketId", "messageId")
  SELECT ${idOf('f.opened', "'r' || f.n")}, f.company, 'folio:fill.' || f.n, 'folio', (CASE WHEN f.channel = 'web' THEN 'email' ELSE f.channel END)::"Channel",
    'sent', CASE WHEN f.channel IN ('email', 'web') THEN f.email ELSE f.phone END, '{}', 'Su reporte', 'Recibimos su reporte por ' || f.word, '{}',
    '<fill.r' || f.n || '@konecta.mx>', 1, f.opened, f.opened + interval '2 seconds', f.id, ${idOf('f.opened', "'m' || f.n || '.0'")}
  FROM (${FACTS}) AS f`;

const EVENTS = `
  INSERT INTO "TicketEvent" ("id", "ticketId", "at", "kind", "actor", "data")
  SELECT ${idOf("f.opened + piece * f.hour * interval '1 hour'", "'e' || f.n || '.' || piece")}, f.id, f.opened + piece * f.hour * interval '1 hour',
    CASE piece WHEN 0 THEN 'opened' ELSE 'resolved' END, CASE piece WHEN 0 THEN 'customer' ELSE 'system' END, '{}'
  FROM (${FACTS}) AS f, generate_series(0, 1) AS piece WHERE piece = 0 OR NOT f.isopen`;

// What is opened from now on takes numbers past those that are there.
const SEQUENCES = `
  INSERT INTO "FolioSequence" ("company", "series", "year", "last")
  SELECT "company", left("folio", 3), substr("folio", 5, 2)::int, max(substring("folio" FROM 8 FOR length("folio") - 9)::int) FROM "Ticket" GROUP BY 1, 2, 3
  ON CONFLICT ("company", "series", "year") DO UPDATE SET "last" = greatest("FolioSequence"."last", EXCLUDED."last")`;
