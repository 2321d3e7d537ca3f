import { setTimeout as sleep } from 'node:timers/promises';
import { messengerBody, messengerText, whatsAppBody, whatsAppMessage, whatsAppText } from '../../src/runtime/services/meta-webhooks.ts';
import { answersTo } from './answers.ts';
import { ACCOUNT, META } from './meta.ts';
import { pick } from './random.ts';
import { MAILBOXES } from './servers.ts';
import type { World } from './world.ts';

const [MXL = '', TIJ = ''] = MAILBOXES.filter((address) => address.endsWith('@konecta.mx'));
const MONET = MAILBOXES.find((address) => !address.endsWith('@konecta.mx')) ?? '';
/** Longer than a burst is open. */
const BURST_AGO_MS = 90_000;

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

export type Kinds = Record<string, number>;

/** One customer (or a household of two): what they do, and what must have come of it, by construction. */
export type Customer = {
  act: (world: World) => Promise<void>;
  /** Addresses, telephones and user ids that nobody else has. */
  people: string[];
  /** Message-IDs, wamids and mids that a source has taken; filled in while they write. */
  delivered: string[];
  /** Dispositions of the first delivery of each message, and of the others. */
  dispositions: Kinds;
  company: 'konecta' | 'monet';
  series: string;
  /** The contract that exactly one ticket must be about; null where none may be opened. */
  contract: string | null;
  answers: Kinds;
  /** How many files must be kept with their messages. */
  files: number;
  /** A door gave no answer or a doubtful one: their message may be there not at all, once or again. */
  unknown: boolean;
};

const TROUBLES = ['No tengo internet desde ayer', 'Sigo sin internet, el modem tiene el foco rojo', 'No sirve el internet en mi casa'];
const NAMES = ['Rosa Ibarra Soto', 'Efraín Zavala Soto', 'Martha Yescas Luna', 'Ramiro Osuna Félix', 'Silvia Rentería Cota'];

/** So many customers of all kinds, in turn. */
export const makeLoad = (world: World, count: number, kinds: readonly Kind[] = KINDS): Customer[] =>
  Array.from({ length: count }, (_, index) => MAKERS[kinds[index % kinds.length] ?? 'mail'](world));

export const KINDS = [
  'mail',
  'whatsapp',
  'household',
  'messenger',
  'form',
  'burst',
  'both',
  'repeated',
  'photo',

  'asked',
  'absent',
] as const;
/** For faults that are about it. */
export type Special = 'late' | 'live';
export type Kind = (typeof KINDS)[number] | Special;

type Person = {
  name: string;
  address: string;
  phone: string;
  waId: string;
  userId: string;
  psid: string;
  contract: string;
  trouble: string;
  n: number;
};

const newPerson = (world: World): Person => {
  const n = world.next();
  const digits = String(1_000_000 + n);
  return {
    n,
    name: pick(world.random, NAMES),
    trouble: pick(world.random, TROUBLES),
    address: `cliente${n}@correo.test`,
    phone: `+52686${digits}`,
    waId: `521686${digits}`,
    userId: `MX.7000000${digits}`,
    psid: `24${digits}`,
    contract: String(200_000 + n),
  };
};

const customer = (person: Person, more: Pick<Customer, 'act' | 'dispositions' | 'answers'> & Partial<Customer>): Customer => ({
  people: [person.address, person.phone, person.userId, person.psid],
  delivered: [],
  company: 'konecta',
  series: 'MXL',
  contract: person.contract,
  files: 0,
  unknown: false,
  ...more,
});

const textOf = ({ trouble, contract, name }: Person): string => `${trouble}, contrato ${contract}, titular ${name}.`;

const MAKERS: Record<Kind, (world: World) => Customer> = {
  mail: (world) => {
    const person = newPerson(world);
    const to = pick(world.random, [MXL, TIJ, MONET]);
    const made: Customer = customer(person, {
      company: to === MONET ? 'monet' : 'konecta',
      series: to === MONET ? 'MON' : to === TIJ ? 'TIJ' : 'MXL',
      dispositions: { ticket: 1 },
      answers: { folio: 1 },
      act: async () => writeMail(world, made, person, { to: [to], text: textOf(person) }),
    });
    return made;
  },
  // The same mail to both mailboxes: one of them is its duplicate.
  both: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      contract: `MXL${person.contract}`,
      dispositions: { ticket: 1, 'ignored:duplicate': 1 },
      answers: { folio: 1 },
      act: async () => writeMail(world, made, person, { to: [MXL, TIJ], text: `${person.trouble}, contrato MXL${person.contract}.` }),
    });
    return made;
  },
  // Two of one house write about one contract at once: one ticket, whoever comes first.
  household: (world) => {
    const [one, other] = [newPerson(world), newPerson(world)];
    const made: Customer = customer(one, {
      people: [one.address, other.address],
      dispositions: { ticket: 1, appended: 1 },
      answers: { folio: 1, appended: 1 },
      act: async () => {
        const shared = { ...other, contract: one.contract, name: one.name };
        await Promise.all([one, shared].map((person) => writeMail(world, made, person, { to: [MXL], text: textOf(person) })));
      },
    });
    return made;
  },
  // Without contract or name: is asked, and answers what was asked.
  asked: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 2 },
      answers: { data_request: 1, folio: 1 },
      act: async () => {
        await writeMail(world, made, person, { to: [MXL], text: `${person.trouble}.` });
        while (answersTo(world, made.people).length === 0) await sleep(100);
        await writeMail(world, made, person, { to: [MXL], text: `Mi contrato es ${person.contract}, a nombre de ${person.name}.` });
      },
    });
    return made;
  },
  absent: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      contract: null,
      dispositions: { 'ignored:auto_reply': 1 },
      answers: {},
      act: async () =>
        writeMail(world, made, person, { to: [MXL], text: 'Estoy fuera de la oficina.', headers: ['Auto-Submitted: auto-replied'] }),
    });
    return made;
  },
  whatsapp: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 1 },
      answers: { folio: 1 },
      act: async () => writeWhatsApp(world, made, person, [[textOf(person)]]),
    });
    return made;
  },
  burst: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 3 },
      answers: { folio: 1 },
      act: async () =>
        writeWhatsApp(world, made, person, [['Buenas tardes', person.trouble, `contrato ${person.contract}, titular ${person.name}`]]),
    });
    return made;
  },
  // A picture with words under it: the file is fetched from Meta.
  photo: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 1 },
      answers: { folio: 1 },
      files: 1,
      act: async () => {
        const id = `wamid.F${person.n}.0`;
        const at = new Date(world.now() - BURST_AGO_MS);
        world.graph.customerWrote('whatsapp', person.waId, new Date(world.now()));
        const file = world.graph.addMedia(PNG, 'image/png');
        const image = { id: file.id, mime_type: 'image/png', caption: textOf(person) };
        await world.meta.post('konecta', whatsAppBody(ACCOUNT, [whatsAppMessage(person, id, at, { type: 'image', image })]));
        made.delivered.push(id);
      },
    });
    return made;
  },
  // Three messages, each a webhook, while their burst is still open.
  live: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 3 },
      answers: { folio: 1 },
      act: async () => {
        const texts = ['Buenas tardes', person.trouble, `contrato ${person.contract}, titular ${person.name}`];
        const begunAt = world.now();
        world.graph.customerWrote('whatsapp', person.waId, new Date(begunAt));
        // Meta's clock, not ours: they follow each other within seconds, however slow we are.
        await Promise.all(
          texts.map((text, index) => writeOne(world, made, person, { text, index, at: new Date(begunAt + index * 1_000) })),
        );
      },
    });
    return made;
  },
  // Hours late, as after an outage, and twice.
  late: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 1, 'ignored:duplicate': 1 },
      answers: { folio: 1 },
      act: async () => {
        const at = new Date(world.now() - (1 + Math.floor(world.random() * 9)) * 3_600_000);
        world.graph.customerWrote('whatsapp', person.waId, at);
        const once = () => writeOne(world, made, person, { text: textOf(person), index: 0, at });
        await Promise.all([once(), sleep(world.random() * 300).then(once)]);
      },
    });
    return made;
  },
  // Meta repeats what it was not sure of, at once and later.
  repeated: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 1, 'ignored:duplicate': 2 },
      answers: { folio: 1 },
      act: async () => {
        const text = textOf(person);
        await writeWhatsApp(world, made, person, [[text], [text]]);
        await writeWhatsApp(world, made, person, [[text]]);
      },
    });
    return made;
  },
  messenger: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      company: 'monet',
      series: 'MON',
      dispositions: { ticket: 1 },
      answers: { folio: 1 },
      act: async () => {
        const at = new Date(world.now() - BURST_AGO_MS);
        const mid = `m_F${person.n}`;
        world.graph.customerWrote('messenger', person.psid, new Date(world.now()));
        await world.meta.post('monet', messengerBody(META.pageId, [messengerText(META.pageId, person.psid, mid, at, textOf(person))], at));
        made.delivered.push(mid);
      },
    });
    return made;
  },
  form: (world) => {
    const person = newPerson(world);
    const made: Customer = customer(person, {
      dispositions: { ticket: 1 },
      answers: { folio: 1 },
      act: async () => writeForm(world, made, person),
    });
    return made;
  },
};

type Mail = { to: string[]; text: string; headers?: string[] };

const writeMail = async (world: World, made: Customer, person: Person, { to, text, headers = [] }: Mail): Promise<void> => {
  const messageId = `<f${person.n}.${made.delivered.length}.${world.next()}@correo.test>`;
  const lines = [
    `From: ${person.address}`,
    `To: ${to.join(', ')}`,
    'Subject: Reporte',
    `Date: ${new Date(world.now()).toUTCString()}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    ...headers,
    '',
    text,
    '',
  ];
  for (const address of to) await world.dovecot.deliver(address, Buffer.from(lines.join('\r\n')), new Date(world.now()));
  made.delivered.push(messageId);
};

const writeOne = async (
  world: World,
  made: Customer,
  person: Person,
  { text, index, at }: { text: string; index: number; at: Date },
): Promise<void> => {
  const id = `wamid.F${person.n}.${index}`;
  await world.meta.post('konecta', whatsAppBody(ACCOUNT, [whatsAppText(person, id, at, text)]));
  made.delivered.push(id);
};

/** Each inner list is one webhook, all posted at once: with the same ids, so that another list is a repetition. */
const writeWhatsApp = async (world: World, made: Customer, person: Person, webhooks: string[][]): Promise<void> => {
  world.graph.customerWrote('whatsapp', person.waId, new Date(world.now()));
  const at = new Date(world.now() - BURST_AGO_MS);
  await Promise.all(
    webhooks.map(async (texts) => {
      const ids = texts.map((_, index) => `wamid.F${person.n}.${index}`);
      const pieces = texts.map((text, index) => whatsAppText(person, ids[index] ?? '', at, text));
      await world.meta.post('konecta', whatsAppBody(ACCOUNT, pieces));
      made.delivered.push(...ids);
    }),
  );
};

/** A person fills the form in again where the door was shut or said that it could not store it; where it went silent nobody knows. */
const writeForm = async (world: World, made: Customer, person: Person): Promise<void> => {
  const fields = { name: person.name, email: person.address, contract: person.contract, city: 'mexicali', message: `${person.trouble}.` };
  // One address each: a machine that sends hundreds is stopped.
  const from = `10.${person.n >> 16}.${(person.n >> 8) & 255}.${person.n & 255}`;
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': from };
  for (;;) {
    const { url } = pick(world.random, world.machines);
    const status = await fetch(`${url}/contact/konecta`, { method: 'POST', headers, body: JSON.stringify(fields) }).then(
      (response) => response.status,
      (error: unknown) => (isShut(error) ? SHUT : SILENT),
    );
    if (status === 202) return void made.delivered.push(person.address);
    if (status !== SHUT) made.unknown = true;
    if (status === SILENT) return;
    if (status !== SHUT && status !== 503) throw new Error(`the form was answered ${status}`);
    await sleep(200);
  }
};

const SHUT = -1;
const SILENT = 0;
const isShut = (error: unknown): boolean => (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
