import type { Context, Known } from './context.ts';
import { identify } from './identify.ts';
import { join } from './join.ts';
import type { Decision } from './outcome.ts';
import { whyOf } from './why.ts';

/**
 * A message that only thanks (policy, rule 11) joins the ticket that rule 3 names, else the sender's newest that is open or
 * was resolved lately, and is not answered; it waits with a pending matter, uncounted; with neither a person looks.
 */
export const decideThanks = (context: Context, said: Known): Decision => {
  const ticket = context.referenced ?? context.senderTickets[0] ?? null;
  if (ticket)
    return join(context, ticket, said, identify(context, said), whyOf(context, 11, 'only-thanks', { folio: ticket.folio }), {
      silent: true,
      reopen: false,
    });
  const { matter } = context;
  if (!matter) return { kind: 'review', reason: 'thanks-without-ticket', why: whyOf(context, 11, 'thanks-without-ticket') };
  return {
    kind: 'wait',
    matterId: matter.id,
    matter: {
      category: matter.category,
      description: matter.description,
      asks: matter.asks,
      unknownContract: matter.unknownContract,
      known: matter.known,
    },
    counted: false,
    answer: null,
    why: whyOf(context, 11, 'thanks-while-waiting'),
  };
};
