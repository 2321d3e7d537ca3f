import type pg from 'pg';
import { v7 as newId } from 'uuid';

const AREAS = ['reparaciones', 'aclaraciones', 'conciliacion', 'ventas', 'bajas', 'atencion'];
const OF_EACH = 4;

/** Some people for each area of a company, so that tickets are routed as they are in service. */
export const addAgents = async (db: pg.Pool, company: string): Promise<void> => {
  for (const area of AREAS)
    for (let place = 0; place < OF_EACH; place++)
      await db.query(
        `INSERT INTO "Agent" ("id", "company", "email", "name", "role", "area", "passwordHash", "createdAt")
         VALUES ($1, $2, $3, $4, 'agent', $5::"Area", '', now())`,
        [newId(), company, `${area}${place}@${company}.test`, `${area} ${place}`, area],
      );
};
