import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { openStage } from '../../src/assembly/stage.ts';
import { contractKeyOf } from '../../src/core/policy/contracts.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { openStore } from '../../src/store/store.ts';
import { loadTemplates, type Templates } from '../../src/templates/load.ts';
import { freshDatabase } from '../support/databases.ts';
import { playScenario, readScenarios, type Scenario } from '../support/scenarios.ts';

const FILES = [
  'corpus/dev-scenarios.jsonl',
  'corpus/own-scenarios.jsonl',
  'corpus/examiner-scenarios.jsonl',
  'corpus/examiner-scenarios-4.jsonl',
].filter((file) => existsSync(file));
const profiles = new Map(loadProfiles('config').map((profile) => [profile.company, profile]));
let templates: Templates;

beforeAll(async () => {
  templates = await loadTemplates('templates', [...profiles.values()], { quick: true });
});

test.each(FILES.flatMap((file) => readScenarios(file)).map((scenario) => [scenario.id, scenario.title, scenario] as const))(
  'scenario %s: %s',
  async (_id, _title, scenario) => {
    expect(await play(scenario)).toEqual([]);
  },
);

const play = async (scenario: Scenario): Promise<string[]> => {
  const profile = profiles.get(scenario.company);
  if (!profile) throw new Error(`no company ${scenario.company}`);
  const store = openStore(await freshDatabase(), { connections: 2 });
  try {
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    const rows = scenario.subscribers.map((row) => {
      const contract = String(row.contract);
      return {
        contract,
        contractKey: contractKeyOf(contract, profile),
        holder: String(row.holder),
        phone: text(row.phone),
        email: text(row.email),
        city: text(row.city),
      };
    });
    if (rows.length > 0) await store.subscribers.save(profile.company, rows, new Date());
    return await playScenario(scenario, await openStage(store, profile, templates));
  } finally {
    await store.close();
  }
};
