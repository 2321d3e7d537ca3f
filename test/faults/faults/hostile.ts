import { readFile } from 'node:fs/promises';
import { waitFor } from '../../support/wait.ts';
import { makeHostileMails } from '../hostile-mails.ts';
import type { Fault } from '../lab.ts';
import { MAILBOXES } from '../servers.ts';
import type { World } from '../world.ts';

const DONE_WITHIN_MS = 300_000;
/** What a machine may have held at most, in memory. A mail of 50 MiB, and threads that each may have 512 MiB, fit into it. */
const MOST_MIB = 2_048;

/** Every mail of the mailbox is in the ledger, and settled; gives how many of them were quarantined. */
const standing = async (world: World, mailbox: string): Promise<{ stored: number; settled: number; quarantined: number }> => {
  const [row] = await world.rows(
    `SELECT count(*)::int AS "stored", count(*) FILTER (WHERE m."state" = 'settled')::int AS "settled",
       count(*) FILTER (WHERE m."disposition" = 'quarantined')::int AS "quarantined"
     FROM "MailboxEntry" e JOIN "Message" m ON m."id" = e."messageId" WHERE e."mailboxAddress" = $1`,
    [mailbox],
  );
  return { stored: Number(row?.stored), settled: Number(row?.settled), quarantined: Number(row?.quarantined) };
};

const mostMemoryMib = async (pid: number | null): Promise<number> =>
  Number(/VmHWM:\s*(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** No answer of ours carries a header that somebody else wrote, nor goes to anybody but who wrote. */
const findCarried = (world: World, from: number): string[] =>
  world.smtp.mails.slice(from).filter((mail) => {
    const head = mail.split('\r\n\r\n')[0] ?? '';
    return /^(X-Ajena|Bcc):/im.test(head) || /victima@/.test(head);
  });

const drop = async (world: World): Promise<void> => {
  const [mailbox = ''] = MAILBOXES;
  const before = await standing(world, mailbox);
  const answersBefore = world.smtp.mails.length;
  const hostile = makeHostileMails(world.random);
  for (const { raw } of hostile) await world.dovecot.deliver(mailbox, raw);
  await waitFor(
    'every hostile mail to be stored and settled',
    async () => {
      const { stored, settled } = await standing(world, mailbox);
      return stored >= before.stored + hostile.length && settled >= before.settled + hostile.length;
    },
    DONE_WITHIN_MS,
  );
  const { quarantined } = await standing(world, mailbox);
  if (quarantined === before.quarantined) throw new Error('no hostile mail was quarantined');
  const carried = findCarried(world, answersBefore);
  if (carried.length > 0) throw new Error(`${carried.length} answers carry what a stranger wrote into them`);
  for (const machine of world.machines) {
    if (machine.deaths() > 0) throw new Error(`${machine.name} died of a mail`);
    const memory = await mostMemoryMib(machine.pid());
    if (memory > MOST_MIB) throw new Error(`${machine.name} held ${Math.round(memory)} MiB`);
  }
};

export const HOSTILE: Fault[] = [
  // Machines of its own: one that died before would count as one that died of a mail.
  { name: 'hostile mails', machines: [{}, {}], kinds: ['mail', 'whatsapp', 'form'], customers: 24, strike: (world) => drop(world) },
];
