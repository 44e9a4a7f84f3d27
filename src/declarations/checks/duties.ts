import { decimal, decimalText } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import type { DutyRate } from '../../reference/reference-data.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckContext, CheckRule, ItemRule } from './check.ts'
import { claimedRate, isUnknown, vatRate } from './duty-rate.ts'
import { codesAt, fiscalRolesAt, hasRelief, releases } from './elements.ts'
import type { Examined } from './examined.ts'
import { PAYMENT_RULES } from './payment.ts'

/** Checks of duties, taxes and quotas (UCC 56, 77, 85; customs.md 2.6, 2.9, 8). */

interface Line { readonly type: string, readonly base: string | undefined, readonly rate: string | undefined, readonly amount: string | undefined, readonly currency: string | undefined }

/** Lines of the item: as customs assessed them, else as declared. */
function linesOf (item: ItemContent, { assessedTaxes, content }: Examined): Line[] {
  const assessed = assessedTaxes.filter(({ itemNumber }) => itemNumber === item.itemNumber)
  if (assessed.length > 0) return assessed.map(({ type = '', base, rate, assessed: amount, payable, currency }) => ({ type, base, rate, amount: amount ?? payable, currency: currency ?? content.accountsCurrency }))
  return (item.taxes ?? []).map(({ type = '', baseAmount, rate, amount, payable, currency }) => ({ type, base: baseAmount, rate, amount: amount ?? payable, currency: currency ?? content.accountsCurrency }))
}

/** Types of tax on the item, those assessed on the declaration as a whole included. */
export function taxTypesOf (item: ItemContent, declaration: Examined): ReadonlySet<string> {
  const whole = declaration.assessedTaxes.filter(({ itemNumber }) => itemNumber === undefined).map(({ type = '' }) => type)
  return new Set([...linesOf(item, declaration).map(({ type }) => type), ...(item.taxes ?? []).map(({ type = '' }) => type), ...whole])
}

const WITHOUT_VAT = new Set(['01', '07', '42', '45', '63', '68'])
const isDue = ({ adValorem }: DutyRate): boolean => adValorem === null || decimal(adValorem).gt(0)

/** A release with duty or VAT due has a line of it in customs' assessment (UCC 77, 101). */
export const taxesAssessed: ItemRule = {
  id: 'DUT-01', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (!releases(item)) return notApplicable('procedure')
    if (declaration.assessedTaxes.length === 0) return notApplicable('not_assessed')
    if (hasRelief(item)) return notApplicable('relief')
    const types = taxTypesOf(item, declaration)
    const roles = fiscalRolesAt(item, declaration)
    const vatElsewhere = WITHOUT_VAT.has(item.requestedProcedure ?? '') || roles.has('FR5') || roles.has('FR7')
    const absent = [
      ...(types.has('A00') ? [] : [{ name: 'customs duty (A00)', rate: claimedRate(item, declaration, context) }]),
      ...(types.has('B00') || vatElsewhere ? [] : [{ name: 'VAT (B00)', rate: vatRate(item, declaration, context) }])
    ]
    const missing = absent.filter(({ rate }) => !isUnknown(rate) && isDue(rate))
    if (missing.length > 0) return hit(`Customs' assessment has no line of ${missing.map(({ name }) => name).join(' and ')}.`, { assessed: [...types] })
    const unknown = absent.map(({ rate }) => rate).find(isUnknown)
    return unknown === undefined ? pass : notEvaluable(unknown)
  }
}

const LEAST_DIFFERENCE = '2'
const SHARE = '0.01'
/** Reg. 2026/382: goods of distance sales up to 150 EUR. */
const FLAT_SINCE = '2026-07-01'
const FLAT_DUTY = '3'

/**
 * Duty is rate × base (UCC 56, 85): the rate of the loaded list, else the one that the line itself states. What a quota gave is asked
 * first; where nobody knows, more than its rate may be due on what it did not cover.
 */
export const dutyRecomputed: ItemRule = {
  id: 'DUT-02', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    const line = linesOf(item, declaration).find(({ type }) => type === 'A00')
    if (line === undefined) return notApplicable('no_duty_line')
    if (hasRelief(item)) return notApplicable('relief')
    const granted = declaration.mrn === null ? undefined : context.knowledge.quotas?.allocatedPercent(declaration.mrn, item.itemNumber)
    const byQuota = item.quotaOrderNo !== undefined
    if (byQuota && granted !== undefined && decimal(granted).lt(100)) return notApplicable('quota_partly_allocated')
    if (line.amount === undefined) return notEvaluable('duty_amount_missing')
    const expected = expectedDuty(item, declaration, line, context)
    if ('outcome' in expected) return expected
    const answer = compare(line, line.amount, expected)
    return answer.outcome === 'hit' && byQuota && granted === undefined && decimal(line.amount).gt(expected.amount) ? notEvaluable('no_quota_result') : answer
  }
}

interface ExpectedDuty { readonly amount: Decimal, readonly rate: string, readonly base: string }

function expectedDuty (item: ItemContent, declaration: Examined, line: Line, context: CheckContext): ExpectedDuty | Answer {
  if (declaration.dataset === 'H7' && declaration.lawDay >= FLAT_SINCE) return { amount: decimal(FLAT_DUTY), rate: 'flat', base: '1' }
  const listed = claimedRate(item, declaration, context)
  const rate = isUnknown(listed) ? line.rate : listed.adValorem
  if (rate === null) return notEvaluable('specific_rate')
  if (rate === undefined) return notEvaluable(isUnknown(listed) ? listed : 'duty_rate_missing')
  const base = line.base ?? (item.customsValueCurrency === undefined || item.customsValueCurrency === line.currency ? item.customsValue : undefined)
  if (base === undefined) return notEvaluable('tax_base_missing')
  return { amount: decimal(base).times(decimal(rate)).div(100), rate, base }
}

function compare (line: Line, amount: string, { amount: expected, rate, base }: ExpectedDuty): Answer {
  const difference = decimal(amount).minus(expected)
  const share = expected.abs().times(SHARE)
  if (difference.abs().lte(share.gt(LEAST_DIFFERENCE) ? share : decimal(LEAST_DIFFERENCE))) return pass
  const atStake = line.currency === undefined ? {} : { atStake: { amount: decimalText(difference.abs().round(2)), currency: line.currency } }
  return hit(`The duty is ${amount} ${line.currency ?? ''}; ${rate === 'flat' ? 'the flat rate makes' : `${rate} % of ${base} make`} ${decimalText(expected.round(2))}.`,
    { amount, expected: decimalText(expected.round(2)), rate, base, currency: line.currency ?? null }, atStake)
}

/** Order numbers of tariff quotas have six digits and begin with 09 (IA 49 to 54). */
export const quotaNumberShape: ItemRule = {
  id: 'DUT-03', version: 1, scope: 'item',
  evaluate: ({ quotaOrderNo }) => {
    if (quotaOrderNo === undefined) return notApplicable('no_quota')
    return /^09[0-9]{4}$/.test(quotaOrderNo) ? pass : hit(`${quotaOrderNo} is no order number of a tariff quota: six digits that begin with 09.`, { quotaOrderNo })
  }
}

const QUOTA_PREFERENCE = /^[1-5](20|23|25|28)$/

/** A quota preference names its quota, or the licence that does (IA Annex B 14 11, 99 01). */
export const quotaNamed: ItemRule = {
  id: 'DUT-04', version: 1, scope: 'item',
  evaluate: (item, declaration) => {
    if (!QUOTA_PREFERENCE.test(item.preference ?? '')) return notApplicable('preference')
    if (item.quotaOrderNo !== undefined || codesAt(item, declaration).has('L001')) return pass
    return hit(`Preference ${item.preference ?? ''} asks for a tariff quota and none is named.`, { preference: item.preference ?? null, quotaOrderNo: null })
  }
}

/** A quota that was granted in part leaves duty on the rest (IA 51 to 53). */
export const quotaAllocated: ItemRule = {
  id: 'DUT-05', version: 1, scope: 'item',
  evaluate: ({ quotaOrderNo, itemNumber }, { mrn }, { knowledge: { quotas } }) => {
    if (quotaOrderNo === undefined) return notApplicable('no_quota')
    if (quotas === undefined) return notEvaluable('no_quota_results')
    const granted = mrn === null ? undefined : quotas.allocatedPercent(mrn, itemNumber)
    if (granted === undefined) return notEvaluable('no_quota_result')
    return decimal(granted).lt(100) ? hit(`Of quota ${quotaOrderNo} ${granted} % were granted; full duty is due on the rest.`, { quotaOrderNo, grantedPercent: granted }) : pass
  }
}

export const DUTY_RULES: readonly CheckRule[] = [taxesAssessed, dutyRecomputed, quotaNumberShape, quotaNamed, quotaAllocated, ...PAYMENT_RULES]
