import t from 'tap'
import { drawOnce } from '../../../src/risks/report/drawn-reports.ts'
import { reportOf } from '../../../src/risks/report/report-of.ts'
import type { ReportModel } from '../../../src/risks/report/model.ts'
import { sampleReport } from '../../support/sample-report.ts'

/** What is drawn is kept, as long as it is not too much. */

const sample = reportOf(await sampleReport())
/** @param name takes the place of the hash that says what the report is of. */
const named = (name: string, salts: readonly (string | null)[] = []): ReportModel => ({ ...sample, dataHash: name, words: salts.map((salt) => ({ pointer: '/audit/title', reference: 'words:', salt })) })

/** @param sizes of what comes of each report, by its name. */
function drawing (sizes: Readonly<Record<string, number>>, mostBytes: number) {
  const drawn: string[] = []
  const ask = drawOnce(async ({ dataHash }, as) => {
    drawn.push(`${dataHash} ${as}`)
    return await Promise.resolve(Buffer.alloc(sizes[dataHash] ?? 0))
  }, mostBytes)
  return { drawn, ask }
}

t.test('a report is drawn once for all who ask at once and later, and as a page and as a document apart', async (t) => {
  const { drawn, ask } = drawing({ one: 10 }, 100)
  const [first, second] = await Promise.all([ask(named('one'), 'page'), ask(named('one'), 'page')])
  t.equal(first, second)
  t.equal(await ask(named('one'), 'page'), first)
  await ask(named('one'), 'pdf')
  t.strictSame(drawn, ['one page', 'one pdf'])
})

t.test('what is kept has so many bytes together and no more: what was asked for longest ago goes first', async (t) => {
  const { drawn, ask } = drawing({ one: 40, two: 40, three: 40 }, 100)
  for (const name of ['one', 'two', 'one', 'three']) await ask(named(name), 'pdf')
  t.strictSame(drawn.splice(0), ['one pdf', 'two pdf', 'three pdf'])
  for (const name of ['one', 'three', 'two']) await ask(named(name), 'pdf')
  t.strictSame(drawn, ['two pdf'])
})

t.test('one that has more bytes than all may have is drawn each time, and takes the place of no other', async (t) => {
  const { drawn, ask } = drawing({ small: 40, large: 101 }, 100)
  for (const name of ['small', 'large', 'large', 'small']) await ask(named(name), 'page')
  t.strictSame(drawn, ['small page', 'large page', 'large page'])
})

t.test('many small ones are kept, whatever their number', async (t) => {
  const names = Array.from({ length: 50 }, (_, index) => `small ${index}`)
  const { drawn, ask } = drawing(Object.fromEntries(names.map((name) => [name, 2])), 100)
  for (const name of [...names, ...names]) await ask(named(name), 'page')
  t.equal(drawn.length, names.length)
})

t.test('what had words that are erased is drawn anew, also while it is drawn with them, and kept no longer', async (t) => {
  const pending: ((bytes: Buffer) => void)[] = []
  const ask = drawOnce(async () => await new Promise((resolve) => { pending.push(resolve) }), 100)
  const [withWords, without] = [named('one', ['00', '01']), named('one', ['00', null])]
  const [early, late] = [ask(withWords, 'page'), ask(without, 'page')]
  pending[1]?.(Buffer.from('without'))
  t.equal(String(await late), 'without')
  pending[0]?.(Buffer.from('with words'))
  t.equal(String(await early), 'with words', 'for who asked before they were erased')
  t.equal(String(await ask(without, 'page')), 'without', 'and for nobody else')
  t.equal(pending.length, 2)
})

t.test('what could not be drawn is drawn again', async (t) => {
  let asked = 0
  const ask = drawOnce(async () => {
    if (++asked === 1) throw new Error('No place')
    return await Promise.resolve(Buffer.from('drawn'))
  }, 100)
  await t.rejects(ask(named('one'), 'pdf'), { message: 'No place' })
  t.equal(String(await ask(named('one'), 'pdf')), 'drawn')
})
