import { intakeLag, messagesSettled, repliesSent } from '../runtime/metrics.ts';
import type { Observe } from '../steps/tools.ts';

/** Counts what the steps tell: lags by stage, messages by disposition, answers by end. */
export const observe: Observe = ({ stage, company, channel, since, outcome, kind }, at) => {
  if (stage === 'settled') messagesSettled.inc({ company, channel, disposition: outcome });
  if (stage === 'answered') repliesSent.inc({ company, channel, kind, state: outcome });
  // A refusal or a task is no answer that reached anybody: only what went out has a lag.
  if (since && (stage !== 'answered' || outcome === 'sent'))
    intakeLag.observe({ company, channel, stage }, Math.max(0, at.getTime() - since.getTime()) / 1000);
};
