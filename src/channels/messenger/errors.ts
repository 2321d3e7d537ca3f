// In: an error of Messenger. Out: what it means for the message (Meta, Messenger error codes). Code 10 alone is ambiguous: the subcode decides.
import { type Judgement, judgeShared, RATE, refused, STOP_RESTRICTED } from '../meta/errors.ts';

export const judgeMessenger = (error: { status: number; code: number | null; subcode: number | null }): Judgement =>
  SUBCODES.get(`${error.code}/${error.subcode}`) ?? CODES.get(error.code ?? -1) ?? judgeShared(error);

const WINDOW_CLOSED: Judgement = { kind: 'window-closed' };

const SUBCODES = new Map<string, Judgement>([
  ['10/2018278', WINDOW_CLOSED],
  ['10/2534022', WINDOW_CLOSED],
  ['10/2018065', WINDOW_CLOSED],
  ['10/2018108', refused('undeliverable', false)],
  ['551/1545041', refused('undeliverable', false)],
  ['200/1545041', refused('undeliverable', false)],
  ['10/2018300', refused('thread-owner', false)],
  ['10/2018321', refused('thread-owner', false)],
  ['10/1893063', STOP_RESTRICTED],
  ['613/2018338', STOP_RESTRICTED],
  // The page-scoped id is none of ours; the other two are about attachments we would have sent.
  ['100/2018001', refused('undeliverable', false)],
  ['100/2018109', refused('bad-request')],
  ['100/2018047', refused('bad-request')],
  ['200/2018028', refused('not-allowed')],
]);

const CODES = new Map<number, Judgement>([
  [551, refused('undeliverable', false)],
  [2022, STOP_RESTRICTED],
  [613, RATE],
  // The page's and Messenger's own quotas of calls.
  [32, RATE],
  [80006, RATE],
]);
