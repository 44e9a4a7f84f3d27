import type { ResourceLimits } from 'node:worker_threads'

/**
 * A thread that comes near its limit is ended, and has 16 MB more for that; when it needs even more at once, the whole process ends. What a
 * collection of young objects moves to the old ones must therefore stay well below: three times a semi-space, of which one and a half may move.
 */
const YOUNG_MB = 12

/** @param memoryMb of the heap. */
export const threadMemory = (memoryMb: number): ResourceLimits => ({ maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB })
