import { hash } from 'node:crypto'

/** Reasons are told apart without being kept: by the group that their normalised text falls into. Pure. */

/** Two different reasons fall into the same group with a chance of one in so many. */
export const RATIONALE_BUCKETS = 1024

/** @returns null of a text without a letter or digit: it gives no reason. */
export function rationaleBucket (text: string): number | null {
  const words = text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu)
  return words === null ? null : hash('sha256', words.join(' '), 'buffer').readUInt32BE(0) % RATIONALE_BUCKETS
}
