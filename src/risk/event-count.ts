import { exp, ln, lnGamma } from '../statistics/quantiles.ts'

/**
 * How many events a year brings: negative binomial, since the yearly rate itself is uncertain (a Gamma variable) and events come by
 * chance (Poisson). Drawn from its own table by inversion, so that with the same draws a lower rate never gives more events. Pure.
 */

/** Logarithm of the share, against the most likely number, below which a number is left out of the table: 6 in 10^19. */
const NEGLIGIBLE = -42
/** Finer than a year's chance can show; beyond it neighbouring numbers, a few thousandths of a standard deviation apart, share a cell. */
const MOST_CELLS = 2 ** 17

export interface EventCount {
  /** The number of events that belongs to a draw from 0 inclusive to 1 exclusive. `within` is asked for another one where numbers share a cell. */
  readonly at: (draw: number, within: () => number) => number
  /** How many numbers share a cell: 1 unless the spread is vast. */
  readonly step: number
}

/** @param shape a and @param rate b of the Gamma distribution of the rate: mean a ÷ b, variance a ÷ b + a ÷ b². */
export function eventCount (shape: number, rate: number): EventCount {
  // Treatments may multiply down to less than a double can hold.
  if (rate === Number.POSITIVE_INFINITY) return { step: 1, at: () => 0 }
  const weightAt = logarithmicWeight(shape, rate)
  const mode = shape > 1 ? Math.floor((shape - 1) / rate) : 0
  const isNegligible = (count: number): boolean => weightAt(count) - weightAt(mode) < NEGLIGIBLE
  const first = lowestOf(mode, isNegligible)
  const numbers = highestOf(mode, isNegligible) - first + 1
  const step = Math.ceil(numbers / MOST_CELLS)
  const cells = Math.ceil(numbers / step)
  const weights = Float64Array.from({ length: cells }, (_, cell) => exp(weightAt(first + cell * step + (step - 1) / 2) - weightAt(mode)))
  const find = inverted(weights)
  return {
    step,
    at: step === 1 ? (draw) => first + find(draw) : (draw, within) => first + find(draw) * step + Math.floor(within() * step)
  }
}

/** ln of Γ(n + a) ÷ n! ÷ (1 + b)^n: the chance of n, but for what all n share. */
function logarithmicWeight (shape: number, rate: number): (count: number) => number {
  const perEvent = ln(1 + rate)
  return (count) => lnGamma(count + shape) - lnGamma(count + 1) - count * perEvent
}

/** The last number above the mode that counts: weights fall from there on, so it is found by doubling and halving. */
function highestOf (mode: number, isNegligible: (count: number) => boolean): number {
  let width = 1
  while (!isNegligible(mode + width)) width *= 2
  return boundary(mode, mode + width, isNegligible)
}

function lowestOf (mode: number, isNegligible: (count: number) => boolean): number {
  return mode === 0 || !isNegligible(0) ? 0 : boundary(mode, 0, isNegligible)
}

/** The number next to the negligible side that still counts. */
function boundary (counts: number, negligible: number, isNegligible: (count: number) => boolean): number {
  let [inside, outside] = [counts, negligible]
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.floor((inside + outside) / 2)
    if (isNegligible(middle)) outside = middle
    else inside = middle
  }
  return inside
}

/** The cell that a draw falls in, in proportion to weights: a guide says where to begin, so a draw takes a step or two. */
function inverted (weights: Float64Array): (draw: number) => number {
  const passed = cumulated(weights)
  const last = weights.length - 1
  const guide = new Int32Array(weights.length)
  for (let mark = 0, cell = 0; mark < guide.length; mark++) {
    while (cell < last && (passed[cell] as number) <= mark / guide.length) cell++
    guide[mark] = cell
  }
  return (draw) => {
    let cell = guide[Math.floor(draw * guide.length)] as number
    while (cell < last && (passed[cell] as number) <= draw) cell++
    return cell
  }
}

/** Shares passed up to and with each cell. */
function cumulated (weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return weights.map((weight) => (sum += weight) / total)
}
