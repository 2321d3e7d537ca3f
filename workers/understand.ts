// Understands what was stored. Takes message ids from the queue `understand`, and takes webhooks apart for the queue `unpack`; hands on answers by id; a failed job is retried, then swept.

import { consultsOf } from '../src/assembly/directories.ts';
import { startUnpacking, unpackToolsOf } from '../src/assembly/meta-bodies.ts';
import { openRoom, openSeats } from '../src/assembly/room.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { openParser } from '../src/channels/email/parse-pool.ts';
import { startWorker } from '../src/queues/open.ts';
import { giveUp } from '../src/steps/give-up.ts';
import { understandMany } from '../src/steps/understand-many.ts';
import { unpackQuarantined } from '../src/steps/unpack.ts';

type Profile = { company: string };

export const openUnderstand: OpenWorker = async (runtime) => {
  const parser = openParser();
  const mailboxes = new Map(runtime.config.companies.flatMap(({ mailboxes: list }) => list.map((mailbox) => [mailbox.address, mailbox])));
  const optionsOf = (address: string, { company }: Profile) => {
    const mailbox = mailboxes.get(address);
    return { company, mailbox: address, group: mailbox?.group ?? null, authservId: mailbox?.authservId ?? null };
  };
  const unpacking = unpackToolsOf(runtime);
  const tools = {
    ...runtime.tools,
    unpackQuarantined: (id: string) => unpackQuarantined(unpacking, id),
    within: openRoom(),
    seated: openSeats(2),
    consult: consultsOf(runtime.config.companies.flatMap(({ directory }) => directory ?? [])),
    parseMail: (raw: Buffer, mailbox: string, profile: Profile) => parser.parse(raw, optionsOf(mailbox, profile)),
    parseMails: (mails: { raw: Buffer; mailbox: string }[], profile: Profile) =>
      parser.parseAll(mails.map(({ raw, mailbox }) => ({ raw, options: optionsOf(mailbox, profile) }))),
  };
  runtime.closing(
    parser,
    startUnpacking(runtime, unpacking),
    startWorker(runtime.redisUrl, 'understand', (id, { more, again }) => understandMany(tools, [id, ...more], again), {
      onGivenUp: (id, code) => giveUp(tools, id, code),
    }),
  );
};
