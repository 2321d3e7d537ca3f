import type { CompanyProfile } from '../core/company.ts';
import type { Role } from '../store/agents.ts';
import { type Html, html, type Piece } from './html.ts';
import { staticUrl } from './static-files.ts';
import { ADMINS, EVERY_ROLE, type SignedIn, SUPERVISORS } from './visit.ts';

/** The pages in the head of every page, in their order, each for whom it is. Who adds a page adds its line. */
const MENU: { href: string; text: string; who: readonly Role[] }[] = [
  { href: '/', text: 'Reportes', who: EVERY_ROLE },
  { href: '/review', text: 'Revisión', who: EVERY_ROLE },
  { href: '/capture', text: 'Captura', who: EVERY_ROLE },
  { href: '/team', text: 'Equipo', who: SUPERVISORS },
  { href: '/reports', text: 'Informes', who: SUPERVISORS },
  { href: '/admin', text: 'Administración', who: ADMINS },
];

export type PageOptions = {
  title: string;
  /** Of the menu: which entry is the present one. */
  here?: string;
  /** Said at the top, once: what has been done, or why not. */
  notice?: { kind: 'done' | 'wrong'; text: Piece } | null;
  /** Class of `main`: `wide` for tables, `narrow` for short forms. */
  width?: 'wide' | 'narrow';
};

/** A whole page of a signed-in person, in the look of their company. */
export const page = (signedIn: SignedIn, options: PageOptions, ...content: Piece[]): Html =>
  document({ title: `${options.title} · ${signedIn.profile.name}`, company: signedIn.profile }, [
    html`<a class="skip" href="#main">Ir al contenido</a>
    <header class="top">
      <div class="top-in">
        <a class="brand" href="/">${signedIn.profile.name}</a>
        ${isInside(signedIn) && menu(signedIn, options.here)}
        ${account(signedIn)}
      </div>
    </header>`,
    main(options, content),
  ]);

/** A page for whoever is not signed in. */
export const barePage = (options: PageOptions, ...content: Piece[]): Html =>
  document({ title: `${options.title} · Ventanilla`, company: null }, [main({ width: 'narrow', ...options }, content)]);

/** The token that every form needs. */
export const csrfField = (signedIn: SignedIn): Html => html`<input type="hidden" name="_csrf" value="${signedIn.csrf}">`;

const main = (options: PageOptions, content: Piece[]): Html => html`<main id="main" class="${options.width ?? 'wide'}" tabindex="-1">
  ${options.notice && html`<div class="notice ${options.notice.kind}" role="${options.notice.kind === 'wrong' ? 'alert' : 'status'}">${options.notice.text}</div>`}
  ${content}
</main>`;

/** Nothing is left to set up first: codes, a password of one's own. */
const isInside = ({ stage, agent }: SignedIn): boolean => stage === 'full' && !agent.passwordTemporary;

const menu = (signedIn: SignedIn, here: string | undefined): Html => html`<nav class="menu" aria-label="Principal"><ul>
  ${MENU.filter(({ who }) => who.includes(signedIn.agent.role)).map(
    ({ href, text }) => html`<li><a href="${href}"${here === href ? html` aria-current="page"` : null}>${text}</a></li>`,
  )}
</ul></nav>`;

const account = (signedIn: SignedIn): Html => html`<div class="account">
  ${isInside(signedIn) && html`<a href="/account">${signedIn.agent.name}</a>${signedIn.agent.absent && html` <span class="tag">ausente</span>`}`}
  <form method="post" action="/logout">${csrfField(signedIn)}<button class="plain" type="submit">Salir</button></form>
</div>`;

const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

const document = ({ title, company }: { title: string; company: CompanyProfile | null }, body: Piece): Html => html`<!doctype html>
<html lang="es-MX" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="htmx-config" content="${HTMX_CONFIG}">
<title>${title}</title>
<link rel="icon" href="${staticUrl('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${staticUrl('pico.css')}">
<link rel="stylesheet" href="${staticUrl('console.css')}">
${company && html`<link rel="stylesheet" href="/static/look/${company.company}.css">`}
<script src="${staticUrl('htmx.js')}" defer></script>
<script src="${staticUrl('console.js')}" defer></script>
</head>
<body>
${body}
</body>
</html>`;
