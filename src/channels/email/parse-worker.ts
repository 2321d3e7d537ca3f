// A thread that parses one mail at a time. In: raw bytes and options. Out: what parseMail says. On failure: the thread dies and parse-pool.ts says why.
import { parentPort } from 'node:worker_threads';
import { type ParseOptions, parseMail } from './parse.ts';

export type ParseTask = { raw: Uint8Array; options: ParseOptions };

parentPort?.on('message', async ({ raw, options }: ParseTask) => {
  parentPort?.postMessage(await parseMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), options));
});
parentPort?.postMessage('ready');
