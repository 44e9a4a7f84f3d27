import { decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckContext, CheckRule, DeclarationRule } from './check.ts'
import { additionsAt, allDocuments, hasRelief, isUnionDeclaration } from './elements.ts'
import type { Examined } from './examined.ts'
import { priceOf, totalOf } from './invoiced.ts'

/** Checks of transport and insurance in the customs value (UCC 71(1)(e), 72; IA 137, 138). */

/** AK transport and insurance; feeds of the national list split it over insurance and four kinds of transport. */
export const FREIGHT_CODES: ReadonlySet<string> = new Set(['AK', 'AP', 'AQ', 'AR', 'AS'])
const BEFORE_BORDER = new Set(['EXW', 'FCA', 'FAS', 'FOB'])
const CARRIED_IN = new Set(['CFR', 'CIF', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP'])
const SIMPLIFIED_VALUE = new Set(['C504', 'CVA'])
/** Customs territory of feeds that are not of the Union. */
const BRITISH = new Set(['GB', 'IM', 'JE', 'GG'])
const MOST_SHARE = '0.03'

/** Whether the delivery place lies in the customs territory of the declaration; undefined when it is not told. */
function deliveredAtHome (declaration: Examined, { reference: { countries } }: CheckContext): boolean | undefined {
  const { incotermCountry, incotermLocation } = declaration.content
  const country = incotermCountry ?? incotermLocation?.slice(0, 2)
  if (country === undefined) return undefined
  return isUnionDeclaration(declaration) ? countries.isCustomsTerritory(country, declaration.lawDay) : BRITISH.has(country)
}

const byPrice = ({ valuationMethod }: ItemContent): boolean => valuationMethod === '1'

/** Transport and insurance to the border are added where the seller did not carry the goods there. */
export const transportAdded: DeclarationRule = {
  id: 'VAL-03', version: 1, scope: 'header',
  evaluate: (declaration, context) => {
    const { dataset, content, isClearanceRequest } = declaration
    if (dataset !== 'H1' || isClearanceRequest) return notApplicable('data_set')
    const { incoterm } = content
    if (incoterm === undefined) return notEvaluable('delivery_terms_missing')
    if (!BEFORE_BORDER.has(incoterm)) return notApplicable('delivery_terms')
    const items = content.items.filter((item) => byPrice(item) && !hasRelief(item))
    if (items.length === 0) return notApplicable('valuation_method')
    const atHome = deliveredAtHome(declaration, context)
    if (atHome === true) return notApplicable('delivered_in_customs_territory')
    const simplified = allDocuments(declaration).some(({ type }) => SIMPLIFIED_VALUE.has(type))
    const added = (item: ItemContent): boolean => content.freightCharge !== undefined ||
      additionsAt(item, declaration).some(({ code }) => FREIGHT_CODES.has(code) || (code === 'AN' && simplified))
    const without = items.filter((item) => !added(item)).map(({ itemNumber }) => itemNumber)
    if (without.length === 0) return pass
    if (atHome === undefined) return notEvaluable('delivery_place_missing')
    return hit(`Delivery is ${incoterm} abroad, and no transport or insurance to the border is added for item ${without.slice(0, 10).join(', ')}.`, { incoterm, place: content.incotermLocation ?? content.incotermPlace ?? null, items: without.map(String) })
  }
}

/** Transport is not counted again where the price contains it. Not evaluable where price and addition cannot be compared, and nothing else is too high. */
export const transportCountedOnce: DeclarationRule = {
  id: 'VAL-04', version: 2, scope: 'header',
  evaluate: (declaration, context) => {
    const { dataset, content } = declaration
    if (dataset !== 'H1') return notApplicable('data_set')
    const { incoterm } = content
    if (incoterm === undefined) return notEvaluable('delivery_terms_missing')
    if (!CARRIED_IN.has(incoterm)) return notApplicable('delivery_terms')
    const shares = [...sharesOf(content.additionsDeductions, totalOf(content)), ...content.items.flatMap((item) => sharesOf(item.additionsDeductions, priceOf(item, content) ?? 'invoice_amount_missing'))]
    const high = shares.filter(({ is }) => is === 'high').map(({ addition }) => addition)
    const unknown = shares.map(({ is }) => is).find((is) => is !== 'high' && is !== 'low')
    if (high.length === 0 && unknown === undefined) return pass
    const atHome = deliveredAtHome(declaration, context)
    if (atHome === undefined) return notEvaluable('delivery_place_missing')
    if (!atHome) return notApplicable('delivered_abroad')
    if (high.length === 0 && unknown !== undefined) return notEvaluable(unknown)
    return hit(`The price contains transport (${incoterm}), and ${high.join('; ')} is added again.`, { incoterm, additions: high })
  }
}

interface FreightShare {
  /** High: above the share of the price which insurance alone may come to. Else why it cannot be told. */
  readonly is: 'high' | 'low' | 'invoice_amount_missing' | 'currencies_differ' | 'no_invoice_value'
  readonly addition: string
}

/** Transport and insurance among the additions, beside the price that they are added to. An addition without an amount adds nothing. */
function sharesOf (additions: ItemContent['additionsDeductions'] = [], price: ReturnType<typeof totalOf>): FreightShare[] {
  return additions.flatMap(({ code, amount, currency }) => {
    if (!FREIGHT_CODES.has(code) || amount === undefined || decimal(amount).lte(0)) return []
    return [{ is: shareOf(amount, currency, price), addition: `${code} ${amount}` }]
  })
}

function shareOf (amount: string, currency: string | undefined, price: ReturnType<typeof totalOf>): FreightShare['is'] {
  if (typeof price === 'string') return price
  if ((currency ?? price.currency) !== price.currency) return 'currencies_differ'
  if (price.amount.lte(0)) return 'no_invoice_value'
  return decimal(amount).gt(price.amount.times(MOST_SHARE)) ? 'high' : 'low'
}

const DEDUCTIONS = new Set(['BA', 'BC'])

/** Delivered duty paid: costs and duties after entry may be deducted if shown apart (UCC 72). */
export const entryCostsDeducted: DeclarationRule = {
  id: 'VAL-05', version: 1, scope: 'header',
  evaluate: (declaration) => {
    const { dataset, content } = declaration
    if (dataset !== 'H1') return notApplicable('data_set')
    if (content.incoterm === undefined) return notEvaluable('delivery_terms_missing')
    if (content.incoterm !== 'DDP' || !content.items.some(byPrice)) return notApplicable('delivery_terms')
    const deducted = content.items.some((item) => additionsAt(item, declaration).some(({ code }) => DEDUCTIONS.has(code)))
    return deducted ? pass : hit('Delivered duty paid, and neither duty nor transport after entry is deducted: the value may be too high.', { incoterm: 'DDP' })
  }
}

export const TRANSPORT_COST_RULES: readonly CheckRule[] = [transportAdded, transportCountedOnce, entryCostsDeducted]
