import type { DeclarationContent } from '../declarations/data-elements.ts'
import { indexByWeight } from '../statistics/seeded-random.ts'
import type { SeededRandom } from '../statistics/seeded-random.ts'
import type { EarlierDeclarations } from './earlier-declarations.ts'
import { BROKERS, OWN_CARELESSNESS, OWN_WEIGHT, SITES } from './partners.ts'
import type { Broker, Site } from './partners.ts'
import { bodyOf, lrnOf, mrnOf } from './reference-numbers.ts'
import { dayAfter, firstDay, monthsBetween } from './seasons.ts'
import { staffOn } from './training/customs-staff.ts'
import type { Offer, Trader } from './trader.ts'

/** What every declaration of the year begins with, whichever way the goods go. Pure. */

export interface DraftOptions {
  readonly trader: Trader
  readonly index: number
  /** Day of acceptance. */
  readonly day: string
  readonly random: SeededRandom
  readonly earlier: EarlierDeclarations
}

/** A right declaration, and who made it. */
export interface Draft {
  readonly content: DeclarationContent
  /** Null where the trader lodged it itself. */
  readonly broker: Broker | null
}

export const carelessnessOf = (broker: Broker | null): number => broker?.carelessness ?? OWN_CARELESSNESS

/** One of the items, in proportion to its weight. */
export const weighted = <T extends { readonly weight: number }>(random: SeededRandom, items: readonly T[]): T => items[indexByWeight(random, items.map(({ weight }) => weight))] as T

const WEIGHTS = [OWN_WEIGHT, ...BROKERS.map(({ weight }) => weight)]

export function chooseBroker (random: SeededRandom): Broker | null {
  return BROKERS[indexByWeight(random, WEIGHTS) - 1] ?? null
}

export const chooseSite = (random: SeededRandom): Site => weighted(random, SITES)

export type Common = Pick<DeclarationContent, 'lrn' | 'mrn' | 'declarant' | 'representative' | 'acceptanceDate' | 'statusAt' | 'orgUnitId' | 'siteId' | 'handledBy' | 'accountsCurrency' | 'sourceSystem' | 'additionalReferences'>

/** @param letter character 17 of the MRN. */
export function commonOf ({ trader, index, day, random }: DraftOptions, letter: string, broker: Broker | null, site: Site): Common {
  return {
    lrn: lrnOf(trader.tag, day, index),
    mrn: mrnOf(day, 'IT', bodyOf(trader.tag, index), letter),
    declarant: broker?.status === '3' ? broker.eori : trader.eori,
    ...(broker === null ? {} : { representative: { eori: broker.eori, status: broker.status } }),
    acceptanceDate: day,
    statusAt: `${dayAfter(day, 1 + random.below(2))}T${String(6 + random.below(12)).padStart(2, '0')}:00:00.000Z`,
    orgUnitId: site.unit,
    siteId: site.id,
    handledBy: random.pick(staffOn(site.unit, day, trader.until)),
    accountsCurrency: 'EUR',
    sourceSystem: broker === null ? 'erp' : `broker-${broker.eori.slice(-3)}`,
    additionalReferences: [{ type: broker === null ? 'Y023' : 'Y024', reference: 'ITAEOF000099' }]
  }
}

/** A tenth is lodged before the goods arrive. */
export function lodging ({ day, random }: DraftOptions): Pick<DeclarationContent, 'additionalType' | 'issuedAt'> {
  const ahead = random.below(10) === 0
  const lodgedOn = dayAfter(day, ahead ? -1 - random.below(6) : 0)
  return { additionalType: ahead ? 'D' : 'A', issuedAt: `${lodgedOn}T${String(5 + random.below(10)).padStart(2, '0')}:${String(random.below(60)).padStart(2, '0')}:00.000Z` }
}

/** One to four different offers, few more often than many. */
export function chooseOffers (random: SeededRandom, offers: readonly Offer[]): Offer[] {
  const count = Math.min(offers.length, 1 + random.below(2) + random.below(3))
  const chosen = new Set<Offer>()
  while (chosen.size < count) chosen.add(weighted(random, offers.filter((offer) => !chosen.has(offer))))
  return [...chosen]
}

export interface Priced {
  readonly quantity: number
  /** In hundredths of the currency of the invoice. */
  readonly amount: number
  /** In euro cents, at the rate of the day. */
  readonly euro: number
}

/** Values of a line, euro cents: from some hundred euro to some ten thousand, small ones more often. */
const LEAST_LINE = 40_000
const MOST_LINE = 2_400_000
/** Discounts and rounding move the agreed price by so much. */
const NOISE = 0.015

/** Quantity and price of a line; `rate`: units of the currency for a euro today, `agreed`: when prices were agreed. */
export function priceLine ({ trader, day, random }: DraftOptions, offer: Offer, currency: string, agreed: number, rate: number): Priced {
  const share = random.uniform()
  const target = LEAST_LINE + share * share * MOST_LINE
  const price = offer.quarters[quarterOf(trader, day)] ?? offer.goods.cents
  const quantity = Math.max(1, Math.round(target / price))
  const exact = quantity * price * agreed * (1 + NOISE * (2 * random.uniform() - 1))
  const amount = Math.max(1, currency === 'JPY' ? Math.round(exact / 100) * 100 : Math.round(exact))
  return { quantity, amount, euro: Math.max(1, Math.round(amount / rate)) }
}

const quarterOf = ({ until }: Trader, day: string): number => Math.floor(monthsBetween(firstDay(until), day) / 3)

/** Net and gross mass of the quantity, whole grams. */
export function masses (random: SeededRandom, grams: number, quantity: number): { readonly net: number, readonly gross: number } {
  const net = grams * quantity
  return { net, gross: Math.round(net * (1.03 + 0.09 * random.uniform())) + 1 }
}
