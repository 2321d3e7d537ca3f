import type { CompanyProfile } from '../../src/core/company.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';

const profiles = loadProfiles('config');

const profileOf = (company: string): CompanyProfile => {
  const found = profiles.find((profile) => profile.company === company);
  if (!found) throw new Error(`config/ has no company ${company}`);
  return found;
};

/** The companies as this project's own configuration states them. */
export const konecta = (): CompanyProfile => profileOf('konecta');
export const monet = (): CompanyProfile => profileOf('monet');
