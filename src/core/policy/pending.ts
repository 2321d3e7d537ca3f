import { Category, ReplyKind } from '../words.ts';
import { answerOf } from './answer.ts';
import { areaOf, needsIdentification } from './area.ts';
import type { Context, Known, MatterView } from './context.ts';
import { type Identity, identify } from './identify.ts';
import { join } from './join.ts';
import { open } from './open.ts';
import type { Decision, Why } from './outcome.ts';
import { findSameMatter } from './same-matter.ts';
import { whyOf } from './why.ts';

/**
 * What a message on a conversation that waits for data comes to (policy, rules 6, 7 and 8): the data settle the matter, on
 * the contract's open ticket or on a new one of the first message's category; without them it is asked again, and the
 * third message, a second unknown contract or a need for accessible attention opens the ticket as it is.
 */
export const decideAnswer = (context: Context, matter: MatterView, told: Known): Decision => {
  const identity = identify(context, told);
  const area = areaOf(matter.category);
  if (area === null) throw new Error(`a matter of category ${matter.category} cannot wait for data`);
  const match = identity.contract === null ? null : findSameMatter(context, told, identity, area);
  if (match)
    return join(
      context,
      match.ticket,
      told,
      identity,
      whyOf(context, 6, match.because, { folio: match.ticket.folio, contract: identity.contract, area }),
      { settles: matter.id },
    );
  const settle = (rule: number, because: string, unidentified = false) =>
    open(context, told, identity, area, whyOf(context, rule, because, { contract: identity.contract, holder: identity.holder }), {
      matter,
      unidentified,
    });
  if (identity.unknownContract === null) {
    if (identity.contract !== null || (identity.holder !== null && matter.unknownContract === null)) return settle(6, 'data-came');
  } else if (matter.unknownContract !== null) return settle(7, 'unknown-twice');
  const accessible = context.unit.reading.accessibility !== null;
  if (accessible) return settle(8, 'accessibility', identity.unknownContract === null && identity.holder === null);
  if (identity.unknownContract !== null) return ask(context, told, matter, identity);
  if (matter.asks >= context.profile.limits.maxDataRequests) return settle(6, 'third-without-data', true);
  return ask(context, told, matter, identity);
};

/** Asks for what is missing, naming the contract that the directory does not know (policy, rules 6 and 7). */
export const ask = (context: Context, told: Known, matter: MatterView | null, identity: Identity, category?: Category): Decision => {
  const { unit } = context;
  const unknown = identity.unknownContract;
  const why: Why =
    unknown === null
      ? whyOf(context, 6, 'data-missing', { asks: (matter?.asks ?? 0) + 1 })
      : whyOf(context, 7, 'unknown-contract', { contract: unknown });
  return {
    kind: 'wait',
    matterId: matter?.id ?? null,
    matter: {
      category: matter?.category ?? category ?? unit.reading.category.value,
      description: matter?.description ?? unit.text,
      asks: (matter?.asks ?? 0) + 1,
      unknownContract: unknown ?? matter?.unknownContract ?? null,
      known: told,
    },
    counted: true,
    answer: answerOf(ReplyKind.data_request, false, { unknownContract: unknown }),
    why,
  };
};

const SPEAKS_OF_DATA = /\b(?:contrato|cuenta|recibo|titular|datos?|numero|cliente|nombre)\b/; // "no encuentro el recibo"; not "a que hora abren"
const OWN_MATTERS: ReadonlySet<Category> = new Set<Category>([Category.contratacion, Category.duda, Category.sugerencia]);
const SURE = 0.7;

/** Whether a message on a waiting conversation speaks of something else that needs no data, and is no answer to our question. */
export const isOwnMatter = (context: Context, matter: MatterView, told: Known): boolean => {
  const { category } = context.unit.reading;
  if (!OWN_MATTERS.has(category.value) || needsIdentification(category.value) || category.confidence < SURE) return false;
  if (areaOf(category.value) === areaOf(matter.category) || told.contract !== null || told.holder !== null) return false;
  const folded = context.unit.text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return !SPEAKS_OF_DATA.test(folded.slice(0, 2000));
};
