import { type Area, type Category, Priority, ReplyKind } from '../words.ts';
import { answerOf } from './answer.ts';
import { areaOf } from './area.ts';
import { isRepresented, readAuthority } from './authority.ts';
import { chooseCity } from './city.ts';
import type { Context, Known, MatterView } from './context.ts';
import { isSameContract } from './contracts.ts';
import type { Identity } from './identify.ts';
import type { Decision, Why } from './outcome.ts';
import { isWrittenOnly } from './told.ts';

export type OpenOptions = { matter?: MatterView | null; unidentified?: boolean; category?: Category };

/** The decision that a unit opens a ticket of its own, linked to the contract's other open ticket (policy, rules 6, 8 and 9). */
export const open = (context: Context, told: Known, identity: Identity, area: Area, why: Why, options: OpenOptions = {}): Decision => {
  const { unit, profile } = context;
  const matter = options.matter ?? null;
  const category = options.category ?? matter?.category ?? unit.reading.category.value;
  const accessible = unit.reading.accessibility !== null;
  return {
    kind: 'open',
    ticket: {
      category,
      area: areaOf(category) ?? area,
      city: chooseCity(
        {
          stated: told.city,
          subscribed: identity.subscriber?.city ?? null,
          contract: identity.contract,
          phone: told.phone ?? unit.sender.phone,
          mailbox: unit.mailbox,
        },
        profile,
      ),
      priority: accessible ? Priority.preferente : Priority.normal,
      contract: identity.contract,
      holder: identity.holder,
      contact: identity.contact,
      authority: isRepresented(identity) ? readAuthority(`${matter?.description ?? ''}\n${unit.text}`, unit.attachmentNames) : [],
      phone: told.phone ?? identity.subscriber?.phone ?? null,
      email: told.email ?? identity.subscriber?.email ?? null,
      description: matter?.description ?? unit.text,
      unidentified: options.unidentified ?? false,
      unverified: identity.unknownContract !== null,
      writtenOnly: isWrittenOnly(unit.reading, unit.text),
      relatedId: relatedOf(context, identity),
    },
    settles: matter?.id ?? null,
    answer: answerOf(ReplyKind.folio, accessible),
    why,
  };
};

const relatedOf = (context: Context, identity: Identity): string | null => {
  const { contract } = identity;
  if (contract === null) return null;
  const other = context.contractTickets.find(
    (ticket) => ticket.status === 'open' && ticket.contract !== null && isSameContract(ticket.contract, contract, context.profile),
  );
  return other?.id ?? null;
};
