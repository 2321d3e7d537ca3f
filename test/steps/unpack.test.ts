import { beforeEach, expect, test } from 'vitest';
import { encodeAsMeta, whatsAppBody, whatsAppText } from '../../src/runtime/services/meta-webhooks.ts';
import { discardQuarantined, retryQuarantined } from '../../src/steps/attend-quarantine.ts';
import { giveUp } from '../../src/steps/give-up.ts';
import { retain } from '../../src/steps/retain.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { understand } from '../../src/steps/understand.ts';
import { unpack, unpackQuarantined } from '../../src/steps/unpack.ts';
import { ACCOUNT, openChat } from '../support/chat.ts';

const chat = await openChat();
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let made = 0;
const newId = () => {
  made += 1;
  return `wamid.${made}`;
};
const person = (n: number) => ({ waId: `521686777${String(1000 + n)}`, userId: `MX.7000000000000000${1000 + n}`, name: `Persona ${n}` });
const bodyOf = (id: string, secondsAgo = 3, text = 'hola') =>
  encodeAsMeta(whatsAppBody(ACCOUNT, [whatsAppText(person(made), id, chat.at(-secondsAgo), text)]));
const take = async (id = newId(), company = 'konecta') => {
  await chat.take(company, bodyOf(id), 'whatsapp');
  return id;
};
const messages = (ids: string[]) =>
  chat.rows(`SELECT "externalId", "disposition"::text, "receivedAt", "rawHash" FROM "Message" WHERE "externalId" = ANY($1) ORDER BY "id"`, [
    ids,
  ]);
const waiting = () => chat.rows(`SELECT "id", "company", "failures", "dueAt" FROM "MetaDelivery" ORDER BY "id"`);

/** Reads as ever, but for one webhook, where our own code has a fault. */
const poisoned = (id: string) => ({
  ...chat.tools,
  readDelivery: (...given: Parameters<typeof chat.tools.readDelivery>) => {
    if (given[1].includes(id)) throw new TypeError('a fault of ours');
    return chat.tools.readDelivery(...given);
  },
});

beforeEach(async () => {
  await chat.rows('TRUNCATE "MetaDelivery"');
  chat.jobs.length = 0;
});

test('what waits becomes messages in the order in which it came, and nothing of it waits any more', async () => {
  const ids = [await take(), await take(), await take()];
  await unpack(chat.tools, '');
  expect((await messages(ids)).map(({ externalId }) => externalId)).toEqual(ids);
  expect(await waiting()).toEqual([]);
  const before = await chat.count('Message');
  await unpack(chat.tools, '');
  expect(await chat.count('Message')).toBe(before);
});

test('what a door took whose clock is ahead of ours waits for no sweep', async () => {
  chat.clock.now += 900;
  const id = await take();
  chat.clock.now -= 900;
  await unpack(chat.tools, '');
  expect(await messages([id])).toHaveLength(1);
});

test('a burst closes as early as if it had been stored at once, however long the webhook has waited', async () => {
  const id = newId();
  // Meta's clock is ahead of ours: what counts is when the door had it.
  await chat.take('konecta', bodyOf(id, -30), 'whatsapp');
  const arrivedAt = chat.at();
  chat.clock.now += 10_000;
  await unpack(chat.tools, '');
  expect(await messages([id])).toMatchObject([{ receivedAt: arrivedAt }]);
  expect(chat.jobs.at(-1)).toMatchObject({ queue: 'understand', delayMs: 5_000 });
});

test('the same bytes twice are a message and its duplicate, also where the first is taken apart in between', async () => {
  const [id, other] = [newId(), newId()];
  for (const one of [id, id]) await take(one);
  await unpack(chat.tools, '');
  await take(other);
  await unpack(chat.tools, '');
  await take(other);
  await unpack(chat.tools, '');
  for (const one of [id, other]) {
    const rows = await messages([one]);
    expect(rows).toHaveLength(2);
    expect(rows.map(({ disposition }) => disposition).toSorted()).toEqual(['ignored', null].toSorted());
    expect(new Set(rows.map(({ rawHash }) => rawHash)).size).toBe(1);
  }
});

test('more than one transaction takes is taken in turns between companies, and a pile is handed over to the next job', async () => {
  const ids = Array.from({ length: 1_100 }, newId);
  await chat.store.metaDeliveries.addAll(
    ids.map((id, n) => {
      const company = n < 1_000 ? 'konecta' : 'monet';
      return { rawBody: bodyOf(id), owners: [{ company, channel: 'whatsapp' as const, route: company, proven: [] }] };
    }),
    chat.at(),
  );
  await unpack(chat.tools, 'the job');
  const rows = await waiting();
  // Ten rounds of fifty for the one; the other had only a hundred.
  expect(rows.map(({ company }) => company)).toEqual(Array.from({ length: 500 }, () => 'konecta'));
  expect(chat.jobs.filter(({ queue }) => queue === 'unpack')).toEqual([{ queue: 'unpack', id: 'the job', delayMs: 0 }]);
  await unpack(chat.tools, 'the job');
  await unpack(chat.tools, 'the job');
  expect(await waiting()).toEqual([]);
  expect(await messages(ids)).toHaveLength(1_100);
});

test('two that take apart at the same time share the work, and each thing is stored once', async () => {
  const ids = await Promise.all(Array.from({ length: 120 }, () => take()));
  await Promise.all([1, 2, 3].map(() => unpack(chat.tools, '')));
  expect(await waiting()).toEqual([]);
  expect(await messages(ids)).toHaveLength(120);
});

test('one that fails spoils nothing around it, waits longer each time, and is stored once it can be', async () => {
  const [good, bad, alsoGood] = [await take(), await take(), await take()];
  await unpack(poisoned(bad), '');
  expect((await messages([good, bad, alsoGood])).map(({ externalId }) => externalId)).toEqual([good, alsoGood]);
  const waits: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const [row] = await waiting();
    waits.push(+(row?.dueAt as Date) - chat.clock.now);
    expect(chat.jobs.findLast(({ queue }) => queue === 'unpack')).toEqual({ queue: 'unpack', id: row?.id, delayMs: waits.at(-1) });
    chat.clock.now += (waits.at(-1) ?? 0) - 1_001;
    await unpack(poisoned(bad), '');
    expect(await waiting()).toEqual([row]);
    chat.clock.now += 1_001;
    await unpack(poisoned(bad), '');
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000]);
  chat.clock.now += MINUTE_MS;
  await unpack(chat.tools, '');
  expect(await messages([bad])).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

/** A webhook that has failed for half an hour. */
const givenUp = async () => {
  const bad = await take();
  for (let round = 0; round < 14; round += 1) {
    await unpack(poisoned(bad), '');
    chat.clock.now += 5 * MINUTE_MS;
  }
  const [row] = await waiting();
  return { bad, id: String(row?.id), dueAt: row?.dueAt };
};
const understandTools = (bad: string) => ({
  ...chat.tools,
  parseMail: async () => ({ kind: 'malformed', code: 'not_a_mail', because: 'chat only' }) as const,
  unpackQuarantined: (id: string) => unpackQuarantined(poisoned(bad), id),
});
const orderFor = (messageId: string) => ({ company: 'konecta', messageId, agent: crypto.randomUUID() });

test('one that fails for half an hour is quarantined with its bytes, shown to an administrator, and tried again by hand', async () => {
  const { bad, id, dueAt } = await givenUp();
  expect(dueAt).toBeNull();
  const [shown] = await chat.store.quarantine.list('konecta', false, null, 1);
  expect(shown).toMatchObject({ id, channel: 'whatsapp', reason: 'given-up', disposition: 'quarantined' });
  expect((await chat.store.messages.findRaw(shown?.rawHash ?? ''))?.bytes.includes(bad)).toBe(true);
  // By itself it is not tried any more.
  expect(await sweep(chat.tools, 0)).toMatchObject({ webhooks: false });
  expect(await retryQuarantined(chat.tools, orderFor(id))).toEqual({ kind: 'done' });
  await expect(understand(understandTools(bad), id)).rejects.toThrow('a fault of ours');
  expect(await messages([bad])).toEqual([]);
  await understand(understandTools('nothing'), id);
  await understand(understandTools('nothing'), id);
  expect(await messages([bad])).toHaveLength(1);
  expect(await waiting()).toEqual([]);
  expect(await chat.store.quarantine.find('konecta', id)).toMatchObject({ state: 'settled', disposition: 'ignored', reason: 'unpacked' });
});

test('what fails again after an administrator’s order comes back to quarantine', async () => {
  const { bad, id } = await givenUp();
  await retryQuarantined(chat.tools, orderFor(id));
  for (let round = 0; round < 3; round += 1)
    await understand(understandTools(bad), id).catch((error: Error) => giveUp(chat.tools, id, error.name));
  expect((await chat.store.quarantine.list('konecta', false, null, 10)).map((row) => row.id)).toContain(id);
  expect(await waiting()).toMatchObject([{ id, dueAt: null }]);
});

/** With the number of webhooks that were opened together in each transaction, and their failures so far. */
const watched = () => {
  const opened: { count: number; failures: unknown[] }[] = [];
  const store = {
    ...chat.store,
    transaction: ((work) =>
      chat.store.transaction((nouns) => {
        const holdRaws = async (hashes: string[]) => {
          opened.push({ count: hashes.length, failures: (await waiting()).map(({ failures }) => failures) });
          return nouns.metaDeliveries.holdRaws(hashes);
        };
        return work({ ...nouns, metaDeliveries: { ...nouns.metaDeliveries, holdRaws } });
      })) as typeof chat.store.transaction,
  };
  return { tools: { ...chat.tools, store }, opened };
};

test('what comes together is stored together; after a job that failed or ended its process each goes alone, and its try is counted before', async () => {
  for (const [again, expected] of [
    [false, [{ count: 2, failures: [0, 0] }]],
    [
      true,
      [
        { count: 1, failures: [1, 0] },
        { count: 1, failures: [1] },
      ],
    ],
  ] as const) {
    const ids = [await take(), await take()];
    const { tools, opened } = watched();
    await unpack(tools, '', again);
    expect(opened).toEqual(expected);
    expect(await messages(ids)).toHaveLength(2);
  }
});

test('what an earlier process failed at goes alone, so that it cannot take others with it', async () => {
  const ids = [await take(), await take(), await take()];
  await chat.rows(`UPDATE "MetaDelivery" SET "failures" = 1 WHERE "id" = (SELECT min("id"::text)::uuid FROM "MetaDelivery")`);
  const { tools, opened } = watched();
  await unpack(tools, '');
  expect(opened.map(({ count }) => count)).toEqual([2, 1]);
  expect(await messages(ids)).toHaveLength(3);
});

test('of a company that is not configured any more it waits until it is, and nobody else waits with it', async () => {
  const [own, others] = [await take(), newId()];
  await take(others, 'monet');
  const profiles = new Map([...chat.tools.profiles].filter(([company]) => company !== 'konecta'));
  await unpack({ ...chat.tools, profiles }, '');
  expect(await messages([own, others])).toMatchObject([{ externalId: others }]);
  await unpack(chat.tools, '');
  expect(await messages([own])).toHaveLength(1);
});

test('where the job was lost the sweep brings it back, and not before', async () => {
  await take();
  chat.jobs.length = 0;
  chat.clock.now += 9_999;
  expect(await sweep(chat.tools, 10_000)).toMatchObject({ webhooks: false });
  chat.clock.now += 1;
  expect(await sweep(chat.tools, 10_000)).toMatchObject({ webhooks: true });
  expect(chat.jobs.filter(({ queue }) => queue === 'unpack')).toHaveLength(1);
});

test('what fell out in the middle of it stands whole or not at all', async () => {
  const id = await take();
  const events = await chat.count('ChannelEvent');
  const store = {
    ...chat.store,
    transaction: ((work) =>
      chat.store.transaction(async (nouns) => {
        await work(nouns);
        throw new Error('the process ended');
      })) as typeof chat.store.transaction,
  };
  await expect(unpack({ ...chat.tools, store }, '')).rejects.toThrow('the process ended');
  expect([await messages([id]), await chat.count('ChannelEvent')]).toEqual([[], events]);
  expect(await waiting()).toMatchObject([{ failures: 0 }]);
  await unpack(chat.tools, '');
  expect(await messages([id])).toHaveLength(1);
});

test('bytes are kept as long as a webhook waits for them, however old, and whoever is erased meanwhile', async () => {
  const id = await take();
  await unpack(chat.tools, '');
  const [message] = await messages([id]);
  const settle = () =>
    chat.rows(`UPDATE "Message" SET "state" = 'settled', "disposition" = 'ignored', "dueAt" = NULL WHERE "rawHash" = $1`, [
      message?.rawHash,
    ]);
  const bytes = async () => (await chat.store.messages.findRaw(String(message?.rawHash)))?.bytes.length ?? null;
  await settle();
  await take(id);
  const now = chat.clock.now;
  chat.clock.now += 3_000 * DAY_MS;
  await retain(chat.tools, 'konecta');
  expect(await bytes()).toBeGreaterThan(0);
  await unpack(chat.tools, '');
  // Its first copy holds nothing of it any more: it is a message as any other.
  expect(await messages([id])).toMatchObject([{ externalId: id, disposition: null }]);
  await settle();
  await retain(chat.tools, 'konecta');
  expect(await bytes()).toBeNull();
  chat.clock.now = now;
});

test('what an administrator discarded goes with its bytes when its days are over', async () => {
  const { id } = await givenUp();
  await discardQuarantined(chat.tools, { ...orderFor(id), reason: 'basura' });
  const [shown] = await chat.store.quarantine.list('konecta', true, null, 1);
  const now = chat.clock.now;
  chat.clock.now += 3_000 * DAY_MS;
  await retain(chat.tools, 'konecta');
  expect(await waiting()).toEqual([]);
  expect(await chat.store.messages.findRaw(shown?.rawHash ?? '')).toBeNull();
  chat.clock.now = now;
});
