/** Numbers from 0 to 1 that are the same every time: training gives the same weights on every machine. */
export type Chance = () => number;

export const openChance = (): Chance => {
  let seed = 20_261_124;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
};

/** A copy in another order (Fisher and Yates). */
export const shuffled = <T>(list: readonly T[], chance: Chance): T[] => {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(chance() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
};
