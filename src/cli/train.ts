// Trains what reading learns. In: the labelled messages of corpus/ (never held-out*.jsonl). Out: src/core/read/model-*.json and, on standard output, how well a cross-validation by file reads.
import { readdirSync, writeFileSync } from 'node:fs';
import { loadLabelled } from './corpus.ts';
import { trainCategory } from './train-category.ts';
import { trainOptions } from './train-options.ts';
import { trainPeople } from './train-people.ts';

const CORPUS = new URL('../../corpus/', import.meta.url);

const main = (): void => {
  const only = process.argv.find((a) => a.startsWith('--without='))?.slice(10);
  const files = readdirSync(CORPUS)
    .filter((name) => /^(?:dev-\d|own-[a-z]\d?)\.jsonl$/.test(name) && name !== only)
    .sort();
  const records = files.flatMap((name) => loadLabelled(new URL(name, CORPUS).pathname));
  process.stdout.write('category\n');
  save('category', trainCategory(records));
  process.stdout.write('contract, phone, city and accessibility\n');
  save('options', trainOptions(records));
  process.stdout.write('holder and contact\n');
  save('people', trainPeople(records));
};

const save = (name: string, model: { weights: Record<string, unknown> }): void => {
  const text = `${JSON.stringify(model)}\n`;
  writeFileSync(new URL(`../core/read/model-${name}.json`, import.meta.url), text);
  process.stdout.write(`wrote ${Object.keys(model.weights).length} features, ${text.length} bytes\n`);
};

main();
