import { exp, ln, lnGamma } from './quantiles.ts'

/** The chi-square distribution's tail: how often chance alone gives so great a statistic. Pure. */

/** A term below this share of the sum no longer counts. */
const NEGLIGIBLE = 1e-16

/**
 * The chance that a chi-square variable lies above `value`: the regularised upper incomplete gamma function at half of both, as a
 * series below the mean and a continued fraction (Lentz) above it.
 *
 * @param degrees of freedom, above zero. @returns 1 for a value of zero.
 */
export function chiSquareAbove (value: number, degrees: number): number {
  if (!(value >= 0 && degrees > 0 && Number.isFinite(degrees))) throw new Error(`No chi-square variable of ${degrees} degrees has the value ${value}`)
  if (value === 0) return 1
  if (value === Number.POSITIVE_INFINITY) return 0
  const [shape, x] = [degrees / 2, value / 2]
  const weight = exp(shape * ln(x) - x - lnGamma(shape))
  return x < shape + 1 ? Math.max(0, 1 - weight * lowerSeries(shape, x)) : weight * upperFraction(shape, x)
}

function lowerSeries (shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let step = 1; term > sum * NEGLIGIBLE; step++) {
    term *= x / (shape + step)
    sum += term
  }
  return sum
}

function upperFraction (shape: number, x: number): number {
  let b = x + 1 - shape
  let c = Number.MAX_VALUE
  let d = 1 / b
  let fraction = d
  for (let step = 1; step < 10_000; step++) {
    const a = step * (shape - step)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    fraction *= c * d
    if (Math.abs(c * d - 1) < NEGLIGIBLE * 8) break
  }
  return fraction
}
