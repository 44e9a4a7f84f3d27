import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import type { Decimal } from '../platform/decimal.ts'
import { addDays } from '../platform/calendar.ts'
import type { GuaranteeTerms } from './terms.ts'

/**
 * How much of a comprehensive guarantee is in use on a day (UCC 89, 95; UCC-IA 155). Pure.
 *
 * The totals say by day what declarations burden a guarantee with, and what no longer burdens it because goods were released or, under a
 * special procedure, discharged. Whether a debt that arose with the release is paid is not known: the terms may state for how many days
 * a debt goes on counting, for instance those of deferred payment. A guarantee that covers debts which no declaration states, or is
 * relieved by a payment sooner or later than that, is used to another extent than is said here. Amounts in another currency than the
 * reference amount are not converted: no share is given then.
 */

/** What burdened a guarantee from a day on, and what no longer did. */
export interface GuaranteeMovement { readonly day: string, readonly currency: string, readonly amount: string, readonly ended: string }

export interface GuaranteeInUse extends Pick<GuaranteeTerms, 'referenceAmount' | 'currency' | 'paymentDays'> {
  /** All up to the day, in any order. */
  readonly movements: readonly GuaranteeMovement[]
}

export interface GuaranteeUse {
  readonly openAmount: string
  /** Share of the reference amount, two digits after the point; null where there is none, or amounts are in another currency. */
  readonly percent: string | null
  readonly otherCurrencies: readonly string[]
}

export function guaranteeUseOn (guarantee: GuaranteeInUse, day: string): GuaranteeUse {
  const endedUntil = addDays(day, -(guarantee.paymentDays ?? 0))
  const open = new Map<string, Decimal>()
  for (const movement of guarantee.movements) {
    const burden = movement.day <= day ? decimal(movement.amount) : ZERO
    const relief = movement.day <= endedUntil ? decimal(movement.ended) : ZERO
    open.set(movement.currency, (open.get(movement.currency) ?? ZERO).plus(burden).minus(relief))
  }
  const sum = open.get(guarantee.currency) ?? ZERO
  const otherCurrencies = [...open].flatMap(([currency, amount]) => currency === guarantee.currency || amount.eq(ZERO) ? [] : [currency]).toSorted()
  const reference = decimal(guarantee.referenceAmount)
  return { openAmount: decimalText(sum), percent: otherCurrencies.length > 0 || reference.eq(ZERO) ? null : shareOf(sum, reference), otherCurrencies }
}

const shareOf = (open: Decimal, reference: Decimal): string => decimalText(open.times(100).div(reference).round(2))

/** Share of all guarantees together; undefined where there is none, or it cannot be said. */
export function utilisationPercent (guarantees: readonly GuaranteeInUse[], day: string): string | undefined {
  const [first] = guarantees
  if (first === undefined || guarantees.some(({ currency }) => currency !== first.currency)) return undefined
  const uses = guarantees.map((guarantee) => guaranteeUseOn(guarantee, day))
  if (uses.some(({ otherCurrencies }) => otherCurrencies.length > 0)) return undefined
  const reference = guarantees.reduce((total, { referenceAmount }) => total.plus(decimal(referenceAmount)), ZERO)
  return reference.eq(ZERO) ? undefined : shareOf(uses.reduce((total, { openAmount }) => total.plus(decimal(openAmount)), ZERO), reference)
}
