// Keeps the slow mail server of one company from holding up the answers of others. In: mails on their way, by company. Out: which companies get no more for now. On failure: kept for whoever waits for the end.

/** How many mails of a company are on their way at most before it gets no more. */
const MOST = 50;

export type Lanes = {
  enter: (company: string) => void;
  leave: (company: string) => void;
  isFull: (company: string) => boolean;
  /** The companies that get no more for now, remembered as passed over. */
  passOver: () => string[];
  /** Whether one that was passed over has room again. */
  hasRoomAgain: () => boolean;
  /** What is on its way for all that send in this process. */
  onTheWay: Set<Promise<void>>;
  failures: unknown[];
  /** Somebody waits for the end of all of them, so that nobody else has to. */
  isAwaited: boolean;
  /** The process ends: nothing more is claimed, what is on its way comes through. */
  isClosing: boolean;
  close: () => Promise<void>;
};

export const openLanes = (most = MOST): Lanes => {
  const counts = new Map<string, number>();
  const passedOver = new Set<string>();
  const isFull = (company: string) => (counts.get(company) ?? 0) >= most;
  const add = (company: string, more: number): void => {
    const count = (counts.get(company) ?? 0) + more;
    if (count > 0) counts.set(company, count);
    else counts.delete(company);
  };
  const lanes: Lanes = {
    enter: (company) => add(company, 1),
    leave: (company) => add(company, -1),
    isFull,
    passOver: () => {
      passedOver.clear();
      for (const company of counts.keys()) if (isFull(company)) passedOver.add(company);
      return [...passedOver];
    },
    hasRoomAgain: () => [...passedOver].some((company) => !isFull(company)),
    onTheWay: new Set(),
    failures: [],
    isAwaited: false,
    isClosing: false,
    close: async () => {
      lanes.isClosing = true;
    },
  };
  return lanes;
};
