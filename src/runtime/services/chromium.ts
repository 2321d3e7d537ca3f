import { join } from 'node:path';
import { findOnPath, unpackPackages } from './debian.ts';

export type Chromium = { command: string; env: Record<string, string>; args: string[] };

/** Headless, quiet, and asking no other host for anything of its own. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that the console is tried in: the machine's own, else Debian's, unpacked into our cache. */
export const findChromium = async (): Promise<Chromium> => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const command = await findOnPath(name);
    if (command) return { command, env: {}, args: ARGUMENTS };
  }
  const { root, env } = await unpackPackages('Chromium', ['chromium', 'fonts-dejavu-core']);
  return { command: join(root, 'usr/lib/chromium/chromium'), env, args: ARGUMENTS };
};
