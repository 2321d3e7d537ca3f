/**
 * A failure that no retry mends: bad input, a refused recipient, a configuration that is wrong. Anything else that is
 * thrown counts as temporary and is tried again with backoff.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The code of an error for logs and rows: ours, Node's or the library's, else its class name. Never its text. */
export const codeOf = (error: unknown): string => {
  if (error instanceof PermanentError) return error.code;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && code !== '') return code;
  return error instanceof Error ? error.name : 'unknown';
};
