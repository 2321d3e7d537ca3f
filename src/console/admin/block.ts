import { codeOf } from '../../runtime/errors.ts';
import { log } from '../../runtime/log.ts';

/** What was seen, or that nothing could be seen in time: each part of a page fails for itself. */
export type Block<Value> = { kind: 'seen'; value: Value } | { kind: 'unseen' };

export const LOOK_WITHIN_MS = 3_000;

export const look = async <Value>(name: string, see: () => Promise<Value>, limitMs = LOOK_WITHIN_MS): Promise<Block<Value>> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'late' })), limitMs);
  });
  try {
    return { kind: 'seen', value: await Promise.race([see(), late]) };
  } catch (error) {
    log.warn({ block: name, code: codeOf(error) }, 'a part of the administrators’ page could not be seen');
    return { kind: 'unseen' };
  } finally {
    clearTimeout(timer);
  }
};
