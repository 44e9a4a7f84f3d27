/** Watching a rate of errors as it comes in: tests that may be looked at every day. Pure. */

export interface Rates {
  /** The rate of errors that is in order, above 0. */
  readonly inControl: number
  /** The greater rate that is to be found, below 1. */
  readonly outOfControl: number
}

/** What was seen on a day; days on which nothing was seen are left out. */
export interface DayCount {
  readonly day: string
  readonly right: number
  readonly wrong: number
}

export interface Score { readonly day: string, readonly score: number }

/** What an error, and what a right one, says for the greater rate: logarithms of the ratio of their chances. */
export function weightsOf ({ inControl, outOfControl }: Rates): { readonly wrong: number, readonly right: number } {
  if (!(inControl > 0 && inControl < outOfControl && outOfControl < 1)) throw new Error(`${outOfControl} is no rate above ${inControl}`)
  return { wrong: Math.log(outOfControl / inControl), right: Math.log((1 - outOfControl) / (1 - inControl)) }
}

/**
 * The limit at which a false alarm takes, on average, at least so many days with data while the rate is in order. Whatever the numbers of
 * the days, each climb from zero reaches the limit with a chance of at most exp(−limit), as the score is the logarithm of a likelihood
 * ratio; and a climb takes a day at least. So the chance of a false alarm within d days is at most d ÷ `runLengthDays` as well.
 */
export const limitFor = (runLengthDays: number): number => Math.log(runLengthDays)

/**
 * The Bernoulli CUSUM (Page 1954) at the end of each day: the order of a day's observations does not matter. One observation a day is
 * the CUSUM by observation.
 */
export function cusum (days: readonly DayCount[], rates: Rates): Score[] {
  const weights = weightsOf(rates)
  let score = 0
  return days.map(({ day, right, wrong }) => {
    score = Math.max(0, score + wrong * weights.wrong + right * weights.right)
    return { day, score }
  })
}

/** How many observations it takes on average until an alarm once the greater rate holds (Wald): the limit by what each says. */
export function observationsToAlarm (limit: number, rates: Rates): number {
  const { wrong, right } = weightsOf(rates)
  return limit / (rates.outOfControl * wrong + (1 - rates.outOfControl) * right)
}

export interface SequentialTest extends Rates {
  /** Greatest chance to turn down a model whose rate is in order. */
  readonly alpha: number
  /** Greatest chance to let a model pass whose rate is the greater one. */
  readonly beta: number
}

export type Verdict = 'passed' | 'turned_down' | 'undecided'

export const boundsOf = ({ alpha, beta }: SequentialTest): { readonly lower: number, readonly upper: number } =>
  ({ lower: Math.log(beta / (1 - alpha)), upper: Math.log((1 - beta) / alpha) })

/** Wald's sequential probability ratio test at the end of each day: the first bound that is reached decides, whatever comes after. */
export function sequentialTest (days: readonly DayCount[], test: SequentialTest): { readonly verdict: Verdict, readonly on: string | null, readonly score: number } {
  const { lower, upper } = boundsOf(test)
  const weights = weightsOf(test)
  let score = 0
  for (const { day, right, wrong } of days) {
    score += wrong * weights.wrong + right * weights.right
    if (score >= upper) return { verdict: 'turned_down', on: day, score }
    if (score <= lower) return { verdict: 'passed', on: day, score }
  }
  return { verdict: 'undecided', on: null, score }
}
