import { eventRate, LEAST_EXPECTED_EVENTS } from '../../statistics/poisson-rate.ts'
import { wilson } from '../../statistics/proportion.ts'
import type { Better, IntervalKind, RecipeKind, Unit } from './definition.ts'

/** The value of a key figure from its numerator and denominator, with its interval (risk method, section 5). Pure. */

export interface Measured {
  /** Null where there is no data: never a zero that nobody counted. */
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
  /** Fewer than three events were to be expected: the rate says little. */
  readonly lowData: boolean
}

export interface Measure {
  readonly kind: RecipeKind
  readonly unit: Unit
  readonly better: Better
  readonly interval: IntervalKind
}

const NO_DATA: Measured = { value: null, lower: null, upper: null, lowData: false }

const SCALE: Readonly<Record<Unit, number>> = {
  count: 1, percent: 100, per_mille: 1000, ratio: 1, days: 1, hours: 1, percentage_points: 100, currency: 1
}

/**
 * @param numerator undefined where the source has nothing.
 * @param denominator of a ratio what it is divided by; of a count what was looked at, null where it has none. Zero or undefined is no data.
 * @param companyRate numerator by denominator of the whole company, for a part of it: how many events the part lets expect.
 */
export function measure ({ kind, unit, better, interval }: Measure, numerator: number | undefined, denominator: number | undefined | null, companyRate?: number): Measured {
  if (denominator !== null && !(denominator !== undefined && denominator > 0)) return NO_DATA
  if (kind === 'count' && denominator !== null) return { ...NO_DATA, value: numerator ?? 0 }
  if (kind !== 'ratio' || denominator === null) return numerator === undefined ? NO_DATA : { ...NO_DATA, value: numerator }
  const events = numerator ?? 0
  const scale = SCALE[unit]
  const value = scale * events / denominator
  const expected = companyRate === undefined ? events : companyRate * denominator
  // Of a share that should be high, the failures are the events.
  const rare = interval === 'wilson' && better === 'higher' ? denominator - expected : expected
  if (interval === 'none') return { ...NO_DATA, value }
  return { value, ...boundsOf(interval, events, denominator, scale), lowData: rare < LEAST_EXPECTED_EVENTS }
}

function boundsOf (interval: 'wilson' | 'garwood', events: number, exposure: number, scale: number): { lower: number | null, upper: number | null } {
  if (interval === 'wilson') {
    // Parts that are counted apart may overtake their whole for a while; that is no share of cases.
    const share = events < 0 || events > exposure ? null : wilson(events, exposure)
    return { lower: share === null ? null : scale * share.lower, upper: share === null ? null : scale * share.upper }
  }
  const rate = Number.isSafeInteger(events) && events >= 0 ? eventRate(events, exposure) : null
  return { lower: rate === null ? null : rate.lower * scale / 1000, upper: rate === null ? null : rate.upper * scale / 1000 }
}
