import { decimal } from '../../platform/decimal.ts'
import { commodityCodeOf } from '../derivation.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { addDays, codesAt, documentsAt } from './elements.ts'
import type { Examined } from './examined.ts'
import { taxTypesOf } from './tax-line.ts'

/** Checks of excise goods (Dir. 2020/262; customs.md 2.3, 2.9, 8). */

const HOME_USE = new Set(['40', '42', '61', '63'])
/** National excise types begin with another letter or a digit than customs' and VAT's. */
const CUSTOMS_TYPE = /^[A-E][0-9]{2}$/
export const MOVEMENT_DOCUMENT = 'C651'

/**
 * Excise goods are released with payment, suspension or relief (Dir. 2020/262 art. 6, 16). Not evaluable where neither the goods
 * register nor a loaded list tells whether they are excisable.
 */
export const excisePaidOrSuspended: ItemRule = {
  id: 'EXC-01', version: 1, scope: 'item',
  evaluate: (item, declaration, { reference: { measures }, knowledge: { goods } }) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (!HOME_USE.has(item.requestedProcedure ?? '')) return notApplicable('procedure')
    const status = item.goodsRef === undefined ? null : goods?.find(item.goodsRef, declaration.lawDay)?.exciseStatus ?? null
    if (status === 'not_excisable' || status === 'exempt') return notApplicable('not_excisable')
    if (status === null) {
      if (measures.excise === undefined) return notEvaluable(goods === undefined ? 'no_excise_list_loaded' : 'no_excise_status')
      if (commodityCodeOf(item) === '') return notEvaluable('commodity_code_missing')
      if (!measures.excise.has(commodityCodeOf(item), declaration.lawDay)) return notApplicable('not_excisable')
    }
    const additional = item.additionalProcedures ?? []
    if (additional.includes('F05') || (additional.includes('F06') && codesAt(item, declaration).has(MOVEMENT_DOCUMENT))) return pass
    if ([...taxTypesOf(item, declaration)].some((type) => type !== '' && !CUSTOMS_TYPE.test(type))) return pass
    return hit(`${commodityCodeOf(item) || 'The goods'}: excisable, and released with neither excise duty nor suspension (F06 with ${MOVEMENT_DOCUMENT}).`, { commodityCode: commodityCodeOf(item), additionalProcedures: additional })
  }
}

export const ARC = /^[0-9]{2}[A-Z]{2}[A-Z0-9]{16}[0-9]$/

/** An administrative reference code has 21 characters (Reg. 2022/1636). */
export const movementReferenceShape: ItemRule = {
  id: 'EXC-02', version: 1, scope: 'item',
  evaluate: (item, declaration) => {
    const shown = documentsAt(item, declaration).filter(({ type }) => type === MOVEMENT_DOCUMENT)
    if (shown.length === 0) return notApplicable('no_excise_document')
    const wrong = shown.find(({ reference }) => !ARC.test(reference))
    return wrong === undefined ? pass : hit(`${wrong.reference === '' ? 'The excise document has no reference' : `${wrong.reference} is no administrative reference code`}; such a code is two digits, two letters, sixteen characters and a digit.`, { reference: wrong.reference })
  }
}

/** Movement by the administrative reference code that the item names, or that the header of a declaration of one item names. */
function movementCodeOf (item: ItemContent, { content }: Examined): { readonly arc: string | undefined, readonly isOfItem: boolean } {
  const find = (documents: ItemContent['documents'] = []): string | undefined =>
    documents.find(({ type, reference = '' }) => type === MOVEMENT_DOCUMENT && ARC.test(reference))?.reference
  const own = find([...item.documents ?? [], ...item.additionalReferences ?? [], ...item.transportDocuments ?? []])
  const arc = own ?? find([...content.documents ?? [], ...content.additionalReferences ?? [], ...content.transportDocuments ?? []])
  return { arc, isOfItem: own !== undefined || content.items.length === 1 }
}

/** The last day known on which the declaration named the movement. */
const namedUntil = ({ lawDay, acceptedOn, releasedOn }: Examined): string => [acceptedOn, releasedOn].reduce<string>((last, day) => day !== null && day > last ? day : last, lawDay)

/** Compared over as many digits as both state, eight at most: the tariff code of a movement is that of the Combined Nomenclature. */
function codesAgree (one: string, other: string): boolean {
  const digits = Math.min(8, one.length, other.length)
  return one.slice(0, digits) === other.slice(0, digits)
}

/** A draft of a movement is sent this long before its dispatch at the earliest, and its code is given then (Reg. 2022/1636). */
const DAYS_BEFORE_DISPATCH = 7

/**
 * Excise movement and item agree in quantity (supplementary units or kilograms), code and date, and the movement is not linked to
 * another declaration. An imported good is not dispatched before its release (Dir. 2020/262 art. 16, 20 to 28); no movement is, more than
 * seven days after the declaration that names its code. Not evaluable without the register of movements, for a movement of several
 * items, and where the item states too little to compare and the rest agrees.
 */
export const movementAgrees: ItemRule = {
  id: 'EXC-03', version: 2, settledLater: true, scope: 'item',
  evaluate: (item, declaration, { knowledge: { excise } }) => {
    const { arc, isOfItem } = movementCodeOf(item, declaration)
    if (arc === undefined) return notApplicable('no_excise_document')
    if (!isOfItem) return notEvaluable('movement_of_several_items')
    if (excise === undefined) return notEvaluable('no_excise_register')
    const movement = excise.find(arc)
    if (movement === undefined) return notEvaluable('movement_unknown')
    const code = commodityCodeOf(item)
    const quantities = [item.supplementaryUnits, item.netMass].filter((quantity) => quantity !== undefined)
    const differing = [
      ...(quantities.length > 0 && !quantities.some((quantity) => decimal(quantity).eq(decimal(movement.quantity))) ? [`quantity ${quantities.join(' or ')} and ${movement.quantity}`] : []),
      ...(codesAgree(code, movement.commodityCode) ? [] : [`code ${code} and ${movement.commodityCode}`]),
      ...(declaration.direction === 'import' && declaration.releasedOn !== null && movement.dispatchedOn < declaration.releasedOn ? [`dispatch on ${movement.dispatchedOn} before release on ${declaration.releasedOn}`] : []),
      ...(movement.dispatchedOn > addDays(namedUntil(declaration), DAYS_BEFORE_DISPATCH) ? [`dispatch on ${movement.dispatchedOn}, more than ${DAYS_BEFORE_DISPATCH} days after ${namedUntil(declaration)}`] : []),
      ...(movement.mrn != null && declaration.mrn !== null && movement.mrn !== declaration.mrn ? [`linked to ${movement.mrn}`] : [])
    ]
    if (differing.length === 0 && quantities.length === 0) return notEvaluable('quantity_missing')
    if (differing.length === 0 && code === '') return notEvaluable('commodity_code_missing')
    return differing.length === 0 ? pass : hit(`Movement ${arc} and declaration differ: ${differing.join('; ')}.`, { arc, differences: differing })
  }
}

export const EXCISE_RULES: readonly CheckRule[] = [excisePaidOrSuspended, movementReferenceShape, movementAgrees]
