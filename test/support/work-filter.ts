import type { WorkFilter } from '../../src/store/worklist.ts';

/** Every open ticket, by the end of its term. */
export const EVERY_OPEN: WorkFilter = {
  state: 'open',
  area: null,
  city: null,
  category: null,
  agentId: null,
  unassigned: false,
  unidentified: false,
  escalated: false,
  order: 'term',
};
