import { commodityCodeOf } from '../derivation.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { addMonths, codesAt, destinationOf, isUnionDeclaration } from './elements.ts'

/** Checks of dual-use goods at export (Reg. 2021/821). */

const LEAVING = new Set(['10', '11', '21', '22', '23', '31'])
const AUTHORISATION = /^X0(6[0-8]|70|71)$/

/** Listed goods leave the customs territory under an authorisation (Reg. 2021/821 art. 3, 12). */
export const exportAuthorised: ItemRule = {
  id: 'LIC-04', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { countries }, knowledge: { goods } }) => {
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (!LEAVING.has(item.requestedProcedure ?? '')) return notApplicable('procedure')
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const dualUse = goods.find(item.goodsRef, declaration.lawDay)?.dualUse
    if (dualUse == null) return notEvaluable('no_dual_use_assessment')
    if (!dualUse.listed || dualUse.exemption) return pass
    const destination = destinationOf(item, declaration)
    if (destination === null) return notEvaluable('destination_missing')
    if (countries.isCustomsTerritory(destination, declaration.lawDay)) return notApplicable('stays_in_customs_territory')
    if ([...codesAt(item, declaration)].some((code) => AUTHORISATION.test(code))) return pass
    return hit(`Goods ${item.goodsRef} are listed dual-use goods and leave for ${destination} without an authorisation.`, { goodsRef: item.goodsRef, destinationCountry: destination })
  }
}

const NOT_LISTED = 'Y901'
const MONTHS = 24

/** “Not listed” is stated of goods of a code in correlation after a current technical assessment. */
export const assessedNotListed: ItemRule = {
  id: 'LIC-05', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { dualUse } }, knowledge: { goods } }) => {
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (!codesAt(item, declaration).has(NOT_LISTED)) return notApplicable('not_stated')
    if (dualUse === undefined) return notEvaluable('no_dual_use_list_loaded')
    const correlation = dualUse.find(commodityCodeOf(item), declaration.lawDay)
    if (correlation === undefined) return notApplicable('code_without_correlation')
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const assessedOn = goods.find(item.goodsRef, declaration.lawDay)?.dualUse?.assessedOn ?? null
    if (assessedOn !== null && assessedOn >= correlation.annexUpdatedOn && addMonths(assessedOn, MONTHS) >= declaration.lawDay) return pass
    return hit(`${NOT_LISTED} is declared for ${item.goodsRef}, whose technical assessment is ${assessedOn === null ? 'missing' : `of ${assessedOn}`}; Annex I was changed on ${correlation.annexUpdatedOn}.`, { goodsRef: item.goodsRef, assessedOn, annexUpdatedOn: correlation.annexUpdatedOn })
  }
}

export const DUAL_USE_RULES: readonly CheckRule[] = [exportAuthorised, assessedNotListed]
