import { type Html, html } from '../html.ts';

const PAGES: { href: string; text: string }[] = [
  { href: '/admin', text: 'Estado' },
  { href: '/admin/queues/', text: 'Colas' },
  { href: '/admin/quarantine', text: 'Cuarentena' },
  { href: '/admin/agents', text: 'Personas' },
  { href: '/admin/templates', text: 'Plantillas' },
  { href: '/admin/audit', text: 'Bitácora' },
  { href: '/admin/tokens', text: 'API' },
  { href: '/admin/webhooks', text: 'Avisos' },
];

/** The administrators' pages, on each of them. */
export const adminMenu = (here: string): Html =>
  html`<nav class="submenu" aria-label="Administración"><ul>${PAGES.map(
    ({ href, text }) => html`<li><a href="${href}"${href === here ? html` aria-current="page"` : null}>${text}</a></li>`,
  )}</ul></nav>`;
