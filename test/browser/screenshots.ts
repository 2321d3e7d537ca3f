// Takes the README's pictures. In: nothing. Out: the main pages of a running demonstration, as small PNG files in docs/screens. On failure: the demonstration's words, status 1.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../src/runtime/services/chromium.ts';

const FOLDER = 'docs/screens';
const SIZE = { width: 1100, height: 720 };
const PHONE = { width: 360, height: 720 };

type Demo = { url: string; password: string };

const takeAll = async (demo: Demo): Promise<void> => {
  const { command, env, args } = await findChromium();
  const profile = await mkdtemp(join(tmpdir(), 'ventanilla-screens-'));
  const browser = await chromium.launch({
    executablePath: command,
    args,
    env: { ...process.env, ...env, HOME: profile },
    chromiumSandbox: false,
  });
  await mkdir(FOLDER, { recursive: true });
  try {
    const context = await browser.newContext({ viewport: SIZE, baseURL: demo.url, locale: 'es-MX' });
    const page = await context.newPage();
    await signIn(page, 'admin@konecta.test', demo.password);
    await take(page, '/', 'queue');
    const ticket = await page.locator('a[href^="/tickets/"]').first().getAttribute('href');
    await take(page, ticket ?? '/', 'ticket');
    await take(page, '/capture', 'capture');
    await take(page, '/admin', 'admin');
    await waitForCounts(page);
    await take(page, '/reports', 'reports');
    await page.setViewportSize(PHONE);
    await take(page, ticket ?? '/', 'ticket-on-a-phone');
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
};

const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/login');
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
};

/** The clock counts what reports add up once a minute. */
const waitForCounts = async (page: Page): Promise<void> => {
  for (const until = Date.now() + 120_000; Date.now() < until; await page.waitForTimeout(2_000)) {
    await page.goto('/reports');
    if ((await page.locator('table tbody tr').count()) > 0) return;
  }
};

const take = async (page: Page, path: string, name: string): Promise<void> => {
  await page.goto(path);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
  process.stdout.write(`${FOLDER}/${name}.png\n`);
};

/** What the demonstration tells a newcomer, once all its customers are answered. */
const readDemo = async (output: NodeJS.ReadableStream): Promise<Demo> => {
  const said: string[] = [];
  const lines = createInterface({ input: output });
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('Ctrl-C')) resolve();
    });
    lines.on('close', resolve);
  });
  const text = said.join('\n');
  const url = /Consola: (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
  const password = /contraseña de todos los buzones: (\S+)/.exec(text)?.[1];
  if (!url || !password) throw new Error(`the demonstration did not say where its console is:\n${text}`);
  return { url, password };
};

const demo = spawn(process.execPath, ['src/cli/ventanilla.ts', 'demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  await takeAll(await readDemo(demo.stdout));
} finally {
  demo.kill('SIGINT');
  if (demo.exitCode === null) await once(demo, 'exit');
}
