/**
 * Memory that is written again once nobody reads it any more.
 *
 * Larger pieces are shared between threads: they pass from one to another uncopied, and the collector does not count them. Of what it
 * counts, the megabytes that are on their way to the database had it mark the whole heap all the time, to find nothing.
 */

/** Smaller ones are left to the collector. */
export const SPARE_FROM_BYTES = 128 * 1024
const MOST_SPARE_BYTES = 24 * 1024 * 1024

/** Given back last, last. */
const spare: Buffer[] = []
let spareBytes = 0

/** At least so many bytes, with anything in them. */
export function takeMemory (bytes: number): Buffer {
  if (bytes < SPARE_FROM_BYTES) return Buffer.allocUnsafeSlow(bytes)
  const fitting = spare.findLastIndex(({ byteLength }) => byteLength >= bytes && byteLength < 2 * bytes)
  const [taken] = fitting === -1 ? [] : spare.splice(fitting, 1)
  spareBytes -= taken?.byteLength ?? 0
  return taken ?? Buffer.from(new SharedArrayBuffer(Math.ceil(bytes / SPARE_FROM_BYTES) * SPARE_FROM_BYTES))
}

/**
 * What lay idle longest makes room for it: the next file may need pieces of another size, and ask for none of those of the last.
 *
 * @param memory all of what was taken; whoever gives it back reads it no more.
 */
export function giveMemory (memory: Buffer): void {
  if (memory.byteLength < SPARE_FROM_BYTES || memory.byteLength > MOST_SPARE_BYTES) return
  spare.push(memory)
  spareBytes += memory.byteLength
  while (spareBytes > MOST_SPARE_BYTES) spareBytes -= spare.shift()?.byteLength ?? spareBytes
}
