import t from 'tap'
import { byPriority } from '../../src/risk/priority.ts'
import type { Ranked } from '../../src/risk/priority.ts'

const risk = (code: string, expectedAnnualLoss: number, residualScore: number, consequence: Ranked['consequence'], inherentExpectedAnnualLoss = expectedAnnualLoss): Ranked =>
  ({ code, consequence, figures: { expectedAnnualLoss, inherentExpectedAnnualLoss, residualScore, inherentScore: residualScore } })
const codes = (risks: readonly Ranked[]): string[] => risks.map(({ code }) => code)

t.test('the greatest loss comes first, then the score, the consequence and the code', (t) => {
  const risks = [risk('E', 10, 5, 2), risk('D', 10, 5, 2), risk('C', 10, 5, 3), risk('B', 10, 6, 1), risk('A', 11, 1, 1)]
  t.strictSame(codes(byPriority(risks, 'residual')), ['A', 'B', 'C', 'D', 'E'])
  t.strictSame(codes(risks), ['E', 'D', 'C', 'B', 'A'], 'the list given stays as it was')
  t.end()
})

t.test('stage 1 orders by what is there before controls', (t) => {
  const risks = [risk('A', 10, 5, 2, 10), risk('B', 1, 5, 2, 100)]
  t.strictSame([codes(byPriority(risks, 'inherent')), codes(byPriority(risks, 'residual'))], [['B', 'A'], ['A', 'B']])
  t.end()
})
