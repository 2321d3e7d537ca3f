import { availableParallelism } from 'node:os';
import { addAgents } from './agents.ts';
import { fillMailboxes, runOurs } from './mail.ts';
import { type BenchOptions, type Part, type Row, round } from './report.ts';
import { startBenchServers } from './servers.ts';

/** What each process more of deciders brings, every one with a pool of its own, as a machine more would. */
const ADDED = [1, 2, 3];

export const benchMachines = async (options: BenchOptions): Promise<Part> => {
  const mails = Math.min(options.mails, 1_000);
  const others = options.layout.filter((workers) => !workers.includes('understand'));
  const rates: { processes: number; perSecond: number; coresBusy: number; bottleneck: string }[] = [];
  for (const processes of ADDED) {
    const servers = await startBenchServers(options);
    try {
      await addAgents(servers.db, servers.profile.company);
      await fillMailboxes(servers, mails);
      const ours = await runOurs(servers, {
        ...options,
        mails,
        layout: [...others, ...Array.from({ length: processes }, () => ['understand'])],
      });
      const cpuMs = Object.values(ours.cpu).reduce((sum, ms) => sum + ms, 0);
      const [[bottleneck] = ['none']] = Object.entries(ours.cpu).sort(([, one], [, other]) => other - one);
      const perSecond = (mails / ours.milliseconds) * 1_000;
      rates.push({ processes, perSecond: round(perSecond, 1), coresBusy: round((cpuMs * perSecond) / 1_000, 2), bottleneck });
    } finally {
      await servers.stop();
    }
  }
  return {
    name: 'machines',
    result: { cores: availableParallelism(), rates },
    rows: rates.map(
      ({ processes, perSecond, coresBusy, bottleneck }): Row => [
        `intake with ${processes} deciding process${processes === 1 ? '' : 'es'}`,
        `${perSecond}/s`,
        `${coresBusy} of ${availableParallelism()} cores ours, most: ${bottleneck}`,
        round(perSecond / (rates[0]?.perSecond ?? perSecond), 2),
        '',
      ],
    ),
  };
};
