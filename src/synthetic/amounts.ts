/** Money in whole cents and mass in whole grams: exact in doubles, so the same on every machine. Pure. */

function scaled (value: number, digits: number): string {
  const negative = value < 0
  const text = String(Math.abs(Math.round(value))).padStart(digits + 1, '0')
  const fraction = text.slice(-digits).replace(/0+$/, '')
  return `${negative ? '-' : ''}${text.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`
}

/** Cents as decimal text of the currency: 1250 is 12.5. */
export const moneyText = (cents: number): string => scaled(cents, 2)
/** Grams as decimal text in kilograms. */
export const massText = (grams: number): string => scaled(grams, 3)
/** @param cents amount. @param percent of at most three digits after the point. */
export const shareOf = (cents: number, percent: number): number => Math.round(cents * Math.round(percent * 1000) / 100_000)
/** Decimal text as cents. */
export const centsOf = (text: string): number => Math.round(Number(text) * 100)
