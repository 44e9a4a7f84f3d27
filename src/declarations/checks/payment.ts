import { decimal } from '../../platform/decimal.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, DeclarationRule } from './check.ts'
import { headerDocuments } from './elements.ts'
import type { Examined } from './examined.ts'

/** Checks of deferred payment and guarantee (UCC 89, 95, 110). */

const declaredTypes = ({ content }: Examined): ReadonlySet<string> => new Set(headerDocuments(content).map(({ type }) => type))
const isValid = ({ state }: { readonly state: string }): boolean => state === 'valid'

/** Customs duty is deferred under an authorisation, held or declared (UCC 110). */
export const deferralAuthorised: DeclarationRule = {
  id: 'DUT-06', version: 1, scope: 'header',
  evaluate: (declaration, { knowledge: { authorisations } }) => {
    const deferred = declaration.content.items.some(({ taxes }) => (taxes ?? []).some(({ type = '', methodOfPayment }) => /^A[0-9]{2}$/.test(type) && methodOfPayment === 'E'))
    if (!deferred) return notApplicable('no_deferred_duty')
    const declared = declaredTypes(declaration)
    if (declared.has('DPO') || declared.has('C506')) return pass
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (authorisations.find('DPO', declaration.lawDay).some(isValid)) return pass
    return hit('Payment of customs duty is deferred, and an authorisation for it (DPO) is neither held nor declared.', { methodOfPayment: 'E' })
  }
}

const COMPREHENSIVE = '1'

/** A comprehensive guarantee is authorised and not exhausted (UCC 89, 95; DA 82 to 84). */
export const guaranteeAuthorised: DeclarationRule = {
  id: 'DUT-07', version: 1, scope: 'header',
  evaluate: (declaration, { knowledge: { authorisations, guarantee, ownEoris } }) => {
    const { content, lawDay } = declaration
    if (!(content.guarantees ?? []).some(({ type }) => type === COMPREHENSIVE)) return notApplicable('no_comprehensive_guarantee')
    const shown = headerDocuments(content).filter(({ type }) => type === 'CGU' || type === 'C505')
    if (shown.some(({ holder }) => holder !== null && !ownEoris.has(holder))) return pass
    if (shown.length === 0 && content.guarantor !== undefined && !ownEoris.has(content.guarantor)) {
      return hit(`${content.guarantor} guarantees, and no authorisation of a comprehensive guarantee (CGU) is declared.`, { guarantor: content.guarantor, guaranteeType: COMPREHENSIVE })
    }
    const used = guarantee?.utilisationPercent(lawDay)
    if (used !== undefined && decimal(used).gt(100)) return hit(`The comprehensive guarantee is in use to ${used} % of its reference amount.`, { utilisationPercent: used })
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (authorisations.find('CGU', lawDay).some(isValid)) return pass
    return hit('A comprehensive guarantee is used, and no valid authorisation (CGU) is on record.', { guaranteeType: COMPREHENSIVE })
  }
}

export const PAYMENT_RULES: readonly CheckRule[] = [deferralAuthorised, guaranteeAuthorised]
