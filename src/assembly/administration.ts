import { join } from 'node:path';
import type { AdminTools } from '../console/admin/tools.ts';
import type { ConsoleTools } from '../console/visit.ts';
import type { CompanyProfile } from '../core/company.ts';
import type { QueueStand } from '../queues/open.ts';
import { discardQuarantined, retryQuarantined } from '../steps/attend-quarantine.ts';
import type { Tools } from '../steps/tools.ts';
import { openWatch } from '../store/watch.ts';
import { previewsOf } from './previews.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates');

type Channels = { profile: CompanyProfile; whatsapp: { number: string } | null; messenger: { pageId: string } | null };

/** What the administrators' pages work with, from what the steps do and the configuration says. */
export const administrationOf = (
  tools: ConsoleTools,
  from: { steps: Tools; companies: Channels[]; queues: { stand: () => Promise<QueueStand[]> } },
): AdminTools => ({
  ...tools,
  watch: openWatch(tools.store.db),
  queues: from.queues,
  previews: previewsOf(TEMPLATES),
  channelsOf: (company) =>
    from.companies
      .filter(({ profile }) => profile.company === company)
      .flatMap(({ whatsapp, messenger, profile }) => [
        ...(whatsapp ? [{ channel: 'whatsapp' as const, name: whatsapp.number }] : []),
        ...(messenger ? [{ channel: 'messenger' as const, name: profile.attention.facebookPage ?? messenger.pageId }] : []),
      ]),
  quarantine: {
    retry: (order) => retryQuarantined(from.steps, order),
    discard: (order) => discardQuarantined(from.steps, order),
  },
});
