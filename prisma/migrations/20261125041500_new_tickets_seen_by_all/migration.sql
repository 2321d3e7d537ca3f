-- How many tickets each agent has open is counted in the index alone, once for each go of mails, as far as a vacuum has noted that
-- everybody sees them; each other one is looked up in the table. By PostgreSQL's own rule a table is vacuumed once a fifth of it is new.
ALTER TABLE "Ticket" SET (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005);
