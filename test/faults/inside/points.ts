/** Every place where a process may be killed: before and after each commit, claim, record, enqueue, send, end of job, acknowledgement. */
export const POINTS = [
  'commit:receive:before',
  'commit:receive:after',
  'commit:deliver:before',
  'commit:deliver:after',
  'ack:webhook:before',
  'ack:webhook:after',
  'enqueue:unpack:before',
  'enqueue:unpack:after',
  'commit:unpack:before',
  'commit:unpack:after',
  'job:unpack:done',
  'enqueue:understand:before',
  'enqueue:understand:after',
  'commit:understand:before',
  'commit:understand:after',
  'enqueue:answer:before',
  'enqueue:answer:after',
  'job:understand:done',
  'claim:answer:before',
  'claim:answer:after',
  'send:email:before',
  'send:email:after',
  'send:whatsapp:before',
  'send:whatsapp:after',
  'send:messenger:before',
  'send:messenger:after',
  'record:answer:before',
  'record:answer:after',
  'job:answer:done',
  'enqueue:media:before',
  'enqueue:media:after',
  'job:media:done',
] as const;

let armed: { point: string; nth: number } | null = null;
let passed = 0;

/** The process will not survive the n-th passing of this point. */
export const armPoint = (kill: { point: string; nth: number } | null): void => {
  armed = kill;
  passed = 0;
};

export const passPoint = (point: string): void => {
  if (armed?.point !== point) return;
  passed += 1;
  if (passed < armed.nth) return;
  process.kill(process.pid, 'SIGKILL');
  // Not one more line, should the signal take a moment.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

/** Passes `name:before` and `name:after` around something. */
export const around = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  passPoint(`${name}:before`);
  const value = await work();
  passPoint(`${name}:after`);
  return value;
};
