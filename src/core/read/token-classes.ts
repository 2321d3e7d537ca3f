import type { Token } from '../text/tokens.ts';
import { GIVEN, RELATION, SURNAME, TITLE } from './known-words.ts';

/** People of ours, of whom customers speak. */
const STAFF = new Set(
  'tecnico tecnica tecnicos asesor asesora ejecutivo ejecutiva agente operador operadora instalador instaladora vendedor vendedora supervisor supervisora cuadrilla senorita muchacho muchacha joven promotor promotora cobrador call'.split(
    ' ',
  ),
);

/** A token as a feature sees it: kin, staff, titles, names and numbers are each alike. */
export const classOf = (token: Token | undefined): string => {
  if (!token) return '$';
  if (token.kind === 'line') return '|';
  if (token.kind === 'digits') return '#';
  if (token.kind === 'sign') return token.text;
  if ((token.known & RELATION) !== 0) return 'KIN';
  if (STAFF.has(token.text)) return 'STAFF';
  if ((token.known & TITLE) !== 0) return 'TITLE';
  if (token.capital && (token.known & (GIVEN | SURNAME)) !== 0) return 'NAME';
  return token.text;
};
