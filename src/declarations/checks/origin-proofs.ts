import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import type { ProofOfOrigin } from '../../reference/reference-data.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckContext, CheckRule, ItemRule } from './check.ts'
import { claimsPreference, documentsAt, isUnionDeclaration, schemeOf } from './elements.ts'
import type { DeclaredDocument } from './elements.ts'
import type { Examined } from './examined.ts'

/** Checks of proofs of preferential origin: there, of the right agreement, in date, by an exporter who may make them (UCC 64). */

const SIMPLIFIED = new Set(['I1', 'I2'])

interface ShownProof { readonly document: DeclaredDocument, readonly proof: ProofOfOrigin }

/** Proofs of the claimed scheme at item or header. */
function proofsShown (item: ItemContent, declaration: Examined, { reference: { proofs } }: CheckContext): ShownProof[] {
  const scheme = schemeOf(item)
  return documentsAt(item, declaration).flatMap((document) =>
    proofs.find(document.type, declaration.lawDay).filter(({ preferences }) => preferences.includes(scheme)).map((proof) => ({ document, proof })))
}

const COUNTRY = /^[A-Z]{2}$/

/**
 * Whether it proves the origin of the partner; a group of countries is the partner of an agreement that has all of its members,
 * and undefined says that they are not known. Partners are those of the Union's agreements; a declaration under another law is not
 * measured by them.
 */
function provesFor (declaration: Examined, partner: string | undefined, { partners }: ProofOfOrigin, { reference: { proofs } }: CheckContext): boolean | undefined {
  if (partner === undefined || partners.length === 0 || partners.includes(partner) || !isUnionDeclaration(declaration)) return true
  if (COUNTRY.test(partner) || partners.length === 1) return false
  const members = proofs.membersOf(partner, declaration.lawDay)
  return members === undefined ? undefined : members.length > 0 && members.every((member) => partners.includes(member))
}

/** Proofs of the claimed scheme that belong to the partner, which a customs union does not ask for; a reason where that cannot be known of any. */
function matching (item: ItemContent, declaration: Examined, context: CheckContext): ShownProof[] | string {
  const partner = claimsPreference(item) ? item.prefOriginCountry : undefined
  const judged = proofsShown(item, declaration, context).map((shown) => ({ shown, proves: provesFor(declaration, partner, shown.proof, context) }))
  const proving = judged.flatMap(({ shown, proves }) => proves === true ? [shown] : [])
  return proving.length === 0 && judged.some(({ proves }) => proves === undefined) ? 'group_members_unknown' : proving
}

/** Data sets in which no state may waive D.E. 14 11 (IA Annex B); in others an item without it claims no preference. */
const WITH_PREFERENCE = new Set(['H1', 'H3', 'H4'])
export const isPreferenceMissing = ({ preference = '' }: ItemContent, { dataset }: Examined): boolean => WITH_PREFERENCE.has(dataset) && preference === ''

/** A preference is claimed with a proof of the matching agreement; importer's knowledge counts (UCC 56(2)(d)(e), 64). */
export const proofPresent: ItemRule = {
  id: 'ORI-02', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (SIMPLIFIED.has(declaration.dataset)) return notApplicable('data_set')
    if (isPreferenceMissing(item, declaration)) return notEvaluable('preference_missing')
    if (!claimsPreference(item)) return notApplicable('no_preference')
    const proving = matching(item, declaration, context)
    if (typeof proving === 'string') return notEvaluable(proving)
    if (proving.length > 0) return pass
    const [other] = proofsShown(item, declaration, context)
    const values = { preference: item.preference ?? null, prefOriginCountry: item.prefOriginCountry ?? null }
    if (other === undefined) return hit(`Preference ${item.preference ?? ''} is claimed for ${item.prefOriginCountry ?? 'goods'} and no proof of origin is declared.`, values)
    return hit(`Preference ${item.preference ?? ''} is claimed for ${item.prefOriginCountry ?? ''}; the declared proof ${other.document.type} belongs to ${other.proof.agreement}.`, { ...values, proof: other.document.type })
  }
}

/** Customs-union treatment needs its status proof: A.TR, N018 (Decision 1/2006 EU–Turkey). */
export const statusProofPresent: ItemRule = {
  id: 'ORI-03', version: 1, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (SIMPLIFIED.has(declaration.dataset)) return notApplicable('data_set')
    if (schemeOf(item) !== '4') return notApplicable('preference')
    if (proofsShown(item, declaration, context).length > 0) return pass
    return hit(`Customs-union treatment (preference ${item.preference ?? ''}) is claimed without the proof of free circulation, such as A.TR (N018).`, { preference: item.preference ?? null })
  }
}

/**
 * A proof of the matching agreement is in date at acceptance. Knowledge does not run out; a proof whose end is not declared cannot
 * be judged, since its months run from a day of issue that no declaration carries.
 */
export const proofInDate: ItemRule = {
  id: 'ORI-06', version: 2, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (!claimsPreference(item) && schemeOf(item) !== '4') return notApplicable('no_preference')
    const shown = matching(item, declaration, context)
    if (typeof shown === 'string') return notEvaluable(shown)
    const dated = shown.filter(({ proof }) => proof.kind !== 'knowledge')
    if (dated.length === 0) return notApplicable('no_dated_proof')
    const ends = dated.flatMap(({ document }) => document.validUntil === null ? [] : [document])
    if (ends.length === 0) return notEvaluable('proof_date_missing')
    const last = ends.reduce((latest, document) => (document.validUntil ?? '') > (latest.validUntil ?? '') ? document : latest)
    if ((last.validUntil ?? '') >= declaration.lawDay) return pass
    if (ends.length < dated.length) return notEvaluable('proof_date_missing')
    return hit(`Proof of origin ${last.type} ${last.reference} was valid until ${last.validUntil ?? ''}; the declaration is of ${declaration.lawDay}.`, { proof: last.type, reference: last.reference, validUntil: last.validUntil, day: declaration.lawDay })
  }
}

/** A word of its own: the reference of a statement often names the invoice beside the number. */
const REX = /\b[A-Z]{2}REX[A-Za-z0-9]{1,30}\b/

/** Where the number of the exporter may stand: the proof itself, or an additional reference of the item or header. */
const rexPlaces = (shown: readonly ShownProof[], item: ItemContent, { content }: Examined): string[] =>
  [...shown.map(({ document }) => document.reference), ...[...item.additionalReferences ?? [], ...content.additionalReferences ?? []].map(({ reference = '' }) => reference)]

/** Amount in EUR; a reason where it cannot be known. */
function inEuro (amount: string, currency: string | undefined, day: string, { reference: { measures } }: CheckContext): Decimal | string {
  if (currency === undefined) return 'currency_missing'
  if (currency === 'EUR') return decimal(amount)
  if (measures.exchangeRates === undefined) return 'no_exchange_rates_loaded'
  const rate = measures.exchangeRates.find(currency, day)
  return rate === undefined || decimal(rate).lte(0) ? 'exchange_rate_missing' : decimal(amount).div(decimal(rate))
}

/** EUR value of the goods that the document covers; a reason where it cannot be known. */
function coveredValue (document: DeclaredDocument, declaration: Examined, context: CheckContext): Decimal | string {
  const { content, lawDay } = declaration
  let total = ZERO
  for (const item of content.items) {
    if (!claimsPreference(item) || !documentsAt(item, declaration).some(({ type, reference }) => type === document.type && reference === document.reference)) continue
    if (item.itemAmount === undefined) return 'item_amount_missing'
    const value = inEuro(item.itemAmount, item.itemAmountCurrency ?? content.invoiceCurrency, lawDay, context)
    if (typeof value === 'string') return value
    total = total.plus(value)
  }
  return total
}

/** Statements that any exporter may make up to a limit; the number of a registered one above it is for ORI-08. */
const hasLimit = ({ proof: { kind, valueLimitEur, exporterId } }: ShownProof): boolean => kind === 'statement' && valueLimitEur !== null && (exporterId === null || exporterId === 'approval')

/**
 * Above the limit of its agreement only an approved or registered exporter may make the statement (IA 75, 92; agreements). A code for
 * both, with and without approval, does not show which it is.
 */
export const exporterMayState: ItemRule = {
  id: 'ORI-07', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (!claimsPreference(item)) return notApplicable('no_preference')
    const shown = matching(item, declaration, context)
    if (typeof shown === 'string') return notEvaluable(shown)
    const limited = shown.filter(hasLimit)
    if (limited.length === 0) return notApplicable('no_limit')
    if (shown.length > limited.length) return pass
    let mayBeApproved = false
    for (const { document, proof } of limited) {
      const value = coveredValue(document, declaration, context)
      if (typeof value === 'string') return notEvaluable(value)
      if (value.lte(decimal(proof.valueLimitEur ?? '0'))) continue
      if (proof.exporterId === null) return hit(`The statement ${document.type} may be made by any exporter up to ${proof.valueLimitEur ?? ''} EUR; its goods are worth ${decimalText(value.round(2))} EUR.`, { proof: document.type, valueLimit: proof.valueLimitEur, value: decimalText(value.round(2)) })
      mayBeApproved = true
    }
    return mayBeApproved ? notEvaluable('exporter_approval_unknown') : pass
  }
}

/** A registered exporter's statement above the limit names the REX number (IA 80; agreements). */
export const rexNumber: ItemRule = {
  id: 'ORI-08', version: 3, scope: 'item',
  evaluate: (item, declaration, context) => {
    if (!claimsPreference(item)) return notApplicable('no_preference')
    const shown = matching(item, declaration, context)
    if (typeof shown === 'string') return notEvaluable(shown)
    const rex = shown.filter(({ proof }) => proof.exporterId === 'REX')
    if (rex.length === 0) return notApplicable('no_registered_exporter')
    if (rexPlaces(rex, item, declaration).some((reference) => REX.test(reference))) return pass
    for (const { document, proof } of rex) {
      const value = proof.valueLimitEur === null ? undefined : coveredValue(document, declaration, context)
      if (typeof value === 'string') return notEvaluable(value)
      if (value === undefined || value.gt(decimal(proof.valueLimitEur ?? '0'))) {
        return hit(`The statement ${document.type} of a registered exporter shows no REX number.`, { proof: document.type, reference: document.reference })
      }
    }
    return pass
  }
}

export const PROOF_RULES: readonly CheckRule[] = [proofPresent, statusProofPresent, proofInDate, exporterMayState, rexNumber]
