/**
 * How workers are started: glibc keeps freed memory in an arena a thread and raises its own threshold for giving memory back,
 * so that a mail of 25 MiB leaves its size behind in each; and Node's young generation is held small. Measured in
 * docs/performance.md; package.json and the Dockerfile say the same (test/docs.test.ts).
 */
export const MALLOC_SETTINGS = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' } as const;
export const NODE_FLAGS = ['--max-semi-space-size=8'] as const;
