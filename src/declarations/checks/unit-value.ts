import { decimal } from '../../platform/decimal.ts'
import { binOf } from '../../statistics/log-bins.ts'
import type { DeclarationContent, ItemContent } from '../data-elements.ts'

/** What one unit of the goods is worth, in what currency and per what unit: values compare within such a series only. Pure. */

export interface UnitValue {
  /** Currency and unit: `EUR/kg`, or `EUR/su` per supplementary unit. */
  readonly series: string
  readonly value: number
  /** Share of the value by which the rounding of its quantity alone may move it: masses may be stated in whole kilograms. */
  readonly rounding: number
}

/** Statistical value, else invoiced amount, per supplementary unit, else per kilogram net. Undefined where it cannot be told. */
export function unitValue (item: ItemContent, content: DeclarationContent): UnitValue | undefined {
  const [amount, currency] = item.statisticalValue === undefined
    ? [item.itemAmount, item.itemAmountCurrency ?? content.invoiceCurrency]
    : [item.statisticalValue, item.statisticalValueCurrency ?? content.accountsCurrency ?? content.invoiceCurrency]
  const [quantity, unit] = isPositive(item.supplementaryUnits) ? [item.supplementaryUnits, 'su'] : [item.netMass, 'kg']
  if (!isPositive(amount) || !isPositive(quantity) || currency === undefined) return undefined
  const value = decimal(amount).div(decimal(quantity)).toNumber()
  const rounding = unit === 'kg' && decimal(quantity).mod(1).eq(0) ? decimal('0.5').div(decimal(quantity)).toNumber() : 0
  return value > 0 ? { series: `${currency}/${unit}`, value, rounding } : undefined
}

const isPositive = (text: string | undefined): text is string => text !== undefined && decimal(text).gt(0)

/** As the history of goods counts it: `CUR/unit/bin`. */
export function unitValueOf (item: ItemContent, content: DeclarationContent): string | undefined {
  const found = unitValue(item, content)
  return found === undefined ? undefined : `${found.series}/${binOf(found.value)}`
}

/** Series and bin of an observation. */
export function readUnitValue (observation: string): { readonly series: string, readonly bin: number } {
  const end = observation.lastIndexOf('/')
  return { series: observation.slice(0, end), bin: Number(observation.slice(end + 1)) }
}
