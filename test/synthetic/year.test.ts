import { createHash } from 'node:crypto'
import t from 'tap'
import { hasCheckDigit } from '../../src/declarations/checks/check-digit.ts'
import { checkedDeclaration } from '../../src/declarations/formats/json-declaration.ts'
import { isShowable } from '../../src/synthetic/kinds/kind.ts'
import { ERROR_KINDS } from '../../src/synthetic/kinds/all-kinds.ts'
import { CHECKS } from '../../src/declarations/checks/catalogue.ts'
import { PILLARS } from '../../src/declarations/checks/check.ts'
import { yearOf } from './support.ts'

const hashOf = (lines: readonly unknown[]): string => createHash('sha256').update(lines.map((line) => JSON.stringify(line)).join('\n')).digest('hex')

t.test('the same seed gives the same bytes, and another seed another year', (t) => {
  const [one, two, other] = [[...yearOf(2000)], [...yearOf(2000)], [...yearOf(2000, 'another')]]
  t.equal(hashOf(one), hashOf(two))
  t.not(hashOf(one), hashOf(other))
  t.equal(hashOf(one), '6f5883228e22bef5332b8e869b1fbc2f580f288ed0f4a593791a133fdb47812c', 'generator 4 gives these bytes: a change needs another generator version')
  const mrns = new Set([...one, ...other].map(({ content }) => content.mrn))
  t.equal(mrns.size, 4000, 'no number twice, in one year or over two seeds')
  t.end()
})

t.test('it streams: whoever stops early has read the same', (t) => {
  const whole = [...yearOf(800)]
  const begun = []
  for (const made of yearOf(800)) {
    begun.push(made)
    if (begun.length === 300) break
  }
  t.equal(hashOf(begun), hashOf(whole.slice(0, 300)))
  t.end()
})

t.test('every declaration is in canonical form, dated in order over the twelve months', (t) => {
  const days: string[] = []
  for (const { content } of yearOf(1500)) {
    t.strictSame(checkedDeclaration(JSON.parse(JSON.stringify(content))), content, content.mrn ?? '')
    days.push(content.acceptanceDate ?? '')
  }
  t.strictSame(days, days.toSorted())
  t.ok((days[0] ?? '') <= '2025-11-04' && (days.at(-1) ?? '') >= '2026-10-29', `from ${days[0] ?? ''} to ${days.at(-1) ?? ''}`)
  const inMonth = (month: string): number => days.filter((day) => day.startsWith(month)).length
  t.ok(inMonth('2026-08') < inMonth('2026-09') * 0.7, 'August is quiet')
  t.end()
})

t.test('the mix is a trader\'s: procedures, brokers, preferences, MRNs with their check digit', (t) => {
  const year = [...yearOf(3000)].filter(({ planted }) => planted === null).map(({ content }) => content)
  const procedures = new Set(year.flatMap(({ items }) => items.map(({ requestedProcedure = '', previousProcedure = '' }) => requestedProcedure + previousProcedure)))
  t.strictSame([...procedures].toSorted(), ['1000', '2300', '3151', '4000', '4071', '4200', '5100', '6110', '7100'])
  t.equal(new Set(year.map(({ representative }) => representative?.eori ?? null)).size, 6)
  t.ok(year.every(({ mrn = '' }) => hasCheckDigit(mrn)))
  t.equal(new Set(year.map(({ lrn }) => lrn)).size, year.length)
  t.strictSame([...new Set(year.flatMap(({ items }) => items.flatMap(({ preference }) => preference ?? [])))].toSorted(), ['100', '120', '200', '300', '400'])
  t.end()
})

t.test('kinds are named once, of every pillar, and lead to checks that exist', (t) => {
  const known = new Set(CHECKS.map(({ id }) => id))
  t.equal(new Set(ERROR_KINDS.map(({ id }) => id)).size, ERROR_KINDS.length)
  t.ok(ERROR_KINDS.filter(isShowable).length >= 25)
  t.strictSame(PILLARS.filter((pillar) => !ERROR_KINDS.some((kind) => kind.pillar === pillar)), [])
  for (const { id, checks, needs, rate } of ERROR_KINDS) {
    t.ok(checks.every((check) => known.has(check)) && (checks.length > 0) === (needs !== 'nothing') && rate > 0 && rate < 0.1, id)
  }
  t.end()
})

t.test('brokers differ in quality as the trader knows', (t) => {
  const counts = new Map<string, { all: number, wrong: number }>()
  for (const { content, planted } of yearOf(6000)) {
    const broker = planted?.broker ?? content.representative?.eori ?? ''
    const count = counts.get(broker) ?? { all: 0, wrong: 0 }
    counts.set(broker, { all: count.all + 1, wrong: count.wrong + (planted === null ? 0 : 1) })
  }
  const share = (eori: string): number => (counts.get(eori)?.wrong ?? 0) / (counts.get(eori)?.all ?? 1)
  t.ok(share('IT02468013579') * 2.5 < share('IT05791346802'), `${share('IT02468013579')} and ${share('IT05791346802')}`)
  t.end()
})
