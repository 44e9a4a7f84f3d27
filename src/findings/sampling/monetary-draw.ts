import { type Decimal, ZERO, decimal, decimalText } from '../../platform/decimal.ts'
import type { SeededRandom } from '../../statistics/seeded-random.ts'
import type { FrameEntry } from './frame.ts'

/** How a monetary-unit sample was drawn, and from how much. All amounts are decimal text in the currency of the frame. */
export interface MonetaryDraw {
  /** One unit of money is drawn out of each interval. */
  readonly interval: string
  /** The first unit drawn: a whole number of cents, from one cent to the interval. */
  readonly start: string
  /** Value of the entries that reach the interval: these are reviewed in any case. */
  readonly topValue: string
  /** Value of all others: this is what the units are drawn from. */
  readonly sampledValue: string
}

export interface MonetarySelection {
  readonly draw: MonetaryDraw
  readonly top: readonly FrameEntry[]
  readonly hit: readonly FrameEntry[]
}

/**
 * Draws by money: an entry's chance is its value divided by the interval, and one that reaches the interval is certain.
 *
 * The values of the others are laid end to end in frame order, and the entry is drawn in which a unit falls: the start, and every
 * interval after it. An entry is below the interval, so it is drawn at most once; one without value never is.
 *
 * @param interval decimal text, above zero, in whole cents.
 */
export function drawByMoney (ordered: readonly FrameEntry[], interval: string, random: SeededRandom): MonetarySelection {
  const step = decimal(interval)
  const start = decimal(String(random.below(centsOf(interval, step)) + 1)).times('0.01')
  const top: FrameEntry[] = []
  const hit: FrameEntry[] = []
  let topValue = ZERO
  let passed = ZERO
  let unit = start
  for (const entry of ordered) {
    const value = decimal(entry.bookValue)
    if (value.gte(step)) {
      top.push(entry)
      topValue = topValue.plus(value)
      continue
    }
    passed = passed.plus(value)
    if (passed.lt(unit)) continue
    hit.push(entry)
    unit = unit.plus(step)
  }
  return {
    draw: { interval: decimalText(step), start: decimalText(start), topValue: decimalText(topValue), sampledValue: decimalText(passed) },
    top,
    hit
  }
}

function centsOf (interval: string, step: Decimal): number {
  const cents = step.times('100').toNumber()
  if (!Number.isSafeInteger(cents) || cents < 1) throw new Error(`${interval} is no interval of whole cents above zero`)
  return cents
}
