// Understands stored messages. Takes message ids from the queue `understand`; hands on answers by id; a failed job is retried, then swept.

import { consultsOf } from '../src/assembly/directories.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { openParser } from '../src/channels/email/parse-pool.ts';
import { startWorker } from '../src/queues/open.ts';
import { understand } from '../src/steps/understand.ts';

const PUT_OFF_MS = 10 * 60_000;

export const openUnderstand: OpenWorker = async (runtime) => {
  const parser = openParser();
  const mailboxes = new Map(runtime.config.companies.flatMap(({ mailboxes: list }) => list.map((mailbox) => [mailbox.address, mailbox])));
  const tools = {
    ...runtime.tools,
    consult: consultsOf(runtime.config.companies.flatMap(({ directory }) => directory ?? [])),
    parseMail: (raw: Buffer, address: string, { company }: { company: string }) => {
      const mailbox = mailboxes.get(address);
      return parser.parse(raw, { company, mailbox: address, group: mailbox?.group ?? null, authservId: mailbox?.authservId ?? null });
    },
  };
  const onGivenUp = (id: string) => runtime.store.messages.postpone(id, new Date(Date.now() + PUT_OFF_MS));
  runtime.closing(
    parser,
    startWorker(runtime.redisUrl, 'understand', (id) => understand(tools, id), { onGivenUp }),
  );
};
