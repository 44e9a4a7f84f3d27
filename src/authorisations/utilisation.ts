import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import type { Decimal } from '../platform/decimal.ts'
import { guaranteeUseOn } from './guarantee.ts'
import type { GuaranteeMovement, GuaranteeUse } from './guarantee.ts'
import type { QuantityLimit, Scope } from './terms.ts'

/** How far declarations used an authorisation, against its conditions. Pure. */

/** Use of one reference over some days. */
export interface Use {
  readonly declarations: number
  readonly items: number
  /** Decimal text by unit: what declarations wrote off, else the net mass of the goods that they placed under it. */
  readonly quantity: Readonly<Record<string, string>>
  /** Items of which neither is stated. */
  readonly unmeasured?: number
}

export interface Period { readonly from: string, readonly to: string }
export interface LimitUse extends QuantityLimit, Period {
  /** Null where declarations used it and none says how much in the unit of the limit. */
  readonly used: string | null
  readonly percent: string | null
  readonly exceeded: boolean | null
  /** Items that are not in `used`, as nothing says how much they are. */
  readonly unmeasuredItems: number
}
export interface Utilisation {
  readonly declarations: number
  readonly items: number
  readonly quantities: readonly { readonly unit: string, readonly quantity: string }[]
  readonly limits: readonly LimitUse[]
  readonly guarantee: (GuaranteeUse & { readonly referenceAmount: string, readonly currency: string }) | null
}

/** Before anything that is declared here. */
const BEGINNING = '1900-01-01'

/** The days that a limit counts over, up to the last day asked for. */
export const limitPeriod = ({ period }: Pick<QuantityLimit, 'period'>, to: string): Period =>
  ({ from: period === 'month' ? `${to.slice(0, 7)}-01` : period === 'calendar_year' ? `${to.slice(0, 4)}-01-01` : BEGINNING, to })

export interface KnownUse {
  readonly inPeriod: readonly Use[]
  /** Over the days of each kind of limit that the scope has. */
  readonly byLimit: ReadonlyMap<QuantityLimit['period'], readonly Use[]>
  readonly guarantee: readonly GuaranteeMovement[]
}

export function utilisationOf (scope: Scope, effectiveFrom: string | null, to: string, { inPeriod, byLimit, guarantee }: KnownUse): Utilisation {
  const quantities = new Map<string, Decimal>()
  for (const [unit, quantity] of inPeriod.flatMap((use) => Object.entries(use.quantity))) quantities.set(unit, (quantities.get(unit) ?? ZERO).plus(decimal(quantity)))
  return {
    declarations: inPeriod.reduce((sum, { declarations }) => sum + declarations, 0),
    items: inPeriod.reduce((sum, { items }) => sum + items, 0),
    quantities: [...quantities].map(([unit, quantity]) => ({ unit, quantity: decimalText(quantity) })).toSorted((a, b) => a.unit < b.unit ? -1 : 1),
    limits: scope.quantities.map((limit) => limitUse(limit, effectiveFrom, to, byLimit.get(limit.period) ?? [])),
    guarantee: scope.guarantee === null ? null : { referenceAmount: scope.guarantee.referenceAmount, currency: scope.guarantee.currency, ...guaranteeUseOn({ ...scope.guarantee, movements: guarantee }, to) }
  }
}

function limitUse (limit: QuantityLimit, effectiveFrom: string | null, to: string, uses: readonly Use[]): LimitUse {
  const used = uses.reduce((sum, { quantity }) => sum.plus(decimal(quantity[limit.unit] ?? '0')), ZERO)
  const most = decimal(limit.quantity)
  const { from } = limitPeriod(limit, to)
  const unmeasuredItems = uses.reduce((sum, { unmeasured = 0 }) => sum + unmeasured, 0)
  const period = { ...limit, from: effectiveFrom !== null && from < effectiveFrom ? effectiveFrom : from, to, unmeasuredItems }
  if (isUnknown(limit.unit, unmeasuredItems, uses)) return { ...period, used: null, percent: null, exceeded: null }
  return { ...period, used: decimalText(used), percent: most.eq(ZERO) ? null : decimalText(used.times(100).div(most).round(2)), exceeded: used.gt(most) }
}

/** It was used, and nothing says how much in this unit. Declarations that discharge goods name it too, and use nothing. */
const isUnknown = (unit: string, unmeasuredItems: number, uses: readonly Use[]): boolean =>
  uses.every(({ quantity }) => quantity[unit] === undefined) && (unmeasuredItems > 0 || uses.some(({ quantity }) => Object.keys(quantity).length > 0))
