import type { Better } from './definition.ts'

/** Where a key figure turns amber and red. The limits are the operator's internal defaults and no law. Pure. */

/**
 * `limits`: amber beyond the first, red beyond the second; at a limit it is still the better colour, so that "0 / 1" of a count is green at
 * none, amber at one and red above. `band`: amber outside of it. `spread`: so many standard deviations of the groups above their mean.
 * `own_mean`: so many times the mean of the same period in the years before.
 */
export type Threshold =
  | { readonly kind: 'none' }
  | { readonly kind: 'limits', readonly amber: number, readonly red: number }
  | { readonly kind: 'band', readonly low: number, readonly high: number }
  | { readonly kind: 'spread', readonly amber: number, readonly red: number }
  | { readonly kind: 'own_mean', readonly years: number, readonly amber: number, readonly red: number }

export const BASELINE_YEARS = 3

const NUMBER = String.raw`\+?([0-9]+(?:\.[0-9]+)?)`
const FORMS: readonly [RegExp, (numbers: readonly number[]) => Threshold][] = [
  [new RegExp(`^${NUMBER} / ${NUMBER}$`), ([amber = 0, red = 0]) => ({ kind: 'limits', amber, red })],
  [new RegExp(`^<${NUMBER} or >${NUMBER}$`), ([low = 0, high = 0]) => ({ kind: 'band', low, high })],
  [new RegExp(`^mean\\+${NUMBER}σ / mean\\+${NUMBER}σ$`), ([amber = 0, red = 0]) => ({ kind: 'spread', amber, red })],
  [new RegExp(`^own mean ×${NUMBER} / ×${NUMBER}$`), ([amber = 0, red = 0]) => ({ kind: 'own_mean', years: BASELINE_YEARS, amber, red })],
  [new RegExp(`^own ${NUMBER}-year mean \\+${NUMBER} % / \\+${NUMBER} %$`), ([years = 0, amber = 0, red = 0]) => ({ kind: 'own_mean', years, amber: 1 + amber / 100, red: 1 + red / 100 })]
]

/** @throws Error for text that is no threshold: a catalogue that nobody can read must not start. */
export function parseThreshold (text: string | null): Threshold {
  if (text === null || text === 'info') return { kind: 'none' }
  for (const [form, make] of FORMS) {
    const match = form.exec(text)
    if (match !== null) return make(match.slice(1).map(Number))
  }
  throw new Error(`"${text}" is no threshold`)
}

export type Status = 'green' | 'amber' | 'red'

/** The limits that hold for one figure, in its unit; null where there is none on that side. */
export interface Limits {
  readonly amber: number | null
  readonly red: number | null
  /** Below it amber as well: a band has two sides. */
  readonly low: number | null
}

export const NO_LIMITS: Limits = { amber: null, red: null, low: null }

/**
 * @param earlier the same figure in the same period of the years before, as far as there was data.
 * @param peers the figures of all groups of the same period.
 */
export function limitsFor (threshold: Threshold, earlier: readonly number[], peers: readonly number[]): Limits {
  switch (threshold.kind) {
    case 'none': return NO_LIMITS
    case 'limits': return { amber: threshold.amber, red: threshold.red, low: null }
    case 'band': return { amber: threshold.high, red: null, low: threshold.low }
    case 'own_mean': return earlier.length === 0 ? NO_LIMITS : { amber: threshold.amber * mean(earlier), red: threshold.red * mean(earlier), low: null }
    case 'spread': {
      // One group is its own mean.
      if (peers.length < 2) return NO_LIMITS
      const middle = mean(peers)
      const deviation = Math.sqrt(mean(peers.map((value) => (value - middle) ** 2)))
      return { amber: middle + threshold.amber * deviation, red: middle + threshold.red * deviation, low: null }
    }
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Null where nothing limits the figure. What is neither better high nor low is a signal above its limits. */
export function statusOf (value: number, { amber, red, low }: Limits, better: Better): Status | null {
  if (amber === null) return null
  const isBeyond = (limit: number): boolean => better === 'higher' ? value < limit : value > limit
  if (red !== null && isBeyond(red)) return 'red'
  return isBeyond(amber) || (low !== null && value < low) ? 'amber' : 'green'
}
