import fc from 'fast-check';

/** JSON of any shape, in which the given keys are met again and again: near enough to the real thing to get far into a reader. */
export const anyJson = (keys: readonly string[]): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 7 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('node')),
    ),
  })).node;
