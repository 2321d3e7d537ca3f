import { Area, Category } from '../words.ts';

const AREA_OF: Partial<Record<Category, Area>> = {
  falla: Area.reparaciones,
  aclaracion: Area.aclaraciones,
  saldo: Area.aclaraciones,
  queja: Area.conciliacion,
  contratacion: Area.ventas,
  cancelacion: Area.bajas,
  suspension: Area.bajas,
  duda: Area.atencion,
  sugerencia: Area.atencion,
};

const NEED_IDENTIFICATION: ReadonlySet<Category> = new Set<Category>([
  Category.falla,
  Category.queja,
  Category.aclaracion,
  Category.saldo,
  Category.cancelacion,
  Category.suspension,
]);

/** The desk that attends a category (policy, rule 13); null for `datos` and `otro`, which are no request of their own. */
export const areaOf = (category: Category): Area | null => AREA_OF[category] ?? null;

/** Whether a category needs a contract or the holder's name (policy, rule 4; procedure, step a). */
export const needsIdentification = (category: Category): boolean => NEED_IDENTIFICATION.has(category);
