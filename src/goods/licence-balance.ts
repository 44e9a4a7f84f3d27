import { decimal, decimalText } from '../platform/decimal.ts'
import type { Licence } from './model.ts'

/** What of a licence is used and left. Pure. */

/** Use of a document in declarations, by unit: of a quantity the unit of measure, of an amount its currency. */
export interface ReferenceUse { readonly reference: string, readonly day?: string | null, readonly unit: string, readonly quantity: string | null, readonly amount: string | null }

export interface Balance {
  readonly authorised: string | null
  readonly attributed: string
  /** Below zero when more was attributed than authorised. */
  readonly balance: string | null
}

/** Use in another unit than the licence's is not converted and does not count. */
export function balanceOf ({ authorisedQuantity, unit, authorisedValue, currency, attributedBefore }: Licence, use: readonly Omit<ReferenceUse, 'reference'>[]): Balance {
  const counted = authorisedQuantity !== null
    ? use.filter((each) => each.unit === unit).map(({ quantity }) => quantity)
    : use.filter((each) => each.unit === currency).map(({ amount }) => amount)
  const attributed = counted.reduce((total, each) => each === null ? total : total.plus(decimal(each)), decimal(attributedBefore))
  const authorised = authorisedQuantity ?? authorisedValue
  return { authorised, attributed: decimalText(attributed), balance: authorised === null ? null : decimalText(decimal(authorised).minus(attributed)) }
}

/** In what it is counted; null while nothing says. */
export function measureOf ({ authorisedQuantity, unit, currency }: Pick<Licence, 'authorisedQuantity' | 'unit' | 'currency'>): { unit: string } | { currency: string } | null {
  if (authorisedQuantity !== null) return unit === null ? null : { unit }
  return currency === null ? null : { currency }
}
