// A thread that compiles MJML. In: the source of one mail. Out: its HTML, or what is wrong with the source. On failure: the thread dies and mjml.ts tells.
import { parentPort } from 'node:worker_threads';
import mjml2html from 'mjml';

/** HTML that still holds its Liquid; `problem` says why there is none. */
export type CompiledMjml = { html: string; problem: string | null };

parentPort?.on('message', async (source: string) => {
  const { html, errors } = await mjml2html(source, { validationLevel: 'soft', keepComments: false, fonts: {} });
  const compiled: CompiledMjml = { html, problem: errors[0]?.message ?? null };
  parentPort?.postMessage(compiled);
});
