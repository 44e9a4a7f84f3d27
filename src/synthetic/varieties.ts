import { hasRelief } from '../declarations/checks/elements.ts'
import type { DeclarationContent, ItemContent } from '../declarations/data-elements.ts'
import type { SeededRandom } from '../statistics/seeded-random.ts'
import { centsOf, moneyText } from './amounts.ts'
import { isFullImport, isImport, without } from './kinds/kind.ts'

/**
 * Unlike ways to say the same, all of them right: what systems and brokers put at the header or at the item, round, leave out, or quote
 * the other way round. A check that finds any of them wrong gives a false alarm. Pure.
 */

export interface Variety {
  readonly id: string
  readonly words: string
  /** Share of the declarations in which it is possible. */
  readonly share: number
  readonly apply: (content: DeclarationContent, random: SeededRandom) => DeclarationContent | undefined
}

const FREIGHT = 'AK'
const isFreight = ({ code }: { readonly code: string }): boolean => code === FREIGHT
const onItems = (content: DeclarationContent, change: (item: ItemContent) => ItemContent): DeclarationContent => ({ ...content, items: content.items.map(change) })
const rounded = (text: string): string => String(Math.round(Number(text)))
const freightOf = ({ items }: DeclarationContent): number => items.reduce((sum, { additionsDeductions = [] }) => sum + additionsDeductions.filter(isFreight).reduce((part, { amount = '0' }) => part + centsOf(amount), 0), 0)
const withoutFreight = (content: DeclarationContent): DeclarationContent => onItems(content, (item) => item.additionsDeductions === undefined ? item : { ...item, additionsDeductions: item.additionsDeductions.filter((addition) => !isFreight(addition)) })
/** Replaces the proof of the country's usual kind by another that serves as well. */
const otherProof = (content: DeclarationContent, usual: string, other: string, dated: boolean): DeclarationContent | undefined => {
  if (!content.items.some(({ documents = [] }) => documents.some(({ type }) => type === usual))) return undefined
  return onItems(content, (item) => ({ ...item, documents: (item.documents ?? []).map((document) => document.type !== usual ? document : { ...dated ? document : without(document, 'validUntil'), type: other }) }))
}

export const VARIETIES: readonly Variety[] = [
  {
    id: 'arrival_named', words: 'temporary storage or transit before it is named', share: 0.5,
    apply: (content, random) => isImport(content) ? { ...content, previousDocuments: [{ type: random.pick(['N337', 'N821', 'N785']), reference: `26IT9QD7${String(random.below(1_000_000)).padStart(8, '0')}X1` }] } : undefined
  },
  {
    id: 'papers_at_header', words: 'documents and codes that all items have stand at the header', share: 0.15,
    apply: (content) => {
      const typesOf = ({ documents = [], additionalReferences = [] }: ItemContent): string => [...documents, ...additionalReferences].map(({ type = '' }) => type).toSorted().join(' ')
      if (new Set(content.items.map(typesOf)).size > 1) return undefined
      const codes = content.items.flatMap(({ additionalReferences = [] }) => additionalReferences)
      const papers = content.items.flatMap(({ documents = [] }) => documents)
      return { ...content, documents: [...content.documents ?? [], ...papers], additionalReferences: [...content.additionalReferences ?? [], ...codes], items: content.items.map((item) => without(item, 'documents', 'additionalReferences')) }
    }
  },
  {
    id: 'freight_at_header', words: 'transport of the whole shipment is added once', share: 0.1,
    apply: (content) => freightOf(content) === 0 ? undefined : { ...withoutFreight(content), additionsDeductions: [{ code: FREIGHT, amount: moneyText(freightOf(content)), currency: 'EUR' }] }
  },
  {
    id: 'freight_apart', words: 'the freight charge is stated apart', share: 0.05,
    apply: (content) => freightOf(content) === 0 ? undefined : { ...withoutFreight(content), freightCharge: moneyText(freightOf(content)), freightChargeCurrency: 'EUR' }
  },
  {
    id: 'whole_kilograms', words: 'masses are rounded to kilograms, as Annex B allows', share: 0.15,
    apply: (content) => content.items.some(({ netMass = '0' }) => Number(netMass) < 1) ? undefined
      : { ...onItems(content, (item) => ({ ...item, netMass: rounded(item.netMass ?? '0'), grossMass: rounded(item.grossMass ?? '0') })), grossMassTotal: rounded(content.grossMassTotal ?? '0') }
  },
  {
    id: 'whole_euro', words: 'statistical value and duties are rounded to whole euro', share: 0.15,
    apply: (content) => onItems(content, (item) => ({
      ...item, statisticalValue: rounded(item.statisticalValue ?? '0'), ...(item.taxes === undefined ? {} : { taxes: item.taxes.map((tax) => tax.amount === undefined ? tax : { ...tax, amount: rounded(tax.amount) }) })
    }))
  },
  {
    id: 'rate_the_other_way', words: 'the exchange rate is quoted in euro for a unit', share: 0.1,
    apply: (content) => content.exchangeRate === undefined ? undefined : { ...content, exchangeRate: String(Math.round(100_000 / Number(content.exchangeRate)) / 100_000) }
  },
  {
    id: 'customs_value_not_stated', words: 'the message has no place for the customs value', share: 0.08,
    apply: (content) => isImport(content) && content.items.every(({ itemAmount }) => itemAmount !== undefined) ? onItems(content, (item) => without(item, 'customsValue', 'customsValueCurrency')) : undefined
  },
  {
    id: 'duty_paid_and_deducted', words: 'delivered duty paid, with duty and inland transport deducted', share: 0.1,
    apply: (content) => !isFullImport(content) || content.incoterm !== 'DAP' || content.items.some(hasRelief) ? undefined
      : { ...content, incoterm: 'DDP', additionsDeductions: [...content.additionsDeductions ?? [], { code: 'BA', amount: '120', currency: 'EUR' }] }
  },
  {
    id: 'through_a_hub', words: 'goods were reloaded on the way, and the transport document shows it', share: 0.04,
    apply: (content, random) => isImport(content) && content.items.some(({ prefOriginCountry }) => prefOriginCountry !== undefined) ? { ...content, dispatchCountry: random.pick(['SG', 'AE', 'LK']) } : undefined
  },
  { id: 'several_shipments', words: 'one statement covers the shipments of a year', share: 0.2, apply: (content) => otherProof(content, 'U110', 'U111', true) ?? otherProof(content, 'U116', 'U118', true) },
  { id: 'importers_knowledge', words: 'the importer knows the origin itself', share: 0.1, apply: (content) => otherProof(content, 'U110', 'U112', false) ?? otherProof(content, 'U116', 'U117', false) },
  {
    id: 'item_currency', words: 'each item repeats the currency of the invoice', share: 0.1,
    apply: (content) => {
      const currency = content.invoiceCurrency
      return currency === undefined ? undefined : { ...onItems(content, (item) => ({ ...item, itemAmountCurrency: currency })), totalInvoicedCurrency: currency }
    }
  },
  {
    id: 'fiscal_references_at_items', words: 'VAT numbers stand at each item', share: 0.3,
    apply: (content) => content.fiscalReferences === undefined ? undefined : { ...without(content, 'fiscalReferences'), items: content.items.map((item) => ({ ...item, ...(content.fiscalReferences === undefined ? {} : { fiscalReferences: content.fiscalReferences }) })) }
  }
]

/** Applies each variety in its share. Every variety takes a draw, so one more or less changes no other. */
export function varied (content: DeclarationContent, random: SeededRandom): DeclarationContent {
  return VARIETIES.reduce((current, { share, apply }) => random.uniform() < share ? apply(current, random) ?? current : current, content)
}
