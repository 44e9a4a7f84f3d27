import { decimal, decimalText } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, pass } from './check.ts'
import type { Answer, CheckRule, ItemRule } from './check.ts'
import { sumOf } from './elements.ts'
import type { Examined } from './examined.ts'

/** Check of masses (IA Annex B 18 01, 18 04). */

const WITH_NET_MASS = new Set(['H1', 'H4', 'B1', 'B2', 'B3'])
/** Electricity has no mass. */
const ELECTRICITY = '2716'
/** A mass above a kilogram may be rounded to the nearest one; else it is exact to a gram, or to this share of the whole. Kilograms. */
const WHOLE = '0.5'
const GRAM = '0.001'
const SHARE = '0.001'

const roundingOf = (mass: Decimal): Decimal => decimal(mass.mod(1).eq(0) ? WHOLE : GRAM)

/** Net mass present, not above gross mass, and the items' gross masses within that of the shipment. */
export const massesAgree: ItemRule = {
  id: 'VAL-14', version: 2, scope: 'item',
  evaluate: (item, declaration) => {
    const { netMass, grossMass } = item
    if (netMass !== undefined && grossMass !== undefined && decimal(netMass).gt(decimal(grossMass))) {
      return hit(`The net mass ${netMass} kg is above the gross mass ${grossMass} kg.`, { netMass, grossMass })
    }
    const needsNetMass = WITH_NET_MASS.has(declaration.dataset) && commodityCodeOf(item).slice(0, 4) !== ELECTRICITY
    if (needsNetMass && (netMass === undefined || decimal(netMass).lte(0))) {
      return hit(netMass === undefined ? 'The net mass is missing.' : `The net mass is ${netMass} kg.`, { netMass: netMass ?? null })
    }
    return shipmentAgrees(item, declaration)
  }
}

/** Of the whole, so it is told once, at the first item. */
function shipmentAgrees (item: ItemContent, { content: { grossMassTotal, items } }: Examined): Answer {
  if (item !== items[0] || grossMassTotal === undefined || items.some(({ grossMass }) => grossMass === undefined)) return pass
  const [sum, total] = [sumOf(items.map(({ grossMass }) => grossMass)), decimal(grossMassTotal)]
  const byRounding = items.reduce((allowed, { grossMass = '0' }) => allowed.plus(roundingOf(decimal(grossMass))), roundingOf(total))
  const byShare = sum.abs().times(SHARE)
  if (sum.minus(total).lte(byRounding.gt(byShare) ? byRounding : byShare)) return pass
  return hit(`The items weigh ${decimalText(sum)} kg together, the shipment ${grossMassTotal} kg gross.`, { sumOfItems: decimalText(sum), grossMassTotal })
}

export const MASS_RULES: readonly CheckRule[] = [massesAgree]
