import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { MovementKind } from './goods-movement.ts'

/**
 * Declared quantities against those that moved (UCC 15, 139, 163; LIF-05). Pure.
 *
 * Masses are compared in kilograms, other quantities with the supplementary units that are declared. Where the movements of an item
 * cannot be brought to one measure that the item declares, nothing is said of it. An item of which nothing has moved is not compared:
 * its goods may still be on their way.
 */

export interface Moved { readonly itemNumber: number | null, readonly kind: MovementKind, readonly quantity: string, readonly unit: string, readonly netMass: string | null }
export interface DeclaredItem { readonly itemNumber: number, readonly netMass?: string | null | undefined, readonly supplementaryUnits?: string | null | undefined }
export interface DeclaredQuantities { readonly direction: 'import' | 'export', readonly items: readonly DeclaredItem[] }
export interface Difference { readonly itemNumber: number, readonly declared: string, readonly moved: string, readonly percent: string }

const KILOGRAMS: ReadonlyMap<string, Decimal> = new Map([['KGM', decimal('1')], ['GRM', decimal('0.001')], ['DTN', decimal('100')], ['TNE', decimal('1000')]])
const HUNDRED = decimal('100')
const PERCENT_PLACES = 2

/** Goods come in under an import and go out under an export; the other way round they are another story. */
const kindOf = (direction: DeclaredQuantities['direction']): MovementKind => direction === 'import' ? 'receipt' : 'dispatch'

/**
 * @param tolerance per cent of the declared quantity by which both may differ.
 * @returns undefined when nothing could be compared, or not every item that moved could be and no other one differs.
 */
export function quantityDifferences ({ direction, items }: DeclaredQuantities, moved: readonly Moved[], tolerance: string): Difference[] | undefined {
  const relevant = moved.filter(({ kind }) => kind === kindOf(direction))
  if (relevant.length === 0) return undefined
  const byItem = Map.groupBy(relevant, ({ itemNumber }) => itemNumber ?? (items.length === 1 ? items[0]?.itemNumber : undefined))
  const compared = [...byItem].map(([itemNumber, movements]) => compareItem(items.find((item) => item.itemNumber === itemNumber), movements, tolerance))
  const differences = compared.flatMap((outcome) => typeof outcome === 'object' ? [outcome] : []).toSorted((a, b) => a.itemNumber - b.itemNumber)
  return differences.length === 0 && compared.includes('not_comparable') ? undefined : differences
}

function compareItem (item: DeclaredItem | undefined, movements: readonly Moved[], tolerance: string): Difference | 'equal' | 'not_comparable' {
  const both = item === undefined ? undefined : inOneMeasure(item, movements)
  if (item === undefined || both === undefined) return 'not_comparable'
  const { declared, moved } = both
  const apart = moved.minus(declared)
  if (apart.abs().times(HUNDRED).lte(declared.times(decimal(tolerance)))) return 'equal'
  const percent = declared.eq(ZERO) ? HUNDRED : apart.times(HUNDRED).div(declared)
  return { itemNumber: item.itemNumber, declared: decimalText(declared), moved: decimalText(moved), percent: decimalText(percent.round(PERCENT_PLACES)) }
}

function inOneMeasure ({ netMass, supplementaryUnits }: DeclaredItem, movements: readonly Moved[]): { readonly declared: Decimal, readonly moved: Decimal } | undefined {
  const units = new Set(movements.map(({ unit }) => unit))
  const [unit = ''] = units
  if (supplementaryUnits != null && units.size === 1 && !KILOGRAMS.has(unit)) return { declared: decimal(supplementaryUnits), moved: sum(movements.map(({ quantity }) => decimal(quantity))) }
  const masses = movements.flatMap((movement) => massOf(movement) ?? [])
  return netMass != null && masses.length === movements.length ? { declared: decimal(netMass), moved: sum(masses) } : undefined
}

function massOf ({ netMass, quantity, unit }: Moved): Decimal | undefined {
  if (netMass !== null) return decimal(netMass)
  const factor = KILOGRAMS.get(unit)
  return factor === undefined ? undefined : decimal(quantity).times(factor)
}

const sum = (quantities: readonly Decimal[]): Decimal => quantities.reduce((total, quantity) => total.plus(quantity), ZERO)
