import { DESIGN_RATINGS, RATINGS } from './method.ts'
import type { DesignRating, Rating } from './method.ts'

/** What people and evidence say of one risk: all that its figures are made of. Pure. */

export interface ControlInput {
  /** What the register calls it; null in a what-if. */
  readonly code: string | null
  readonly design: DesignRating
  /** Tests that it passed and failed, in numbers of tested cases. */
  readonly passed: number
  readonly failed: number
}

export interface RiskInput {
  /** L0: an expert's likelihood before controls. */
  readonly likelihood: Rating
  /** EUR that 5 % of events cost less than, and 5 % more than. */
  readonly lossLow: number
  readonly lossHigh: number
  /** C: what an event means for the authorisation; 5 is its revocation. */
  readonly consequence: Rating
  /** Those linked to this risk, and no others. */
  readonly controls: readonly ControlInput[]
  /** k: events in the window, each real-world event once. */
  readonly events: number
  /** W: exposure in the window of the evidence; null where there is no data. */
  readonly windowExposure: number | null
  /** Y: exposure in the last 12 months; null where there is no data. */
  readonly yearExposure: number | null
  /** a0, in events. */
  readonly priorStrength: number
}

const isFromZero = (value: number): boolean => Number.isFinite(value) && value >= 0
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** What each field has to be, so that every figure is a finite number. */
const CONDITIONS: readonly [field: keyof RiskInput, condition: (input: RiskInput) => boolean][] = [
  ['likelihood', ({ likelihood }) => RATINGS.includes(likelihood)],
  ['consequence', ({ consequence }) => RATINGS.includes(consequence)],
  ['lossLow', ({ lossLow }) => Number.isFinite(lossLow) && lossLow > 0],
  ['lossHigh', ({ lossLow, lossHigh }) => Number.isFinite(lossHigh) && lossHigh >= lossLow],
  ['controls', ({ controls }) => controls.every(({ design, passed, failed }) => DESIGN_RATINGS.includes(design) && isCount(passed) && isCount(failed))],
  ['events', ({ events }) => isFromZero(events)],
  ['windowExposure', ({ windowExposure }) => windowExposure === null || isFromZero(windowExposure)],
  ['yearExposure', ({ windowExposure, yearExposure }) => yearExposure === null || yearExposure === 0 || (isFromZero(yearExposure) && Number.isFinite((windowExposure ?? 0) / yearExposure))],
  ['priorStrength', ({ priorStrength }) => Number.isFinite(priorStrength) && priorStrength > 0]
]

/** Fields that no figure could be made of, in their order; none of a good input. */
export const unusableFields = (input: RiskInput): (keyof RiskInput)[] => CONDITIONS.flatMap(([field, holds]) => holds(input) ? [] : [field])
