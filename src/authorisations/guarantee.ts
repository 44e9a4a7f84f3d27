import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import { addDays, addMonths } from './days.ts'
import type { GuaranteeTerms } from './terms.ts'

/**
 * How much of a comprehensive guarantee is in use on a day (UCC 89, 95; UCC-IA 155). Pure.
 *
 * The totals say what was guaranteed by day, not when each debt was discharged. So a debt counts as open from the day of its declaration
 * for as many days as the guarantee's terms state, else for the period of discharge of the authorisation, else for 30 days. One that is
 * discharged sooner makes the figure too high, one that lasts longer too low. Amounts in another currency than the reference amount are
 * not converted: nothing is said then.
 */

export interface GuaranteedAmount { readonly day: string, readonly currency: string, readonly amount: string }

export interface GuaranteeInUse extends GuaranteeTerms {
  readonly dischargePeriodMonths: number | null
  /** By day, in any order; amounts of one day may stand in several rows. */
  readonly amounts: readonly GuaranteedAmount[]
}

const USUAL_DAYS = 30

/** Last day on which a debt of the day counts as open. */
export function lastOpenDay (day: string, { openDays, dischargePeriodMonths }: Pick<GuaranteeInUse, 'openDays' | 'dischargePeriodMonths'>): string {
  if (openDays !== null) return addDays(day, openDays - 1)
  return dischargePeriodMonths === null ? addDays(day, USUAL_DAYS - 1) : addDays(addMonths(day, dischargePeriodMonths), -1)
}

/** First day whose debts may be open on the day, or one before it. */
export function firstOpenDay (day: string, { openDays, dischargePeriodMonths }: Pick<GuaranteeInUse, 'openDays' | 'dischargePeriodMonths'>): string {
  if (openDays !== null) return addDays(day, 1 - openDays)
  return dischargePeriodMonths === null ? addDays(day, 1 - USUAL_DAYS) : addDays(addMonths(day, -dischargePeriodMonths), -3)
}

export interface GuaranteeUse {
  readonly openAmount: string
  /** Share of the reference amount, two digits after the point; null where there is none, or amounts are in another currency. */
  readonly percent: string | null
  readonly otherCurrencies: readonly string[]
}

export function guaranteeUseOn (guarantee: GuaranteeInUse, day: string): GuaranteeUse {
  const open = guarantee.amounts.filter((amount) => amount.day <= day && day <= lastOpenDay(amount.day, guarantee))
  const sum = open.filter(({ currency }) => currency === guarantee.currency).reduce((total, { amount }) => total.plus(decimal(amount)), ZERO)
  const otherCurrencies = [...new Set(open.map(({ currency }) => currency))].filter((currency) => currency !== guarantee.currency).toSorted()
  const reference = decimal(guarantee.referenceAmount)
  const percent = otherCurrencies.length > 0 || reference.eq(ZERO) ? null : decimalText(sum.times(100).div(reference).round(2))
  return { openAmount: decimalText(sum), percent, otherCurrencies }
}

/** Share of all guarantees together; undefined where there is none, or it cannot be said. */
export function utilisationPercent (guarantees: readonly GuaranteeInUse[], day: string): string | undefined {
  const [first] = guarantees
  if (first === undefined || guarantees.some(({ currency }) => currency !== first.currency)) return undefined
  const uses = guarantees.map((guarantee) => guaranteeUseOn(guarantee, day))
  if (uses.some(({ otherCurrencies }) => otherCurrencies.length > 0)) return undefined
  const reference = guarantees.reduce((total, { referenceAmount }) => total.plus(decimal(referenceAmount)), ZERO)
  const open = uses.reduce((total, { openAmount }) => total.plus(decimal(openAmount)), ZERO)
  return reference.eq(ZERO) ? undefined : decimalText(open.times(100).div(reference).round(2))
}
