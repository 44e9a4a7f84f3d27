/**
 * Memory that is written again once nobody reads it any more.
 *
 * Larger pieces are shared between threads: they pass from one to another uncopied, and the collector does not count them. Of what it
 * counts, the megabytes that are on their way to the database had it mark the whole heap all the time, to find nothing.
 */

/** Smaller ones are left to the collector. */
export const SPARE_FROM_BYTES = 128 * 1024
const MOST_SPARE_BYTES = 24 * 1024 * 1024

const spare: Buffer[] = []

/** At least so many bytes, with anything in them. */
export function takeMemory (bytes: number): Buffer {
  if (bytes < SPARE_FROM_BYTES) return Buffer.allocUnsafeSlow(bytes)
  const fitting = spare.findLastIndex(({ byteLength }) => byteLength >= bytes && byteLength < 2 * bytes)
  const [taken] = fitting === -1 ? [] : spare.splice(fitting, 1)
  return taken ?? Buffer.from(new SharedArrayBuffer(Math.ceil(bytes / SPARE_FROM_BYTES) * SPARE_FROM_BYTES))
}

/** @param memory all of what was taken; whoever gives it back reads it no more. */
export function giveMemory (memory: Buffer): void {
  if (memory.byteLength < SPARE_FROM_BYTES) return
  if (spare.reduce((sum, { byteLength }) => sum + byteLength, memory.byteLength) <= MOST_SPARE_BYTES) spare.push(memory)
}
