/** Steps of a scale in which 32 double a time: a value is right to about one per cent. */
export const STEPS_PER_DOUBLING = 32;
const MINUTE_MS = 60_000;

/** How many times fell on each step of the scale. */
export type Times = ReadonlyMap<number, number>;

/** The time that a step stands for. The database puts times on the scale as `round(32 * log2(minutes + 1))`. */
export const timeOfStep = (step: number): number => (2 ** (step / STEPS_PER_DOUBLING) - 1) * MINUTE_MS;

/** The time that half of all did not exceed, to about one per cent; null where there are none. */
export const medianOf = (times: Times): number | null => {
  const steps = [...times].filter(([, count]) => count > 0).sort(([one], [other]) => one - other);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const [lower, upper] = [placeAt(steps, Math.ceil(total / 2)), placeAt(steps, Math.floor(total / 2) + 1)];
  return (timeOfStep(lower) + timeOfStep(upper)) / 2;
};

/** The step of the time that is the `place`th, counted from one. */
const placeAt = (steps: [number, number][], place: number): number => {
  let counted = 0;
  for (const [step, count] of steps) {
    counted += count;
    if (counted >= place) return step;
  }
  return steps.at(-1)?.[0] ?? 0;
};
