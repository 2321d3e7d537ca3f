import type { CompanyProfile } from '../core/company.ts';
import type { AnswerFacts, AnswerKind, MissingField } from './variables.ts';

const NOW = new Date('2026-11-10T17:00:00Z');
const DUE = new Date('2026-11-12T17:00:00Z');

/**
 * Invented data to try a template with and to show it to an administrator: `full` has everything that the kind may have,
 * `bare` only what it always has.
 */
export const sampleFacts = (profile: CompanyProfile, kind: AnswerKind, fullness: 'full' | 'bare'): AnswerFacts => {
  const isFull = fullness === 'full';
  const hasTerm = kind === 'folio' || kind === 'appended' || kind === 'reopened';
  return {
    folio: kind === 'data_request' ? null : `${profile.series}-26-004821-0`,
    category: 'falla',
    contract: isFull ? `${prefixOf(profile)}204518` : null,
    holder: isFull ? 'Rosa Ibáñez Luna' : null,
    contact: isFull ? 'Hugo Sada Ibáñez' : null,
    phone: isFull ? '+526865550142' : null,
    email: isFull ? 'rosa.ibanez@correo.example' : null,
    city: profile.defaultCity,
    dueAt: hasTerm ? DUE : null,
    termHours: hasTerm ? 48 : null,
    missing: missingOf(kind, isFull),
    unknownContract: isFull && (kind === 'folio' || kind === 'data_request') ? '99887766' : null,
    asksAuthority: isFull && kind !== 'data_request',
    priority: isFull ? 'preferente' : 'normal',
    writtenOnly: false,
    compensationCents: isFull && kind === 'resolved' ? 12_350 : null,
    now: NOW,
  };
};

const missingOf = (kind: AnswerKind, isFull: boolean): MissingField[] => {
  if (isFull && kind !== 'resolved') return ['identification', 'description', 'phone', 'email'];
  return kind === 'data_request' ? ['identification'] : [];
};

const prefixOf = ({ cities, defaultCity, contractPrefixes }: CompanyProfile) =>
  cities.find(({ id }) => id === defaultCity)?.prefixes[0] ?? contractPrefixes[0] ?? '';
