import { type ChoiceModel, openChoiceModel } from './choice-model.ts';
import type { Document } from './document.ts';
import type { Candidate } from './folio.ts';
import type { Mention } from './mentions.ts';
import model from './model-people.json' with { type: 'json' };
import { openChoices, type Rated, rateChoices } from './people-model.ts';
import { candidateOf, type People } from './person.ts';

export type Roles = {
  /** Account holders, the one meant first; none where the text names none (guide, holder: a given name and a surname at least, or a business). */
  holder: Candidate<string>[];
  /** Writers, where somebody else is known to hold (guide, contact); a first name alone counts. */
  contact: Candidate<string>[];
  /** The text says who holds, other than by who signs it. */
  holderStated: boolean;
};

const MODEL = openChoiceModel(model as ChoiceModel);

/** Who holds and who writes: of all who are named, the likeliest by the learned model (docs/reading.md), which knows what the rules say. */
export const readRoles = (doc: Document, people: People): Roles => {
  const choices = openChoices(doc, people);
  if (choices.mentions.length === 0) return { holder: [], contact: [], holderStated: false };
  const holders = rateChoices(MODEL, 'holder', choices.holders());
  const contacts = rateChoices(MODEL, 'contact', choices.contacts(holders[0]?.mention ?? null));
  const [holder, contact] = [candidatesOf(doc, holders), candidatesOf(doc, contacts)];
  const isStated = (holders[0]?.mention?.stated ?? null) !== null || contact.length > 0;
  return { holder, contact, holderStated: holder.length > 0 && isStated };
};

/** Nobody where nobody is the likeliest. */
const candidatesOf = (doc: Document, rated: Rated[]): Candidate<string>[] =>
  rated[0]?.mention
    ? rated
        .filter((one): one is Rated & { mention: Mention } => one.mention !== null)
        .map(({ mention, share }) => {
          const because = mention.stated?.because ?? mention.writer?.because ?? 'a name in own words';
          return candidateOf(doc, { name: mention.name, because }, share);
        })
    : [];
