import { once } from 'node:events';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { codeOf } from '../../runtime/errors.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const NODE = 24;
const GIBIBYTE = 1024 ** 3;
const LOW_BYTES = 5 * GIBIBYTE;
const LOWEST_BYTES = GIBIBYTE;

export const checkNode = (version: string): Finding =>
  Number.parseInt(version, 10) >= NODE
    ? ok('Node', version)
    : fail('Node', `version ${version} is too old`, `Use Node ${NODE} or later; npm scripts bring their own after a plain npm ci.`);

/** Room where the data lie: `folder` must exist. */
export const checkDisk = async (folder: string): Promise<Finding> => {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const words = `${(free / GIBIBYTE).toFixed(1)} GiB free at ${folder}`;
  const mend = 'Free some, or move the data to a larger disk.';
  if (free < LOWEST_BYTES) return fail('Disk', words, mend);
  return free < LOW_BYTES ? warn('Disk', words, mend) : ok('Disk', words);
};

/** A port that a worker wants: free, or already held by a Ventanilla that runs. */
export const checkPort = async (name: string, port: number, host = '127.0.0.1'): Promise<Finding> => {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return ok('Ports', `${name} ${port} is free`);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE' && (await isOurs(port))) return ok('Ports', `${name} ${port} is held by a Ventanilla that runs`);
    const what = codeOf(error) === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${codeOf(error)})`;
    return fail('Ports', `${name} ${port} ${what}`, `Stop that program, or set ${name} to another port.`);
  } finally {
    server.close();
  }
};

const isOurs = async (port: number): Promise<boolean> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(3_000), redirect: 'error' });
    return answer.ok && (await answer.text()).includes('"ok"');
  } catch {
    return false; // it does not speak HTTP, or not to us
  }
};
