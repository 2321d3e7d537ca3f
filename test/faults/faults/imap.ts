import { changeAnswers } from '../../support/imap-answers.ts';
import { waitFor } from '../../support/wait.ts';
import type { Fault } from '../lab.ts';
import { passTimeUntil } from '../pass-time.ts';
import { MAILBOXES } from '../servers.ts';
import type { World } from '../world.ts';

const MAILS = ['mail', 'household', 'both', 'asked', 'absent'] as const;
const SEEN_WITHIN_MS = 60_000;
const ALL = { kinds: MAILS };

/** A literal that is longer than what comes with it: `* 3 FETCH (… {1234}` and its first bytes. */
const LITERAL = /\bFETCH \(.*\{\d+\}\r\n/s;

/** Cuts so many connections in the middle of a mail. */
export const cutInLiterals = async (world: World, times: number): Promise<void> => {
  let cut = 0;
  world.imap.intercept({
    toClient: (bytes) => {
      const text = bytes.toString('latin1');
      const found = LITERAL.exec(text);
      if (!found || cut >= times) return bytes;
      cut += 1;
      setImmediate(() => world.imap.cut());
      return bytes.subarray(0, found.index + found[0].length + Math.floor(world.random() * 60));
    },
  });
  await waitFor(`${times} connections to be cut inside a literal`, () => cut >= times, SEEN_WITHIN_MS);
  world.imap.intercept({});
};

const sayGoodbye = async (world: World, times: number): Promise<void> => {
  let said = 0;
  world.imap.intercept({
    toClient: (bytes) => {
      if (said >= times || !bytes.toString('latin1').includes('FETCH')) return bytes;
      said += 1;
      setImmediate(() => world.imap.cut());
      return Buffer.from('* BYE Server shutting down.\r\n');
    },
  });
  await waitFor(`${times} goodbyes`, () => said >= times, SEEN_WITHIN_MS);
  world.imap.intercept({});
};

/** Answers of FETCH with a literal go through twice, each as a whole. */
const repeatAnswers = (world: World): { times: () => number } => {
  let times = 0;
  world.imap.intercept({
    toClient: changeAnswers((answer) => {
      const isMail = LITERAL.test(answer.toString('latin1'));
      times += Number(isMail);
      return isMail ? [answer, answer] : [answer];
    }),
  });
  return { times: () => times };
};

/** Takes mails out of the mailbox after they were listed and before they are fetched. */
const takeAway = async (world: World, moveTo: string | null): Promise<void> => {
  const [address = ''] = MAILBOXES;
  const names = Array.from({ length: 4 }, () => `ausente${world.next()}`);
  let taken = 0;
  const left = [...names];
  world.imap.intercept({
    toServer: async (bytes) => {
      if (!/UID FETCH .*BODY\.PEEK/.test(bytes.toString('latin1'))) return bytes;
      for (const name of left.splice(0, 1)) taken += Number(await world.dovecot.remove(address, name, moveTo));
      return bytes;
    },
  });
  for (const name of names)
    await world.dovecot.deliver(
      address,
      Buffer.from(
        `From: ${name}@correo.test\r\nTo: ${address}\r\nMessage-ID: <${name}@correo.test>\r\nSubject: ${name}\r\n\r\n${name}\r\n`,
      ),
    );
  await waitFor('mails to be taken away', () => left.length === 0, SEEN_WITHIN_MS);
  world.imap.intercept({});
  if (taken === 0) throw new Error('no mail was taken away between its listing and its fetch');
};

export const IMAP: Fault[] = [
  { name: 'IMAP cut inside literals', ...ALL, strike: async (world) => cutInLiterals(world, 3) },
  { name: 'IMAP says BYE', ...ALL, strike: async (world) => sayGoodbye(world, 4) },
  {
    name: 'IMAP hangs',
    ...ALL,
    strike: async (world, { share }) => {
      await share(0.3);
      world.imap.hang();
      await share(0.8);
      // The watchers look by themselves, wait in vain and give the connections up.
      const before = world.imap.connections();
      await passTimeUntil(world, 'the watchers to give up', 60_000, () => world.imap.connections() > before);
      world.imap.resume();
      world.imap.cut();
    },
  },
  {
    name: 'Dovecot restarted',
    ...ALL,
    strike: async (world, { share }) => {
      await share(0.4);
      await world.dovecot.stop();
      await share(0.8);
      await world.dovecot.start();
    },
  },
  {
    name: 'UIDVALIDITY changes',
    ...ALL,
    strike: async (world, { share }) => {
      await share(0.5);
      await world.dovecot.stop();
      await world.dovecot.renumber();
      await world.dovecot.start();
    },
  },
  { name: 'IMAP: mails expunged before the fetch', ...ALL, strike: async (world) => takeAway(world, null) },
  { name: 'IMAP: mails moved before the fetch', ...ALL, strike: async (world) => takeAway(world, 'Archivo') },
  {
    name: 'IMAP: the same UID twice',
    ...ALL,
    strike: async (world, { share }) => {
      const repeating = repeatAnswers(world);
      await share(1);
      await waitFor('answers to come twice', () => repeating.times() > 3, SEEN_WITHIN_MS);
      world.imap.intercept({});
    },
  },
  { name: '10,000 mails at once', kinds: ['mail'], customers: 10_000, strike: async (_world, { share }) => share(1) },
];
