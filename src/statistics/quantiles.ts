import exponential from '@stdlib/math-base-special-exp'
import logarithmOfGamma from '@stdlib/math-base-special-gammaln'
import natural from '@stdlib/math-base-special-ln'
import beta from '@stdlib/stats-base-dists-beta-quantile'
import binomial from '@stdlib/stats-base-dists-binomial-cdf'
import chiSquare from '@stdlib/stats-base-dists-chisquare-quantile'
import normal from '@stdlib/stats-base-dists-normal-quantile'

/**
 * The distributions that intervals and draws are read from, computed in plain IEEE 754 arithmetic, so every machine gets the same
 * digits. Probabilities are doubles from 0 to 1; a question without an answer throws, and never gives NaN.
 */

/** The value that a standard normal variable stays below with this probability. */
export const normalQuantile = (probability: number): number => known('normal', normal(probability, 0, 1))

/** The package's own quantile is off by up to 2 in 1,000 from about 1,800 degrees of freedom on. */
const MOST_DEGREES = 1000

/**
 * The value that a chi-square variable stays below with this probability, to 9 digits or better from one in a million to its
 * complement. `degrees` of freedom are above zero, and need not be whole: half the result at 2 · shape is the quantile of a Gamma
 * variable of that shape and rate 1.
 */
export const chiSquareQuantile = (probability: number, degrees: number): number => degrees > MOST_DEGREES
  ? chiSquareOfMany(normalQuantile(probability), degrees)
  : known('chi-square', chiSquare(probability, degrees))

/** The Cornish–Fisher expansion of Goldberg and Levine (1946): its error falls with the 2.5th power of the degrees. `z` is normal. */
function chiSquareOfMany (z: number, degrees: number): number {
  const root = Math.sqrt(degrees)
  const q = z * z
  return degrees + Math.SQRT2 * z * root + 2 / 3 * (q - 1) +
    z * (q - 7) / (9 * Math.SQRT2 * root) -
    (6 * q * q + 14 * q - 32) / (405 * degrees) +
    z * (9 * q * q + 256 * q - 433) / (4860 * Math.SQRT2 * degrees * root) +
    (12 * q * q * q - 243 * q * q - 923 * q + 1472) / (25515 * degrees * degrees)
}

/** The share that a Beta(`first`, `second`) variable stays below with this probability. Both shapes are above zero. */
export const betaQuantile = (probability: number, first: number, second: number): number =>
  known('beta', beta(probability, first, second))

/** The probability that a Beta(`first`, `second`) variable stays below `value`: where its quantile is that value, found by halving to 12 digits. */
export function betaAtMost (value: number, first: number, second: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2
    if (betaQuantile(middle, first, second) < value) low = middle
    else high = middle
  }
  return (low + high) / 2
}
const HALVINGS = 40

/** The probability of at most `successes` in `trials` whose chance of success is `chance` each. */
export const binomialAtMost = (successes: number, trials: number, chance: number): number =>
  known('binomial', binomial(successes, trials, chance))

/** The natural logarithm of a number from zero. */
export const ln = (value: number): number => known('logarithm', natural(value))

/** The exponential. Math.exp may differ between engines in the last digit. */
export const exp = (value: number): number => known('exponential', exponential(value))

/** The natural logarithm of Gamma: of (n − 1)! for whole n. */
export const lnGamma = (value: number): number => known('gamma function', logarithmOfGamma(value))

function known (name: string, value: number): number {
  if (Number.isNaN(value)) throw new Error(`The ${name} is not defined there`)
  return value
}
