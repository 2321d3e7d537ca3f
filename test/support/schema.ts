import type { Client } from 'pg';
import type { Datamodel, Field } from './datamodel.ts';

type Table = {
  columns: Record<string, string>;
  indexes: Record<string, string>;
  foreignKeys: Record<string, string>;
};
/** A database's structure in words: the same words, whether it was read in a schema or in a database. */
export type Structure = { tables: Record<string, Table>; enums: Record<string, string[]> };

/** What the schema asks for. */
export const structureOfDatamodel = ({ models, enums, indexes }: Datamodel): Structure => ({
  tables: Object.fromEntries(
    models.map(({ name, dbName, fields }) => {
      const table = dbName ?? name;
      const columnOf = (field: string) =>
        nameOf(
          fields.find((candidate) => candidate.name === field),
          field,
        );
      return [
        table,
        {
          columns: Object.fromEntries(fields.filter(isColumn).map((field) => [nameOf(field), columnInWords(field)])),
          indexes: Object.fromEntries(
            indexes
              .filter((index) => index.model === name)
              .map((index) => {
                const columns = index.fields.map((field) => columnOf(field.name));
                const order = index.fields.map(({ sortOrder }, at) => `${columns[at]}${sortOrder === 'desc' ? ' DESC' : ''}`).join(', ');
                return [index.dbName ?? indexName(table, columns, index.type), `${KIND[index.type] ?? index.type} (${order})`];
              }),
          ),
          foreignKeys: Object.fromEntries(
            fields.filter((field) => field.relationFromFields?.length).map((field) => foreignKey(table, field)),
          ),
        },
      ];
    }),
  ),
  enums: Object.fromEntries(enums.map(({ name, dbName, values }) => [dbName ?? name, values.map((value) => value.dbName ?? value.name)])),
});

/** What the database has in its public schema, Prisma's own table left out. */
export const structureOfDatabase = async (client: Client): Promise<Structure> => {
  const { rows: tables } = await client.query<{ name: string; table: Table }>(TABLES);
  const { rows: enums } = await client.query<{ name: string; values: string[] }>(ENUMS);
  return {
    tables: Object.fromEntries(tables.map(({ name, table }) => [name, table])),
    enums: Object.fromEntries(enums.map(({ name, values }) => [name, values])),
  };
};

/** Whatever is in the public schema and is none of tables, indexes, enums, primary and foreign keys. */
export const findStrangers = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ what: string }>(STRANGERS);
  return rows.map(({ what }) => what);
};

const KIND: Record<string, string> = { id: 'primary key', unique: 'unique', normal: 'index' };
const SUFFIX: Record<string, string> = { unique: 'key', normal: 'idx' };

const SCALARS: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Float: 'double precision',
  DateTime: 'timestamp(3) without time zone',
  Json: 'jsonb',
  Bytes: 'bytea',
};
const NATIVES: Record<string, (...args: string[]) => string> = {
  Uuid: () => 'uuid',
  Text: () => 'text',
  VarChar: (length) => `character varying(${length})`,
  Char: (length) => `character(${length})`,
  SmallInt: () => 'smallint',
  Date: () => 'date',
  Timestamptz: (digits) => `timestamp(${digits}) with time zone`,
  Timestamp: (digits) => `timestamp(${digits}) without time zone`,
  JsonB: () => 'jsonb',
};

const isColumn = ({ kind }: Field) => kind !== 'object';
const nameOf = (field: Field | undefined, name = field?.name ?? ''): string => field?.dbName ?? name;

const columnInWords = (field: Field): string => {
  const type = typeOf(field);
  // Prisma writes no NOT NULL for a list: an empty one is what it reads NULL as.
  const required = field.isRequired && !field.isList ? ' not null' : '';
  return `${type}${field.isList ? '[]' : ''}${required}${defaultOf(field, type)}`;
};

const typeOf = ({ name, kind, type, nativeType }: Field): string => {
  if (kind === 'enum') return `"${type}"`;
  const known = nativeType ? NATIVES[nativeType[0]]?.(...nativeType[1]) : SCALARS[type];
  if (known === undefined) throw new TypeError(`${name}: this test does not know ${type} ${nativeType?.join(' ') ?? ''}; teach it`);
  return known;
};

const defaultOf = ({ name, default: value }: Field, type: string): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return ` default '${value}'::${type}`;
  if (typeof value === 'number' || typeof value === 'boolean') return ` default ${value}`;
  if (Array.isArray(value)) return ` default ARRAY[${value.map((item) => `'${item}'::${type}`).join(', ')}]::${type}[]`;
  if (value.name === 'now') return ' default CURRENT_TIMESTAMP';
  if (value.name === 'dbgenerated') return ` default ${value.args[0]}`;
  // Made by the client: the database has none.
  if (['uuid', 'cuid', 'nanoid', 'ulid'].includes(value.name)) return '';
  throw new TypeError(`${name}: this test does not know the default ${value.name}(); teach it`);
};

const indexName = (table: string, columns: string[], type: string): string => {
  const name = type === 'id' ? `${table}_pkey` : `${table}_${columns.join('_')}_${SUFFIX[type]}`;
  if (name.length > 63) throw new RangeError(`${name} is longer than PostgreSQL's 63 bytes; give it a name with map:`);
  return name;
};

const foreignKey = (table: string, field: Field): [string, string] => {
  const from = field.relationFromFields ?? [];
  const onDelete = field.relationOnDelete ?? (field.isRequired ? 'Restrict' : 'SetNull');
  const to = `${field.type}(${(field.relationToFields ?? []).join(', ')})`;
  return [
    `${table}_${from.join('_')}_fkey`,
    `(${from.join(', ')}) to ${to} on delete ${onDelete} on update ${field.relationOnUpdate ?? 'Cascade'}`,
  ];
};

const action = (column: string) =>
  `CASE ${column} WHEN 'a' THEN 'NoAction' WHEN 'r' THEN 'Restrict' WHEN 'c' THEN 'Cascade' WHEN 'n' THEN 'SetNull' WHEN 'd' THEN 'SetDefault' END`;

// Names as they are, without the quotes that pg_get_indexdef puts round some.
const indexed = `(SELECT string_agg(
    coalesce((SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[k - 1] AND attnum > 0),
      pg_get_indexdef(i.indexrelid, k, true)) || CASE WHEN (i.indoption[k - 1] & 1) = 1 THEN ' DESC' ELSE '' END, ', ' ORDER BY k)
  FROM generate_series(1, i.indnkeyatts) AS k)`;

const columnsOf = (keys: string, table: string) =>
  `(SELECT string_agg(attname, ', ' ORDER BY at) FROM unnest(${keys}) WITH ORDINALITY AS key(attnum, at)
    JOIN pg_attribute USING (attnum) WHERE attrelid = ${table})`;

const TABLES = `
  SELECT relname AS name, json_build_object(
    'columns', (SELECT json_object_agg(attname, format_type(atttypid, atttypmod)
        || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        || coalesce(CASE attgenerated WHEN '' THEN ' default ' ELSE ' generated as ' END || pg_get_expr(adbin, adrelid), ''))
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped),
    'indexes', coalesce((SELECT json_object_agg(c.relname,
        CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisunique THEN 'unique' ELSE 'index' END
        || ' (' || ${indexed} || ')'
        || CASE WHEN am.amname <> 'btree' THEN ' using ' || am.amname ELSE '' END
        || coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), '')
        || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END)
      FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS am ON am.oid = c.relam
      WHERE i.indrelid = t.oid), '{}'),
    'foreignKeys', coalesce((SELECT json_object_agg(conname,
        '(' || ${columnsOf('conkey', 'conrelid')} || ') to ' || f.relname || '(' || ${columnsOf('confkey', 'confrelid')} || ')'
        || ' on delete ' || ${action('confdeltype')} || ' on update ' || ${action('confupdtype')})
      FROM pg_constraint JOIN pg_class AS f ON f.oid = confrelid WHERE conrelid = t.oid AND contype = 'f'), '{}')
  ) AS table
  FROM pg_class AS t WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'`;

const ENUMS = `
  SELECT typname AS name, array_agg(enumlabel::text ORDER BY enumsortorder) AS values
  FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typnamespace = 'public'::regnamespace GROUP BY typname`;

// NOT NULL is a constraint of its own since PostgreSQL 18; it is read with the columns.
const STRANGERS = `
  SELECT 'relation ' || relname AS what FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'p', 'i', 'I', 't')
  UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('p', 'f', 'n')
  UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'`;
