import type { DeclarationContent, ItemContent } from '../declarations/data-elements.ts'
import { centsOf, massText, moneyText } from './amounts.ts'
import { chooseBroker, chooseOffers, chooseSite, commonOf, lodging, masses, priceLine, weighted } from './draft.ts'
import type { Draft, DraftOptions } from './draft.ts'
import { importItem } from './import-item.ts'
import type { EarlierDeclaration } from './earlier-declarations.ts'
import { CURRENCIES, CUSTOMERS, STATE, UNION_CUSTOMERS } from './partners.ts'
import { grnOf } from './reference-numbers.ts'
import { dayAfter } from './seasons.ts'
import type { Offer, Supplier } from './trader.ts'
import { exchangeRateOn } from './trader-lists.ts'

/** Right import declarations: home use, onward supply, inward processing, into and out of the warehouse, returned goods. Pure. */

/** Per cent of the price, by mode of transport at the border. */
const FREIGHT = { 1: 5, 3: 3.2, 4: 6 }
const BEFORE_BORDER = new Set(['EXW', 'FCA', 'FOB'])

interface Way {
  readonly requested: string
  readonly previous: string
  /** Entry into the procedure that the goods leave. */
  readonly entry: EarlierDeclaration | undefined
}

/** 40 00 mostly; what discharges an entry needs one before it. */
function wayOf ({ random, earlier }: DraftOptions): Way {
  const draw = random.below(100)
  const entry = earlier.pick('warehouse', random)
  if (draw < 8) return { requested: '42', previous: '00', entry: undefined }
  if (draw < 14) return { requested: '51', previous: '00', entry: undefined }
  if (draw < 18) return { requested: '71', previous: '00', entry: undefined }
  if (draw < 22 && entry !== undefined) return { requested: '40', previous: '71', entry }
  return { requested: '40', previous: '00', entry: undefined }
}

export function importDeclaration (options: DraftOptions): Draft {
  const { trader, random, earlier } = options
  const exported = random.below(50) === 0 ? earlier.pick('export', random) : undefined
  if (exported !== undefined) return returnedGoods(options, exported)
  const way = wayOf(options)
  const supplier = trader.suppliers.find(({ ref }) => ref === way.entry?.supplierRef) ?? weighted(random, trader.suppliers)
  const offers = chooseOffers(random, supplier.offers)
  const broker = chooseBroker(random)
  const site = chooseSite(random)
  const items = itemsOf(options, supplier, offers, way)
  const total = items.reduce((sum, { itemAmount }) => sum + centsOf(itemAmount ?? '0'), 0)
  const customer = random.pick(UNION_CUSTOMERS)
  const onward = way.requested === '42'
  const content: DeclarationContent = {
    declarationType: 'IM', ...lodging(options), ...commonOf(options, 'R', broker, site), status: statusOf(way, options),
    importer: { eori: trader.eori }, exporter: { name: supplier.name, address: { country: supplier.country } }, seller: { name: supplier.name, address: { country: supplier.country } }, buyer: { eori: trader.eori },
    ...placeOf(way, site.office), ...moneyOf(options, supplier, total),
    destinationCountry: onward ? customer.country : STATE, dispatchCountry: supplier.country, borderMode: supplier.mode,
    ...(onward ? { fiscalReferences: [{ role: 'FR1', vat: trader.vat }, { role: 'FR2', vat: customer.vat }] } : {}),
    documents: [{ type: 'N380', reference: `${supplier.ref}/${String(options.index)}` }],
    transportDocuments: [{ type: supplier.mode === '1' ? 'N705' : supplier.mode === '3' ? 'N730' : 'N740', reference: `T${String(options.index)}` }],
    authorisations: authorisationsOf(way, trader.eori), ...guaranteeOf(way, options),
    ...weightOf(items), transactionNature: '11', items
  }
  return { content, broker }
}

const statusOf = ({ requested }: Way, { trader, day }: DraftOptions): NonNullable<DeclarationContent['status']> =>
  requested === '51' && dayAfter(day, 120) < trader.until ? 'discharged' : 'released'

function itemsOf (options: DraftOptions, supplier: Supplier, offers: readonly Offer[], { requested, previous, entry }: Way): ItemContent[] {
  const agreed = CURRENCIES.get(supplier.currency) ?? 1
  const rate = Number(exchangeRateOn(supplier.currency, options.day, options.trader.until))
  const freight = BEFORE_BORDER.has(supplier.incoterm) ? FREIGHT[supplier.mode] + options.random.below(100) / 100 : null
  return offers.map((offer, index) => {
    const item = importItem(options, { itemNumber: index + 1, offer, supplier, priced: priceLine(options, offer, supplier.currency, agreed, rate), requested, previous, freight })
    return entry === undefined ? item : { ...item, previousDocuments: [{ type: 'NMRN', reference: entry.mrn, itemNumber: 1 }] }
  })
}

function moneyOf ({ day, trader }: DraftOptions, supplier: Supplier, total: number): Partial<DeclarationContent> {
  return {
    incoterm: supplier.incoterm, incotermLocation: supplier.place, invoiceCurrency: supplier.currency, totalInvoiced: moneyText(total),
    ...(supplier.currency === 'EUR' ? {} : { exchangeRate: exchangeRateOn(supplier.currency, day, trader.until) })
  }
}

function placeOf ({ requested, previous }: Way, office: string): Partial<DeclarationContent> {
  const warehouse = requested === '71' || previous === '71'
  return { lodgementOffice: office, presentationOffice: office, ...(warehouse ? { warehouse: { type: 'U', id: 'IT000123' } } : {}), ...(requested === '51' ? { supervisingOffice: office } : {}) }
}

function authorisationsOf ({ requested, previous }: Way, holder: string): NonNullable<DeclarationContent['authorisations']> {
  const types = [...(requested === '51' ? ['IPO', 'CGU'] : []), ...(requested === '71' ? ['CWP', 'CGU'] : []), ...(previous === '71' ? ['CWP'] : []), ...(requested === '40' || requested === '42' ? ['DPO'] : [])]
  return types.map((type) => ({ type, reference: `IT${type}000099`, holder }))
}

function guaranteeOf ({ requested }: Way, { day, trader }: DraftOptions): Pick<DeclarationContent, 'guarantees'> {
  return requested === '51' || requested === '71' ? { guarantees: [{ type: '1', grn: grnOf(day.slice(2, 4), STATE, `${trader.tag}00000099`) }] } : {}
}

export function weightOf (items: readonly ItemContent[]): Pick<DeclarationContent, 'grossMassTotal' | 'totalPackages'> {
  return {
    grossMassTotal: massText(items.reduce((sum, { grossMass }) => sum + Math.round(Number(grossMass ?? 0) * 1000), 0)),
    totalPackages: items.reduce((sum, { packages = [] }) => sum + packages.reduce((count, { number = 0 }) => count + number, 0), 0)
  }
}

/** Own products that come back unsold: 61 10 with relief, naming the export. */
function returnedGoods (options: DraftOptions, exported: EarlierDeclaration): Draft {
  const { trader, random } = options
  const offers = trader.products.filter(({ goods }) => exported.goodsRefs.includes(goods.ref)).slice(0, 2)
  const customer = random.pick(CUSTOMERS)
  const broker = chooseBroker(random)
  const site = chooseSite(random)
  const items = offers.map((offer, index): ItemContent => {
    const { goods } = offer
    const priced = priceLine(options, offer, 'EUR', 1, 1)
    const { net, gross } = masses(random, goods.grams, priced.quantity)
    return {
      itemNumber: index + 1, requestedProcedure: '61', previousProcedure: '10', additionalProcedures: ['F01'], hs6: goods.cn8.slice(0, 6), cn2: goods.cn8.slice(6), taric2: goods.taric2,
      description: goods.description, originCountry: STATE, preference: '100', valuationMethod: '1', valuationIndicators: '0000', itemAmount: moneyText(priced.amount),
      customsValue: moneyText(priced.euro), customsValueCurrency: 'EUR', statisticalValue: moneyText(priced.euro), netMass: massText(net), grossMass: massText(gross),
      ...(goods.unit === null ? {} : { supplementaryUnits: String(priced.quantity) }), previousDocuments: [{ type: 'NMRN', reference: exported.mrn, itemNumber: index + 1 }],
      packages: [{ type: 'PX', number: 1 + priced.quantity % 20, marks: goods.ref }], goodsRef: goods.ref
    }
  })
  const total = items.reduce((sum, { itemAmount }) => sum + centsOf(itemAmount ?? '0'), 0)
  const content: DeclarationContent = {
    declarationType: 'IM', ...lodging(options), ...commonOf(options, 'R', broker, site), status: 'released', importer: { eori: trader.eori }, exporter: { name: customer.name, address: { country: customer.country } },
    lodgementOffice: site.office, presentationOffice: site.office, incoterm: 'DAP', incotermLocation: 'ITMIL', invoiceCurrency: 'EUR', totalInvoiced: moneyText(total),
    destinationCountry: STATE, dispatchCountry: customer.country, borderMode: '3', documents: [{ type: 'N325', reference: `PF-${String(options.index)}` }],
    transportDocuments: [{ type: 'N730', reference: `T${String(options.index)}` }], ...weightOf(items), transactionNature: '21', items
  }
  return { content, broker }
}
