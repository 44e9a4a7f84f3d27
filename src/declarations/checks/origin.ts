import { decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { claimsPreference, codesAt, dispatchOf, dutyRatesOf, isUnionDeclaration, originOf, releases, schemeOf } from './elements.ts'
import { isApprovedChange, observationsBefore, observationsBeside, usualValue } from './goods-history.ts'
import { isPreferenceMissing, PROOF_RULES } from './origin-proofs.ts'
import { savedBy } from './tax-line.ts'

/** Checks of origin and of what is claimed on it (UCC 56 to 66; customs.md 2.6, 8). */

const WITH_ORIGIN = new Set(['H1', 'H2', 'H3', 'H4'])

/** Country of origin present and known; with a preference 16 09 may say it alone (IA Annex B 16 08). */
export const originKnown: ItemRule = {
  id: 'ORI-01', version: 1, scope: 'item',
  evaluate: (item, { dataset, lawDay }, { reference: { countries } }) => {
    if (!WITH_ORIGIN.has(dataset)) return notApplicable('data_set')
    const { originCountry, prefOriginCountry } = item
    if (originCountry === undefined) {
      return claimsPreference(item) && prefOriginCountry !== undefined ? pass : hit('The country of origin is missing.', { originCountry: null })
    }
    return countries.has(originCountry, lawDay) ? pass : hit(`${originCountry} is no country of the list on ${lawDay}.`, { originCountry, day: lawDay })
  }
}

const HOME_USE = new Set(['40', '42'])
const RETURNING = new Set(['F01', 'F02', 'F03', 'F05', 'F15'])

/** Union origin on a normal import: lawful, but returned-goods relief may have been missed (UCC 203). */
export const unionOrigin: ItemRule = {
  id: 'ORI-13', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { countries } }) => {
    const { dataset, content, lawDay } = declaration
    if (dataset !== 'H1' || content.declarationType === 'CO') return notApplicable('data_set')
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (!HOME_USE.has(item.requestedProcedure ?? '') || item.previousProcedure !== '00') return notApplicable('procedure')
    const origin = originOf(item)
    if (origin === null) return notEvaluable('origin_missing')
    if (!countries.isUnion(origin, lawDay) || (item.additionalProcedures ?? []).some((code) => RETURNING.has(code))) return pass
    return hit(`The goods originate in the Union (${origin}) and are imported as others are: were they exported before, relief for returned goods may apply; or dispatch was taken for origin.`, { originCountry: origin, procedure: `${item.requestedProcedure ?? ''}${item.previousProcedure}` })
  }
}

/** The country of preferential origin is stated with a preference (IA Annex B 16 09). */
export const preferentialOriginStated: ItemRule = {
  id: 'ORI-04', version: 1, scope: 'item',
  evaluate: (item) => {
    if (!claimsPreference(item)) return notApplicable('no_preference')
    return item.prefOriginCountry === undefined ? hit(`Preference ${item.preference ?? ''} is claimed without the country of preferential origin.`, { preference: item.preference ?? null, prefOriginCountry: null }) : pass
  }
}

/** The country or group is a partner of the scheme on the day (UCC 64; Reg. 978/2012). */
export const partnerOfScheme: ItemRule = {
  id: 'ORI-05', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { proofs } }) => {
    if (!claimsPreference(item)) return notApplicable('no_preference')
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    const partner = item.prefOriginCountry
    if (partner === undefined) return notEvaluable('preferential_origin_missing')
    if (proofs.isPartner(partner, schemeOf(item), declaration.lawDay)) return pass
    return hit(`${partner} has no ${schemeOf(item) === '2' ? 'place in the Generalised Scheme of Preferences' : 'preferential agreement with the Union'} on ${declaration.lawDay}.`, { preference: item.preference ?? null, prefOriginCountry: partner, day: declaration.lawDay })
  }
}

const COUNTRY = /^[A-Z]{2}$/
const TRANSPORT = /^N7[0-9]{2}$/

/** Dispatch from elsewhere than the country of preferential origin is shown not to break the transport (DA 43; agreements). */
export const directTransport: ItemRule = {
  id: 'ORI-09', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { proofs } }) => {
    if (!claimsPreference(item)) return notApplicable('no_preference')
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    const partner = item.prefOriginCountry
    if (partner === undefined || !COUNTRY.test(partner)) return notApplicable('group_of_countries')
    const dispatch = dispatchOf(item, declaration)
    if (dispatch === null) return notEvaluable('dispatch_country_missing')
    if (dispatch === partner || proofs.cumulationZone(partner, declaration.lawDay).has(dispatch)) return pass
    if ([...codesAt(item, declaration)].some((code) => TRANSPORT.test(code))) return pass
    return hit(`Preferential origin is ${partner}, the goods were dispatched from ${dispatch}, and no transport document shows that they only passed through.`, { prefOriginCountry: partner, dispatchCountry: dispatch })
  }
}

/**
 * A preference of origin that is there and not claimed: lost saving, or missing proof (UCC 64). Suspensions and quotas for goods of
 * any origin (preferences 1NN) depend on use and balance, so none is expected; what such a one gives may be as good.
 */
export const preferenceUnused: ItemRule = {
  id: 'ORI-10', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (!releases(item)) return notApplicable('procedure')
    if (isPreferenceMissing(item, declaration)) return notEvaluable('preference_missing')
    if (schemeOf(item) !== '1') return notApplicable('preference')
    const origin = originOf(item)
    const rates = dutyRatesOf(commodityCodeOf(item), origin, declaration.lawDay, context)
    if (rates === undefined) return notEvaluable('no_duty_rates_loaded')
    if (origin === null) return notEvaluable('origin_missing')
    const full = rates.find(({ kind }) => kind === 'erga_omnes')?.adValorem ?? null
    if (full === null) return notEvaluable('duty_rate_missing')
    const claimed = rates.find(({ kind, preference }) => kind === 'preferential' && preference === item.preference)?.adValorem ?? full
    const better = rates.find(({ kind, adValorem, preference }) => kind === 'preferential' && preference?.startsWith('1') !== true && adValorem !== null && decimal(adValorem).lt(decimal(claimed)))
    if (better === undefined) return pass
    return hit(`Preference ${better.preference ?? ''} gives ${better.adValorem ?? ''} % instead of ${claimed} %; it is not claimed.`, { preference: item.preference ?? null, available: better.preference, rate: claimed, preferentialRate: better.adValorem },
      savedBy(item, declaration, claimed, better.adValorem ?? claimed))
  }
}

const EXPORT_PROOF = /^(N954|N864|U[01][0-9]{2})$/

/** A proof of origin issued at export rests on a calculation or a supplier's declaration (IA 61 to 68). */
export const exportEvidence: ItemRule = {
  id: 'ORI-11', version: 1, scope: 'item',
  evaluate: (item, declaration, { knowledge: { goods } }) => {
    const proof = [...codesAt(item, declaration)].find((code) => EXPORT_PROOF.test(code))
    if (proof === undefined) return notApplicable('no_proof')
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    if (goods.find(item.goodsRef, declaration.lawDay)?.originEvidence === true) return pass
    return hit(`Proof of origin ${proof} was issued for ${item.goodsRef} without a valid calculation or supplier's declaration.`, { goodsRef: item.goodsRef, proof })
  }
}

const YEAR = 12

/** The same goods of the same supplier keep their origin for twelve months, unless a change is recorded (UCC 59 to 64). As in CLA-07 for the usual one. */
export const originStable: ItemRule = {
  id: 'ORI-12', version: 4, scope: 'item',
  evaluate: (item, declaration, { history, knowledge }) => {
    const { lawDay } = declaration
    const { goodsRef, supplierRef = '', originCountry } = item
    if (goodsRef === undefined) return notEvaluable('goods_ref_missing')
    if (originCountry === undefined) return notEvaluable('origin_missing')
    const known = history.ofGoods(goodsRef)
    const before = [...observationsBefore(known, 'origin', lawDay, YEAR), ...observationsBeside(item, declaration, 'origin')].filter((observation) => observation.supplierRef === supplierRef)
    if (usualValue(before) === originCountry) return pass
    const goods = knowledge.goods?.find(goodsRef, lawDay)
    const others = [...new Set(before.map(({ value }) => value))].filter((other) => other !== originCountry && !isApprovedChange(goods, 'origin', other, originCountry, lawDay))
    if (others.length === 0) return pass
    return hit(`Goods ${goodsRef}${supplierRef === '' ? '' : ` of supplier ${supplierRef}`} are declared with origin ${originCountry}, and within twelve months or by another item with ${others.join(', ')}.`, { goodsRef, supplierRef, originCountry, others, historyVersion: known?.version ?? 0 })
  }
}

export const ORIGIN_RULES: readonly CheckRule[] = [
  originKnown, unionOrigin, ...PROOF_RULES, preferentialOriginStated, partnerOfScheme, directTransport, preferenceUnused, exportEvidence, originStable
]
