import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { frameHash, orderedFrame } from '../../../src/findings/sampling/frame.ts'
import { entriesOf, PIECE_ENTRIES, piecesOf } from '../../../src/findings/sampling/frame-pieces.ts'
import { entry } from './frames.ts'

for (const size of [0, 1, PIECE_ENTRIES - 1, PIECE_ENTRIES, PIECE_ENTRIES + 1, 2 * PIECE_ENTRIES + 5]) {
  t.test(`${size} entries come out of their pieces as they went in`, (t) => {
    const ordered = orderedFrame(Array.from({ length: size }, (_, index) => entry(`d"${index}\n`, { bookValue: String(index), hasErrorHit: index % 3 === 0 })))
    const pieces = piecesOf(ordered)
    t.strictSame(pieces.map(({ entries }) => entries), pieces.map(({ lines }) => entriesOf(lines).length))
    t.strictSame(pieces.flatMap(({ lines }) => entriesOf(lines)), ordered)
    t.ok(pieces.every(({ entries }, index) => index === pieces.length - 1 ? entries > 0 : entries === PIECE_ENTRIES))
    const whole = size === 0 ? Buffer.alloc(0) : gunzipSync(Buffer.concat(pieces.map(({ lines }) => lines)))
    t.equal(createHash('sha256').update(whole).digest('hex'), frameHash(ordered), 'put together they are what was hashed')
    t.end()
  })
}
