import Big from 'big.js'

/**
 * The one decimal type: money, mass and rates of declarations go through it, never through a float.
 * Sums and products are exact; division keeps 20 digits after the point.
 */
const DecimalNumber = Big()
DecimalNumber.DP = 20
DecimalNumber.RM = Big.roundHalfUp
DecimalNumber.NE = -40
DecimalNumber.PE = 60

export type Decimal = Big

export const decimal = (text: string): Decimal => new DecimalNumber(text)
export const ZERO: Decimal = decimal('0')

/** Plain text without exponent, trailing zeros or `-0`. */
export const decimalText = (value: Decimal): string => value.eq(0) ? '0' : value.toFixed()

/** The same text form for digits that already have the shape `-?digits(.digits)?`; no arithmetic, so it is cheap on ingest. */
export function canonicalDecimalText (text: string): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  const integer = whole.replace(/^0+(?=\d)/, '')
  let end = fraction.length
  while (end > 0 && fraction.charCodeAt(end - 1) === 48) end--
  const digits = end === 0 ? integer : `${integer}.${fraction.slice(0, end)}`
  return negative && digits !== '0' ? `-${digits}` : digits
}
