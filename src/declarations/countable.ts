import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import { brokerOf, memberStateOf, siteOf, usesAi } from './attribution.ts'
import { commodityCodeOf, directionOf, procedureOf, typeOf } from './derivation.ts'
import type { DeclarationContent, ItemContent } from './data-elements.ts'
import type { AssessedTax } from './customs-message.ts'
import { proposalsOf } from './ai-proposals.ts'
import type { Course } from './course.ts'
import { latencyOf } from './figure-totals.ts'
import type { Countable, CountableItem, Valuation } from './totals.ts'

/** What became of a declaration, as far as it is counted by it. */
export interface CountedState {
  readonly status: string
  readonly countedOn: string
  readonly sourceSystem: string
  /** The unit that it was attributed to. */
  readonly orgUnitId: string | null
  readonly mrn: string | null
  readonly assessedTaxes: readonly AssessedTax[]
  readonly acceptedOn: string | null
  readonly receivedAt: Date
  readonly course: readonly Course[]
}

/** A declaration as the totals count it. */
export function countable (content: DeclarationContent, { status, countedOn, sourceSystem, orgUnitId, mrn, assessedTaxes, acceptedOn, receivedAt, course }: CountedState): Countable {
  return {
    countedOn, status, sourceSystem, direction: directionOf(content), type: typeOf(content),
    unit: orgUnitId ?? '', site: siteOf(content), broker: brokerOf(content), memberState: memberStateOf(content, mrn), usesAi: usesAi(content),
    course, latency: latencyOf(acceptedOn, receivedAt),
    items: countableItems(content, assessedTaxes)
  }
}

/**
 * Customs duties by tax type: A00 to A99 (import duties, trade defence, UCC and Reg. 2016/1036, 2016/1037), C00 to C99 (export duties).
 * VAT (B00) and national excise are taxes but no customs duties.
 */
const DUTY_TYPE = /^[AC][0-9]{2}$/
const VAT_TYPE = /^B00$/

/** The items as lists and totals see them; what customs assessed stands before what was declared. */
export function countableItems (content: DeclarationContent, assessed: readonly AssessedTax[]): CountableItem[] {
  return content.items.map((item) => {
    const duties = taxesOf(DUTY_TYPE, item, assessed)
    const vat = taxesOf(VAT_TYPE, item, assessed)
    return {
      itemNumber: item.itemNumber,
      commodityCode: commodityCodeOf(item),
      procedure: procedureOf(item),
      origin: item.originCountry ?? item.prefOriginCountry ?? '',
      goodsRef: item.goodsRef ?? '',
      statisticalValue: item.statisticalValue ?? null,
      duties,
      currency: item.statisticalValue === undefined ? '' : item.statisticalValueCurrency ?? content.accountsCurrency ?? content.invoiceCurrency ?? '',
      dutiesCurrency: duties === null ? '' : taxCurrencyOf(content, item, assessed),
      valuation: valuationOf(item),
      vat,
      vatCurrency: vat === null ? '' : taxCurrencyOf(content, item, assessed),
      proposals: proposalsOf(item)
    }
  })
}

const OTHER_METHODS = /^[2-6]$/

function valuationOf ({ valuationMethod, valuationIndicators }: ItemContent): Valuation[] {
  return [
    ...OTHER_METHODS.test(valuationMethod ?? '') ? ['other_method' as const] : [],
    ...valuationIndicators?.startsWith('1') === true ? ['related_parties' as const] : []
  ]
}

function taxCurrencyOf (content: DeclarationContent, item: ItemContent, assessed: readonly AssessedTax[]): string {
  return assessed.find((tax) => tax.itemNumber === item.itemNumber)?.currency ??
    item.taxes?.find((tax) => tax.currency !== undefined)?.currency ?? content.accountsCurrency ?? ''
}

const taxesOf = (type: RegExp, item: ItemContent, assessed: readonly AssessedTax[]): string | null => assessedTaxes(type, item.itemNumber, assessed) ?? declaredTaxes(type, item)

function declaredTaxes (type: RegExp, item: ItemContent): string | null {
  return sumOf((item.taxes ?? []).filter((tax) => type.test(tax.type ?? '')).map((tax) => tax.payable ?? tax.amount))
}

/** Undefined when customs assessed nothing on this item; an assessed zero is zero. */
function assessedTaxes (type: RegExp, itemNumber: number, assessed: readonly AssessedTax[]): string | undefined {
  const own = assessed.filter((tax) => tax.itemNumber === itemNumber)
  if (own.length === 0) return undefined
  return sumOf(own.filter((tax) => type.test(tax.type ?? '')).map((tax) => tax.payable ?? tax.assessed)) ?? '0'
}

function sumOf (amounts: readonly (string | undefined)[]): string | null {
  const stated = amounts.filter((amount) => amount !== undefined)
  return stated.length === 0 ? null : decimalText(stated.reduce((total, amount) => total.plus(decimal(amount)), ZERO))
}
