import type { CompanyProfile } from '../company.ts';

type Prefixed = Pick<CompanyProfile, 'contractPrefixes' | 'cities'>;

/** The digits of a canonical contract without its prefix: what contracts are looked up by (`MXL204518` gives `204518`). */
export const contractKeyOf = (contract: string, profile: Prefixed): string => contract.slice(prefixOf(contract, profile).length);

/** The prefix of a canonical contract, '' where it has none. */
export const prefixOf = (contract: string, profile: Prefixed): string =>
  profile.contractPrefixes.find((prefix) => contract.startsWith(prefix) && /^\d+$/.test(contract.slice(prefix.length))) ?? '';

/** Two spellings of one contract: prefixes are compared with and without, `TJ` and `TIJ` name one city (policy, rule 7). */
export const isSameContract = (one: string, other: string, profile: Prefixed): boolean => {
  if (contractKeyOf(one, profile) !== contractKeyOf(other, profile)) return false;
  const [a, b] = [prefixOf(one, profile), prefixOf(other, profile)];
  return a === '' || b === '' || a === b || profile.cities.some((city) => city.prefixes.includes(a) && city.prefixes.includes(b));
};
