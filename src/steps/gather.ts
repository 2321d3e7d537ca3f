// Gathers what comes at the same time. In: one piece after the other, each waited for. Out: all that came while those before were worked on, in one go. On failure: whoever gave a piece of that go gets its error.

/** No more pieces than this in one go: a transaction stays short. */
const MOST = 50;

type Waiting<Piece> = { piece: Piece; resolve: () => void; reject: (error: unknown) => void };

/**
 * Works on pieces together without making any of them wait for others: the first goes at once, and what comes while so many
 * goes as there may be are under way goes with the next.
 */
export const openGathering = <Piece>(work: (pieces: Piece[]) => Promise<void>, goes: number): ((piece: Piece) => Promise<void>) => {
  let waiting: Waiting<Piece>[] = [];
  let running = 0;
  const take = (): Waiting<Piece>[] => {
    const next = waiting.slice(0, MOST);
    waiting = waiting.slice(MOST);
    return next;
  };
  const run = async (): Promise<void> => {
    running += 1;
    for (let next = take(); next.length > 0; next = take()) {
      await work(next.map(({ piece }) => piece)).then(
        () => {
          for (const { resolve } of next) resolve();
        },
        (error: unknown) => {
          for (const { reject } of next) reject(error);
        },
      );
    }
    running -= 1;
  };
  return (piece) =>
    new Promise((resolve, reject) => {
      waiting.push({ piece, resolve, reject });
      if (running < goes) void run();
    });
};
