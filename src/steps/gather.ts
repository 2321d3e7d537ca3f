// Gathers what comes at the same time. In: one piece after the other, each waited for. Out: all that came while the ones before were worked on, in one go. On failure: whoever gave a piece of that go gets its error.

/** No more pieces than this in one go: a transaction stays short. */
const MOST = 50;

type Waiting<Piece> = { piece: Piece; resolve: () => void; reject: (error: unknown) => void };

/**
 * Works on pieces together without making any of them wait for others: the first goes at once, and what comes meanwhile goes
 * with the next. One go at a time for each key.
 */
export const openGathering = <Piece>(work: (pieces: Piece[]) => Promise<void>): ((key: string, piece: Piece) => Promise<void>) => {
  const waiting = new Map<string, Waiting<Piece>[]>();
  const running = new Set<string>();
  const run = async (key: string): Promise<void> => {
    running.add(key);
    for (let next = take(waiting, key); next.length > 0; next = take(waiting, key)) {
      await work(next.map(({ piece }) => piece)).then(
        () => {
          for (const { resolve } of next) resolve();
        },
        (error: unknown) => {
          for (const { reject } of next) reject(error);
        },
      );
    }
    running.delete(key);
  };
  return (key, piece) =>
    new Promise((resolve, reject) => {
      waiting.set(key, [...(waiting.get(key) ?? []), { piece, resolve, reject }]);
      if (!running.has(key)) void run(key);
    });
};

const take = <Piece>(waiting: Map<string, Waiting<Piece>[]>, key: string): Waiting<Piece>[] => {
  const all = waiting.get(key) ?? [];
  if (all.length <= MOST) waiting.delete(key);
  else waiting.set(key, all.slice(MOST));
  return all.slice(0, MOST);
};
