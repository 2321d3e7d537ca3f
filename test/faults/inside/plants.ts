/** A deliberate bug: one text of one file replaced by another. It must be there exactly once, or the process does not start. */
type Patch = { file: string; find: string; put: string };
export type Plant = { because: string; patches: Patch[] };

/** The bugs that must turn the lab red. */
export const PLANTS: Record<string, Plant> = {
  'acknowledge-before-commit': {
    because: 'a webhook is answered 200 before it is stored',
    patches: [
      {
        file: 'src/channels/meta/webhook.ts',
        find: 'await options.onDelivery({ rawBody, owners: findOwners(body, { company, accounts, isProven }) });',
        // Later, or the commit would be begun before the answer leaves.
        put: `const delivery = { rawBody, owners: findOwners(body, { company, accounts, isProven }) };
    setTimeout(() => void options.onDelivery(delivery).catch(() => undefined), 200);`,
      },
    ],
  },
  'position-without-mails': {
    because: 'the position of a mailbox is moved, and the mails are stored in a transaction of their own that nobody waits for',
    patches: [
      {
        file: 'src/assembly/watching.ts',
        find: 'await receiveMails(tools, { company, address, watcher: instance, mails: hinted, position });',
        put: `await receiveMails(tools, { company, address, watcher: instance, mails: [], position });
          setTimeout(() => void receiveMails(tools, { company, address, watcher: instance, mails: hinted, position }).catch(() => undefined), 700);`,
      },
      {
        file: 'src/channels/email/catch-up.ts',
        find: 'const missing = await tools.missingUids(position.uidValidity, chunk);',
        put: 'const missing: number[] = [];',
      },
    ],
  },
  'answer-without-key': {
    because: 'each try of an answer goes out under a Message-ID of its own',
    patches: [
      {
        file: 'src/steps/attempt.ts',
        find: 'messageId: reply.emailMessageId,',
        put: "messageId: reply.emailMessageId?.replace('@', '.' + reply.attempts + '@') ?? null,",
      },
    ],
  },
  'answer-without-claim': {
    because: 'answers are sent without being claimed first',
    patches: [
      {
        file: 'src/steps/answer-mails.ts',
        find: 'await nouns.replies.claimAll(',
        put: 'await (async (..._claim: unknown[]) => undefined)(',
      },
    ],
  },
  'folio-outside': {
    because: 'a folio is taken outside the transaction of its ticket',
    patches: [
      {
        file: 'src/store/store.ts',
        find: '  return {\n    ...nounsOf(prisma, sql),',
        put: `  const TAKE = \`
    INSERT INTO "FolioSequence" ("company", "series", "year", "last") VALUES ($1, $2, $3, 1)
    ON CONFLICT ("company", "series", "year") DO UPDATE SET "last" = "FolioSequence"."last" + 1\`;
  Object.assign(globalThis, { takeOutside: (one: { company: string; series: string; year: number }) => sql(TAKE, [one.company, one.series, one.year]) });
  return {
    ...nounsOf(prisma, sql),`,
      },
      {
        // Before the statements that are sent off together: what refers to the ticket must come after it.
        file: 'src/steps/save-decision.ts',
        find: '  const { id: ticketId } = prepared;\n',
        put: `  const { id: ticketId } = prepared;
  await (globalThis as unknown as { takeOutside: (ticket: typeof prepared) => Promise<unknown> }).takeOutside(prepared);
`,
      },
      {
        file: 'src/store/tickets.ts',
        find: `    INSERT INTO "FolioSequence" ("company", "series", "year", "last")
    SELECT "company", "series", "year", "many" FROM counted ORDER BY 1, 2, 3
    ON CONFLICT ("company", "series", "year") DO UPDATE SET "last" = "FolioSequence"."last" + EXCLUDED."last"
    RETURNING "company", "series", "year", "last")`,
        put: '    SELECT "company", "series", "year", "last" FROM "FolioSequence" JOIN counted USING ("company", "series", "year"))',
      },
    ],
  },
};

/** The source with a plant's patches for this file, and the number of patches. */
export const patchSource = (plant: string, file: string, source: string): string => {
  const patches = PLANTS[plant]?.patches.filter((patch) => patch.file === file) ?? [];
  return patches.reduce((text, { find, put }) => {
    if (text.split(find).length !== 2) throw new Error(`the plant ${plant} expects once in ${file}: ${find}`);
    return text.replace(find, () => put);
  }, source);
};
