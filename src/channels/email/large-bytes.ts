// Bytes of large mails. In: bytes. Out: whether they are large, and their memory given back. Nothing can fail.
/** Smaller bytes share their memory with others, or are soon collected. */
const LARGE_BYTES = 1024 * 1024;

/**
 * Gives large bytes back to the system at once: the collector, which sees small objects only, may leave tens of megabytes for
 * minutes. They are empty afterwards. Bytes that share their memory with others stay as they are.
 */
export const letGo = (bytes: Uint8Array): void => {
  if (isLarge(bytes) && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
};

/** Bytes so many that they are not copied without need, in memory that is theirs alone. */
export const isLarge = ({ buffer, byteLength }: Uint8Array): boolean =>
  byteLength >= LARGE_BYTES && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
