import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseMail } from '../../../src/channels/email/parse.ts';
import { classifyAutomatic } from '../../../src/core/policy/automatic.ts';

// Pairs of a raw mail and what is read of it; the story is the file's name. A new case needs no code: write the .eml,
// run `UPDATE_GOLDEN=1 vitest run test/channels/email/parse.golden.test.ts`, and read the .json before it is committed.
const FOLDER = new URL('../../fixtures/mail/', import.meta.url);
const STORIES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -4));

const OPTIONS = { company: 'konecta', mailbox: 'soportemxl@konecta.mx', group: 'soporte-mxl.konecta.mx' };
const PROFILE = { ownAddresses: ['soportemxl@konecta.mx', 'soportetj@konecta.mx'] };

/** Kinds that a story's first word promises. */
const REASONS: Record<string, string | null> = {
  customer: null,
  absence: 'auto_reply',
  challenge: 'auto_reply',
  bounce: 'bounce',
  list: 'list',
  own: 'own',
};

const outcomeOf = async (story: string) => {
  const parsed = await parseMail(readFileSync(new URL(`${story}.eml`, FOLDER)), OPTIONS);
  if (parsed.kind === 'malformed') return parsed;
  const { message, to, facts } = parsed;
  const { externalId, sender, replyTo, subject, text, sentAt, inReplyTo, references, attachments } = message;
  const files = attachments.map(({ type, name, mimeType, sizeBytes }) => ({ type, name, mimeType, sizeBytes }));
  const automatic = classifyAutomatic(facts, PROFILE);
  return {
    automatic,
    externalId,
    from: sender.address,
    name: sender.name,
    replyTo,
    to,
    subject,
    sentAt,
    inReplyTo,
    references,
    text: text.split('\n'),
    files,
  };
};

test.each(STORIES)('%s', async (story) => {
  const outcome = JSON.parse(JSON.stringify(await outcomeOf(story)));
  const expected = new URL(`${story}.json`, FOLDER);
  if (process.env.UPDATE_GOLDEN) writeFileSync(expected, `${JSON.stringify(outcome, null, 2)}\n`);
  expect(outcome).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  const [kind = ''] = story.split('-');
  if (kind !== 'quarantined') expect(outcome.automatic?.reason ?? null).toBe(REASONS[kind]);
});
