import type { QueueStand } from '../../queues/open.ts';
import type { Watch } from '../../store/watch.ts';
import type { ConsoleTools } from '../visit.ts';
import type { ChannelSettings } from './channels.ts';
import type { OpenPreviews } from './previews.ts';

type QuarantineOrder = { company: string; messageId: string; agent: string };
/** `gone`: somebody else was quicker. */
type QuarantineOutcome = { kind: 'done' } | { kind: 'gone' };

/** What the administrators' pages work with, beside the tools of every page; built in `assembly/`. */
export type AdminTools = ConsoleTools & {
  watch: Watch;
  queues: { stand: () => Promise<QueueStand[]> };
  previews: OpenPreviews;
  channelsOf: (company: string) => ChannelSettings[];
  quarantine: {
    retry: (order: QuarantineOrder) => Promise<QuarantineOutcome>;
    discard: (order: QuarantineOrder & { reason: string }) => Promise<QuarantineOutcome>;
  };
};
