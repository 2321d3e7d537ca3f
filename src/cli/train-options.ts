import type { ChoiceModel } from '../core/read/choice-model.ts';
import { sharesOf } from '../core/read/choice-model.ts';
import { CHOSEN_FIELDS, type ChosenField, featuresOf } from '../core/read/choose.ts';
import { isOfRules } from '../core/read/option-features.ts';
import { openForChoices } from '../core/read/read.ts';
import type { Labelled } from './corpus.ts';
import { type Example, f1Of, learnChoices, modelOf, type Pair, type Settings, sumOf, type Weights } from './train-choice.ts';

const SETTINGS: Settings = { epochs: 6, rate: 0.2, decay: 1e-3, withoutRules: 0.3 };

/** One field of one message; `values` are those of its options, and null for none of them. */
type Question = Example & { values: readonly (string | null)[]; gold: string | null };

/** Learns which contract, telephone and city is meant, and whether a disability is; prints F1 of a cross-validation by file and gives the model. */
export const trainOptions = (records: Labelled[]): ChoiceModel => {
  const names = new Map<number, string>();
  // Of what is no customer's request the other fields are not judged (guide, category).
  const messages = records.filter(({ gold }) => gold.category !== 'otro').map((record) => open(record, names));
  const ofRules = new Set([...names].flatMap(([id, name]) => (isOfRules(name) ? [id] : [])));
  const files = [...new Set(records.map(({ file }) => file))];
  const learned = CHOSEN_FIELDS.map((field) => {
    const questions = messages.map((message) => message[field]);
    const tried = files.flatMap((file) => tryOn(questions, file, ofRules));
    process.stdout.write(`${field.padEnd(14)} cross-validation by file: ${f1Of(tried).toFixed(3)} of ${tried.length}\n`);
    return learn(questions, ofRules);
  });
  return modelOf(CHOSEN_FIELDS, learned, names);
};

const open = ({ file, input, profile, gold }: Labelled, names: Map<number, string>): Record<ChosenField, Question> => {
  const { doc, numbers, options } = openForChoices(input, profile);
  const ask = (field: ChosenField): Question => {
    const wanted = field === 'accessibility' ? (gold.accessibility ? 'true' : null) : gold[field];
    const values = [...options[field].map(({ value }) => `${value}`), null];
    return {
      file,
      values,
      gold: wanted,
      choices: options[field].length === 0 ? [[]] : featuresOf(doc, options[field], numbers, names),
      meant: values.map((value) => value === wanted),
    };
  };
  return { contract: ask('contract'), phone: ask('phone'), email: ask('email'), city: ask('city'), accessibility: ask('accessibility') };
};

const learn = (questions: Question[], ofRules: ReadonlySet<number>): Weights =>
  learnChoices(
    questions.filter(({ choices }) => choices.length > 1),
    ofRules,
    SETTINGS,
  );

/** What a model that was learned without a file says of it. */
const tryOn = (questions: Question[], file: string, ofRules: ReadonlySet<number>): Pair[] => {
  const weights = learn(
    questions.filter((question) => question.file !== file),
    ofRules,
  );
  return questions
    .filter((question) => question.file === file)
    .map((question) => ({ gold: question.gold, got: likeliest(weights, question) }));
};

/** A value that stands in several places has the shares of all of them. */
const likeliest = (weights: Weights, { choices, values }: Question): string | null => {
  const shares = sharesOf(choices.map((features) => sumOf(weights, features)));
  const all = new Map<string | null, number>();
  for (const [at, value] of values.entries()) all.set(value, (all.get(value) ?? 0) + (shares[at] ?? 0));
  return [...all].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
};
