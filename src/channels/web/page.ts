// In: a company and what was typed so far. Out: its contact page, which needs no script and asks nothing of other servers.
import { FIELD_LIMITS, FIELD_NAMES, type FieldErrors, type FieldName, PAGE_ID_NAME, TRAP_NAME, type TypedFields } from './fields.ts';
import { type Html, html } from './html.ts';
import { type Look, styleOf } from './style.ts';

export type FormCompany = {
  company: string;
  /** As customers read it. */
  name: string;
  look: Look;
  /** Sites that may hold the page in a frame and read its answers (CORS). */
  origins: readonly string[];
  /** Shown as a choice and as telephones; empty where the company has one service area. */
  cities: readonly { id: string; name: string; phone: string | null }[];
};

type Page = { company: FormCompany; title: string; body: Html };

/** The form; with errors, a summary that leads to each, and everything as it was typed. */
export const formPage = (company: FormCompany, typed: TypedFields, errors: FieldErrors = {}): string => {
  const isWrong = Object.keys(errors).length > 0;
  const title = `${isWrong ? 'Error: ' : ''}Contacto: ${company.name}`;
  const fields = FIELDS.map((field) => renderField(company, field, typed[field.name], errors));
  const body = html`<h1>Escríbanos</h1>
<p>Cuéntenos su falla, duda, queja o aclaración. Para responderle necesitamos su correo o su teléfono.</p>
${isWrong ? renderSummary(errors) : null}
<form method="post" action="/contact/${encodeURIComponent(company.company)}" accept-charset="utf-8" novalidate>
${fields}
<div class="trap" aria-hidden="true"><label for="${TRAP_NAME}">Deje este espacio en blanco</label><input id="${TRAP_NAME}" name="${TRAP_NAME}" tabindex="-1" autocomplete="off"></div>
<input type="hidden" name="${PAGE_ID_NAME}" value="${typed.pageId}">
<button type="submit">Enviar mensaje</button>
</form>
${renderPhones(company)}`;
  return renderPage({ company, title, body });
};

/** After it was taken: the number of the message, which is not a folio. */
export const thanksPage = (company: FormCompany, id: string): string =>
  renderPage({
    company,
    title: `Mensaje recibido: ${company.name}`,
    body: html`<h1>Recibimos su mensaje</h1>
<p role="status">Gracias por escribirnos. Le responderemos al correo o, si no lo tenemos, al WhatsApp del teléfono que nos dio.</p>
<p>Registro de su mensaje: <span class="number">${id}</span></p>
<p><a href="/contact/${encodeURIComponent(company.company)}">Escribir otro mensaje</a></p>
${renderPhones(company)}`,
  });

/** What went wrong on the way, with what was typed kept so that nobody has to write it again. */
export const troublePage = (company: FormCompany, sentence: string, typed: TypedFields | null): string => {
  const kept = typed
    ? html`<form method="post" action="/contact/${encodeURIComponent(company.company)}" accept-charset="utf-8">
${[...FIELD_NAMES, 'pageId' as const].map((name) => html`<input type="hidden" name="${name === 'pageId' ? PAGE_ID_NAME : name}" value="${typed[name]}">`)}
<button type="submit">Enviar de nuevo</button>
</form>`
    : html`<p><a href="/contact/${encodeURIComponent(company.company)}">Volver al formulario</a></p>`;
  const body = html`<h1>No pudimos recibir su mensaje</h1><p role="alert">${sentence}</p>${kept}${renderPhones(company)}`;
  return renderPage({ company, title: `Error: Contacto: ${company.name}`, body });
};

type Field = { name: FieldName; label: string; hint: string | null; type: string; autocomplete: string };

const FIELDS: Field[] = [
  { name: 'message', label: 'Su mensaje', hint: null, type: 'textarea', autocomplete: 'off' },
  { name: 'name', label: 'Nombre del titular (opcional)', hint: 'Como aparece en su contrato.', type: 'text', autocomplete: 'name' },
  {
    name: 'contract',
    label: 'Número de contrato (opcional)',
    hint: 'Con el contrato o el nombre del titular le atendemos más pronto.',
    type: 'text',
    autocomplete: 'off',
  },
  { name: 'email', label: 'Correo electrónico', hint: 'Por ejemplo nombre@correo.mx.', type: 'email', autocomplete: 'email' },
  { name: 'phone', label: 'Teléfono', hint: 'A 10 dígitos; de preferencia uno con WhatsApp.', type: 'tel', autocomplete: 'tel' },
  { name: 'city', label: 'Ciudad (opcional)', hint: null, type: 'city', autocomplete: 'off' },
];

const renderField = (company: FormCompany, field: Field, value: string, errors: FieldErrors): Html => {
  const { name, label, hint } = field;
  if (field.type === 'city' && company.cities.length === 0) return html``;
  const error = errors[name] ?? null;
  const notes = [hint ? `${name}-hint` : null, error ? `${name}-error` : null].filter((note) => note !== null).join(' ');
  const described = notes === '' ? null : html` aria-describedby="${notes}"`;
  const state = error ? html`${described} aria-invalid="true"` : described;
  return html`<div class="field"><label for="${name}">${label}</label>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : null}${error ? html`<p class="error" id="${name}-error">${error}</p>` : null}
${renderControl(company, field, value, state)}</div>
`;
};

const renderControl = (company: FormCompany, { name, type, autocomplete }: Field, value: string, state: Html | null): Html => {
  const shared = html`id="${name}" name="${name}" autocomplete="${autocomplete}"${state}`;
  if (type === 'textarea')
    return html`<textarea ${shared} rows="6" required>
${value}</textarea>`;
  if (type === 'city') return renderCities(company, value, shared);
  const limit = FIELD_LIMITS[name];
  return html`<input ${shared} type="${type}" value="${value}" maxlength="${limit}">`;
};

const renderCities = (company: FormCompany, value: string, shared: Html): Html => {
  const options = company.cities.map(({ name }) => html`<option${value === name ? html` selected` : null}>${name}</option>`);
  return html`<select ${shared}><option value="">Elija su ciudad</option>${options}</select>`;
};

const renderSummary = (errors: FieldErrors): Html => {
  const wrong = FIELDS.flatMap(({ name }) => (errors[name] ? [{ name, error: errors[name] }] : []));
  // Mail and telephone can miss together: one sentence, one link.
  const once = wrong.filter(({ error }, index) => wrong.findIndex((other) => other.error === error) === index);
  const links = once.map(({ name, error }) => html`<li><a href="#${name}">${error}</a></li>`);
  return html`<div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title" autofocus><h2 id="summary-title">Revise estos datos</h2><ul>${links}</ul></div>`;
};

const renderPhones = ({ cities }: FormCompany): Html => {
  const lines = cities.flatMap(({ name, phone }) =>
    phone ? [html`<li>${name}: <a href="tel:${phone}">${showPhone(phone)}</a></li>`] : [],
  );
  return lines.length > 0 ? html`<footer><h2>Por teléfono</h2><ul>${lines}</ul></footer>` : html``;
};

/** "+526865572808" as "686 557 2808". */
const showPhone = (phone: string): string => phone.replace(/^\+52(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');

const renderPage = ({ company, title, body }: Page): string =>
  html`<!DOCTYPE html>
<html lang="es-MX"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${{ html: styleOf(company.look) }}</style></head>
<body><div class="sheet"><header>${company.name}</header><main>${body}</main></div></body></html>
`.html;
