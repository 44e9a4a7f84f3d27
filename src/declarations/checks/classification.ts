import { decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckContext, CheckRule, ItemRule } from './check.ts'
import { addMonths, documentsAt, dutyRatesOf, originOf } from './elements.ts'
import type { Examined } from './examined.ts'
import { isApprovedChange, latestValues, observationsBefore, observationsBeside, usualValue } from './goods-history.ts'
import { savedBy } from './tax-line.ts'

/** Checks of the commodity code and what hangs on it (customs.md 2.4, 8; Reg. 2658/87). */

const CN_DIGITS = 8
const HS_DIGITS = 6
const TARIC_DIGITS = 10
const cnOf = (item: ItemContent): string => commodityCodeOf(item).slice(0, CN_DIGITS)

const TEN_DIGITS = new Set(['H1', 'H3', 'H4'])

/** A full import item needs ten digits (Reg. 2658/87 art. 3, 5). */
export const importCodeLength: ItemRule = {
  id: 'CLA-01', version: 1, scope: 'item',
  evaluate: (item, { dataset }) => {
    if (!TEN_DIGITS.has(dataset)) return notApplicable('data_set')
    const code = commodityCodeOf(item)
    if (/^[0-9]{10}$/.test(code)) return pass
    return hit(code === '' ? 'The commodity code is missing.' : `The commodity code ${code} has not the ten digits of an import: six of the HS, two of the CN, two of TARIC.`, { commodityCode: code })
  }
}

const EXPORT_SETS = new Set(['B1', 'B2', 'B3', 'C1'])

/** An export item needs eight digits (Reg. 2658/87 art. 3). */
export const exportCodeLength: ItemRule = {
  id: 'CLA-02', version: 1, scope: 'item',
  evaluate: (item, { dataset }) => {
    if (!EXPORT_SETS.has(dataset)) return notApplicable('data_set')
    const code = `${item.hs6 ?? ''}${item.cn2 ?? ''}`
    if (/^[0-9]{8}$/.test(code)) return pass
    return hit(code === '' ? 'The commodity code is missing.' : `The commodity code ${code} has not the eight digits of an export: six of the HS, two of the CN.`, { commodityCode: code })
  }
}

/** Chapters of special uses, part of which only states define. */
const SPECIAL_CHAPTER = /^9[89]/

/**
 * The declared digits exist in the nomenclature of the day: eight of them, six in H7 and wherever fewer are declared.
 * Digits 9 and 10 have no open source that ships, so they are not judged. not_evaluable outside the editions that ship.
 */
export const codeInForce: ItemRule = {
  id: 'CLA-03', version: 1, scope: 'item',
  evaluate: (item, { dataset, lawDay }, { reference }) => {
    const code = commodityCodeOf(item)
    if (code === '') return notEvaluable('commodity_code_missing')
    const nomenclature = reference.nomenclature(lawDay)
    if (nomenclature === undefined) return notEvaluable('no_nomenclature_for_day')
    const bySubheading = dataset === 'H7' || code.length < CN_DIGITS
    const known = bySubheading ? nomenclature.hasSubheading(code.slice(0, HS_DIGITS)) : nomenclature.find(cnOf(item)) !== undefined
    if (known) return pass
    if (SPECIAL_CHAPTER.test(code)) return notEvaluable('special_chapter')
    const judged = code.slice(0, bySubheading ? HS_DIGITS : CN_DIGITS)
    return hit(`The code ${judged} is not a code that may be declared on ${lawDay} (${nomenclature.edition}): it is closed, not yet open, or only a heading.`, { commodityCode: code, day: lawDay, edition: nomenclature.edition })
  }
}

/** Digits that the data set asks for; null where the state or the authorisation decides between eight and ten. */
function digitsAsked ({ dataset, direction }: Examined): number | null {
  if (dataset === 'H7') return HS_DIGITS
  if (direction === 'export') return CN_DIGITS
  return TEN_DIGITS.has(dataset) ? TARIC_DIGITS : null
}

/** Whether the code is the other one, as far as the data set asks for digits and both have them; six at least. */
function isSameCode (declared: string, other: string, declaration: Examined): boolean {
  const digits = Math.max(HS_DIGITS, Math.min(digitsAsked(declaration) ?? declared.length, other.length))
  return declared.slice(0, digits) === other.slice(0, digits)
}

/** The declared code is that of approved goods master data (UCC 15(2)(a), 57). */
export const approvedCode: ItemRule = {
  id: 'CLA-04', version: 2, scope: 'item',
  evaluate: (item, declaration, { knowledge: { goods } }) => {
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const known = goods.find(item.goodsRef, declaration.lawDay)
    const approved = known?.approvedCodes?.[declaration.direction] ?? known?.approvedCode
    if (approved == null) return notEvaluable('no_approved_code')
    const declared = commodityCodeOf(item)
    if (declared === '') return notEvaluable('commodity_code_missing')
    if (isSameCode(declared, approved, declaration)) return pass
    return hit(`Goods ${item.goodsRef} are declared under ${declared}; approved is ${approved}.`, { goodsRef: item.goodsRef, commodityCode: declared, approvedCode: approved })
  }
}

/** The item is tied to approved goods master data (IA 25(1)(f)). */
export const controlledGoods: ItemRule = {
  id: 'CLA-05', version: 1, scope: 'item',
  evaluate: ({ goodsRef }, { lawDay }, { knowledge: { goods } }) => {
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (goodsRef === undefined) return hit('The item names no goods of the master data, so its code is uncontrolled.', { goodsRef: null })
    const known = goods.find(goodsRef, lawDay)
    const status = known?.status ?? null
    if (status === 'approved') return pass
    if (known?.active === false) return hit(`Goods ${goodsRef} are not active in the master data on ${lawDay}, so no code is approved.`, { goodsRef, status })
    return hit(status === null ? `Goods ${goodsRef} are not in the master data.` : `Goods ${goodsRef} are ${status} in the master data, not approved.`, { goodsRef, status })
  }
}

const BTI_SETS = new Set(['H1', 'H3', 'H4', 'B1', 'B2'])
const BTI_DOCUMENT = 'C626'

/** A binding tariff decision binds its holder, and its reference is declared (UCC 33(2); DA 20). */
export const bindingTariffInformation: ItemRule = {
  id: 'CLA-06', version: 2, scope: 'item',
  evaluate: (item, declaration, { knowledge: { goods } }) => {
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const bti = goods.find(item.goodsRef, declaration.lawDay)?.bti
    if (bti == null) return notApplicable('no_ruling')
    const code = commodityCodeOf(item)
    if (code === '') return notEvaluable('commodity_code_missing')
    if (!isSameCode(code, bti.code, declaration)) {
      return hit(`Binding tariff information ${bti.reference} says ${bti.code}; declared is ${code}.`, { commodityCode: code, bti: bti.reference, btiCode: bti.code })
    }
    const named = documentsAt(item, declaration).some(({ type, reference }) => type === BTI_DOCUMENT && reference.includes(bti.reference))
    if (named || !BTI_SETS.has(declaration.dataset)) return pass
    return hit(`Binding tariff information ${bti.reference} covers these goods and its reference is not declared (document ${BTI_DOCUMENT}).`, { commodityCode: code, bti: bti.reference })
  }
}

const YEAR = 12

/** Codes declared before that no approved change leads from. */
function unexplained (codes: readonly string[], item: ItemContent, { lawDay }: Examined, { knowledge: { goods } }: CheckContext): string[] {
  const [known, declared] = [goods?.find(item.goodsRef ?? '', lawDay), cnOf(item)]
  return codes.filter((code) => code !== declared && !isApprovedChange(known, 'code', code, declared, lawDay))
}

/**
 * Whether a code of the last months is another one on the day, or went when the nomenclature was renumbered: then an edition of those
 * months has it and the day's has not. A code of no edition was never lawful, so it is another one; unknown for want of an edition.
 */
function relationOf (code: string, months: number, { lawDay }: Examined, { reference }: CheckContext): 'other' | 'renumbered' | 'unknown' {
  const today = reference.nomenclature(lawDay)
  if (today === undefined) return 'unknown'
  if (today.find(code) !== undefined) return 'other'
  const earlier = Array.from({ length: months / YEAR }, (_, years) => reference.nomenclature(addMonths(lawDay, -YEAR * (years + 1))))
  if (earlier.some((edition) => edition?.find(code) !== undefined)) return 'renumbered'
  return earlier.includes(undefined) ? 'unknown' : 'other'
}

/** One product, one code within twelve months, unless a change is recorded (UCC 57). The usual code is not found for a slip before it. */
export const oneProductOneCode: ItemRule = {
  id: 'CLA-07', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    const { goodsRef } = item
    if (goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const code = cnOf(item)
    if (code.length < CN_DIGITS) return notEvaluable('commodity_code_missing')
    const history = context.history.ofGoods(goodsRef)
    const observations = [...observationsBefore(history, 'code', declaration.lawDay, YEAR), ...observationsBeside(item, declaration, 'code')]
    if (usualValue(observations) === code) return pass
    const before = [...new Set(observations.map(({ value }) => value))]
    const { other: others, unknown } = Object.groupBy(unexplained(before, item, declaration, context), (other) => relationOf(other, YEAR, declaration, context))
    if (others === undefined) return unknown === undefined ? pass : notEvaluable('no_nomenclature_for_day')
    return hit(`Goods ${goodsRef} are declared under ${code}, and within twelve months or by another item are under ${others.join(', ')}.`, { goodsRef, commodityCode: code, others, historyVersion: history?.version ?? 0 })
  }
}

const LEAST_DESCRIPTION = 15

/** The description says enough to verify the code (IA Annex B 18 05). */
export const descriptionSaysEnough: ItemRule = {
  id: 'CLA-08', version: 1, scope: 'item',
  evaluate: ({ description = '' }, _declaration, { reference }) => {
    const text = description.trim()
    if (text.length < LEAST_DESCRIPTION) return hit(text === '' ? 'The goods are not described.' : `“${text}” is too short to tell what the goods are.`, { description })
    return reference.isVague(text) ? hit(`“${text}” does not tell what the goods are.`, { description }) : pass
  }
}

const WITH_SUPPLEMENTARY_UNITS = new Set(['H1', 'H3', 'H4', 'H5', 'B1', 'B2', 'B3'])

/** Quantity in the supplementary unit where the code has one (Reg. 2658/87 Annex I; IA Annex B 18 02). */
export const supplementaryUnit: ItemRule = {
  id: 'CLA-09', version: 1, scope: 'item',
  evaluate: (item, { dataset, lawDay }, { reference }) => {
    if (!WITH_SUPPLEMENTARY_UNITS.has(dataset)) return notApplicable('data_set')
    if (item.supplementaryUnits !== undefined && decimal(item.supplementaryUnits).gt(0)) return pass
    const nomenclature = reference.nomenclature(lawDay)
    if (nomenclature === undefined) return notEvaluable('no_nomenclature_for_day')
    const found = nomenclature.find(cnOf(item))
    if (found === undefined) return notEvaluable('commodity_code_unknown')
    if (found.supplementaryUnit === null) return pass
    return hit(`The code ${cnOf(item)} asks for a quantity in ${found.supplementaryUnit}; none is declared.`, { commodityCode: commodityCodeOf(item), supplementaryUnit: found.supplementaryUnit, supplementaryUnits: item.supplementaryUnits ?? null })
  }
}

/** Only with it is the rate erga omnes what the goods pay. */
const FULL_DUTY = '100'

/** A change of code that lowers the duty needs an approved record (UCC 15, 42). */
export const dutyReducingChange: ItemRule = {
  id: 'CLA-10', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    const { goodsRef } = item
    if (goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const code = cnOf(item)
    if (code.length < CN_DIGITS) return notEvaluable('commodity_code_missing')
    const observations = observationsBefore(context.history.ofGoods(goodsRef), 'code', declaration.lawDay, 2 * YEAR)
    const usual = usualValue(observations)
    const before = usual === undefined ? latestValues(observations) : [usual]
    if (before.includes(code)) return pass
    const { other: changed, unknown } = Object.groupBy(unexplained(before, item, declaration, context), (other) => relationOf(other, 2 * YEAR, declaration, context))
    if (changed === undefined) return unknown === undefined ? pass : notEvaluable('no_nomenclature_for_day')
    if (context.reference.measures.dutyRates === undefined) return notEvaluable('no_duty_rates_loaded')
    const rateOf = (of: string): string | undefined => dutyRatesOf(of, originOf(item), declaration.lawDay, context)?.find(({ kind, adValorem }) => kind === 'erga_omnes' && adValorem !== null)?.adValorem ?? undefined
    const [old = ''] = changed
    const [newRate, oldRate] = [rateOf(commodityCodeOf(item)), rateOf(old)]
    if (newRate === undefined || oldRate === undefined) return notEvaluable('duty_rate_missing')
    if (!decimal(newRate).lt(decimal(oldRate))) return pass
    return hit(`Goods ${goodsRef} moved from ${old} (${oldRate} %) to ${code} (${newRate} %); the change lowers the duty and no approved change is recorded.`, { goodsRef, commodityCode: code, previousCode: old, rate: newRate, previousRate: oldRate },
      (item.preference ?? FULL_DUTY) === FULL_DUTY ? savedBy(item, declaration, oldRate, newRate) : {})
  }
}

const TOPIC = 'classification'

/** A code that an AI system proposed is decided by a competent person (UCC 15(2); AI Act 4). */
export const reviewedProposal: ItemRule = {
  id: 'CLA-11', version: 1, scope: 'item',
  evaluate: ({ aiAssisted }, { lawDay }, { knowledge: { reviewers } }) => {
    const use = aiAssisted?.classification
    if (use === undefined) return notApplicable('no_ai_proposal')
    const { systemId, reviewerId, reviewedAt } = use
    if (reviewerId === undefined) return hit(`AI system ${systemId} proposed the code, and nobody is named who decided.`, { systemId, reviewerId: null })
    if (reviewers === undefined) return notEvaluable('no_training_register')
    const competent = reviewers.isCompetent(reviewerId, TOPIC, reviewedAt?.slice(0, 10) ?? lawDay)
    return competent ? pass : hit(`AI system ${systemId} proposed the code; ${reviewerId}, who decided, had no valid training in classification.`, { systemId, reviewerId })
  }
}

export const CLASSIFICATION_RULES: readonly CheckRule[] = [
  importCodeLength, exportCodeLength, codeInForce, approvedCode, controlledGoods, bindingTariffInformation, oneProductOneCode, descriptionSaysEnough,
  supplementaryUnit, dutyReducingChange, reviewedProposal
]
