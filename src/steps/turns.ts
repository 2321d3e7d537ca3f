// Keeps the same work from running too often at once. In: work that looks for itself what there is to do. Out: it ran, or whoever runs it runs it once more. On failure: whoever ran it gets the error.

/** Runs work at once unless it runs `most` times already; then one of those that run it looks once more before it ends. */
export const openTurns = (most: number): ((work: () => Promise<void>) => Promise<void>) => {
  let running = 0;
  let isWanted = false;
  return async (work) => {
    if (running >= most) {
      isWanted = true;
      return;
    }
    running += 1;
    try {
      do {
        isWanted = false;
        await work();
      } while (isWanted);
    } finally {
      running -= 1;
    }
  };
};
