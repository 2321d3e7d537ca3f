import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { postWebhook, whatsAppBody, whatsAppText } from '../../runtime/services/meta-webhooks.ts';
import { addAgents } from './agents.ts';
import { fillMailboxes } from './mail.ts';
import { readRssMb, type WorkerProcess } from './processes.ts';
import { type BenchOptions, type Part, percentile, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

/** A chat is read 15 s after its last line (policy, rule 2): its answer's time counts from there. */
const BURST_MS = 15_000;
const CHATS_A_SECOND = 10;
const LARGE_BYTES = 18 * 1024 * 1024;
const LARGE_MAILS = 4;
const WITHIN_MS = 20 * 60_000;

/** Thousands of mails and chats at once, some mails of 25 MiB: the memory of each worker, and how long a chat waits behind the mails. */
export const benchFlood = async (options: BenchOptions, say: (line: string) => void): Promise<Part> => {
  const servers = await startBenchServers(options);
  try {
    await addAgents(servers.db, servers.profile.company);
    await fillMailboxes(servers, options.flood);
    for (let index = 0; index < LARGE_MAILS; index++) await deliverLarge(servers, index);
    const workers: WorkerProcess[] = [];
    for (const names of options.layout) workers.push(await servers.start(names));
    const memory = watchMemory(workers);
    const startedAt = Date.now();
    const written = await writeChats(servers, options.flood);
    const times = await waitForChats(servers, written);
    const mails = await countMails(servers);
    say(
      `  ${times.length} chats answered ${Math.round((Date.now() - startedAt) / 1_000)} s after the first, ${mails} of ${options.flood + LARGE_MAILS} mails decided by then`,
    );
    const chatP99Ms = round(percentile(times, 0.99), 0);
    await waitForMails(servers, options.flood + LARGE_MAILS);
    const most = await memory.stop();
    const maxRssMb = Math.max(...most.values());
    say(`  most resident: ${[...most].map(([name, mb]) => `${name} ${mb} MiB`).join('; ')}`);
    return {
      name: 'flood',
      result: { maxRssMb, chatP99Ms, chats: times.length, mails: options.flood + LARGE_MAILS, mailsBeforeLastChat: mails },
      rows: [
        [
          'a flood: largest worker',
          `${maxRssMb} MiB`,
          `${options.flood} mails, ${times.length} chats, ${LARGE_MAILS} of 25 MiB`,
          '',
          '≤ 400 MiB',
        ],
        ['  99th percentile of a chat’s answer', `${chatP99Ms} ms`, 'from the end of its burst', '', '< 5000 ms'],
      ],
    };
  } finally {
    await servers.stop();
  }
};

const deliverLarge = async ({ mail, mailboxes }: BenchServers, index: number): Promise<void> => {
  const raw = await new MailComposer({
    from: `grande${index}@correo.test`,
    to: mailboxes[0] ?? '',
    subject: 'Video de la falla',
    text: `No tengo internet, adjunto video. Contrato ${90_000_000 + index}, Raúl Osuna Félix`,
    attachments: [{ filename: 'video.mp4', content: randomBytes(LARGE_BYTES), contentType: 'video/mp4' }],
  })
    .compile()
    .build();
  await mail.deliver(mailboxes[0] ?? '', raw);
};

/** Customers of WhatsApp, each one line; gives when each wrote, by number. */
const writeChats = async (servers: BenchServers, flood: number): Promise<Map<string, number>> => {
  const { meta, graph, webUrl, profile } = servers;
  const written = new Map<string, number>();
  const chats = Math.min(flood, CHATS_A_SECOND * 60);
  for (let index = 0; index < chats; index++) {
    const waId = `521686${String(5_000_000 + index)}`;
    const text = whatsAppText(
      { waId, userId: `MX.${waId}`, name: 'Cliente' },
      `wamid.flood.${index}`,
      new Date(),
      `No tengo internet, contrato ${70_000_000 + index}, Ana Ruiz Cota`,
    );
    graph.customerWrote('whatsapp', waId);
    written.set(waId.replace(/^521/, '52'), Date.now());
    const status = await postWebhook(
      `${webUrl}/webhooks/meta/${profile.company}`,
      whatsAppBody({ ...meta, displayPhone: '526862210284' }, [text]),
      meta.appSecret,
    );
    if (status !== 200) throw new Error(`a webhook was answered ${status}`);
    await sleep(1_000 / CHATS_A_SECOND);
  }
  return written;
};

/** How long after the end of its burst each chat was answered. */
const waitForChats = async ({ graph }: BenchServers, written: Map<string, number>): Promise<number[]> => {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const times = new Map(
      graph.sent.flatMap(({ to, at }) => (written.has(to) ? [[to, at.getTime() - (written.get(to) ?? 0) - BURST_MS] as const] : [])),
    );
    if (times.size === written.size) return [...times.values()];
    if (Date.now() > until) throw new Error(`only ${times.size} of ${written.size} chats were answered`);
    await sleep(100);
  }
};

const countMails = async ({ db }: BenchServers): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(`SELECT count(*) FROM "Message" WHERE "channel" = 'email' AND "state" = 'settled'`);
  return Number(rows[0]?.count);
};

const waitForMails = async (servers: BenchServers, mails: number): Promise<void> => {
  const until = Date.now() + WITHIN_MS;
  while ((await countMails(servers)) < mails) {
    if (Date.now() > until) throw new Error('the mails were not worked off in time');
    await sleep(500);
  }
};

/** The most that any of them had resident, looked at a few times a second. */
const watchMemory = (workers: WorkerProcess[]) => {
  const most = new Map<string, number>();
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      for (const { name, pid } of workers) most.set(name, Math.max(most.get(name) ?? 0, await readRssMb(pid)));
      await sleep(200);
    }
  })();
  return {
    stop: async (): Promise<ReadonlyMap<string, number>> => {
      stopped = true;
      await watching;
      return most;
    },
  };
};
