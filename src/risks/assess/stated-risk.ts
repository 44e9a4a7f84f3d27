import { DEFAULT_PRIOR_STRENGTH, DESIGN_RATINGS, DESIGN_SHARES, LEAST_YEARS } from '../../risk/method.ts'
import type { DesignRating, Rating } from '../../risk/method.ts'
import type { RiskInput } from '../../risk/risk-input.ts'
import type { Fault } from '../../platform/problem.ts'

/** A risk as a request states it, and what is wrong with it that a schema cannot tell. Pure. */

type Stated = number | string
type Amount = 'lossLow' | 'lossHigh' | 'events' | 'windowExposure' | 'yearExposure' | 'priorStrength'

export interface StatedRisk {
  readonly likelihood: number
  readonly lossLow: Stated
  readonly lossHigh: Stated
  readonly consequence: number
  readonly controls?: readonly { readonly design: string | number, readonly passed?: number | undefined, readonly failed?: number | undefined }[] | undefined
  readonly events?: Stated | undefined
  readonly windowExposure?: Stated | null | undefined
  readonly yearExposure?: Stated | null | undefined
  readonly priorStrength?: Stated | undefined
  readonly years?: number | undefined
  readonly seed?: Stated | undefined
}

export type Bounds = Readonly<Record<Amount, readonly [least: number, most: number]>>

/** Kept when none is stated, so that two requests alike are answered alike. */
const DEFAULT_SEED = '1'

/** Less than a minute of one person: divided by less, an exposure is no number of years any more. */
const LEAST_EXPOSURE = 1e-6

const SHARES = new Map<string | number, DesignRating>(DESIGN_RATINGS.flatMap((rating) => [[rating, rating], [DESIGN_SHARES[rating], rating]] as const))

export const settingsOf = ({ years = LEAST_YEARS, seed = DEFAULT_SEED }: StatedRisk): { years: number, seed: string } => ({ years, seed: String(seed) })

/** @returns the input, or every fault of what was stated. */
export function inputOf (stated: StatedRisk, bounds: Bounds): { readonly input: RiskInput } | { readonly faults: readonly Fault[] } {
  const faults = [...boundFaults(stated, bounds), ...designFaults(stated), ...relationFaults(stated)]
  return faults.length > 0 ? { faults } : { input: readInput(stated) }
}

const boundFaults = (stated: StatedRisk, bounds: Bounds): Fault[] => Object.entries(bounds).flatMap(([name, [least, most]]) => {
  const value = stated[name as Amount] ?? null
  return value === null || (Number(value) >= least && Number(value) <= most) ? [] : [{ pointer: `/${name}`, detail: `must be from ${least} to ${most}`, hint: 'EUR, events or exposure of one company in figures; look for a slip of the decimal point' }]
})

const designFaults = ({ controls = [] }: StatedRisk): Fault[] => controls.flatMap(({ design }, index) => SHARES.has(design)
  ? []
  : [{ pointer: `/controls/${index}/design`, detail: 'is no design rating', hint: `One of ${[...SHARES.keys()].join(', ')}` }])

function relationFaults ({ lossLow, lossHigh, events = 0, windowExposure = null, yearExposure = null }: StatedRisk): Fault[] {
  const unheld = Number(events) > 0 ? [['windowExposure', windowExposure], ['yearExposure', yearExposure]].flatMap(([name, value]) => value === null ? [name] : []) : []
  return [
    ...(Number(lossHigh) < Number(lossLow) ? [{ pointer: '/lossHigh', detail: 'must not be below lossLow', hint: 'One event in twenty costs less than lossLow, one in twenty more than lossHigh' }] : []),
    ...yearExposure !== null && Number(yearExposure) > 0 && Number(yearExposure) < LEAST_EXPOSURE ? [{ pointer: '/yearExposure', detail: `must be 0, or from ${LEAST_EXPOSURE}`, hint: 'A count, or years of people or authorisations' }] : [],
    ...unheld.map((name) => ({ pointer: `/${name}`, detail: 'must be known where there are events', hint: 'Events say nothing of a rate without the exposure that they came of' }))
  ]
}

function readInput ({ likelihood, lossLow, lossHigh, consequence, controls = [], events = 0, windowExposure = null, yearExposure = null, priorStrength = DEFAULT_PRIOR_STRENGTH }: StatedRisk): RiskInput {
  return {
    likelihood: likelihood as Rating, lossLow: Number(lossLow), lossHigh: Number(lossHigh), consequence: consequence as Rating,
    controls: controls.map(({ design, passed = 0, failed = 0 }) => ({ code: null, design: SHARES.get(design) as DesignRating, passed, failed })),
    events: Number(events), windowExposure: windowExposure === null ? null : Number(windowExposure), yearExposure: yearExposure === null ? null : Number(yearExposure), priorStrength: Number(priorStrength)
  }
}
