import { decimal } from '../../platform/decimal.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckContext, CheckRule, DeclarationRule } from './check.ts'
import { allDocuments, partiesOf } from './elements.ts'
import type { Examined } from './examined.ts'

/** Checks of deferred payment and guarantee (UCC 89, 95, 110). */

const isValid = ({ state }: { readonly state: string }): boolean => state === 'valid'

interface Kind { readonly type: string, readonly document: string }
const DEFERRAL: Kind = { type: 'DPO', document: 'C506' }
const GUARANTEE: Kind = { type: 'CGU', document: 'C505' }

/** `unnamed`: a reference without holder. What the register, once it is kept, does not know is taken for another party's, as in PRO-02. */
type Shown = 'of_a_party' | 'own' | 'unnamed' | 'of_a_stranger' | 'nothing'

/** Whose authorisation the declaration shows, at the header or at an item. @param parties who may hold it for this declaration. */
function shownOn (declaration: Examined, { type, document }: Kind, parties: ReadonlySet<string>, { knowledge: { authorisations, ownEoris } }: CheckContext): Shown {
  const declared = allDocuments(declaration).filter((shown) => shown.type === type || shown.type === document)
  const holders = declared.map(({ holder }) => holder).filter((holder) => holder !== null)
  if (holders.some((holder) => !ownEoris.has(holder) && parties.has(holder))) return 'of_a_party'
  if (holders.some((holder) => ownEoris.has(holder))) return 'own'
  const references = declared.filter(({ holder, reference }) => holder === null && reference !== '').map(({ reference }) => reference)
  if (holders.length === 0 && authorisations !== undefined && references.some((reference) => authorisations.byReference(reference, declaration.lawDay) === undefined)) return 'of_a_party'
  return references.length > 0 ? 'unnamed' : holders.length > 0 ? 'of_a_stranger' : 'nothing'
}

const setOf = (eoris: readonly (string | undefined)[]): ReadonlySet<string> => new Set(eoris.filter((eori) => eori !== undefined))
const AND_STRANGERS = '; what is declared belongs to nobody who could use it here'

/** Customs duty is deferred under an authorisation, held or declared (UCC 110). Without the register, what is declared counts as in PRO-02. */
export const deferralAuthorised: DeclarationRule = {
  id: 'DUT-06', version: 2, scope: 'header',
  evaluate: (declaration, context) => {
    const { content, lawDay } = declaration
    const deferred = content.items.some(({ taxes }) => (taxes ?? []).some(({ type = '', methodOfPayment }) => /^A[0-9]{2}$/.test(type) && methodOfPayment === 'E'))
    if (!deferred) return notApplicable('no_deferred_duty')
    const shown = shownOn(declaration, DEFERRAL, setOf([content.importer?.eori, content.declarant, content.representative?.eori, content.payer]), context)
    if (shown === 'of_a_party') return pass
    const { authorisations } = context.knowledge
    if (authorisations === undefined) return shown === 'own' || shown === 'unnamed' ? pass : notEvaluable('no_authorisation_register')
    if (authorisations.find(DEFERRAL.type, lawDay).some(isValid)) return pass
    return hit(`Payment of customs duty is deferred, and no authorisation for it (DPO) is valid on ${lawDay}${shown === 'of_a_stranger' ? AND_STRANGERS : ', held or declared'}.`, { methodOfPayment: 'E', day: lawDay, shown })
  }
}

/** Guarantee type (D.E. 99 02). */
export const COMPREHENSIVE = '1'

/**
 * A comprehensive guarantee is authorised and not exhausted (UCC 89, 95; DA 82 to 84). Another party's passes when its authorisation is
 * declared; the operator's is asked for in the registers of authorisations and of guarantees, and not evaluable without both.
 */
export const guaranteeAuthorised: DeclarationRule = {
  id: 'DUT-07', version: 2, scope: 'header',
  evaluate: (declaration, context) => {
    const { content, lawDay } = declaration
    const { authorisations, guarantee, ownEoris } = context.knowledge
    if (!(content.guarantees ?? []).some(({ type }) => type === COMPREHENSIVE)) return notApplicable('no_comprehensive_guarantee')
    const shown = shownOn(declaration, GUARANTEE, setOf([...partiesOf(content).values(), content.guarantor, content.payer]), context)
    if (shown === 'of_a_party') return pass
    if (content.guarantor !== undefined && !ownEoris.has(content.guarantor)) {
      if (shown === 'unnamed' && authorisations === undefined) return pass
      if (shown === 'nothing' || shown === 'of_a_stranger') {
        return hit(`${content.guarantor} guarantees, and no authorisation of a comprehensive guarantee (CGU) is declared${shown === 'of_a_stranger' ? ' that belongs to a party' : ''}.`, { guarantor: content.guarantor, guaranteeType: COMPREHENSIVE, shown })
      }
    }
    const used = guarantee?.utilisationPercent(lawDay)
    if (used !== undefined && decimal(used).gt(100)) return hit(`The comprehensive guarantee is in use to ${used} % of its reference amount.`, { utilisationPercent: used })
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (!authorisations.find(GUARANTEE.type, lawDay).some(isValid)) {
      return hit(`A comprehensive guarantee is used, and no authorisation of it (CGU) is valid on ${lawDay}${shown === 'of_a_stranger' ? AND_STRANGERS : ', held or declared'}.`, { guaranteeType: COMPREHENSIVE, day: lawDay, shown })
    }
    if (guarantee === undefined) return notEvaluable('no_guarantee_register')
    return used === undefined ? notEvaluable('guarantee_utilisation_missing') : pass
  }
}

export const PAYMENT_RULES: readonly CheckRule[] = [deferralAuthorised, guaranteeAuthorised]
