import { decimal, decimalText } from '../../platform/decimal.ts'

/** One line of duties or taxes, recomputed. Pure. */

export interface TaxLine {
  /** Amount on which the tax is computed. */
  readonly base: string | undefined
  /** Per cent. */
  readonly rate: string | undefined
  /** What is declared or assessed. */
  readonly amount: string | undefined
}

export type Recomputed =
  | { readonly outcome: 'agrees' | 'differs', readonly expected: string }
  | { readonly outcome: 'not_computable', readonly reason: 'base_missing' | 'rate_missing' | 'amount_missing' }

/** What rounding alone makes: half a cent and that of the base. */
const TOLERANCE = '0.02'

/** Base × rate against the amount. A line without a rate is a specific or a relieved one and is not computed. */
export function recompute ({ base, rate, amount }: TaxLine): Recomputed {
  if (amount === undefined) return { outcome: 'not_computable', reason: 'amount_missing' }
  if (rate === undefined) return { outcome: 'not_computable', reason: 'rate_missing' }
  if (base === undefined) return { outcome: 'not_computable', reason: 'base_missing' }
  const expected = decimal(base).times(decimal(rate)).div(100)
  return { outcome: expected.minus(decimal(amount)).abs().lte(TOLERANCE) ? 'agrees' : 'differs', expected: decimalText(expected.round(2)) }
}
