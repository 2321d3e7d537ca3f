-- The database puts a folio together as it takes its number, so that the sequence is held for one statement and the commit, not
-- while a process thinks. The same as composeFolio of src/core/folio.ts: Luhn over YYNNNNNN, the rightmost digit doubled.
CREATE FUNCTION "folioOf"(series TEXT, year INTEGER, number INTEGER) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT series || '-' || yy || '-' || nnnnnn || '-' || (10 - sum(CASE
      WHEN place % 2 = 1 THEN digit
      WHEN digit * 2 > 9 THEN digit * 2 - 9
      ELSE digit * 2
    END) % 10) % 10
  FROM (SELECT lpad(year::text, 2, '0') AS yy, lpad(number::text, greatest(6, length(number::text)), '0') AS nnnnnn) AS parts,
    LATERAL (
      SELECT place, substr(reverse(yy || nnnnnn), place + 1, 1)::integer AS digit
      FROM generate_series(0, length(yy || nnnnnn) - 1) AS place) AS digits
  GROUP BY yy, nnnnnn
$$;
