import { decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckContext, CheckRule, DeclarationRule } from './check.ts'
import { additionsAt, allDocuments, hasRelief, isUnionDeclaration, sumOf } from './elements.ts'
import type { Examined } from './examined.ts'

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

/** Transport is not counted again where the price contains it. */
export const transportCountedOnce: DeclarationRule = {
  id: 'VAL-04', version: 1, scope: 'header',
  evaluate: (declaration, context) => {
    const { dataset, content } = declaration
    if (dataset !== 'H1') return notApplicable('data_set')
    const { incoterm } = content
    if (incoterm === undefined) return notEvaluable('delivery_terms_missing')
    if (!CARRIED_IN.has(incoterm)) return notApplicable('delivery_terms')
    const high = [...highAtHeader(declaration), ...content.items.flatMap((item) => highAtItem(item, declaration))]
    if (high.length === 0) return pass
    const atHome = deliveredAtHome(declaration, context)
    if (atHome === undefined) return notEvaluable('delivery_place_missing')
    if (!atHome) return notApplicable('delivered_abroad')
    return hit(`The price contains transport (${incoterm}), and ${high.join('; ')} is added again.`, { incoterm, additions: high })
  }
}

function highAtHeader ({ content }: Examined): string[] {
  const total = content.totalInvoiced === undefined ? sumOf(content.items.map(({ itemAmount }) => itemAmount)) : decimal(content.totalInvoiced)
  return above(content.additionsDeductions ?? [], decimal(total.toFixed()), content.invoiceCurrency)
}

function highAtItem (item: ItemContent, { content }: Examined): string[] {
  if (item.itemAmount === undefined) return []
  return above(item.additionsDeductions ?? [], decimal(item.itemAmount), item.itemAmountCurrency ?? content.invoiceCurrency)
}

/** Additions in the currency of the price that are above the share which insurance alone may come to. */
function above (additions: NonNullable<ItemContent['additionsDeductions']>, price: ReturnType<typeof decimal>, currency: string | undefined): string[] {
  return additions.filter((addition) => FREIGHT_CODES.has(addition.code) && addition.amount !== undefined && (addition.currency ?? currency) === currency &&
    price.gt(0) && decimal(addition.amount).gt(price.times(MOST_SHARE))).map(({ code, amount = '' }) => `${code} ${amount}`)
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
