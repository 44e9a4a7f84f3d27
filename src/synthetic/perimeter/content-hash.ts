import { createHash } from 'node:crypto'

/** Stands for the hash of an archived document, whose bytes the synthetic trader does not have. */
export const contentHash = (text: string): string => createHash('sha256').update(text).digest('hex')
