import { addMonths } from '../declarations/checks/elements.ts'
import type { ItemContent } from '../declarations/data-elements.ts'
import { massText, moneyText, shareOf } from './amounts.ts'
import { masses } from './draft.ts'
import type { DraftOptions, Priced } from './draft.ts'
import { PREFERENCES } from './partners.ts'
import { dayAfter } from './seasons.ts'
import type { Goods, Offer, Supplier } from './trader.ts'
import { ANTI_DUMPING_RATES, PRODUCER_INVOICE, QUOTA_ORDER_NUMBER, QUOTA_PREFERENCE, ratesOf, SURVEILLANCE_LICENCE, VAT_RATE } from './trader-lists.ts'

/** A right item of an import declaration. Pure. */

export interface ImportLine {
  readonly itemNumber: number
  readonly offer: Offer
  readonly supplier: Supplier
  readonly priced: Priced
  readonly requested: string
  readonly previous: string
  /** Share of transport and insurance in the price where the seller did not carry the goods here, per cent; else null. */
  readonly freight: number | null
}

interface Claim extends Pick<ItemContent, 'preference' | 'prefOriginCountry' | 'quotaOrderNo'> {
  readonly rate: number
  readonly proof: NonNullable<ItemContent['documents']>
}

export function importItem (options: DraftOptions, line: ImportLine): ItemContent {
  const { offer, supplier, priced, requested, previous, itemNumber, freight } = line
  const { goods } = offer
  const { net, gross } = masses(options.random, goods.grams, priced.quantity)
  const added = freight === null ? 0 : shareOf(priced.euro, freight)
  const royalty = shareOf(priced.euro, supplier.royalty)
  const value = priced.euro + added + royalty
  const claim = claimOf(options, line)
  const suspended = requested === '51' || requested === '71'
  const additions = [...(added > 0 ? [{ code: 'AK', amount: moneyText(added), currency: 'EUR' }] : []), ...(royalty > 0 ? [{ code: 'AH', amount: moneyText(royalty), currency: 'EUR' }] : [])]
  return {
    itemNumber, requestedProcedure: requested, previousProcedure: previous, additionalProcedures: ['000'],
    hs6: goods.cn8.slice(0, 6), cn2: goods.cn8.slice(6), taric2: goods.taric2,
    ...(offer.producerCode === null ? {} : { taricAdd: [offer.producerCode] }),
    description: goods.description, originCountry: supplier.country, valuationMethod: '1', valuationIndicators: supplier.related ? '1000' : '0000',
    preference: claim.preference ?? '100', ...(claim.prefOriginCountry === undefined ? {} : { prefOriginCountry: claim.prefOriginCountry }),
    ...(claim.quotaOrderNo === undefined ? {} : { quotaOrderNo: claim.quotaOrderNo }),
    itemAmount: moneyText(priced.amount), customsValue: moneyText(value), customsValueCurrency: 'EUR', statisticalValue: moneyText(value),
    netMass: massText(net), grossMass: massText(gross), ...(goods.unit === null ? {} : { supplementaryUnits: String(priced.quantity) }),
    ...(additions.length === 0 ? {} : { additionsDeductions: additions }),
    ...(suspended ? {} : { taxes: taxesOf(line, value, claim.rate) }),
    documents: [...claim.proof, ...documentsOf(options, offer)], additionalReferences: codesOf(goods),
    packages: [{ type: 'CT', number: 1 + priced.quantity % 40, marks: `${goods.ref}/${supplier.ref}` }],
    goodsRef: goods.ref, supplierRef: supplier.ref, purchaseOrder: `45${String(options.index).padStart(8, '0')}`,
    ...aiUse(options, goods)
  }
}

function claimOf (options: DraftOptions, { offer: { goods }, supplier, requested }: ImportLine): Claim {
  const { full, preferential } = ratesOf(goods, supplier.country)
  if (requested === '51' || requested === '71') return { preference: '100', rate: full, proof: [] }
  if (goods.tags.includes('quota')) return { preference: QUOTA_PREFERENCE, quotaOrderNo: QUOTA_ORDER_NUMBER, rate: 0, proof: [] }
  const route = PREFERENCES.get(supplier.country)
  if (route === undefined || preferential === null) return { preference: '100', rate: full, proof: [] }
  const issuedOn = dayAfter(options.day, -3 - options.random.below(60))
  const number = `${supplier.ref}-${String(options.index)}`
  const reference = route.document === 'U164' ? `${supplier.country}REX${supplier.ref.slice(2)}77 ${number}` : number
  return {
    preference: route.preference, rate: preferential, ...(route.preference === '400' ? {} : { prefOriginCountry: supplier.country }),
    proof: [{ type: route.document, reference, validUntil: addMonths(issuedOn, route.months) }]
  }
}

function taxesOf ({ offer, requested }: ImportLine, value: number, rate: number): NonNullable<ItemContent['taxes']> {
  const duty = shareOf(value, rate)
  const defence = offer.producerCode === null ? 0 : ANTI_DUMPING_RATES.get(offer.producerCode) ?? 0
  const dumping = shareOf(value, defence)
  const excise = offer.goods.tags.includes('excise') ? shareOf(value, 31) : 0
  const base = value + duty + dumping + excise
  return [
    { type: 'A00', baseAmount: moneyText(value), rate: String(rate), amount: moneyText(duty), methodOfPayment: 'E' },
    ...(defence === 0 ? [] : [{ type: 'A30', baseAmount: moneyText(value), rate: String(defence), amount: moneyText(dumping), methodOfPayment: 'E' }]),
    ...(excise === 0 ? [] : [{ type: '407', amount: moneyText(excise), methodOfPayment: 'E' }]),
    ...(requested === '42' ? [] : [{ type: 'B00', baseAmount: moneyText(base), rate: String(VAT_RATE), amount: moneyText(shareOf(base, VAT_RATE)), methodOfPayment: 'E' }])
  ]
}

function documentsOf ({ index, day }: DraftOptions, { goods, producerCode }: Offer): NonNullable<ItemContent['documents']> {
  return [
    ...(producerCode === 'C001' ? [{ type: PRODUCER_INVOICE, reference: `PI-${String(index)}` }] : []),
    ...(goods.tags.includes('surveillance') ? [{ type: SURVEILLANCE_LICENCE, reference: `IT-SV-${day.slice(0, 7)}`, validUntil: addMonths(day, 4) }] : []),
    ...(goods.tags.includes('deforestation') ? [{ type: 'C716', reference: `26IT${String(index).padStart(10, '0')}` }] : [])
  ]
}

/** Codes that say which exemption or status the trader relies on. */
function codesOf ({ tags }: Goods): NonNullable<ItemContent['additionalReferences']> {
  return [
    ...(tags.includes('carbon_border') ? [{ type: 'Y128', reference: 'IT0000000099' }] : []),
    ...(tags.includes('endangered_species') ? [{ type: 'Y900', reference: 'NOT LISTED' }] : [])
  ]
}

export function aiUse ({ day, random }: DraftOptions, { tags }: Goods): Pick<ItemContent, 'aiAssisted'> {
  if (!tags.includes('ai_classified') || random.below(2) === 0) return {}
  return { aiAssisted: { classification: { systemId: 'classifier-1', version: '4.2', confidence: 0.9, reviewerId: `P-${String(10 + random.below(4))}`, reviewedAt: `${dayAfter(day, -2)}T09:00:00.000Z` } } }
}
