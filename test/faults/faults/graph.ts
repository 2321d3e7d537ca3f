import type { Trouble } from '../../../src/runtime/services/graph-stand-in.ts';
import { waitFor } from '../../support/wait.ts';
import type { Fault } from '../lab.ts';
import { META } from '../meta.ts';
import type { World } from '../world.ts';

const CHATS = ['whatsapp', 'messenger', 'burst', 'repeated'] as const;
const MET_WITHIN_MS = 90_000;

/** The next sends meet a trouble; waits until they have. */
const trouble = async (world: World, what: Trouble, times: number): Promise<void> => {
  const sends = () =>
    world.graph.requests.filter(({ path, body }) => path.endsWith('/messages') && !body.status && !body.sender_action).length;
  const before = sends();
  world.graph.makeTrouble(what, times);
  await waitFor(`${times} sends to meet trouble`, () => sends() >= before + times, MET_WITHIN_MS);
};

const answering = (name: string, what: Trouble, more: Partial<Fault> = {}): Fault => ({
  name: `Graph ${name}`,
  kinds: CHATS,
  customers: 12,
  strike: async (world) => trouble(world, what, 4),
  ...more,
});

export const GRAPH: Fault[] = [
  answering('says 429', { fault: { status: 429, code: 130429, message: '(#130429) Rate limit hit' } }, { short: true }),
  answering('says 500', { fault: { status: 500, code: 2, message: 'Service temporarily unavailable' } }),
  answering('takes it and never answers', 'silent-after'),
  answering('goes silent without taking it', 'silent-before', {
    customers: 16,
    strike: async (world, { share, more }) => {
      await trouble(world, 'silent-before', 2);
      // Only what Meta tells of others, some time later, shows that these were not taken.
      await world.advance(60_000);
      more();
      await share(1);
    },
  }),
  {
    name: 'Graph: the token has expired',
    kinds: CHATS,
    customers: 12,
    strike: async (world, { share }) => {
      world.graph.state.token = 'another';
      await share(1);
      await waitFor(
        'the channels to stop',
        async () => {
          const [row] = await world.rows(`SELECT count(*)::int AS n FROM "ChannelState" WHERE "state" = 'stopped'`);
          return Number(row?.n) >= 2;
        },
        MET_WITHIN_MS,
      );
      world.graph.state.token = META.token;
    },
  },
  {
    name: 'webhooks repeated, shuffled, late',
    kinds: ['repeated', 'late', 'burst', 'late'],
    customers: 24,
    strike: async (_world, { share }) => share(1),
  },
];
