import fc from 'fast-check'
import t from 'tap'
import { countsOf, exposureOf } from '../../../src/sanctions/analysis/cells.ts'
import type { Cell, CountedSanctions } from '../../../src/sanctions/analysis/cells.ts'
import { analyse } from '../../../src/sanctions/analysis/rows.ts'
import { levelOf } from '../../../src/sanctions/analysis/settings.ts'

const WEIGHTS = { minor: 1, medium: 3, serious: 10 }
const counted = (sanctions: number, changes: Partial<CountedSanctions> = {}): CountedSanctions =>
  ({ key: '', severity: 'minor', currency: '', sanctions, duty: '0', penalty: '0', dutyEur: '0', penaltyEur: '0', withoutRate: 0, ...changes })
const cell = (sanctions: number, declarations: number, items = declarations): Cell => ({ counts: countsOf([counted(sanctions)], WEIGHTS), exposure: exposureOf([{ key: '', declarations, items, duties: {} }]) })
const NONE = cell(0, 0)
const rowOf = (now: Cell, whole: Cell, isOwn = true, before = NONE) => {
  const [row] = analyse([{ key: 'U', now, before, fte: null }], whole, isOwn)
  if (row === undefined) throw new Error('no row')
  return row
}
const close = (actual: number | null | undefined, expected: number, digits: number): boolean => actual != null && Math.abs(actual - expected) <= 0.5 * 10 ** -digits

t.test('the worked intervals of the risk method, section 5', (t) => {
  const cases: [sanctions: number, declarations: number, value: number, low: number, high: number][] = [[3, 12_000, 0.25, 0.0516, 0.7306], [0, 850, 0, 0, 4.3399], [17, 40_211, 0.4228, 0.2463, 0.6769]]
  for (const [sanctions, declarations, value, low, high] of cases) {
    const { ratePer1000 } = rowOf(cell(sanctions, declarations), cell(sanctions, declarations), false)
    t.ok(close(ratePer1000.value, value, 4) && close(ratePer1000.low, low, 4) && close(ratePer1000.high, high, 4), `${sanctions} in ${declarations}: ${JSON.stringify(ratePer1000)}`)
  }
  t.end()
})

t.test('the worked example of the KPIs, section 9: six of nine is a signal, five is none', (t) => {
  const whole = cell(9, 12_000)
  const six = rowOf(cell(6, 3000), whole)
  t.equal(whole.counts.sanctions * 1000 / 12_000, 0.75)
  t.equal(six.ratePer1000.value, 2)
  t.equal(six.signal?.expected, 2.25)
  t.ok(close(six.signal?.p, 0.0274, 4))
  t.equal(six.signal?.raised, true)
  t.ok(close(six.share, 0.417, 3))
  const five = rowOf(cell(5, 3000), whole)
  t.ok(close(five.signal?.p, 0.0780, 4))
  t.equal(five.signal?.raised, false)
  t.end()
})

t.test('low data is fewer than three events to be expected, at the rate of the whole where the key has declarations of its own', (t) => {
  const whole = cell(12, 12_000)
  t.equal(rowOf(cell(9, 3000), whole).ratePer1000.lowData, false, 'three are expected')
  t.equal(rowOf(cell(9, 2999), whole).ratePer1000.lowData, true, 'a little less than three, whatever was seen')
  t.equal(rowOf(cell(3, 12_000), whole, false).ratePer1000.lowData, false)
  t.equal(rowOf(cell(2, 12_000), whole, false).ratePer1000.lowData, true)
  t.end()
})

t.test('with nothing to count against there is no rate, no signal and no test', (t) => {
  const row = rowOf(cell(2, 0), cell(9, 12_000))
  t.match(row, { ratePer1000: { value: null, low: null, high: null, lowData: true }, weightedPer1000: null, signal: null, share: null, comparison: { ratio: null, p: null, adjustedP: null } })
  t.match(rowOf(cell(0, 0), cell(0, 0)), { signal: null, share: null })
  t.match(rowOf(cell(0, 100), cell(0, 100)), { share: null, signal: { expected: 0, p: 1, raised: false } }, 'no sanction at all has no shares')
  t.end()
})

t.test('severities are weighted, and amounts summed by currency without mixing any', (t) => {
  const counts = countsOf([
    counted(2, { currency: 'EUR', penalty: '10.10', duty: '1', penaltyEur: '10.1', dutyEur: '1' }), counted(1, { severity: 'medium', currency: 'EUR', penalty: '0.20', penaltyEur: '0.2' }),
    counted(1, { severity: 'serious', currency: 'PLN', penalty: '400', withoutRate: 1 }), counted(3, { severity: 'serious' })
  ], WEIGHTS)
  t.strictSame(counts, {
    sanctions: 7, weight: 2 + 3 + 40, bySeverity: { minor: 2, medium: 1, serious: 4 }, amounts: [{ currency: 'EUR', duty: '1', penalty: '10.3' }, { currency: 'PLN', duty: '0', penalty: '400' }],
    dutyEur: '1', penaltyEur: '10.3', withoutRate: 1
  })
  const exposure = exposureOf([{ key: 'a', declarations: 500, items: 800, duties: { EUR: '1000.5' } }, { key: 'b', declarations: 500, items: 700, duties: { EUR: '29.5', USD: '0' } }])
  t.strictSame(exposure, { declarations: 1000, items: 1500, duties: [{ currency: 'EUR', amount: '1030' }, { currency: 'USD', amount: '0' }] })
  const row = rowOf({ counts, exposure }, { counts, exposure }, false)
  t.equal(row.weightedPer1000, 45)
  t.equal(row.ratePer1000Items.value, 1000 * 7 / 1500)
  t.strictSame(row.perDuty, [{ currency: 'EUR', assessed: '1030', sanctionsPerMillion: 7e6 / 1030, dutyShare: 1 / 1030, penaltyShare: 0.01 }, { currency: 'USD', assessed: '0', sanctionsPerMillion: null, dutyShare: null, penaltyShare: null }])
  t.end()
})

t.test('per full-time equivalent there is a figure where there is staff', (t) => {
  const figures = (fte: number | null) => { const [row] = analyse([{ key: 'U', now: cell(3, 600), before: NONE, fte }], cell(3, 600), true); return [row?.fte, row?.sanctionsPerFte, row?.declarationsPerFte] }
  t.strictSame(figures(1.5), [1.5, 2, 400])
  t.strictSame(figures(0), [0, null, null])
  t.strictSame(figures(null), [null, null, null])
  t.end()
})

t.test('rows are compared with the period before, and corrected for their number', (t) => {
  const rows = analyse([
    { key: 'a', now: cell(20, 1000), before: cell(5, 1000), fte: null }, { key: 'b', now: cell(5, 1000), before: cell(5, 1000), fte: null }, { key: 'c', now: cell(1, 1000), before: cell(0, 1000), fte: null },
    { key: 'd', now: cell(1, 10), before: cell(0, 0), fte: null }
  ], cell(27, 3010), true)
  const [a, b, c, d] = rows.map(({ comparison }) => comparison)
  t.equal(a?.ratio, 4)
  // Exact conditional test: 2 · P(X ≥ 20 | n = 25, ½) = 2 · 68406 / 2^25.
  t.ok(Math.abs((a?.p ?? 0) - 2 * 68_406 / 2 ** 25) < 1e-9)
  t.ok(Math.abs((a?.adjustedP ?? 0) - 3 * (a?.p ?? 0)) < 1e-12, 'three rows were tested, and it is the least')
  t.match(b, { ratio: 1, p: 1, adjustedP: 1 })
  t.match(c, { ratio: null, high: null, p: 1 }, 'without a sanction before there is no ratio, but a test')
  t.match(d, { ratio: null, p: null, adjustedP: null, declarations: 0 })
  t.end()
})

t.test('a trend is the rate less the mean of the two periods before', (t) => {
  const trend = (now: Cell, before: Cell, earlier?: Cell) => analyse([{ key: '2025', now, before, earlier, fte: null }], cell(9, 12_000), true)[0]?.trend
  t.equal(trend(cell(4, 1000), cell(2, 1000), cell(1, 500)), 2)
  t.equal(trend(cell(0, 1000), cell(2, 1000), cell(1, 1000)), -1.5)
  t.equal(trend(cell(4, 1000), cell(2, 1000), cell(0, 0)), null, 'one of the three has no declarations')
  t.equal(trend(cell(4, 1000), cell(2, 1000)), null, 'rows that are no periods have none')
  t.end()
})

t.test('shares and signals keep their laws whatever is counted', (t) => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 5000 })), { minLength: 1, maxLength: 12 })
  fc.assert(fc.property(rows, (parts) => {
    const whole = cell(parts.reduce((sum, [sanctions]) => sum + sanctions, 0), parts.reduce((sum, [, declarations]) => sum + declarations, 0))
    const found = analyse(parts.map(([sanctions, declarations], place) => ({ key: `${place}`, now: cell(sanctions, declarations), before: cell(1, 100), fte: null })), whole, true)
    const order = found.every(({ ratePer1000: { value, low, high } }) => value === null || (low !== null && high !== null && low <= value && value <= high))
    const shares = found.map(({ share }) => share)
    const adds = shares.includes(null) || Math.abs(shares.reduce<number>((sum, share) => sum + (share ?? 0), 0)) < 1e-9
    const corrected = found.every(({ comparison: { p, adjustedP } }) => (p === null) === (adjustedP === null) && (p ?? 0) <= (adjustedP ?? 1))
    const raised = found.every(({ signal }) => signal === null || signal.raised === signal.p < 0.05)
    return order && adds && corrected && raised
  }), { numRuns: 200 })
  t.end()
})

t.test('a threshold is passed above it, not at it', (t) => {
  const threshold = { amber: 1, red: 2 }
  t.strictSame([0, 1, 1.01, 2, 2.01, null].map((value) => levelOf(value, threshold)), ['green', 'green', 'amber', 'amber', 'red', null])
  t.end()
})
