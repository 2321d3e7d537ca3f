import type { World } from './world.ts';

/** An answer as it reached its customer; `id` is its Message-ID, or the id of the reply that Meta carries. */
export type Arrived = { id: string; to: string };

/** Every answer that reached these people, in order; one that came twice is in it twice. */
export const answersTo = (world: World, people: string[]): Arrived[] => {
  const wanted = new Set(people);
  return [...mails(world), ...chats(world)].filter(({ to }) => wanted.has(to));
};

/** All of them, by person. */
export const answersByPerson = (world: World): Map<string, Arrived[]> => Map.groupBy([...mails(world), ...chats(world)], ({ to }) => to);

const parsed = new WeakMap<World, Arrived[]>();

const mails = (world: World): Arrived[] => {
  const known = parsed.get(world) ?? [];
  for (const raw of world.smtp.mails.slice(known.length)) {
    const head = raw.split('\r\n\r\n')[0] ?? '';
    known.push({ id: /^Message-ID:\s*(<[^>]+>)/im.exec(head)?.[1] ?? '', to: /^To:\s*<?([^\s<>]+@[^\s<>]+)>?/im.exec(head)?.[1] ?? '' });
  }
  parsed.set(world, known);
  return known;
};

const chats = (world: World): Arrived[] =>
  world.graph.sent.map(({ product, to, body }) => {
    if (product === 'messenger') return { id: String((body.message as { metadata?: unknown }).metadata ?? ''), to };
    return { id: String(body.biz_opaque_callback_data ?? ''), to: `+${to}` };
  });
