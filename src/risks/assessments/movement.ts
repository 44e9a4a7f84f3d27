import { assessRisk } from '../../risk/assess-risk.ts'
import type { RiskInput } from '../../risk/risk-input.ts'
import { MOVE_CAUSES } from '../report/model.ts'
import type { MoveCause } from '../report/model.ts'

/** What moved a figure from one assessment to another. Pure. */

/** An assessment of one risk, as far as it moves. */
export interface Assessed {
  /** As the engine took it. */
  readonly input: RiskInput
  readonly expectedAnnualLoss: number
  readonly frequency: number
}

export interface Move {
  readonly cause: MoveCause
  /** Of the expected annual loss, EUR. */
  readonly changeEur: number
  /** Of the residual frequency, events a year. */
  readonly changeFrequency: number
}

/** What each cause changes of the inputs, in the order in which they are changed one after the other. */
const PARTS: readonly [MoveCause, readonly (keyof RiskInput)[]][] = [
  ['expert_input', ['likelihood', 'lossLow', 'lossHigh', 'consequence']], ['controls', ['controls']], ['evidence', ['events']], ['exposure', ['windowExposure', 'yearExposure']], ['settings', ['priorStrength']]
]

/**
 * Part by part the later inputs take the place of the earlier ones, and the figure is computed anew: each cause is what its part
 * changed, given those before it. They add up to the whole change; what no input explains is the method.
 *
 * @returns those that changed something, in the order of `MOVE_CAUSES`.
 */
export function movesBetween (before: Assessed, after: Assessed): Move[] {
  const moves: Move[] = []
  let input = before.input
  let figures: Pick<Assessed, 'expectedAnnualLoss' | 'frequency'> = assessRisk(input)
  const unexplained = [before.expectedAnnualLoss - figures.expectedAnnualLoss, before.frequency - figures.frequency] as const
  for (const [cause, fields] of PARTS) {
    input = { ...input, ...Object.fromEntries(fields.map((field) => [field, after.input[field]])) }
    const next = assessRisk(input)
    moves.push({ cause, changeEur: next.expectedAnnualLoss - figures.expectedAnnualLoss, changeFrequency: next.frequency - figures.frequency })
    figures = next
  }
  moves.push({ cause: 'method', changeEur: after.expectedAnnualLoss - figures.expectedAnnualLoss - unexplained[0], changeFrequency: after.frequency - figures.frequency - unexplained[1] })
  return MOVE_CAUSES.flatMap((cause) => moves.filter((move) => move.cause === cause && (move.changeEur !== 0 || move.changeFrequency !== 0)))
}
