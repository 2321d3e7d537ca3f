import { z } from 'zod';

export const PROBLEMS = {
  'sin-token': { status: 401, title: 'Falta un token válido' },
  'sin-permiso': { status: 403, title: 'El token no tiene ese permiso' },
  'no-encontrado': { status: 404, title: 'No encontrado' },
  'peticion-invalida': { status: 400, title: 'La petición no se entendió' },
  'datos-invalidos': { status: 422, title: 'Hay datos que no son válidos' },
  'clave-reutilizada': { status: 422, title: 'La clave de idempotencia ya se usó con otros datos' },
  'demasiado-grande': { status: 413, title: 'La petición es demasiado grande' },
  'tipo-no-admitido': { status: 415, title: 'La petición no es JSON' },
  'demasiadas-peticiones': { status: 429, title: 'Demasiadas peticiones' },
  'error-interno': { status: 500, title: 'Algo falló de nuestro lado' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;
export type FieldProblem = { field: string; detail: string };

export const PROBLEM = z
  .strictObject({
    type: z.string().describe('Dirección de la descripción del problema'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ field: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', title: 'Problema (RFC 9457)' });

/** What an operation ends with in place of its answer. */
export class ApiProblem extends Error {
  readonly problem: z.output<typeof PROBLEM>;

  constructor(code: ProblemCode, detail: string, errors?: FieldProblem[]) {
    super(code);
    const { status, title } = PROBLEMS[code];
    this.problem = { type: `/api/docs#${code}`, title, status, detail, ...(errors && { errors }) };
  }
}
