import type { Context } from './context.ts';
import type { Why } from './outcome.ts';

/** The reason of a decision, with the tickets that were looked at. */
export const whyOf = (context: Context, rule: number, because: string, facts: Why['facts'] = {}): Why => ({
  rule,
  because,
  facts,
  candidates: [...new Set([context.referenced, ...context.senderTickets, ...context.contractTickets].flatMap((t) => (t ? [t.folio] : [])))],
});
