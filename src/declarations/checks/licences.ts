import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import { WITHOUT_EFFECT, writtenOff } from '../reference-use.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { addDays, codesAt, destinationOf, documentsAt, isUnionDeclaration, originOf, sumOf } from './elements.ts'
import type { Examined } from './examined.ts'
import type { LicenceKnowledge } from './knowledge.ts'
import { CARBON_BORDER_EXEMPTIONS, CARBON_BORDER_RULES } from './carbon-border.ts'
import { DUAL_USE_RULES } from './dual-use.ts'

/** Checks of licences, certificates and exemptions (UCC 134, 163, 194; customs.md 2.9, 8). */

/** A measure that asks for a certificate has it, or the code of an exemption. */
export const certificateDeclared: ItemRule = {
  id: 'LIC-01', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { licences } } }) => {
    if (licences === undefined) return notEvaluable('no_licence_measures_loaded')
    const code = commodityCodeOf(item)
    if (code === '') return notEvaluable('commodity_code_missing')
    const country = declaration.direction === 'import' ? originOf(item) : destinationOf(item, declaration)
    if (country === null) return notEvaluable(declaration.direction === 'import' ? 'origin_missing' : 'destination_missing')
    const found = licences.find(code, country, declaration.direction, declaration.lawDay)
    if (found.length === 0) return notApplicable('no_measure')
    const codes = codesAt(item, declaration)
    const lacking = found.filter(({ documents, exemptions }) => ![...documents, ...exemptions].some((document) => codes.has(document)))
    if (lacking.length === 0) return pass
    return hit(`${lacking.map(({ regulation, documents }) => `${regulation} asks for ${documents.join(' or ')}`).join('; ')}; neither that nor an exemption is declared.`, { commodityCode: code, country, measures: lacking.map(({ id }) => id) })
  }
}

const EXEMPTION = /^Y9[0-9]{2}$/
const DUE_DILIGENCE_EXEMPTIONS = new Set(['Y129', 'Y132', 'Y133', 'Y141', 'Y142'])
const OTHER_EXEMPTIONS: readonly string[] = [...CARBON_BORDER_EXEMPTIONS, ...DUE_DILIGENCE_EXEMPTIONS]

/** An asserted exemption, of those that let another check pass, rests on a recorded assessment of the goods (UCC 15(2)). */
export const exemptionAssessed: ItemRule = {
  id: 'LIC-02', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { licences } }, knowledge: { goods } }) => {
    const country = declaration.direction === 'import' ? originOf(item) : destinationOf(item, declaration)
    const measures = country === null ? [] : licences?.find(commodityCodeOf(item), country, declaration.direction, declaration.lawDay) ?? []
    const named = new Set([...OTHER_EXEMPTIONS, ...measures.flatMap(({ exemptions }) => exemptions)])
    const claimed = [...codesAt(item, declaration)].filter((code) => EXEMPTION.test(code) || named.has(code))
    if (claimed.length === 0) return notApplicable('no_exemption')
    if (goods === undefined) return notEvaluable('no_goods_register')
    if (item.goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const assessed = new Set(goods.find(item.goodsRef, declaration.lawDay)?.assessedExemptions ?? [])
    const lacking = claimed.filter((code) => !assessed.has(code))
    return lacking.length === 0 ? pass : hit(`${lacking.join(', ')} is declared for ${item.goodsRef}, and no assessment of it is recorded.`, { goodsRef: item.goodsRef, exemptions: lacking })
  }
}

/** Documents that are licences with an end and a balance. */
export const LICENCE = /^([LX][0-9]{3}|I004|E012|E020|N941)$/

/**
 * A licence is in date and not exhausted (for example Reg. 2016/1237): what was written off until the end of the day by whose law the
 * declaration is judged, its own use included. Within a day nothing tells who came first; later days do not count. Not evaluable where
 * the register that keeps its balance lacks it.
 */
export const licenceUsable: ItemRule = {
  id: 'LIC-03', version: 3, scope: 'item',
  evaluate: (item, declaration, { knowledge: { licences } }) => {
    const shown = documentsAt(item, declaration).filter(({ type }) => LICENCE.test(type))
    if (shown.length === 0) return notApplicable('no_licence')
    for (const { type, reference, validUntil } of shown) {
      const known = licences?.find(reference)
      const end = validUntil ?? known?.validUntil ?? null
      if (end !== null && end < declaration.lawDay) return hit(`Licence ${type} ${reference} ended on ${end}; the declaration is of ${declaration.lawDay}.`, { licence: type, reference, validUntil: end, day: declaration.lawDay })
      const begin = known?.validFrom ?? null
      if (begin !== null && begin > declaration.lawDay) return hit(`Licence ${type} ${reference} holds from ${begin}; the declaration is of ${declaration.lawDay}.`, { licence: type, reference, validFrom: begin, day: declaration.lawDay })
      if (known?.balance == null) continue
      const attributed = attributedWith(declaration, reference, known)
      if (attributed.gt(decimal(known.balance))) return hit(`Of licence ${type} ${reference} ${decimalText(attributed)} are attributed until ${declaration.lawDay}; ${known.balance} were granted.`, { licence: type, reference, attributed: decimalText(attributed), balance: known.balance, day: declaration.lawDay })
    }
    if (licences === undefined) return notEvaluable('no_licence_register')
    return shown.some(({ reference }) => licences.find(reference) === undefined) ? notEvaluable('licence_unknown') : pass
  }
}

/** What is attributed until the end of its day with its own use. A new version or a later day of its own may not be counted yet: then days before, and itself. */
function attributedWith ({ content, status, lawDay, isCounted }: Examined, reference: string, { measure, attributedUntil }: LicenceKnowledge): Decimal {
  const own = WITHOUT_EFFECT.has(status) ? ZERO : sumOf(writtenOff(content, reference).map(({ unit, quantity, currency, amount }) => {
    if (measure === null) return undefined
    return 'unit' in measure ? (unit === measure.unit ? quantity : undefined) : (currency === measure.currency ? amount : undefined)
  }))
  const untilDay = decimal(attributedUntil(lawDay))
  if (!isCounted) return untilDay.plus(own)
  const withOwn = decimal(attributedUntil(addDays(lawDay, -1))).plus(own)
  return withOwn.gt(untilDay) ? withOwn : untilDay
}

const DUE_DILIGENCE = new Set(['C716', 'C717'])

/** Goods of the deforestation regulation have their due-diligence reference (Reg. 2023/1115). */
export const dueDiligence: ItemRule = {
  id: 'LIC-07', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { eudr } } }) => {
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (eudr === undefined) return notEvaluable('no_eudr_list_loaded')
    const found = eudr.find(commodityCodeOf(item), declaration.lawDay)
    if (found === undefined) return notApplicable('goods_not_covered')
    if (declaration.lawDay < found.appliesFrom) return notApplicable('not_yet_in_force')
    if ([...codesAt(item, declaration)].some((code) => DUE_DILIGENCE.has(code) || DUE_DILIGENCE_EXEMPTIONS.has(code))) return pass
    return hit(`${commodityCodeOf(item)} is under the deforestation regulation, and neither a due-diligence reference (C716, C717) nor an exemption is declared.`, { commodityCode: commodityCodeOf(item), appliesFrom: found.appliesFrom })
  }
}

const ENDANGERED_SPECIES = /^(C4[0-9]{2}|C63[89]|Y900)$/

/** Goods that may be of endangered species have the document, or the code that they are not (Reg. 338/97). */
export const endangeredSpecies: ItemRule = {
  id: 'LIC-08', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { cites } } }) => {
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (cites === undefined) return notEvaluable('no_cites_list_loaded')
    if (!cites.has(commodityCodeOf(item), declaration.lawDay)) return notApplicable('goods_not_covered')
    if ([...codesAt(item, declaration)].some((code) => ENDANGERED_SPECIES.test(code))) return pass
    return hit(`${commodityCodeOf(item)} may be of endangered species, and neither a permit nor Y900 is declared.`, { commodityCode: commodityCodeOf(item) })
  }
}

export const LICENCE_RULES: readonly CheckRule[] = [
  certificateDeclared, exemptionAssessed, licenceUsable, ...DUAL_USE_RULES, ...CARBON_BORDER_RULES, dueDiligence, endangeredSpecies
]
