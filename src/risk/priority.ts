import type { RiskFigures } from './assess-risk.ts'
import type { Rating } from './method.ts'

/** In which order risks are looked at: on inherent figures in stage 1, on residual ones in stage 2. Pure. */

export const PRIORITY_BASES = ['inherent', 'residual'] as const
export type PriorityBasis = typeof PRIORITY_BASES[number]

export interface Ranked {
  readonly code: string
  readonly consequence: Rating
  readonly figures: Pick<RiskFigures, 'expectedAnnualLoss' | 'inherentExpectedAnnualLoss' | 'residualScore' | 'inherentScore'>
}

/** A new list, the first to be looked at first: expected annual loss, then score, then consequence, then code. */
export const byPriority = <T extends Ranked>(risks: readonly T[], basis: PriorityBasis): T[] => risks.toSorted((one, other) => {
  const [lossOne, scoreOne] = weighed(one, basis)
  const [lossOther, scoreOther] = weighed(other, basis)
  return lossOther - lossOne || scoreOther - scoreOne || other.consequence - one.consequence || (one.code < other.code ? -1 : one.code > other.code ? 1 : 0)
})

const weighed = ({ figures }: Ranked, basis: PriorityBasis): [loss: number, score: number] => basis === 'inherent'
  ? [figures.inherentExpectedAnnualLoss, figures.inherentScore]
  : [figures.expectedAnnualLoss, figures.residualScore]
