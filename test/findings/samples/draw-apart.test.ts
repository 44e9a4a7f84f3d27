import t from 'tap'
import { drawApart, redrawApart } from '../../../src/findings/samples/draw-apart.ts'
import { draw, redraw } from '../../../src/findings/samples/draw-job.ts'
import type { Drawn } from '../../../src/findings/samples/draw-job.ts'
import { PIECE_ENTRIES } from '../../../src/findings/sampling/frame-pieces.ts'
import type { PopulationItem } from '../../../src/findings/sampling/population.ts'

const items: PopulationItem[] = Array.from({ length: PIECE_ENTRIES + 500 }, (_, index) => ({
  declarationId: `d${String(index).padStart(5, '0')}`, itemNumber: 1 + index % 3, direction: index % 2 === 0 ? 'import' : 'export', broker: index % 5 === 0 ? 'DE1' : '', unit: 'U',
  value: `${index % 900}.50`, currency: index % 7 === 0 ? 'USD' : 'EUR', hasErrorHit: index % 50 === 0
}))
const job = { settings: { seed: 'apart', random: { size: 80, leastPerStratum: 5 }, monetaryInterval: '10000' }, currency: 'EUR', mostDrawn: 10_000 }
const drawn = (answer: Awaited<ReturnType<typeof drawApart>>): Drawn => {
  if (answer.outcome !== 'drawn') throw new Error('too many')
  return answer
}

t.test('a thread draws what the same work draws here, however it is fed', async (t) => {
  const here = draw(job, items)
  const apart = drawn(await drawApart(job, async (add) => { for (let from = 0; from < items.length; from += 333) add(items.slice(from, from + 333)) }))
  const whole = drawn(await drawApart(job, async (add) => { add(items.toReversed()) }))
  const comparable = ({ pieces, ...answer }: Drawn) => ({ ...answer, pieces: pieces.map(({ entries, lines }) => [entries, Buffer.from(lines).toString('base64')]) })
  t.strictSame(comparable(apart), comparable(drawn(here)))
  t.strictSame(comparable(whole), comparable(apart))
  t.equal(apart.pieces.length, 2)
  t.ok(apart.draw.some(({ otherCurrency }) => otherCurrency === 'USD'))
  t.ok(apart.draw.every(({ otherCurrency, bookValue }) => otherCurrency === null || bookValue === '0'))
})

t.test('what is kept of a frame draws the same again', async (t) => {
  const first = drawn(draw(job, items))
  const lines = first.pieces.map((piece) => piece.lines)
  const again = await redrawApart(job, async (add) => { for (const piece of lines) add(piece) })
  t.strictSame(again, redraw(job, lines))
  t.match(again, { frameHash: first.frameHash, frameSize: items.length, drawHash: first.drawHash, strata: [...first.strata ?? []], monetary: first.monetary })
  t.not(redraw({ settings: { ...job.settings, seed: 'other' } }, lines).drawHash, first.drawHash)
  t.not(redraw(job, lines.toReversed()).frameHash, first.frameHash, 'pieces out of order are another frame')
  t.match(redraw(job, []), { frameSize: 0 })
})

t.test('more than people review is refused with its number', (t) => {
  const { length } = drawn(draw(job, items)).draw
  t.strictSame(draw({ ...job, mostDrawn: length - 1 }, items), { outcome: 'too_many', drawn: length })
  t.equal(draw({ ...job, mostDrawn: length }, items).outcome, 'drawn')
  t.end()
})

t.test('one draws at a time, and whatever fails makes room for the next', async (t) => {
  let release = (): void => {}
  const held = drawApart(job, async () => { await new Promise<void>((resolve) => { release = resolve }) })
  for (const refused of [drawApart(job, async () => {}), redrawApart(job, async () => {})]) {
    t.match(await refused.catch((error: unknown) => error), { type: '/problems/overloaded', headers: { 'retry-after': '10' } })
  }
  release()
  t.match(await held, { outcome: 'drawn', frameSize: 0 })
  await t.rejects(drawApart(job, async () => { throw new Error('the database is away') }), /database is away/)
  await t.rejects(drawApart(job, async (add) => { add([...items, ...items]) }), /twice/, 'what the thread throws comes out')
  t.equal((await drawApart(job, async (add) => { add(items) })).outcome, 'drawn')
})
