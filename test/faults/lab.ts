import { setTimeout as sleep } from 'node:timers/promises';
import { type Findings, findFolioFaults, findWrong } from './invariants.ts';
import { type Customer, KINDS, type Kind, makeLoad } from './load.ts';
import type { MachineOptions } from './machines.ts';
import type { World } from './world.ts';

/** What a fault can look at while it strikes. */
export type Strike = {
  /** Waits until this share of the customers has begun to write. */
  share: (part: number) => Promise<void>;
  /** Lets one more customer of each kind write. */
  more: () => void;
};

export type Fault = {
  name: string;
  /** Part of the short form too. */
  short?: boolean;
  /** One machine unless it says otherwise. */
  machines?: MachineOptions[];
  customers?: number;
  kinds?: readonly Kind[];
  /** How long nothing may move before what is missing counts as lost. */
  giveUpAfterMs?: number;
  /** A provider hid what became of a mail: it may come again under its Message-ID. */
  mayRepeat?: boolean;
  /** What is found then is enough: nothing more is waited for. */
  endsWhen?: (findings: Findings) => boolean;
  /** Makes trouble while the customers write, and mends it. Throws where the trouble did not come about. */
  strike: (world: World, strike: Strike, customers: Customer[]) => Promise<void>;
};

export type Outcome = {
  fault: string;
  messages: number;
  lost: number;
  doubled: number;
  wrong: number;
  repeated: number;
  folios: number;
  /** From the end of the trouble until all is done, by the world's clock; null if it never was. */
  secondsToRecover: number | null;
  /** How long the whole took by the clock on the wall. */
  seconds: number;
  red: boolean;
  findings: string[];
};

const AT_ONCE = 12;
const LOOK_EVERY_MS = 120;
/** The servers that are scripted here live in this process: most of its time is theirs, however long a look at thousands takes. */
const LOOK_SHARE = 4;
/** Nothing moves for so long: then all wait for a clock, and it is put forward. */
const STILL_MS = 500;
/** A conversation with a server takes so many times longer than asking a machine whether it is ready. */
const SLOWNESS = 20;
const STARTS_WITHIN_MS = 6_000;
const FIRST_STEP_MS = 10_000;
const STEP_GROWS_BY = 3;
const LONGEST_STEP_MS = 30 * 60_000;
/** What is not done by then will never be: longer than an answer of unknown fate waits for news. */
const GIVE_UP_AFTER_MS = 8 * 3_600_000;
const READY_WITHIN_MS = 120_000;

/** Lets customers write, strikes meanwhile, waits until all is done and says what was lost, doubled or wrong. */
export const runFault = async (world: World, fault: Fault): Promise<{ outcome: Outcome; customers: Customer[] }> => {
  const startedAt = Date.now();
  await ensureMachines(world, fault.machines ?? [{}]);
  const customers = makeLoad(world, fault.customers ?? 20, fault.kinds);
  let begun = 0;
  const write = (some: Customer[]) =>
    letThemWrite(world, some, () => {
      begun += 1;
    });
  const writing = [write([...customers])];
  const share = async (part: number) => {
    while (begun < customers.length * part) await sleep(20);
  };
  const more = () => {
    const others = makeLoad(world, KINDS.length, fault.kinds);
    customers.push(...others);
    writing.push(write(others));
  };
  const failure = await fault.strike(world, { share, more }, customers).then(
    () => [],
    (error: unknown) => [`the fault did not come about as it should: ${error instanceof Error ? error.message : String(error)}`],
  );
  mend(world);
  const mendedAt = world.now();
  if (fault.mayRepeat) await bringNews(world, more);
  const findings = await waitUntilDone(world, customers, Promise.all(writing), fault);
  const recovered = findings.left === 0 && isClean(findings, fault);
  const secondsToRecover = recovered ? Math.round((world.now() - mendedAt) / 100) / 10 : null;
  return { outcome: await judge(world, fault, findings, { secondsToRecover, startedAt, failure }), customers };
};

/** Judges once more, later, once nothing moves any more: what is done twice is often done late. */
export const judgeAgain = async (
  world: World,
  fault: Fault,
  { outcome, customers }: Awaited<ReturnType<typeof runFault>>,
): Promise<Outcome> => {
  const findings = await lookUntilStill(world, customers);
  const again = await judge(world, fault, findings, { secondsToRecover: outcome.secondsToRecover, startedAt: Date.now(), failure: [] });
  return { ...again, seconds: outcome.seconds };
};

const lookUntilStill = async (world: World, customers: Customer[]): Promise<Findings> => {
  await world.ready();
  let before = '';
  for (;;) {
    const findings = await findWrong(world, customers);
    if (findings.left === 0 && findings.progress === before) return findings;
    before = findings.progress;
    await sleep(STILL_MS);
  }
};

const judge = async (
  world: World,
  fault: Fault,
  findings: Findings,
  { secondsToRecover, startedAt, failure }: { secondsToRecover: number | null; startedAt: number; failure: string[] },
): Promise<Outcome> => {
  const { messages, lost, doubled, wrong, repeated, left } = findings;
  const folios = await findFolioFaults(world);
  const hidden = repeated > 0 && !fault.mayRepeat ? [`${repeated} mails came again, though nobody had hidden what became of them`] : [];
  const leftOver = left > 0 ? [`${left} rows or jobs were left behind`] : [];
  return {
    fault: fault.name,
    messages,
    lost: lost.length,
    doubled: doubled.length + hidden.length,
    wrong: wrong.length + leftOver.length + failure.length,
    repeated,
    folios: folios.length,
    secondsToRecover,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
    red:
      secondsToRecover === null ||
      lost.length + doubled.length + hidden.length + wrong.length + folios.length + leftOver.length + failure.length > 0,
    findings: [...failure, ...lost, ...doubled, ...hidden, ...wrong, ...folios, ...leftOver],
  };
};

/** A send to Meta that was cut off is known to be unsent once Meta has told of later ones; without any it becomes an agent's matter. */
const bringNews = async (world: World, more: () => void): Promise<void> => {
  await world.ready();
  await world.advance(60_000);
  more();
};

/** Whatever the strike left bent, should it have failed. */
const mend = (world: World): void => {
  world.imap.intercept({});
  world.imap.resume();
  world.smtp.play({});
};

const isClean = ({ lost, doubled, wrong, repeated }: Findings, fault: Fault): boolean =>
  lost.length + doubled.length + wrong.length === 0 && (repeated === 0 || fault.mayRepeat === true);

const ensureMachines = async (world: World, wanted: MachineOptions[]): Promise<void> => {
  const present = world.machines.map(({ options }) => options);
  if (JSON.stringify(present) === JSON.stringify(wanted)) return world.ready();
  await world.useMachines(wanted);
};

const letThemWrite = async (world: World, customers: Customer[], onBegin: () => void): Promise<void> => {
  const waiting = [...customers];
  const writeOn = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      onBegin();
      await one.act(world);
      await sleep(world.random() * 40);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writeOn));
};

/** Looks until all is done; where nothing moves and every machine is up, time is let pass. Gives what is wrong in the end. */
const waitUntilDone = async (
  world: World,
  customers: Customer[],
  writing: Promise<unknown>,
  { giveUpAfterMs = GIVE_UP_AFTER_MS, endsWhen }: Fault,
): Promise<Findings> => {
  let isWritten = false;
  const written = writing.then(() => {
    isWritten = true;
  });
  let progress = '';
  // Who was killed a moment ago is still starting: its first parse must not meet a jump of the clock.
  const isStarting = world.machines.some((machine) => machine.deaths() > 0);
  let movedAt = Date.now() + (isStarting ? STARTS_WITHIN_MS : 0);
  let stepMs = FIRST_STEP_MS;
  let passedMs = 0;
  let lookMs = 0;
  for (;;) {
    // A customer who cannot write at all is a failure of the lab, and ends it.
    const pauseMs = Math.max(LOOK_EVERY_MS, lookMs * LOOK_SHARE);
    await (isWritten ? sleep(pauseMs) : Promise.race([sleep(pauseMs), written]));
    const lookedAt = Date.now();
    const findings = await findWrong(world, customers).catch(() => null);
    lookMs = Date.now() - lookedAt;
    if (findings === null) continue;
    if (isWritten && findings.left === 0 && findings.lost.length + findings.wrong.length === 0) return findings;
    if (endsWhen?.(findings)) return findings;
    if (findings.progress !== progress) {
      ({ progress } = findings);
      movedAt = Math.max(movedAt, Date.now());
      stepMs = FIRST_STEP_MS;
      passedMs = 0;
      continue;
    }
    if (Date.now() - movedAt < STILL_MS) continue;
    if (passedMs > giveUpAfterMs) return findings;
    const askedAt = Date.now();
    const isUp = (await Promise.all(world.machines.map((machine) => machine.isReady()))).every(Boolean);
    // On a busy machine a conversation takes longer: time that passes in its middle is a time-out that nobody had.
    if (Date.now() - movedAt < (Date.now() - askedAt) * SLOWNESS) continue;
    if (!isUp && Date.now() - movedAt < READY_WITHIN_MS) continue;
    await world.advance(stepMs);
    passedMs += stepMs;
    stepMs = Math.min(stepMs * STEP_GROWS_BY, LONGEST_STEP_MS);
    movedAt = Date.now();
  }
};
