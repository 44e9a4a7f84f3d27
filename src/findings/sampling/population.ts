import { canonicalDecimalText } from '../../platform/decimal.ts'
import type { FrameEntry } from './frame.ts'

/** From goods items as they were declared to entries of a frame: what they are worth, and which stratum they belong to. */

/** Changes whenever the same items would be put into other strata or valued otherwise. */
export const STRATA_METHOD = 'direction-role-volume/1'

/** A goods item of a declaration that counts in the period. */
export interface PopulationItem {
  readonly declarationId: string
  readonly itemNumber: number
  readonly direction: string
  /** EORI of the representative; '' where the operator declares itself. */
  readonly broker: string
  /** Unit that handled the declaration; '' where none is named. */
  readonly unit: string
  /** Statistical value (D.E. 99 06), decimal text; null where none was declared. */
  readonly value: string | null
  /** Currency of the value; '' where it cannot be told. */
  readonly currency: string
  readonly hasErrorHit: boolean
}

export interface Population {
  readonly entries: readonly FrameEntry[]
  /** Items without a declared value, or with a negative one: their book value is 0. */
  readonly withoutValue: number
  /** Items whose value is in another currency, or in an unknown one: their book value is 0. */
  readonly otherCurrency: number
}

/**
 * The frame of a population.
 *
 * A stratum is direction, role and volume. Role is who declares: `own` for the operator itself, `broker` for a representative. Volume is
 * how many items of the population the same declarant handled in that direction: the same broker, or the same unit of the operator.
 *
 * An item without a value in the currency of the sample has the book value 0: a sample by money never draws it, so that no exchange
 * rate stands between a value and its error. It belongs to the random sample like any other.
 */
export function populationOf (items: readonly PopulationItem[], currency: string): Population {
  const volumes = new Map<string, number>()
  for (const item of items) volumes.set(handlerOf(item), (volumes.get(handlerOf(item)) ?? 0) + 1)
  let withoutValue = 0
  let otherCurrency = 0
  const entries = items.map((item): FrameEntry => {
    const isUsable = hasValue(item)
    if (!isUsable) withoutValue++
    else if (item.currency !== currency) otherCurrency++
    return {
      declarationId: item.declarationId,
      itemNumber: item.itemNumber,
      stratum: `${item.direction}/${roleOf(item)}/${volumeClass(volumes.get(handlerOf(item)) ?? 0)}`,
      bookValue: isUsable && item.currency === currency ? canonicalDecimalText(item.value) : '0',
      hasErrorHit: item.hasErrorHit
    }
  })
  return { entries, withoutValue, otherCurrency }
}

/** The item's value cannot be compared with the sample's money: it is in this other currency ('' when it cannot be told). */
export const otherCurrencyOf = (item: PopulationItem, currency: string): string | null => hasValue(item) && item.currency !== currency ? item.currency : null

const hasValue = <T extends Pick<PopulationItem, 'value'>>(item: T): item is T & { value: string } => item.value !== null && !item.value.startsWith('-')
const roleOf = ({ broker }: PopulationItem): 'own' | 'broker' => broker === '' ? 'own' : 'broker'
const handlerOf = ({ direction, broker, unit }: PopulationItem): string => broker === '' ? `${direction} own ${unit}` : `${direction} broker ${broker}`

/** Decades: a broker of a few items a year errs otherwise than one of thousands. */
function volumeClass (volume: number): string {
  if (volume < 100) return '1_to_99'
  if (volume < 1_000) return '100_to_999'
  return volume < 10_000 ? '1000_to_9999' : 'from_10000'
}
