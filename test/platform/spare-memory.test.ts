import { getHeapStatistics } from 'node:v8'
import t from 'tap'
import { giveMemory, SPARE_FROM_BYTES, takeMemory } from '../../src/platform/spare-memory.ts'

t.test('memory is used again by whoever needs about as much', (t) => {
  const taken = takeMemory(SPARE_FROM_BYTES + 1)
  t.equal(taken.byteLength, 2 * SPARE_FROM_BYTES)
  giveMemory(taken)
  t.not(takeMemory(SPARE_FROM_BYTES).buffer, taken.buffer, 'half of it would lie idle')
  t.not(takeMemory(2 * SPARE_FROM_BYTES + 1).buffer, taken.buffer)
  const again = takeMemory(2 * SPARE_FROM_BYTES)
  t.equal(again.buffer, taken.buffer)
  t.not(takeMemory(2 * SPARE_FROM_BYTES).buffer, taken.buffer, 'by one at a time')
  t.end()
})

t.test('other threads see it, and the collector does not count it', (t) => {
  const counted = (): number => getHeapStatistics().external_memory
  const before = counted()
  const taken = takeMemory(8 * 1024 * 1024)
  t.type(taken.buffer, SharedArrayBuffer)
  t.ok(counted() < before + 1024 * 1024)
  const own = Buffer.allocUnsafeSlow(taken.byteLength)
  t.ok(counted() >= before + own.byteLength, 'as it counts what is the heap\'s own')
  t.type(takeMemory(SPARE_FROM_BYTES - 1).buffer, ArrayBuffer, 'little is left to the collector')
  t.end()
})

t.test('no more than some is kept for later', (t) => {
  const pieces = Array.from({ length: 40 }, () => takeMemory(1024 * 1024))
  for (const piece of pieces) giveMemory(piece)
  const again = Array.from({ length: 40 }, () => takeMemory(1024 * 1024))
  const kept = again.filter(({ buffer }) => pieces.some((piece) => piece.buffer === buffer)).length
  t.ok(kept >= 20 && kept <= 24, `${kept}`)
  t.end()
})

t.test('pieces of a size that nobody asks for any more do not keep others from being used again', (t) => {
  const once = Array.from({ length: 24 }, () => takeMemory(1024 * 1024))
  for (const piece of once) giveMemory(piece)
  const now = takeMemory(SPARE_FROM_BYTES)
  giveMemory(now)
  t.equal(takeMemory(SPARE_FROM_BYTES).buffer, now.buffer)
  t.notOk(once.some(({ buffer }) => buffer === now.buffer))
  giveMemory(takeMemory(64 * 1024 * 1024))
  const again = takeMemory(1024 * 1024)
  t.ok(once.some(({ buffer }) => buffer === again.buffer), 'nor does one that is larger than all that is kept drive them out')
  t.end()
})
