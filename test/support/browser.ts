import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../src/runtime/services/chromium.ts';
import { PASSWORD } from './console.ts';

const require = createRequire(import.meta.url);

export type Watch = { problems: string[] };
export type OpenOptions = { width?: number; height?: number; scripts?: boolean; baseUrl?: string };

/** Chromium with an empty profile; each page of it records console errors, failed loads and requests to other hosts. */
export const openBrowser = async (home: string) => {
  const { command, env, args } = await findChromium();
  const folder = await mkdtemp(join(tmpdir(), 'ventanilla-chromium-'));
  const browser = await chromium.launch({
    executablePath: command,
    args,
    env: { ...process.env, ...env, HOME: folder },
    chromiumSandbox: false,
  });

  const open = async ({ width = 1280, height = 900, scripts = true, baseUrl = home }: OpenOptions = {}) => {
    const context = await browser.newContext({
      viewport: { width, height },
      baseURL: baseUrl,
      locale: 'es-MX',
      javaScriptEnabled: scripts,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      // A page that is refused on purpose (a wrong password, a stale form) is also a line of the console; its status is tested where it is meant.
      if (message.type() === 'error' && !/status of (?:401|403|404|409|422|429)/.test(message.text())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== new URL(baseUrl).origin) problems.push(`request to ${url.origin}`);
    });
    return { page, problems, close: () => context.close() };
  };

  const close = async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { open, close };
};
export type Browser = Awaited<ReturnType<typeof openBrowser>>;

export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/login');
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
};

/** A page of its own on which somebody has signed in. */
export const visitAs = async (browser: Browser, email: string, options: OpenOptions = {}) => {
  const opened = await browser.open(options);
  await signIn(opened.page, email, PASSWORD);
  return opened;
};

let axe: Promise<string> | undefined;
type AxeResult = { violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[] };

/** WCAG 2.2 A and AA as axe knows them: no serious or critical finding. */
export const expectAccessible = async (page: Page): Promise<void> => {
  axe ??= readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  // Through the debugger, as an extension would: the page's own policy lets no script in.
  await page.evaluate(await axe);
  const { violations } = await page.evaluate<AxeResult>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(
      ({ id, nodes }) => `${page.url()} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    ),
  ).toEqual([]);
};

/** Tab, and nothing else, until the focus is on what the selector names. */
export const tabTo = async (page: Page, selector: string): Promise<void> => {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector} on ${page.url()}`);
};

/** Nothing is wider than the window. */
export const expectNoSideways = async (page: Page): Promise<void> => {
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${page.url()} scrolls sideways`).toBe(true);
};

/** Where a person wants to see the pages: `SCREENSHOTS=/tmp/shots npx vitest run test/browser`. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};
