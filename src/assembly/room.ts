import { Semaphore } from 'async-mutex';

/** What a process holds of raw mails at once: one of the largest, or many small ones. */
const ROOM_BYTES = 16 * 1024 * 1024;
/** A mail takes at least this, so that small ones cost nothing to count. */
const UNIT_BYTES = 64 * 1024;

/**
 * Lets work that holds many bytes begin only while there is room for them, in the order of asking; what is larger than all
 * the room waits until it is alone. PostgreSQL's driver holds a mail three times over while it is read.
 */
export const openRoom = (roomBytes = ROOM_BYTES) => {
  const units = Math.max(1, Math.floor(roomBytes / UNIT_BYTES));
  const semaphore = new Semaphore(units);
  return <T>(bytes: number, work: () => Promise<T>): Promise<T> =>
    semaphore.runExclusive(work, Math.min(units, Math.max(1, Math.ceil(bytes / UNIT_BYTES))));
};

/**
 * Lets so many pieces of work run at a time, the others in the order of asking. Goes of mails wait for each other at the folio
 * sequences anyway: those that wait here hold no connection and no lock meanwhile.
 */
export const openSeats = (count: number) => {
  const semaphore = new Semaphore(count);
  return <T>(work: () => Promise<T>): Promise<T> => semaphore.runExclusive(work);
};
