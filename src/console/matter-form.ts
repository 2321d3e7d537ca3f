import type { Problem, TypedMatter } from '../core/policy/actions/draft.ts';
import { explainRefusal, type Refusal } from '../core/policy/actions/refusals.ts';
import { type Html, html, type Piece } from './html.ts';
import type { PageOptions } from './layout.ts';
import { CATEGORY_NAMES, OPENING } from './spanish.ts';
import { fieldOf, type Visit } from './visit.ts';

/** What is in the fields of a matter's form, and which one was refused. */
export type MatterValues = Partial<Record<keyof TypedMatter, string | boolean | null>>;

export const readMatter = (visit: Visit): TypedMatter => {
  const text = (name: string) => fieldOf(visit, name) || null;
  return {
    category: text('category'),
    contract: text('contract'),
    holder: text('holder'),
    contact: text('contact'),
    phone: text('phone'),
    email: text('email'),
    city: text('city'),
    description: fieldOf(visit, 'description'),
    preferente: fieldOf(visit, 'preferente') === '1',
    writtenOnly: fieldOf(visit, 'writtenOnly') === '1',
  };
};

/** What is wrong in a field, in words. */
export type Wrong = { field: string; text: string };
type Shown = { values: MatterValues; wrong: Wrong[] };

/** What a refusal says, field by field; one that names no field stands for itself. */
export const wrongOf = (outcome: { because: Refusal; problems?: Problem[] }): Wrong[] =>
  (outcome.problems ?? [{ field: '', because: outcome.because }]).map(({ field, because }) => ({ field, text: explainRefusal(because) }));

/** All that is wrong, at the top of the page: each leads to its field. */
export const wrongNotice = (wrong: Wrong[]): NonNullable<PageOptions['notice']> | null =>
  wrong.length === 0
    ? null
    : {
        kind: 'wrong',
        text: html`<div tabindex="-1" autofocus><p>${wrong.length === 1 ? 'Falta corregir un dato:' : `Falta corregir ${wrong.length} datos:`}</p><ul>${wrong.map(
          ({ field, text }) => html`<li>${field === '' ? text : html`<a href="#${field}">${text}</a>`}</li>`,
        )}</ul></div>`,
      };

const textFor = (name: string, wrong: Wrong[]): string | undefined => wrong.find(({ field }) => field === name)?.text;
const wrongText = (name: string, wrong: Wrong[]): Piece => {
  const text = textFor(name, wrong);
  return text && html`<small class="wrong-text" id="${name}-wrong">${text}</small>`;
};
const invalid = (name: string, wrong: Wrong[]): Piece =>
  textFor(name, wrong) && html` aria-invalid="true" aria-describedby="${name}-wrong"`;

export const matterField = (name: keyof TypedMatter, label: string, shown: Shown, more: Piece = null): Html => {
  const value = shown.values[name];
  return html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${typeof value === 'string' ? value : ''}" maxlength="200" autocomplete="off"${invalid(name, shown.wrong)}${more}>${wrongText(name, shown.wrong)}`;
};

export const categoryField = ({ values, wrong }: Shown): Html => html`<label for="category">Qué necesita</label>
  <select id="category" name="category" required${invalid('category', wrong)}><option value="">Elegir…</option>${OPENING.map(
    (one) => html`<option value="${one}"${values.category === one ? html` selected` : null}>${CATEGORY_NAMES[one]}</option>`,
  )}</select>${wrongText('category', wrong)}`;

export const cityField = (visit: Visit, { values, wrong }: Shown): Piece =>
  visit.profile.cities.length > 0 &&
  html`<label for="city">Ciudad</label><select id="city" name="city"${invalid('city', wrong)}><option value="">La del contrato o del teléfono</option>${visit.profile.cities.map(
    ({ id, name }) => html`<option value="${id}"${values.city === id ? html` selected` : null}>${name}</option>`,
  )}</select>${wrongText('city', wrong)}`;

export const descriptionField = ({ values, wrong }: Shown, label: string): Html => html`<label for="description">${label}</label>
  <textarea id="description" name="description" rows="4" required maxlength="20000"${invalid('description', wrong)}>${typeof values.description === 'string' ? values.description : ''}</textarea>${wrongText('description', wrong)}`;

export const inclusionFields = ({
  values,
}: Shown): Html => html`<label class="box"><input type="checkbox" name="preferente" value="1"${values.preferente === true ? html` checked` : null}> Atención preferente (adulto mayor, embarazo, discapacidad)</label>
  <label class="box"><input type="checkbox" name="writtenOnly" value="1"${values.writtenOnly === true ? html` checked` : null}> Solo por escrito, nunca por teléfono</label>`;
