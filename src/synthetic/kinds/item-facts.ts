import type { ItemContent } from '../../declarations/data-elements.ts'
import { commodityCodeOf } from '../../declarations/derivation.ts'
import type { Goods } from '../trader.ts'
import type { PlantFacts } from './kind.ts'

/** What planting asks of an item. Pure. */

/** From so many settled lines on the history of goods says what is usual (VAL-09 needs eight). */
export const KNOWN_LINES = 10

/** First eight digits. */
export const codeOf = (item: ItemContent): string => commodityCodeOf(item).slice(0, 8)

/** The item under the code of other goods; everything else stays as it is. */
export const withCode = (item: ItemContent, { cn8, taric2 }: Goods): ItemContent => ({ ...item, hs6: cn8.slice(0, 6), cn2: cn8.slice(6), ...(item.taric2 === undefined ? {} : { taric2 }) })

/** Full rate of duty in the loaded list, per cent. */
export function erga (cn8: string, origin: string | null, { reference, day }: PlantFacts): number | undefined {
  const rate = reference.measures.dutyRates?.find(cn8, origin ?? '', day).find(({ kind }) => kind === 'erga_omnes')?.adValorem
  return rate == null ? undefined : Number(rate)
}

/** Whether the list grants goods of the code and origin less than the full duty. */
export function hasPreference (cn8: string, origin: string | null, { reference, day }: PlantFacts): boolean {
  return reference.measures.dutyRates?.find(cn8, origin ?? '', day).some(({ kind }) => kind === 'preferential') ?? false
}
