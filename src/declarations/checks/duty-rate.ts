import { decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import type { ItemContent } from '../data-elements.ts'
import type { DutyRate } from '../../reference/reference-data.ts'
import type { CheckContext } from './check.ts'
import { dispatchOf, dutyRatesOf, originOf, schemeOf } from './elements.ts'
import type { Examined } from './examined.ts'

/** Rates of duty and VAT that the loaded list gives for an item. Pure. */

/** Why no rate is known: the reason of `not_evaluable`. */
export type Unknown = 'no_duty_rates_loaded' | 'duty_rate_missing' | 'preferential_rate_missing' | 'vat_rate_missing'
export const isUnknown = (rate: DutyRate | Unknown): rate is Unknown => typeof rate === 'string'

const FULL_DUTY = '100'
const COUNTRY = /^[A-Z]{2}$/

/**
 * The country whose rate is claimed. For 2NN and 3NN that of preferential origin (D.E. 16 09), or the origin within the group that is
 * named there. 4NN rests on free circulation in the customs union: its partner is where the goods were dispatched, wherever they originate.
 */
function partnerOf (item: ItemContent, declaration: Examined): string | null {
  const stated = item.prefOriginCountry !== undefined && COUNTRY.test(item.prefOriginCountry) ? item.prefOriginCountry : undefined
  switch (schemeOf(item)) {
    case '2': case '3': return stated ?? originOf(item)
    case '4': return stated ?? dispatchOf(item, declaration)
    default: return originOf(item)
  }
}

const isFree = ({ adValorem }: DutyRate): boolean => adValorem !== null && decimal(adValorem).eq(0)

/** What the claimed preference gives; without one the rate erga omnes, and also where that is nothing, since no claim gives less. */
export function claimedRate (item: ItemContent, declaration: Examined, context: CheckContext): DutyRate | Unknown {
  const code = commodityCodeOf(item)
  const ofOrigin = dutyRatesOf(code, originOf(item), declaration.lawDay, context)
  if (ofOrigin === undefined) return 'no_duty_rates_loaded'
  const full = ofOrigin.find(({ kind }) => kind === 'erga_omnes')
  const { preference: claim = FULL_DUTY } = item
  if (claim === FULL_DUTY) return full ?? 'duty_rate_missing'
  const ofPartner = dutyRatesOf(code, partnerOf(item, declaration), declaration.lawDay, context) ?? []
  const claimed = ofPartner.find(({ kind, preference }) => kind === 'preferential' && preference === claim)
  return claimed ?? (full !== undefined && isFree(full) ? full : 'preferential_rate_missing')
}

export function vatRate (item: ItemContent, { lawDay }: Examined, context: CheckContext): DutyRate | Unknown {
  const rates = dutyRatesOf(commodityCodeOf(item), originOf(item), lawDay, context)
  return rates === undefined ? 'no_duty_rates_loaded' : rates.find(({ kind }) => kind === 'vat') ?? 'vat_rate_missing'
}
