import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import { firstOpenDay, guaranteeUseOn } from './guarantee.ts'
import type { GuaranteeUse } from './guarantee.ts'
import type { QuantityLimit, Scope } from './terms.ts'

/** How far declarations used an authorisation, against its conditions. Pure. */

/** Use of one reference on a day; declarations and items are counted so that rows add up. */
export interface Use {
  readonly day: string
  /** Unit of the quantity, or currency of the amount. */
  readonly unit: string
  readonly declarations: number
  readonly items: number
  readonly quantity: string | null
  readonly amount: string | null
}

export interface Period { readonly from: string, readonly to: string }
export interface LimitUse extends QuantityLimit, Period { readonly used: string, readonly percent: string | null, readonly exceeded: boolean }
export interface Utilisation {
  readonly declarations: number
  readonly items: number
  readonly quantities: readonly { readonly unit: string, readonly quantity: string }[]
  readonly limits: readonly LimitUse[]
  readonly guarantee: (GuaranteeUse & { readonly referenceAmount: string, readonly currency: string }) | null
}

/** The days that a limit counts over, up to the last day asked for. */
export function limitPeriod ({ period }: Pick<QuantityLimit, 'period'>, effectiveFrom: string, to: string): Period {
  const first = period === 'month' ? `${to.slice(0, 7)}-01` : period === 'calendar_year' ? `${to.slice(0, 4)}-01-01` : effectiveFrom
  return { from: first < effectiveFrom ? effectiveFrom : first, to }
}

/** The days whose use must be known to answer for the period. */
export function daysToRead (scope: Scope, effectiveFrom: string, { from, to }: Period): Period {
  return { from: [from, ...scope.quantities.map((limit) => limitPeriod(limit, effectiveFrom, to).from)].toSorted()[0] ?? from, to }
}

export const guaranteeDaysToRead = ({ guarantee, dischargePeriodMonths }: Scope, to: string): Period | undefined =>
  guarantee === null ? undefined : { from: firstOpenDay(to, { ...guarantee, dischargePeriodMonths }), to }

const within = (uses: readonly Use[], { from, to }: Period): Use[] => uses.filter(({ day }) => from <= day && day <= to)
const quantityOf = (uses: readonly Use[]) => uses.reduce((total, { quantity }) => quantity === null ? total : total.plus(decimal(quantity)), ZERO)

/** @param guaranteed uses of the guarantee's reference, for as long as a debt may be open. */
export function utilisationOf (scope: Scope, effectiveFrom: string, period: Period, used: readonly Use[], guaranteed: readonly Use[]): Utilisation {
  const inPeriod = within(used, period)
  const units = [...new Set(inPeriod.filter(({ quantity }) => quantity !== null).map(({ unit }) => unit))].toSorted()
  return {
    declarations: inPeriod.reduce((sum, { declarations }) => sum + declarations, 0),
    items: inPeriod.reduce((sum, { items }) => sum + items, 0),
    quantities: units.map((unit) => ({ unit, quantity: decimalText(quantityOf(inPeriod.filter((use) => use.unit === unit))) })),
    limits: scope.quantities.map((limit) => limitUse(limit, limitPeriod(limit, effectiveFrom, period.to), used)),
    guarantee: guaranteeUse(scope, period.to, guaranteed)
  }
}

function limitUse (limit: QuantityLimit, period: Period, used: readonly Use[]): LimitUse {
  const sum = quantityOf(within(used, period).filter(({ unit }) => unit === limit.unit))
  const most = decimal(limit.quantity)
  return { ...limit, ...period, used: decimalText(sum), percent: most.eq(ZERO) ? null : decimalText(sum.times(100).div(most).round(2)), exceeded: sum.gt(most) }
}

function guaranteeUse ({ guarantee, dischargePeriodMonths }: Scope, day: string, guaranteed: readonly Use[]): Utilisation['guarantee'] {
  if (guarantee === null) return null
  const amounts = guaranteed.flatMap(({ day: on, unit, amount }) => amount === null ? [] : [{ day: on, currency: unit, amount }])
  return { referenceAmount: guarantee.referenceAmount, currency: guarantee.currency, ...guaranteeUseOn({ ...guarantee, dischargePeriodMonths, amounts }, day) }
}
