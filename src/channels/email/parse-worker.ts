// A thread that parses a few mails at a time. In: raw bytes and options of each. Out: what parseMail says, in their order. On failure: the thread dies and parse-pool.ts says why.
import { parentPort } from 'node:worker_threads';
import { letGo } from './large-bytes.ts';
import { type ParsedMail, type ParseOptions, parseMail } from './parse.ts';

export type ParseTask = { raw: Uint8Array; options: ParseOptions };

parentPort?.on('message', async (tasks: ParseTask[]) => {
  const parsed: ParsedMail[] = [];
  for (const { raw, options } of tasks) {
    parsed.push(await parseMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), options));
    letGo(raw);
  }
  parentPort?.postMessage(parsed);
});
parentPort?.postMessage('ready');
