import { expect, test } from 'vitest';
import { decide } from '../../../src/core/policy/decide.ts';
import { chooseNoticeDiscretion, unsaid } from '../../../src/core/policy/disclose.ts';
import { context, DAY, FOLIO, matter, NOTHING_KNOWN, resolved, subscriber, ticket } from '../../support/contexts.ts';
import { konecta } from '../../support/profiles.ts';

const ANA = subscriber({ phone: '+526861230001', email: 'ana.ruiz@example.mx', city: 'mexicali' });
const THEIRS = ticket({ contract: 'MXL204518', holder: 'Ana Ruiz Soto', phone: '+526861230001', openedBy: 'email:ana.ruiz@example.mx' });

const factsOf = (given: Parameters<typeof context>[0]) => {
  const decision = decide(context(given));
  return decision.kind === 'review' ? null : (decision.answer?.facts ?? null);
};

test('who names a contract is not shown what the directory has of it', () => {
  const facts = factsOf({ said: { contract: '204518' }, directoryLoaded: true, subscribersOfContract: [ANA] });
  expect(facts).toMatchObject({ hides: ['holder', 'phone', 'email'], stranger: false });
});

test('who gives a full name is not shown its contract', () => {
  const facts = factsOf({ said: { holder: 'Ana Ruiz Soto', holderStated: true }, directoryLoaded: true, subscribersOfHolder: [ANA] });
  expect(facts?.hides).toEqual(['contract', 'phone', 'email']);
});

test('the subscriber whose telephone or address the directory has is shown everything', () => {
  const facts = factsOf({ directoryLoaded: true, subscribersOfSender: [ANA] });
  expect(facts).toMatchObject({ hides: [], stranger: false });
});

test('where the answer goes elsewhere than to the sender, the sender proves nothing', () => {
  const facts = factsOf({ directoryLoaded: true, subscribersOfSender: [ANA], unit: { replyTo: 'otro@example.net' } });
  expect(facts?.hides).toEqual(['contract', 'holder', 'phone', 'email']);
});

test('who guesses a folio is a stranger to its ticket, and the agent is warned', () => {
  const decision = decide(context({ said: { folio: FOLIO, category: 'otro' }, referenced: THEIRS }));
  expect(decision).toMatchObject({
    kind: 'append',
    stranger: true,
    answer: { facts: { stranger: true, hides: ['contract', 'holder', 'phone'] } },
  });
});

test.each([
  ['opened the ticket', { referenced: { ...THEIRS, openedBy: 'email:ana@example.mx' }, said: { folio: FOLIO } }],
  ['names its contract', { referenced: THEIRS, said: { folio: FOLIO, contract: '204518' } }],
  ['names its holder', { referenced: THEIRS, said: { folio: FOLIO, holder: 'Ana Ruiz' } }],
  ['is its subscriber', { referenced: THEIRS, said: { folio: FOLIO }, directoryLoaded: true, subscribersOfSender: [ANA] }],
])('who quotes a folio and %s is no stranger', (_what, given) => {
  const decision = decide(context(given));
  expect(decision).not.toHaveProperty('stranger');
  expect(decision).toMatchObject({ kind: 'append', answer: { facts: { stranger: false } } });
});

test('a new ticket from a folio resolved long ago shows nothing of the old one', () => {
  const facts = factsOf({ said: { folio: FOLIO }, referenced: resolved(9 * DAY, { ...THEIRS, status: 'resolved' }) });
  expect(facts?.hides).toEqual(['contract', 'holder']);
});

test('what the sender said while we waited for data is theirs', () => {
  const facts = factsOf({
    said: { contract: '204518', category: 'datos' },
    matter: matter({ known: { ...NOTHING_KNOWN, phone: '+526869990000' } }),
  });
  expect(facts?.hides).toEqual([]);
});

test('a notice shows a conversation that did not open the ticket only what it said', () => {
  const said = { contract: null, holder: 'Ana Ruiz', contact: null, phone: null, email: null };
  const reader = { ticket: THEIRS, said: [said], own: [], opened: false };
  expect(chooseNoticeDiscretion(reader, konecta())).toEqual({ hides: ['contract', 'phone'], stranger: false });
  expect(chooseNoticeDiscretion({ ...reader, said: [] }, konecta())).toMatchObject({ stranger: true });
  expect(chooseNoticeDiscretion({ ...reader, said: [], opened: true }, konecta())).toMatchObject({ stranger: false });
  expect(chooseNoticeDiscretion({ ...reader, said: [], own: [ANA] }, konecta())).toEqual({ hides: [], stranger: false });
});

test('contract, name and address count as said in any spelling', () => {
  const said = { contract: '204518', holder: null, contact: 'ANA RUIZ SOTO', phone: null, email: 'Ana.Ruiz@Example.mx' };
  const held = { contract: 'MXL204518', holder: 'Ana Ruiz Soto', contact: null, phone: null, email: 'ana.ruiz@example.mx' };
  expect(unsaid(held, [said], konecta())).toEqual([]);
});

test('a mail that fails the DMARC check of our own server waits for a person, unanswered', () => {
  const failed = decide(context({ said: { contract: '204518' }, unit: { authentication: 'fail' } }));
  expect(failed).toMatchObject({ kind: 'review', reason: 'sender-unproven' });
  expect(decide(context({ said: { contract: '204518' }, unit: { authentication: 'none' } }))).toMatchObject({ kind: 'open' });
});
