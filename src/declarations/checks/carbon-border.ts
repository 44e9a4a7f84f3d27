import { decimal, decimalText } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { codesAt, isUnionDeclaration, originOf, releases } from './elements.ts'
import type { Examined } from './examined.ts'

/** Check of the carbon border adjustment (Reg. 2023/956 as amended by 2025/2083). */

const SINCE = '2026-01-01'
const AUTHORISED = 'Y128'
const BELOW_THRESHOLD = 'Y137'
const APPLIED = 'Y238'
const APPLIED_UNTIL = '2026-09-27'
/** Codes of exemptions that rest on what the goods are, where they come from or how they came. */
export const CARBON_BORDER_EXEMPTIONS: readonly string[] = ['Y134', 'Y135', 'Y136', 'Y237']
const THRESHOLD_KG = '50000'

const INDIRECT = '3'

/** Whether the account may be of a party whose authorisations are not the operator's to record: the importer, or his indirect representative (art. 4, 5). */
function mayBeOfAnother ({ content: { importer, representative } }: Examined, own: ReadonlySet<string>): boolean {
  return [importer?.eori, representative?.status === INDIRECT ? representative.eori : undefined].some((eori) => eori !== undefined && !own.has(eori))
}

/** From 2026 these goods are imported by an authorised declarant, or under the code of an exemption that holds. */
export const authorisedDeclarant: ItemRule = {
  id: 'LIC-06', version: 2, scope: 'item',
  evaluate: (item, declaration, { reference: { measures: { cbam } }, knowledge: { authorisations, cbamYear, ownEoris } }) => {
    const { lawDay } = declaration
    if (!isUnionDeclaration(declaration)) return notApplicable('other_customs_territory')
    if (lawDay < SINCE) return notApplicable('not_yet_in_force')
    if (item.requestedProcedure === undefined && declaration.dataset !== 'H7') return notEvaluable('procedure_missing')
    if (!releases(item)) return notApplicable('procedure')
    if (cbam === undefined) return notEvaluable('no_cbam_list_loaded')
    const code = commodityCodeOf(item)
    const goods = cbam.find(code, lawDay)
    if (goods === undefined) return notApplicable('goods_not_covered')
    const origin = originOf(item)
    if (origin === null) return notEvaluable('origin_missing')
    if (goods.exemptOrigins.includes(origin)) return notApplicable('exempt_origin')
    const codes = codesAt(item, declaration)
    if (CARBON_BORDER_EXEMPTIONS.some((exempt) => codes.has(exempt))) return pass
    if (codes.has(AUTHORISED)) {
      if (authorisations === undefined) return notEvaluable('no_authorisation_register')
      if (authorisations.find('CBAM', lawDay).some(({ state }) => state === 'valid')) return pass
      if (mayBeOfAnother(declaration, ownEoris)) return notEvaluable('authorisation_of_another')
      return hit(`${AUTHORISED} is declared, and no valid authorisation as CBAM declarant is on record.`, { commodityCode: code, reference: AUTHORISED })
    }
    if (codes.has(BELOW_THRESHOLD)) {
      if (goods.noThreshold) return hit(`${BELOW_THRESHOLD} is declared, and the threshold of 50 tonnes is not for ${code}.`, { commodityCode: code, reference: BELOW_THRESHOLD })
      if (cbamYear === undefined) return notEvaluable('no_cbam_year')
      const mass = decimal(cbamYear.netMass(lawDay.slice(0, 4)))
      return mass.lte(THRESHOLD_KG) ? pass : hit(`${BELOW_THRESHOLD} is declared, and ${decimalText(mass)} kg of such goods were imported this year; the threshold is ${THRESHOLD_KG} kg.`, { commodityCode: code, netMassOfYear: decimalText(mass) })
    }
    if (codes.has(APPLIED)) return lawDay <= APPLIED_UNTIL ? pass : hit(`${APPLIED} (application made) could be used until ${APPLIED_UNTIL}.`, { commodityCode: code, reference: APPLIED, day: lawDay })
    return hit(`${code} of ${origin} is under the carbon border adjustment, and neither the account of an authorised declarant (${AUTHORISED}) nor an exemption is declared.`, { commodityCode: code, originCountry: origin })
  }
}

export const CARBON_BORDER_RULES: readonly CheckRule[] = [authorisedDeclarant]
