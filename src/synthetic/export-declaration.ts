import { addMonths } from '../declarations/checks/elements.ts'
import type { DeclarationContent, ItemContent } from '../declarations/data-elements.ts'
import { centsOf, massText, moneyText } from './amounts.ts'
import { aiUse } from './import-item.ts'
import { chooseBroker, chooseOffers, chooseSite, commonOf, lodging, masses, priceLine, weighted } from './draft.ts'
import type { Draft, DraftOptions } from './draft.ts'
import { weightOf } from './import-declaration.ts'
import type { EarlierDeclaration } from './earlier-declarations.ts'
import { CURRENCIES, CUSTOMERS, PREFERENCES, STATE } from './partners.ts'
import type { Customer } from './partners.ts'
import { hasOriginEvidence, isListed } from './trader.ts'
import type { Offer } from './trader.ts'
import { DUAL_USE_LICENCE, exchangeRateOn } from './trader-lists.ts'

/** Right export declarations: permanent, re-export after inward processing, temporary. Pure. */

interface Way { readonly requested: string, readonly previous: string, readonly entry: EarlierDeclaration | undefined }

/** Customers whose agreement lets the trader state preferential origin itself. */
const PREFERRED_BY = new Set(['CH', 'GB', 'JP', 'KR'])

export function exportDeclaration (options: DraftOptions): Draft {
  const { trader, random, earlier, day } = options
  const entry = earlier.pick('processing', random)
  const draw = random.below(100)
  const way: Way = draw < 8 && entry !== undefined ? { requested: '31', previous: '51', entry } : draw < 11 ? { requested: '23', previous: '00', entry: undefined } : { requested: '10', previous: '00', entry: undefined }
  const customer = weighted(random, CUSTOMERS)
  const broker = chooseBroker(random)
  const site = chooseSite(random)
  const items = chooseOffers(random, trader.products).map((offer, index) => exportItem(options, offer, index + 1, customer, way))
  const total = items.reduce((sum, { itemAmount }) => sum + centsOf(itemAmount ?? '0'), 0)
  const content: DeclarationContent = {
    declarationType: 'EX', ...lodging(options), ...commonOf(options, 'B', broker, site), security: '2', status: 'exit_confirmed', exporter: { eori: trader.eori },
    consignee: { name: customer.name, address: { country: customer.country } }, exportOffice: site.office, exitOffice: customer.country === 'CH' ? 'IT275101' : 'IT261101',
    incoterm: customer.incoterm, incotermLocation: 'ITGOA', invoiceCurrency: customer.currency, totalInvoiced: moneyText(total),
    ...(customer.currency === 'EUR' ? {} : { exchangeRate: exchangeRateOn(customer.currency, day, trader.until) }),
    destinationCountry: customer.country, exportCountry: STATE, borderMode: customer.country === 'CH' || customer.country === 'TR' ? '3' : '1',
    documents: [{ type: 'N380', reference: `F-${String(options.index)}` }], transportDocuments: [{ type: 'N730', reference: `T${String(options.index)}` }],
    ...weightOf(items), transactionNature: way.requested === '23' ? '91' : '11', items
  }
  return { content, broker }
}

function exportItem (options: DraftOptions, offer: Offer, itemNumber: number, customer: Customer, { requested, previous, entry }: Way): ItemContent {
  const { goods } = offer
  const rate = Number(exchangeRateOn(customer.currency, options.day, options.trader.until))
  const priced = priceLine(options, offer, customer.currency, CURRENCIES.get(customer.currency) ?? 1, rate)
  const { net, gross } = masses(options.random, goods.grams, priced.quantity)
  const stated = PREFERRED_BY.has(customer.country) && requested === '10' && hasOriginEvidence(goods)
  return {
    itemNumber, requestedProcedure: requested, previousProcedure: previous, additionalProcedures: ['000'], hs6: goods.cn8.slice(0, 6), cn2: goods.cn8.slice(6), description: goods.description,
    originCountry: STATE, itemAmount: moneyText(priced.amount), statisticalValue: moneyText(priced.euro), netMass: massText(net), grossMass: massText(gross),
    ...(goods.unit === null ? {} : { supplementaryUnits: String(priced.quantity) }), ...(entry === undefined ? {} : { previousDocuments: [{ type: 'NMRN', reference: entry.mrn, itemNumber: 1 }] }),
    documents: [
      ...(stated ? [{ type: PREFERENCES.get(customer.country)?.document ?? 'N954', reference: `F-${String(options.index)}` }] : []),
      ...(isListed(goods) ? [{ type: DUAL_USE_LICENCE, reference: `IT-DU-${options.day.slice(0, 4)}`, validUntil: addMonths(options.day, 9) }] : [])
    ],
    additionalReferences: goods.tags.includes('dual_use') && !isListed(goods) ? [{ type: 'Y901', reference: 'NOT LISTED' }] : [],
    packages: [{ type: 'PX', number: 1 + priced.quantity % 20, marks: goods.ref }], goodsRef: goods.ref, salesOrder: `12${String(options.index).padStart(8, '0')}`, ...aiUse(options, goods)
  }
}
