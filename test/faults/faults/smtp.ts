import type { Script } from '../../support/smtp-script.ts';
import { waitFor } from '../../support/wait.ts';
import type { Fault } from '../lab.ts';
import type { Customer } from '../load.ts';
import { passTimeUntil } from '../pass-time.ts';
import type { World } from '../world.ts';

const MAILS = ['mail', 'both', 'form', 'household'] as const;
const SEEN_WITHIN_MS = 90_000;

/** Plays a script until so many commands that start so were met by it. */
export const playUntil = async (world: World, script: Script, command: string, times: number): Promise<string[]> => {
  const from = world.smtp.commands.length;
  world.smtp.play(script);
  const met = () => world.smtp.commands.slice(from).filter((line) => line.toUpperCase().startsWith(command));
  await waitFor(`${times} times ${command}`, () => met().length >= times, SEEN_WITHIN_MS);
  const found = met();
  world.smtp.play({});
  return found;
};

const scripted = (name: string, script: Script, command: string, more: Partial<Fault> = {}): Fault => ({
  name: `SMTP ${name}`,
  kinds: MAILS,
  customers: 12,
  strike: async (world) => void (await playUntil(world, script, command, 3)),
  ...more,
});

/** What was refused for good arrives nowhere, and stands as refused. */
const refuse = async (world: World, customers: Customer[]): Promise<void> => {
  const met = await playUntil(world, { RCPT: '550 5.1.1 No such user' }, 'RCPT TO', 3);
  const addresses = met.map((line) => /<([^>]+)>/.exec(line)?.[1] ?? '');
  for (const customer of customers) if (customer.people.some((person) => addresses.includes(person))) customer.answers = {};
  await waitFor('the refusals to be noted', async () => {
    const refused = await world.rows(
      `SELECT 1 FROM "Reply" r JOIN "Ticket" t ON t."id" = r."ticketId"
       WHERE r."recipient" = ANY($1) AND r."state" = 'refused' AND 'answer-undelivered' = ANY(t."warnings")`,
      [addresses],
    );
    return refused.length >= new Set(addresses).size;
  });
};

export const SMTP: Fault[] = [
  {
    name: 'SMTP greets with 421',
    kinds: MAILS,
    customers: 12,
    strike: async (world) => {
      const before = world.smtp.connections();
      world.smtp.play({ greeting: '421 4.3.2 Too busy' });
      world.smtp.cut();
      await waitFor('three greetings', () => world.smtp.connections() >= before + 3, SEEN_WITHIN_MS);
      world.smtp.play({});
    },
  },
  scripted('says 450, greylisting', { RCPT: '450 4.7.1 Greylisted, try again later' }, 'RCPT TO'),
  {
    name: 'SMTP says 550',
    kinds: ['mail', 'both', 'form'],
    customers: 12,
    strike: (world, _strike, customers) => refuse(world, customers),
  },
  scripted('cut before DATA', { DATA: null }, 'DATA'),
  scripted('cut after the final dot', { end: null }, 'DATA', { mayRepeat: true }),
  scripted('one byte a second', { dripMs: 1_000 }, 'EHLO', {
    customers: 6,
    mayRepeat: true,
    strike: async (world) => {
      const before = world.smtp.connections();
      world.smtp.play({ dripMs: 1_000 });
      world.smtp.cut();
      // Given up after a minute, and tried again.
      await passTimeUntil(world, 'a second try', 20_000, () => world.smtp.connections() >= before + 3);
      world.smtp.play({});
    },
  }),
];
