import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request's body and signature. */
export type Shot = { body: Buffer; signature: string };
export type Load = { url: string; next: () => Shot; connections: number };
export type Measured = { count: number; failed: number; perSecond: number; times: number[] };

/** As many requests as so many connections get answered, for so long. */
export const pushHard = async ({ url, next, connections }: Load, milliseconds: number): Promise<Measured> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + milliseconds;
  const startedAt = performance.now();
  const times: number[] = [];
  let failed = 0;
  const one = async () => {
    while (performance.now() < until) {
      const at = performance.now();
      if ((await post(agent, url, next())) !== 200) failed += 1;
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return { count: times.length, failed, perSecond: (times.length / (performance.now() - startedAt)) * 1_000, times };
};

/** Requests at a steady pace, whether the ones before were answered or not; times count from when each was due. */
export const pushSteadily = async ({ url, next, connections }: Load, perSecond: number, milliseconds: number): Promise<Measured> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections * 4 });
  const startedAt = performance.now();
  const total = Math.floor((perSecond * milliseconds) / 1_000);
  const times: number[] = [];
  const running: Promise<void>[] = [];
  let failed = 0;
  for (let index = 0; index < total; index++) {
    const dueAt = startedAt + (index / perSecond) * 1_000;
    const wait = dueAt - performance.now();
    if (wait > 1) await sleep(wait);
    running.push(
      post(agent, url, next()).then((status) => {
        if (status !== 200) failed += 1;
        times.push(performance.now() - dueAt);
      }),
    );
  }
  await Promise.all(running);
  agent.destroy();
  return { count: times.length, failed, perSecond: (total / (performance.now() - startedAt)) * 1_000, times };
};

const post = (agent: Agent, url: string, { body, signature }: Shot): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-hub-signature-256': signature };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
