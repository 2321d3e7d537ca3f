// Run before a worker's own code (`node --import`): gives it the lab's clock, points and deliberate bugs.
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { advance, takeClock } from './clock.ts';
import { type Message, readOrders } from './orders.ts';
import { PLANTS, patchSource } from './plants.ts';
import { armPoint } from './points.ts';
import { WRAPPED } from './wraps.ts';

// The folder it runs in: it may be that of an earlier version.
const PROJECT = `${pathToFileURL(process.cwd()).href}/`;
const orders = readOrders();
const plants = orders.plants ?? [];
for (const plant of plants) if (!PLANTS[plant]) throw new Error(`no such plant: ${plant}`);

registerHooks({
  load: (url, context, next) => {
    if (!url.startsWith(PROJECT)) return next(url, context);
    const [address = '', query] = url.split('?');
    const file = address.slice(PROJECT.length);
    const names = WRAPPED[file];
    if (names && query !== 'real') return { format: 'module', shortCircuit: true, source: wrapper(address, names) };
    const loaded = next(url, context);
    const here = plants.filter((plant) => PLANTS[plant]?.patches.some((patch) => patch.file === file));
    if (here.length === 0) return loaded;
    const source = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: here.reduce((text, plant) => patchSource(plant, file, text), source) };
  },
});

/** A module that exports what the real one does, some of it wrapped. */
const wrapper = (address: string, names: string[]): string => {
  const real = JSON.stringify(`${address}?real`);
  const wraps = JSON.stringify(pathToFileURL(fileURLToPath(new URL('./wraps.ts', import.meta.url))).href);
  return [
    `import * as real from ${real};`,
    `import { wrap } from ${wraps};`,
    `export * from ${real};`,
    ...names.map((name) => `export const ${name} = wrap.${name}(real.${name});`),
  ].join('\n');
};

takeClock(orders.shiftMs ?? 0);
armPoint(orders.kill ?? null);
process.on('message', (message: Message) => {
  if ('kill' in message) armPoint(message.kill ?? null);
  else advance(message.advanceMs);
});
// It keeps no process alive, and no process outlives the lab.
process.channel?.unref();
process.on('disconnect', () => process.exit(1));
