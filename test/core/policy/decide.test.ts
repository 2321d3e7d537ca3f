import { expect, test } from 'vitest';
import { contractsInPlay, decide } from '../../../src/core/policy/decide.ts';
import { context, DAY, FOLIO, matter, NOTHING_KNOWN, resolved, subscriber, ticket } from '../../support/contexts.ts';

const summary = (given: Parameters<typeof context>[0]) => {
  const decision = decide(context(given));
  const answer = decision.kind === 'review' ? null : (decision.answer?.kind ?? null);
  return [decision.kind, decision.why.because, answer];
};

test.each([
  ['a falla with a contract opens a ticket', { said: { contract: 'MXL204518' } }, ['open', 'own-matter', 'folio']],
  ['so does one with the holder only', { said: { holder: 'Ana Ruiz' } }, ['open', 'own-matter', 'folio']],
  ['one with neither is asked', {}, ['wait', 'data-missing', 'data_request']],
  ['a question needs neither', { said: { category: 'duda' } }, ['open', 'own-matter', 'folio']],
  ['a need for accessible attention opens it at once', { said: { accessibility: true } }, ['open', 'accessibility', 'folio']],
  [
    'a contract that the directory lacks is asked about',
    { directoryLoaded: true, said: { contract: 'MXL1', holder: 'Ana Ruiz' } },
    ['wait', 'unknown-contract', 'data_request'],
  ],
  ['what is no request goes to review', { said: { category: 'otro' } }, ['review', 'no-request', null]],
  ['so does a greeting that says nothing', { said: { category: 'datos' } }, ['review', 'no-matter', null]],
  ['so do data that nobody asked for', { said: { category: 'datos', contract: 'MXL204518' } }, ['review', 'data-without-matter', null]],
  ['and what has no words', { said: { category: 'otro' }, text: ' ' }, ['review', 'unreadable', null]],
  [
    'what is no request follows the sender’s open ticket',
    { said: { category: 'otro' }, senderTickets: [ticket()] },
    ['append', 'follows-open', 'appended'],
  ],
  [
    'data go to the open ticket that lacks them',
    { said: { category: 'datos', contract: 'MXL204518' }, senderTickets: [ticket()] },
    ['append', 'data-for-open', 'appended'],
  ],
] as const)('a new matter: %s', (_rule, given, expected) => {
  expect(summary(given as Parameters<typeof context>[0])).toEqual(expected);
});

test.each([
  [
    'joins an open one, whatever its category',
    { said: { category: 'queja' }, referenced: ticket() },
    ['append', 'names-ticket', 'appended'],
  ],
  ['opens a resolved one again within seven days', { referenced: resolved(7 * DAY) }, ['append', 'names-resolved', 'reopened']],
  ['opens a new one afterwards', { referenced: resolved(7 * DAY + 1, { contract: 'MXL204518' }) }, ['open', 'own-matter', 'folio']],
  [
    'but not where it states another contract',
    { said: { contract: 'MXL300518' }, referenced: ticket({ contract: 'MXL204518' }) },
    ['open', 'own-matter', 'folio'],
  ],
  [
    'though an unverified contract may be put right',
    { said: { contract: 'MXL300518' }, referenced: ticket({ contract: 'MXL204518', unverified: true }) },
    ['append', 'names-ticket', 'appended'],
  ],
] as const)('a message that names a ticket %s', (_rule, given, expected) => {
  expect(summary(given as Parameters<typeof context>[0])).toEqual(expected);
});

test('a new ticket takes contract and holder from an old folio', () => {
  const decision = decide(context({ referenced: resolved(8 * DAY, { contract: 'MXL204518', holder: 'Ana Ruiz Soto' }) }));
  expect(decision.kind === 'open' && decision.ticket).toMatchObject({
    contract: 'MXL204518',
    holder: 'Ana Ruiz Soto',
    unidentified: false,
  });
});

test.each([
  ['data settle it', { said: { category: 'datos', contract: 'MXL204518' } }, ['open', 'data-came', 'folio']],
  ['a holder settles it too', { said: { category: 'datos', holder: 'Ana Ruiz' } }, ['open', 'data-came', 'folio']],
  ['without data it is asked again', {}, ['wait', 'data-missing', 'data_request']],
  ['the third message opens it as it is', { matter: matter({ asks: 2 }) }, ['open', 'third-without-data', 'folio']],
  [
    'an unknown contract is asked about once',
    { directoryLoaded: true, said: { contract: 'MXL1' } },
    ['wait', 'unknown-contract', 'data_request'],
  ],
  [
    'a second one opens it unverified',
    {
      directoryLoaded: true,
      said: { contract: 'MXL1' },
      matter: matter({ unknownContract: 'MXL2', known: { ...NOTHING_KNOWN, contract: 'MXL2' } }),
    },
    ['open', 'unknown-twice', 'folio'],
  ],
  [
    'a contract with an open ticket of the area joins that',
    { said: { contract: 'MXL204518' }, contractTickets: [ticket({ contract: 'MXL204518' })] },
    ['append', 'same-contract', 'appended'],
  ],
  ['a need for accessible attention opens it', { said: { accessibility: true } }, ['open', 'accessibility', 'folio']],
  [
    'another matter that needs no data opens its own',
    { said: { category: 'contratacion' }, text: '¿Qué paquetes tienen?' },
    ['open', 'own-matter', 'folio'],
  ],
] as const)('while a matter waits: %s', (_rule, given, expected) => {
  expect(summary({ matter: matter(), ...(given as Parameters<typeof context>[0]) })).toEqual(expected);
});

test('the ticket of a settled matter takes category and description of the first message', () => {
  const decision = decide(
    context({
      matter: matter({ category: 'saldo', description: 'Me cobraron de más' }),
      said: { category: 'falla', contract: 'MXL204518' },
    }),
  );
  expect(decision).toMatchObject({
    kind: 'open',
    settles: 'matter-1',
    ticket: { category: 'saldo', area: 'aclaraciones', description: 'Me cobraron de más' },
  });
});

const thanks = { onlyThanks: true, category: 'datos' as const };
test.each([
  ['joins the ticket that it names', { referenced: ticket({ id: 'named' }), senderTickets: [ticket()] }, ['append', 'only-thanks', null]],
  ['else the sender’s newest', { senderTickets: [resolved(DAY)] }, ['append', 'only-thanks', null]],
  ['else waits with the matter, uncounted', { matter: matter() }, ['wait', 'thanks-while-waiting', null]],
  ['else goes to review', {}, ['review', 'thanks-without-ticket', null]],
])('a message that only thanks %s, unanswered', (_rule, given, expected) => {
  expect(summary({ ...given, said: thanks })).toEqual(expected);
});

test('thanks under a subject that asks are a request, unless they follow something', () => {
  const said = { onlyThanks: true, category: 'falla' as const, contract: 'MXL204518' };
  expect(summary({ said })).toEqual(['open', 'own-matter', 'folio']);
  expect(summary({ said, senderTickets: [ticket()] })).toEqual(['append', 'only-thanks', null]);
});

test('a name with thanks answers the question in a chat, and only signs a mail', () => {
  const said = { ...thanks, holder: 'Ana Ruiz Soto' };
  const unit = context({ said, matter: matter() }).unit;
  expect(decide({ ...context({ said, matter: matter() }), unit: { ...unit, channel: 'whatsapp' } }).why.because).toBe('data-came');
  expect(decide(context({ said, matter: matter() })).why.because).toBe('thanks-while-waiting');
});

test('thanks neither open a ticket again nor count as an answer', () => {
  expect(decide(context({ said: thanks, senderTickets: [resolved(DAY)] }))).toMatchObject({ kind: 'append', reopen: false });
  expect(decide(context({ said: thanks, matter: matter() }))).toMatchObject({ counted: false, matter: { asks: 1 } });
});

test('data that come later clear what a ticket lacked', () => {
  const lacking = ticket({ unidentified: true });
  expect(decide(context({ said: { category: 'datos', contract: 'MXL204518' }, senderTickets: [lacking] }))).toMatchObject({
    change: { contract: 'MXL204518', unidentified: false },
  });
  const unverified = ticket({ contract: 'MXL1', unverified: true });
  const known = { directoryLoaded: true, subscribersOfContract: [subscriber()] };
  expect(decide(context({ ...known, said: { contract: 'MXL204518' }, referenced: unverified }))).toMatchObject({
    change: { contract: 'MXL204518', unverified: false },
  });
});

test('accessible attention said later raises the priority', () => {
  expect(decide(context({ said: { accessibility: true }, referenced: ticket() }))).toMatchObject({
    change: { priority: 'preferente' },
    answer: { accessible: true },
  });
});

test('a ticket of another area of the same contract is related', () => {
  const other = ticket({ id: 'other', area: 'bajas', contract: 'MXL204518' });
  expect(decide(context({ said: { contract: 'MXL204518' }, contractTickets: [other] }))).toMatchObject({
    kind: 'open',
    ticket: { relatedId: 'other' },
  });
});

test('every reason names the tickets that were looked at, each once', () => {
  const one = ticket({ contract: 'MXL204518' });
  const decision = decide(context({ said: { contract: 'MXL204518' }, senderTickets: [one], contractTickets: [one] }));
  expect(decision.why.candidates).toEqual([FOLIO]);
});

test('the contracts in play are that of the text, of the waiting matter, of the sender and of the named ticket', () => {
  const inPlay = (given: Parameters<typeof context>[0]) => contractsInPlay(context(given));
  expect(inPlay({ said: { contract: 'MXL1' }, referenced: ticket({ contract: 'MXL2' }) })).toEqual(['MXL1', 'MXL2']);
  expect(inPlay({ matter: matter({ known: { ...NOTHING_KNOWN, contract: 'MXL3' } }) })).toEqual(['MXL3']);
  expect(inPlay({ subscribersOfSender: [subscriber({ contract: 'MXL4' })] })).toEqual(['MXL4']);
  expect(inPlay({})).toEqual([]);
});
