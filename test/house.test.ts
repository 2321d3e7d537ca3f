import { expect, test } from 'vitest';
import { loadProfiles } from '../src/runtime/profiles.ts';
import { type Import, listFiles, readProjectFile, readSourceFiles, type SourceFile } from './support/source-files.ts';

const PRODUCT = readSourceFiles('src', 'workers', 'bench');
const TESTS = readSourceFiles('test');
const EVERY_FILE = [...PRODUCT, ...TESTS];

/** What a folder may take: of ours as code, of ours as types only, and whether packages and Node's modules. */
type Layer = { folder: RegExp; code: RegExp[]; types?: RegExp[]; libraries: boolean };

const CORE = /^src\/core\//;
const LOG_AND_ERRORS = /^src\/runtime\/(?:log|errors)\.ts$/;
const GENERATED = /^src\/generated\//;
const CHANNELS = /^src\/channels\//;
const STORE = /^src\/store\//;
const QUEUES = /^src\/queues\//;
const TEMPLATES = /^src\/templates\//;

// The table of the directions of imports, in the order of the tree; a folder may always import from itself.
const LAYERS: Layer[] = [
  { folder: CORE, code: [], libraries: false },
  ...['email', 'whatsapp', 'messenger', 'web', 'meta', 'directory', 'announce'].map((channel) => ({
    folder: new RegExp(`^src/channels/${channel}/`),
    code: [CORE, LOG_AND_ERRORS],
    libraries: true,
  })),
  { folder: STORE, code: [CORE, LOG_AND_ERRORS, GENERATED], libraries: true },
  { folder: QUEUES, code: [CORE, LOG_AND_ERRORS], libraries: true },
  { folder: TEMPLATES, code: [CORE, LOG_AND_ERRORS], libraries: true },
  { folder: /^src\/steps\//, code: [CORE, LOG_AND_ERRORS], types: [STORE, QUEUES, CHANNELS, TEMPLATES], libraries: false },
  { folder: /^src\/console\//, code: [CORE, LOG_AND_ERRORS, STORE, QUEUES], libraries: true },
  { folder: /^src\/runtime\//, code: [], libraries: true },
  // What workers are built from: the one place where values of every folder meet, besides workers and commands.
  { folder: /^src\/assembly\//, code: [/^src\//], libraries: true },
  { folder: /^(?:workers|bench)\//, code: [/^src\//], libraries: true },
  { folder: /^src\/cli\//, code: [/^src\//, /^workers\//], libraries: true },
];

// What the table does not allow and we do, each with its reason; one that nothing needs any more fails below.
const EXCEPTIONS: { from: RegExp; to: RegExp; because: string }[] = [
  { from: /^src\/core\/words\.ts$/, to: /^src\/generated\/prisma\/enums\.ts$/, because: 'the words of the domain are those of the schema' },
  { from: /^src\/core\//, to: /^libphonenumber-js$/, because: 'pure: the numbering plans of the world, which nobody should keep by hand' },
  { from: /^src\/channels\/(?:whatsapp|messenger)\//, to: /^src\/channels\/meta\//, because: 'what both channels of Meta share' },
  { from: /^workers\/all\.ts$/, to: /^workers\//, because: 'the process that starts the others' },
  { from: /^src\/runtime\//, to: CORE, because: "configuration gives the core's profiles, in its words" },
];

const layerOf = (path: string) => LAYERS.find(({ folder }) => folder.test(path));
const isOurs = (path: string) => /^(?:src|workers|bench|test)\//.test(path);
const isAllowed = ({ from, to, isType }: Import): boolean => {
  const layer = layerOf(from);
  if (!layer) return false;
  if (!isOurs(to)) return layer.libraries;
  if (layer.folder.test(to)) return !/^workers\//.test(to);
  return layer.code.some((may) => may.test(to)) || (isType && (layer.types ?? []).some((may) => may.test(to)));
};
const exceptionFor = ({ from, to }: Import) => EXCEPTIONS.find((exception) => exception.from.test(from) && exception.to.test(to));
const forbidden = PRODUCT.flatMap(({ imports }) => imports).filter((found) => !isAllowed(found));
const show = ({ from, to, isType }: Import) => `${from} imports ${to}${isType ? ' (type)' : ''}`;

test('every folder of the product stands in the table of imports', () => {
  expect(PRODUCT.flatMap(({ path }) => (layerOf(path) ? [] : [path]))).toEqual([]);
});

test('imports go only in the directions of the table', () => {
  expect(forbidden.filter((found) => !exceptionFor(found)).map(show)).toEqual([]);
});

test('every exception from the table is still needed', () => {
  const needed = new Set(forbidden.map(exceptionFor));
  expect(EXCEPTIONS.filter((exception) => !needed.has(exception)).map(({ because }) => because)).toEqual([]);
});

test.each([
  ['src/core/read/phone.ts', 'node:fs', false],
  ['src/core/read/phone.ts', 'src/core/words.ts', true],
  ['src/core/read/phone.ts', 'src/generated/prisma/enums.ts', false],
  ['src/channels/email/send.ts', 'src/channels/whatsapp/send.ts', false],
  ['src/store/tickets.ts', 'src/queues/queues.ts', false],
  ['src/steps/answer.ts', 'src/store/store.ts', false],
  ['src/steps/answer.ts', 'pg', false],
  ['src/runtime/config.ts', 'src/store/store.ts', false],
  ['workers/answer.ts', 'workers/clock.ts', false],
  ['workers/answer.ts', 'src/steps/answer.ts', true],
])('the table: may %s import %s? %s', (from, to, may) => {
  expect(isAllowed({ from, to, isType: false })).toBe(may);
});

test('a step knows the store by its types only', () => {
  expect(isAllowed({ from: 'src/steps/answer.ts', to: 'src/store/store.ts', isType: true })).toBe(true);
});

test('no file imports itself, however many files lie between', () => {
  expect(findCycles(EVERY_FILE)).toEqual([]);
});

test('every import of ours names a file that exists', () => {
  const paths = new Set([...listFiles('src', 'workers', 'bench', 'test', 'prisma'), ...['vitest.config.ts']]);
  const lost = EVERY_FILE.flatMap(({ imports }) => imports).filter(
    ({ to }) => isOurs(to) && !to.startsWith('src/generated/') && !paths.has(to),
  );
  expect(lost.map(show)).toEqual([]);
});

test('there are no barrels, and a name tells what a file is about', () => {
  const names = EVERY_FILE.map(({ path }) => path);
  expect(names.filter((path) => BARREL_OR_BAG.test(path))).toEqual([]);
  expect(names.filter((path) => !KEBAB_CASE.test(path))).toEqual([]);
});

test('nothing is exported by default but where a tool asks for it', () => {
  expect(EVERY_FILE.flatMap(({ path, hasDefaultExport }) => (hasDefaultExport ? [path] : []))).toEqual(['test/support/global-setup.ts']);
});

test('the types are not talked out of a finding', () => {
  expect(commentsLike(/@ts-(?:ignore|expect-error|nocheck)/)).toEqual([]);
  expect(commentsLike(/biome-ignore(?:-\w+)? lint\/(?:suspicious\/noExplicitAny|style\/noNonNullAssertion)|biome-ignore-all/)).toEqual([]);
});

test('what is left to do stands in an issue', () => {
  // with the number behind the word: (#12)
  expect(commentsLike(/\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))/)).toEqual([]);
});

test('every test runs', () => {
  // There root shows what an ordinary user can do, and only root can become one.
  const allowed = ['test/runtime/services.system.test.ts'];
  expect(TESTS.flatMap(({ path, code }) => (SELECTIVE.test(code) ? [path] : []))).toEqual(allowed);
});

test('workers, steps and channels say in their first line what comes in, what goes out and what on failure', () => {
  const without = PRODUCT.filter(({ path }) => /^(?:workers|src\/steps|src\/channels)\//.test(path)).filter(
    ({ lines }) => !FIRST_SENTENCE.test(lines[0] ?? ''),
  );
  expect(without.map(({ path }) => path)).toEqual([]);
});

test('a worker opens, starts and closes, in 40 lines at most', () => {
  const long = PRODUCT.filter(({ path, lines }) => path.startsWith('workers/') && lines.length - 1 > 40);
  expect(long.map(({ path, lines }) => `${path}: ${lines.length - 1}`)).toEqual([]);
});

test('the core has no clock, no randomness, no waiting and no outside', () => {
  const core = PRODUCT.filter(({ path }) => CORE.test(path));
  expect(core.length).toBeGreaterThan(10);
  expect(core.flatMap(({ path, code }) => [...code.matchAll(IMPURE)].map(([found]) => `${path}: ${found}`))).toEqual([]);
});

test("nothing of one company shows in another's templates", () => {
  const profiles = loadProfiles('config');
  expect(profiles.length).toBeGreaterThan(1);
  const found = profiles.flatMap((own) => {
    const texts = [
      ...listFiles(`templates/${own.company}`).map((path) => ({ place: path, text: readProjectFile(path) })),
      ...Object.entries(own.approvedTemplates).map(([kind, { text }]) => ({ place: `${own.company}: approved ${kind}`, text })),
    ];
    expect(texts.length).toBeGreaterThan(10);
    const others = profiles.filter((profile) => profile !== own).flatMap(marksOf);
    return texts.flatMap(({ place, text }) =>
      others.filter((mark) => text.toLowerCase().includes(mark)).map((mark) => `${place} names ${mark}`),
    );
  });
  expect(found).toEqual([]);
});

test('package-lock.json names no registry', () => {
  // With an address in it, `npm ci` would ask that registry and no mirror.
  expect(readProjectFile('package-lock.json').match(/"resolved": "https?:[^"]*"|registry\.[a-z.]+/g) ?? []).toEqual([]);
});

// `index.ts`, `utils.ts`, `mail-helpers.ts`; not `environment.ts`, `services.ts`
const BARREL_OR_BAG = /\/(?:index|(?:[a-z-]+-)?(?:utils?|helpers?|common|types|manager|service|misc))\.ts$/;
// `src/core/same-matter.ts`, `test/channels/email/parse.golden.test.ts`; not `src/core/sameMatter.ts`
const KEBAB_CASE = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)+[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?(?:\.test)?\.ts$/;
// `test.only(`, `describe.skipIf(`; not `test.each(`
const SELECTIVE = /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fails)\b/;
// `// Sends one reply. In: …`; not `import …`, not `// send`
const FIRST_SENTENCE = /^\/\/ [A-Z].{20,}[.;:]/;
// `Date.now()`, `new Date()`, `await`; not `new Date(at)`, `awaiting`
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\.|\bprocess\.|\bawait\b|\basync\b|\bfetch\(|\bconsole\.|\bsetTimeout\b/g;

const commentsLike = (pattern: RegExp) =>
  EVERY_FILE.flatMap(({ path, comments }) => comments.filter((comment) => pattern.test(comment)).map((comment) => `${path}:${comment}`));

/** What a customer would know a company by, in lower case: names, domains of its mailboxes, website. */
const marksOf = ({ company, name, mailboxes, attention }: ReturnType<typeof loadProfiles>[number]): string[] => [
  company,
  name.toLowerCase(),
  ...mailboxes.map(({ address }) => address.slice(address.indexOf('@') + 1)),
  ...(attention.website ? [attention.website.replace(/^https?:\/\//, '').toLowerCase()] : []),
  ...(attention.facebookPage ? [attention.facebookPage.toLowerCase()] : []),
];

/** Each circle of imports once, as `a → b → a`. */
const findCycles = (files: SourceFile[]): string[] => {
  const next = new Map(files.map(({ path, imports }) => [path, imports.map(({ to }) => to)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
};
