import { decimal, decimalText } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import type { ItemContent } from '../data-elements.ts'
import type { TradeDefenceMeasure } from '../../reference/reference-data.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckContext, CheckRule, ItemRule, Money } from './check.ts'
import { codesAt, dispatchOf, hasRelief, originOf, releases, sumOf } from './elements.ts'
import type { Examined } from './examined.ts'
import { dutyBaseOf, moneyOf, percentOf, taxTypesOf } from './tax-line.ts'

/** Checks of anti-dumping and countervailing measures (Reg. 2016/1036, 2016/1037). Each needs the operator's list of them. */

const NO_LIST = notEvaluable('no_trade_defence_loaded')

/** Measures on the item's code and origin on the law's day, or the answer that is due without them. */
function measuresOn (item: ItemContent, { lawDay }: Examined, { reference: { measures: { tradeDefence } } }: CheckContext): readonly TradeDefenceMeasure[] | Answer {
  if (tradeDefence === undefined) return NO_LIST
  const code = commodityCodeOf(item)
  if (code === '') return notEvaluable('commodity_code_missing')
  const origin = originOf(item)
  if (origin === null) return notEvaluable('origin_missing')
  const found = tradeDefence.find(code, origin, lawDay)
  return found.length === 0 ? notApplicable('no_measure') : found
}

const isAnswer = (found: readonly TradeDefenceMeasure[] | Answer): found is Answer => !Array.isArray(found)
const DUTY_LINES = ['A30', 'A35', 'A40', 'A45']
const inForce = ({ status }: TradeDefenceMeasure): boolean => status !== 'registration'

/** Rates that may be these goods' own: of the declared additional codes, else of all. Null is a specific or mixed duty. */
function ratesOf ({ rate, additionalCodes }: TradeDefenceMeasure, { taricAdd = [] }: ItemContent): (string | null)[] {
  const own = additionalCodes.filter(({ code }) => taricAdd.includes(code))
  if (own.length > 0) return own.map((entry) => entry.rate)
  return [...rate === undefined ? [] : [rate], ...additionalCodes.map((entry) => entry.rate)]
}

/** Whether the measure takes something of these goods; a producer's code may have a rate of zero. */
const takes = (measure: TradeDefenceMeasure, item: ItemContent): boolean => ratesOf(measure, item).some((rate) => rate === null || decimal(rate).gt(0))

/** Of the declared additional code, else of all others: per cent; null for a specific or mixed duty, undefined where several may be meant. */
function rateDue ({ rate, additionalCodes }: TradeDefenceMeasure, { taricAdd = [] }: ItemContent): string | null | undefined {
  const own = additionalCodes.filter(({ code }) => taricAdd.includes(code))
  if (own.length === 0 && rate !== undefined) return rate
  const [entry, ...more] = own.length > 0 ? own : additionalCodes.filter(({ companySpecific }) => !companySpecific)
  return more.length > 0 ? undefined : entry?.rate
}

/** Duty of the measures on the customs value, where each has a known rate ad valorem. */
function dutyOf (measures: readonly TradeDefenceMeasure[], item: ItemContent, declaration: Examined): Money | undefined {
  const value = dutyBaseOf(item, declaration)
  const rates = measures.map((measure) => rateDue(measure, item)).filter((rate) => rate != null)
  return value === undefined || rates.length < measures.length ? undefined : moneyOf(percentOf(decimal(value.amount), decimalText(sumOf(rates))), value.currency)
}

/** Goods under a measure have a line of its duty. */
export const measureDutyLine: ItemRule = {
  id: 'TDI-01', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (!releases(item)) return notApplicable('procedure')
    if (hasRelief(item)) return notApplicable('relief')
    const found = measuresOn(item, declaration, context)
    if (isAnswer(found)) return found
    const due = found.filter((measure) => inForce(measure) && takes(measure, item))
    if (due.length === 0) return pass
    const types = taxTypesOf(item, declaration)
    if (DUTY_LINES.some((type) => types.has(type))) return pass
    const atStake = dutyOf(due, item, declaration)
    return hit(`${due.map(({ regulation }) => regulation).join(', ')} applies to ${commodityCodeOf(item)} of ${originOf(item) ?? ''}, and no duty of it is declared.`, { commodityCode: commodityCodeOf(item), originCountry: originOf(item), measures: due.map(({ id }) => id), taricAdd: item.taricAdd ?? [] },
      atStake === undefined ? {} : { atStake })
  }
}

const WITH_CODE = new Set(['H1', 'H3', 'H4'])

/** The additional code of the producer, or of all others, is declared. */
export const producerCode: ItemRule = {
  id: 'TDI-02', version: 1, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (!WITH_CODE.has(declaration.dataset)) return notApplicable('data_set')
    const found = measuresOn(item, declaration, context)
    if (isAnswer(found)) return found
    const lacking = found.filter(({ additionalCodes }) => additionalCodes.length > 0 && !additionalCodes.some(({ code }) => (item.taricAdd ?? []).includes(code)))
    if (lacking.length === 0) return pass
    return hit(`${lacking.map(({ regulation }) => regulation).join(', ')} asks for an additional code of the producer or of all others; declared is ${(item.taricAdd ?? []).join(', ') || 'none'}.`, { taricAdd: item.taricAdd ?? [], measures: lacking.map(({ id }) => id) })
  }
}

/** An individual rate needs the producer's invoice declaration. */
export const producerInvoice: ItemRule = {
  id: 'TDI-03', version: 1, scope: 'item',
  evaluate: (item, declaration, context) => {
    const found = measuresOn(item, declaration, context)
    if (isAnswer(found)) return found
    const individual = found.filter(({ additionalCodes, invoiceDocuments }) => invoiceDocuments.length > 0 && additionalCodes.some(({ code, companySpecific }) => companySpecific && (item.taricAdd ?? []).includes(code)))
    if (individual.length === 0) return notApplicable('no_individual_rate')
    const codes = codesAt(item, declaration)
    const lacking = individual.filter(({ invoiceDocuments }) => !invoiceDocuments.some((code) => codes.has(code)))
    if (lacking.length === 0) return pass
    return hit(`The individual rate of ${(item.taricAdd ?? []).join(', ')} needs the producer's invoice declaration (${lacking.flatMap(({ invoiceDocuments }) => invoiceDocuments).join(', ')}).`, { taricAdd: item.taricAdd ?? [], measures: lacking.map(({ id }) => id) })
  }
}

/** Goods that come from a country under a measure with another origin (Reg. 2016/1036 art. 13). */
export const otherOrigin: ItemRule = {
  id: 'TDI-04', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { tradeDefence } }, knowledge: { suppliers } }) => {
    if (tradeDefence === undefined) return NO_LIST
    const code = commodityCodeOf(item)
    if (code === '') return notEvaluable('commodity_code_missing')
    const origin = originOf(item)
    const elsewhere = tradeDefence.ofCode(code, declaration.lawDay).filter((measure) => measure.origin !== origin)
    if (elsewhere.length === 0) return notApplicable('no_measure')
    const from = [dispatchOf(item, declaration), suppliers?.find(item.supplierRef ?? '', declaration.lawDay)?.country ?? null].filter((country) => country !== null)
    if (from.length === 0) return notEvaluable('dispatch_country_missing')
    const suspect = elsewhere.find((measure) => from.includes(measure.origin))
    if (suspect === undefined) return pass
    return hit(`The goods come from ${suspect.origin}, whose goods of this code are under ${suspect.regulation}, and are declared with origin ${origin ?? 'none'}.`, { commodityCode: code, originCountry: origin, from, measure: suspect.id })
  }
}

/** Imports under registration may owe duty later (Reg. 2016/1036 art. 14(5)). */
export const underRegistration: ItemRule = {
  id: 'TDI-05', version: 1, scope: 'item',
  evaluate: (item, declaration, context) => {
    const found = measuresOn(item, declaration, context)
    if (isAnswer(found)) return found
    const registered = found.filter((measure) => !inForce(measure))
    return registered.length === 0 ? pass : hit(`Imports are registered under ${registered.map(({ regulation }) => regulation).join(', ')}: duty may fall due for the past.`, { measures: registered.map(({ id }) => id) })
  }
}

export const TRADE_DEFENCE_RULES: readonly CheckRule[] = [measureDutyLine, producerCode, producerInvoice, otherOrigin, underRegistration]
