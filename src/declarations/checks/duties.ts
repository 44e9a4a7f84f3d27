import { decimal, decimalText } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import type { DutyRate, FlatDuty } from '../../reference/reference-data.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckContext, CheckRule, ItemRule, Money } from './check.ts'
import { claimedRate, isUnknown, vatRate } from './duty-rate.ts'
import { codesAt, fiscalRolesAt, hasRelief, isUnionDeclaration, releases, sumOf } from './elements.ts'
import type { Examined } from './examined.ts'
import { PAYMENT_RULES } from './payment.ts'
import { dutyBaseOf, euroIn, linesOf, moneyOf, percentOf, taxTypesOf } from './tax-line.ts'
import type { TaxLine } from './tax-line.ts'

/** Checks of duties, taxes and quotas (UCC 56, 77, 85; customs.md 2.6, 2.9, 8). */

const WITHOUT_VAT = new Set(['01', '07', '42', '45', '63', '68'])
const isDue = ({ adValorem }: DutyRate): boolean => adValorem === null || decimal(adValorem).gt(0)

/** A release with duty or VAT due has a line of it in customs' assessment (UCC 77, 101). */
export const taxesAssessed: ItemRule = {
  id: 'DUT-01', version: 4, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (!releases(item)) return notApplicable('procedure')
    if (declaration.assessedTaxes.length === 0) return notApplicable('not_assessed')
    if (hasRelief(item)) return notApplicable('relief')
    const types = taxTypesOf(item, declaration)
    const roles = fiscalRolesAt(item, declaration)
    const vatElsewhere = WITHOUT_VAT.has(item.requestedProcedure ?? '') || roles.has('FR5') || roles.has('FR7')
    const absent = [
      ...(types.has('A00') ? [] : [{ type: 'A00', name: 'customs duty (A00)', rate: claimedRate(item, declaration, context) }]),
      ...(types.has('B00') || vatElsewhere ? [] : [{ type: 'B00', name: 'VAT (B00)', rate: vatRate(item, declaration, context) }])
    ]
    const missing = absent.flatMap(({ type, name, rate }) => isUnknown(rate) || !isDue(rate) ? [] : [{ type, name, rate: rate.adValorem }])
    if (missing.length > 0) {
      const atStake = leastOf(new Map(missing.map(({ type, rate }) => [type, rate])), item, declaration)
      return hit(`Customs' assessment has no line of ${missing.map(({ name }) => name).join(' and ')}.`, { assessed: [...types] }, atStake === undefined ? {} : { atStake })
    }
    const unknown = absent.map(({ rate }) => rate).find(isUnknown)
    return unknown === undefined ? pass : notEvaluable(unknown)
  }
}

const CUSTOMS_DUTY = /^A[0-9]{2}$/

/**
 * The least that absent lines would have come to: VAT is also on transport within the Union, which is not known here (Dir. 2006/112
 * art. 86). Undefined where a rate is not ad valorem, or amounts are missing or in several currencies.
 * @param rates of the absent types, per cent.
 */
function leastOf (rates: ReadonlyMap<string, string | null>, item: ItemContent, declaration: Examined): Money | undefined {
  const value = dutyBaseOf(item, declaration)
  const [dutyRate, vat] = ['A00', 'B00'].map((type) => rates.has(type) ? rates.get(type) ?? null : '0')
  if (value === undefined || dutyRate == null || vat == null) return undefined
  const charged = linesOf(item, declaration).filter(({ type }) => CUSTOMS_DUTY.test(type))
  if (rates.has('B00') && charged.some(({ amount, currency }) => amount === undefined || currency !== value.currency)) return undefined
  const duty = percentOf(decimal(value.amount), dutyRate)
  const taxed = decimal(value.amount).plus(duty).plus(sumOf(charged.map(({ amount }) => amount)))
  return moneyOf(duty.plus(percentOf(taxed, vat)), value.currency)
}

const LEAST_DIFFERENCE_EUR = '2'
const SHARE = '0.01'

/**
 * Duty is rate × base (UCC 56, 85): the rate of the loaded list, else the one that the line itself states. What a quota gave is asked
 * first; where nobody knows, more than its rate may be due on what it did not cover.
 */
export const dutyRecomputed: ItemRule = {
  id: 'DUT-02', version: 4, scope: 'item',
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
    const answer = compare(line, line.amount, expected, declaration.lawDay, context)
    return answer.outcome === 'hit' && byQuota && granted === undefined && decimal(line.amount).gt(expected.amount) ? notEvaluable('no_quota_result') : answer
  }
}

interface ExpectedDuty { readonly amount: Decimal, readonly rate: string, readonly base: string }

function expectedDuty (item: ItemContent, declaration: Examined, line: TaxLine, context: CheckContext): ExpectedDuty | Answer {
  const flat = flatDutyOf(item, declaration, context)
  if (flat !== undefined) {
    const amount = euroIn(line.currency, flat.amountEur, declaration.lawDay, context)
    return 'outcome' in amount ? amount : { amount, rate: 'flat', base: '1' }
  }
  const listed = claimedRate(item, declaration, context)
  const rate = isUnknown(listed) ? line.rate : listed.adValorem
  if (rate === null) return notEvaluable('specific_rate')
  if (rate === undefined) return notEvaluable(isUnknown(listed) ? listed : 'duty_rate_missing')
  const base = line.base ?? (item.customsValueCurrency === undefined || item.customsValueCurrency === line.currency ? item.customsValue : undefined)
  if (base === undefined) return notEvaluable('tax_base_missing')
  return { amount: percentOf(decimal(base), rate), rate, base }
}

/** A duty per item that Union law puts in the place of rate × base, for goods in its scope on the day. */
function flatDutyOf (item: ItemContent, declaration: Examined, { reference: { flatDuties } }: CheckContext): FlatDuty | undefined {
  if (!isUnionDeclaration(declaration)) return undefined
  return flatDuties(declaration.lawDay).find(({ dataset, additionalProcedures }) => dataset === declaration.dataset && additionalProcedures.some((code) => (item.additionalProcedures ?? []).includes(code)))
}

function compare (line: TaxLine, amount: string, { amount: expected, rate, base }: ExpectedDuty, day: string, context: CheckContext): Answer {
  const difference = decimal(amount).minus(expected)
  if (difference.abs().lte(expected.abs().times(SHARE))) return pass
  const least = euroIn(line.currency, LEAST_DIFFERENCE_EUR, day, context)
  if ('outcome' in least) return least
  if (difference.abs().lte(least)) return pass
  const atStake = line.currency === undefined ? {} : { atStake: moneyOf(difference.abs(), line.currency) }
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
