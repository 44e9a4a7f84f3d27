import t from 'tap'
import { frequencyBound, greatestFrequency, isAcceptable, isWithin, needsSignature, objectionsTo } from '../../src/risk/acceptable.ts'
import type { Rating } from '../../src/risk/method.ts'

t.test('the frequency is bounded by the appetite and by the likelihood that the score leaves', (t) => {
  const cases: [name: string, impactLevel: Rating, acceptableScore: number, appetiteEur: number, bound: ReturnType<typeof frequencyBound>][] = [
    ['impact 1 leaves every likelihood', 1, 5, 1_000, { atMost: 0.1, below: Number.POSITIVE_INFINITY }],
    ['impact 2 at score 5', 2, 5, 10_000, { atMost: 1, below: 0.5 }],
    ['impact 3 at score 5', 3, 5, 10_000, { atMost: 1, below: 0.2 }],
    ['impact 3 at score 6', 3, 6, 10_000, { atMost: 1, below: 0.5 }],
    ['impact 5 at score 5', 5, 5, 10_000, { atMost: 1, below: 0.2 }],
    ['impact 5 at score 4', 5, 4, 10_000, null]
  ]
  for (const [name, impactLevel, acceptableScore, appetiteEur, bound] of cases) {
    t.strictSame(frequencyBound({ impactLevel, severityMean: 10_000 }, { acceptableScore, appetiteEur }), bound, name)
    t.equal(greatestFrequency({ impactLevel, severityMean: 10_000 }, { acceptableScore, appetiteEur }), bound === null ? null : Math.min(bound.atMost, bound.below), name)
  }
  t.end()
})

t.test('the bound of money may be reached, the edge of a likelihood may not', (t) => {
  t.strictSame([0.1, 0.1000001].map((frequency) => isWithin(frequency, { atMost: 0.1, below: 0.2 })), [true, false])
  t.strictSame([0.1999999, 0.2].map((frequency) => isWithin(frequency, { atMost: 1, below: 0.2 })), [true, false])
  t.end()
})

t.test('score and loss both have to be acceptable, and an impact of 5 is signed for all the same', (t) => {
  const tolerance = { acceptableScore: 5, appetiteEur: 10_000 }
  const cases: [name: string, residualScore: number, expectedAnnualLoss: number, impactLevel: Rating, objections: string[]][] = [
    ['both at their bound', 5, 10_000, 4, []],
    ['a point too many', 6, 10_000, 4, ['score_above_acceptable']],
    ['a cent too much', 5, 10_000.01, 4, ['loss_above_appetite']],
    ['impact 5', 5, 1, 5, ['impact_needs_signature']],
    ['everything', 25, 1e6, 5, ['score_above_acceptable', 'loss_above_appetite', 'impact_needs_signature']]
  ]
  for (const [name, residualScore, expectedAnnualLoss, impactLevel, objections] of cases) {
    const figures = { residualScore, expectedAnnualLoss, impactLevel }
    t.strictSame(objectionsTo(figures, tolerance), objections, name)
    t.equal(isAcceptable(figures, tolerance), objections.every((objection) => objection === 'impact_needs_signature'), name)
  }
  t.strictSame([needsSignature(5, 25), needsSignature(4, 4), needsSignature(4, 3)], [true, false, true])
  t.end()
})
