import type { ResourceLimits } from 'node:worker_threads'

/**
 * A thread that comes near its limit is ended, and has 16 MB more for that; when it needs even more at once, the whole process ends. What a
 * collection of young objects moves to the old ones must therefore stay well below: three times a semi-space, of which one and a half may move.
 */
const MOST_YOUNG_MB = 12

/** @param memoryMb of the heap. @param youngMb of it for what is young; little is enough for work of which little outlives its first collection. */
export const threadMemory = (memoryMb: number, youngMb = MOST_YOUNG_MB): ResourceLimits => ({ maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: Math.min(youngMb, MOST_YOUNG_MB) })
