import { commodityCodeOf, procedureOf } from '../derivation.ts'
import type { DeclarationContent, ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckRule, DeclarationRule, ItemRule } from './check.ts'
import { allDocuments, codesAt, documentsAt, headerDocuments, isAuthorisedByDeclaration, partiesOf, previousDocumentsAt } from './elements.ts'
import type { Examined } from './examined.ts'
import type { AuthorisationKnowledge, Knowledge } from './knowledge.ts'

/** Checks of authorisations, mandates and status (UCC 19, 22 to 28, 38, 166, 182, 211; customs.md 4.2). */

interface Needed { readonly types: readonly string[], readonly documents: readonly string[], readonly name: string }

const INWARD: Needed = { types: ['IPO'], documents: ['C601'], name: 'inward processing (IPO)' }
const OUTWARD: Needed = { types: ['OPO'], documents: ['C019'], name: 'outward processing (OPO)' }
const WAREHOUSE: Needed = { types: ['CWP', 'CW1', 'CW2'], documents: ['C517', 'C518', 'C519'], name: 'a customs warehouse (CWP, CW1, CW2)' }
const BY_PROCEDURE: ReadonlyMap<string, Needed> = new Map([
  ['51', INWARD], ['11', INWARD], ['21', OUTWARD], ['46', OUTWARD], ['48', OUTWARD],
  ['53', { types: ['TEA'], documents: ['C516'], name: 'temporary admission (TEA)' }],
  ['44', { types: ['EUS'], documents: ['N990', 'C990'], name: 'end-use (EUS)' }],
  ['71', WAREHOUSE], ['76', WAREHOUSE]
])
/** Approvals of national law or by the customs office for free zones and tax warehouses. */
const NATIONAL = new Set(['78', '07', '45', '68', '95', '96'])

/** Types of the authorisation that the procedure of an item needs. */
export const typesNeeded = (item: ItemContent): readonly string[] => neededBy(item)?.types ?? []

function neededBy ({ requestedProcedure = '', previousProcedure }: ItemContent): Needed | undefined {
  return requestedProcedure === '61' && previousProcedure === '21' ? OUTWARD : BY_PROCEDURE.get(requestedProcedure)
}

const CARNET = new Set(['N955', 'C955', '955'])
const isValid = ({ state }: AuthorisationKnowledge): boolean => state === 'valid'

/** Whether code, site and office lie in the scope of the authorisation, or which of them would have to be known to tell. */
function coverage ({ codes, sites, offices }: AuthorisationKnowledge, item: ItemContent, { content }: Examined): 'inside' | 'outside' | `${string}_missing` {
  const code = commodityCodeOf(item)
  const named = [content.lodgementOffice, content.presentationOffice, content.exportOffice, content.supervisingOffice].filter((office) => office !== undefined)
  const parts = [
    { scope: codes, known: code !== '', fits: codes.some((start) => code.startsWith(start)), missing: 'commodity_code_missing' },
    { scope: sites, known: content.siteId !== undefined, fits: sites.includes(content.siteId ?? ''), missing: 'site_missing' },
    { scope: offices, known: named.length > 0, fits: named.some((office) => offices.includes(office)), missing: 'customs_office_missing' }
  ] as const
  const limited = parts.filter(({ scope }) => scope.length > 0)
  if (limited.some(({ known, fits }) => known && !fits)) return 'outside'
  return limited.find(({ known }) => !known)?.missing ?? 'inside'
}

/**
 * A special procedure has its authorisation, valid on the law's day for code, site and office: declared, held, or granted by the
 * declaration itself (UCC 211; DA 161 to 183). What a third person holds is not in the register and passes when it is declared.
 * Not evaluable without the register, where the declaration shows none, and for approvals of national law.
 */
export const specialProcedureAuthorised: ItemRule = {
  id: 'PRO-02', version: 1, scope: 'item',
  evaluate: (item, declaration, { knowledge: { authorisations, ownEoris } }) => {
    const procedure = item.requestedProcedure ?? ''
    const needed = neededBy(item)
    if (needed === undefined) return NATIONAL.has(procedure) ? notEvaluable('national_authorisation') : notApplicable('procedure')
    const codes = codesAt(item, declaration)
    const byCarnet = [...codes, ...previousDocumentsAt(item, declaration).map(({ type = '' }) => type)].some((code) => CARNET.has(code))
    if (isAuthorisedByDeclaration(item, declaration) || byCarnet) return pass
    const shown = headerDocuments(declaration.content).filter(({ type }) => needed.types.includes(type))
    if (shown.some(({ holder }) => holder !== null && !ownEoris.has(holder))) return pass
    const documents = documentsAt(item, declaration).filter(({ type }) => needed.documents.includes(type))
    if (authorisations === undefined) return shown.length > 0 || documents.length > 0 ? pass : notEvaluable('no_authorisation_register')
    if (shown.length === 0 && documents.some(({ reference }) => reference !== '' && authorisations.byReference(reference, declaration.lawDay) === undefined)) return pass
    const held = needed.types.flatMap((type) => authorisations.find(type, declaration.lawDay)).filter(isValid)
    const covered = held.map((authorisation) => coverage(authorisation, item, declaration))
    if (covered.includes('inside')) return pass
    const unknown = covered.find((answer) => answer !== 'outside')
    if (unknown !== undefined) return notEvaluable(unknown)
    return hit(`Procedure ${procedure} needs an authorisation for ${needed.name}; ${held.length === 0 ? 'none is valid' : 'the valid one does not cover code, site and office'}, and none of another holder is declared.`,
      { requestedProcedure: procedure, needed: needed.types, held: held.map(({ reference }) => reference), day: declaration.lawDay })
  }
}

/** Everybody whom the declaration names, at the header or at an item. */
function everyParty (content: DeclarationContent): ReadonlySet<string> {
  const places = [content, ...content.items]
  const parties = places.flatMap(({ exporter, consignee, seller, buyer, supplyChainActors = [] }) => [exporter, consignee, seller, buyer, ...supplyChainActors].map((party) => party?.eori))
  return new Set([...partiesOf(content).values(), content.guarantor, content.payer, content.carrier?.eori, ...parties].filter((eori) => eori !== undefined))
}

/** Authorisations that lend their keeper's premises to other people's goods. */
const KEEPERS = new Set(['CWP', 'CW1', 'CW2', 'TST'])

/**
 * Declared authorisations of the operator are in the register and valid on the law's day; those of others belong to a party, or to
 * the keeper of a warehouse (UCC 22 to 28). One that is declared by its type alone is looked for by its type. Not evaluable without
 * holders, or without the register.
 */
export const declaredAuthorisationUsable: DeclarationRule = {
  id: 'PRO-03', version: 1, scope: 'header',
  evaluate: (declaration, { knowledge: { authorisations, ownEoris } }) => {
    const { content, lawDay } = declaration
    if (content.authorisations === undefined || content.authorisations.length === 0) return notApplicable('no_authorisation')
    const declared = content.authorisations.filter(({ holder }) => holder !== undefined)
    if (declared.length === 0) return notEvaluable('holder_missing')
    const parties = everyParty(content)
    const others = declared.filter(({ holder = '' }) => !ownEoris.has(holder))
    const own = declared.filter(({ holder = '' }) => ownEoris.has(holder))
    const stranger = others.find(({ holder = '', type = '' }) => !parties.has(holder) && !KEEPERS.has(type))
    if (own.length === 0 && stranger === undefined) return pass
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    const unusable = own.map((authorisation) => flawOf(authorisation, lawDay, authorisations)).find((flaw) => flaw !== undefined)
    if (unusable !== undefined) return unusable
    if (stranger === undefined) return pass
    return hit(`${nameOf(stranger)} belongs to ${stranger.holder ?? ''}, who is no party of the declaration.`, { type: stranger.type ?? null, reference: stranger.reference ?? null, holder: stranger.holder ?? null })
  }
}

type Register = NonNullable<Knowledge['authorisations']>

const nameOf = ({ type, reference }: { readonly type?: string | undefined, readonly reference?: string | undefined }): string => ['Authorisation', type, reference].filter(Boolean).join(' ')

/** What the register objects to an authorisation of the operator. */
function flawOf ({ reference, type = '' }: NonNullable<DeclarationContent['authorisations']>[number], day: string, register: Register): Answer | undefined {
  const ofType = register.find(type, day)
  const candidates = reference === undefined ? ofType : ofType.filter((known) => known.reference === reference)
  const [known] = candidates.length > 0 ? candidates.toSorted((a, b) => Number(isValid(b)) - Number(isValid(a))) : [reference === undefined ? undefined : register.byReference(reference, day)]
  const name = nameOf({ type, reference })
  const values = { type, reference: reference ?? null, day }
  if (known === undefined) return hit(`${name} is declared as the operator's and is not on record.`, values)
  return isValid(known) ? undefined : hit(`${name} is ${known.state.replaceAll('_', ' ')} on ${day}.`, { ...values, state: known.state })
}

const REGULAR = new Set(['C', 'F', 'Y', 'U'])
const RECORD_ENTRY = new Set(['Z', 'V'])
const PRESENTATION = new Set(['C2', 'I2'])

/**
 * Regular simplification or entry in the records has its authorisation, held or declared (UCC 166(2), 182). Not evaluable without
 * the register, where the declaration shows none.
 */
export const simplificationAuthorised: DeclarationRule = {
  id: 'PRO-04', version: 1, scope: 'header',
  evaluate: (declaration, { knowledge: { authorisations } }) => {
    const { additionalType = '' } = declaration.content
    if (declaration.isClearanceRequest) return notApplicable('clearance_request')
    const needed = RECORD_ENTRY.has(additionalType) || PRESENTATION.has(declaration.dataset)
      ? { type: 'EIR', document: 'C514', name: 'entry in the declarant\'s records' }
      : REGULAR.has(additionalType) ? { type: 'SDE', document: 'C512', name: 'simplified declarations' } : undefined
    if (needed === undefined) return notApplicable('additional_type')
    if (allDocuments(declaration).some(({ type }) => type === needed.type || type === needed.document)) return pass
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (authorisations.find(needed.type, declaration.lawDay).some(isValid)) return pass
    return hit(`A declaration of additional type ${additionalType === '' ? 'not stated' : additionalType} (data set ${declaration.dataset}) needs an authorisation for ${needed.name} (${needed.type}); none is declared, none is held.`, { additionalType, dataset: declaration.dataset, needed: needed.type })
  }
}

const REPRESENTATIONS: ReadonlyMap<string | undefined, 'direct' | 'indirect'> = new Map([['2', 'direct'], ['3', 'indirect']])

/**
 * A representative other than the operator has a mandate on file that covers what he lodges: direction, procedure of each item, site,
 * and whether in the operator's name or his own (UCC 18, 19). Not evaluable without the register of mandates, and where the declaration
 * does not say what the mandates ask for.
 */
export const mandateOnFile: DeclarationRule = {
  id: 'PRO-13', version: 2, scope: 'header',
  evaluate: ({ content: { representative, items, siteId }, direction, lawDay }, { knowledge: { mandates, ownEoris } }) => {
    const eori = representative?.eori
    if (eori === undefined || ownEoris.has(eori)) return notApplicable('no_representative')
    if (mandates === undefined) return notEvaluable('no_mandate_register')
    const act = { representation: REPRESENTATIONS.get(representative?.status), direction, procedures: [...new Set(items.map(procedureOf))], site: siteId }
    const covered = mandates.covers(eori, lawDay, act)
    if (typeof covered === 'string') return notEvaluable(covered)
    if (covered) return pass
    const values = { representative: eori, day: lawDay }
    if (mandates.covers(eori, lawDay) === false) return hit(`Representative ${eori} has no valid mandate on file on ${lawDay}.`, values)
    return hit(`No mandate of representative ${eori} on ${lawDay} covers what he lodged: ${direction}, procedure ${act.procedures.join(', ')}, ${siteId === undefined ? 'no site' : `site ${siteId}`}, ${act.representation ?? 'no'} representation.`,
      { ...values, direction, procedures: act.procedures, site: siteId ?? null, representation: act.representation ?? null })
  }
}

const AEO_CODE = /^(Y02[2-9]|C50[123]|AEO[CSF])$/

/** The operator shows that it is an AEO where national rules ask for it (UCC 38; IA Annex B 12 04). Not evaluable without the register. */
export const aeoShown: DeclarationRule = {
  id: 'PRO-14', version: 1, scope: 'header',
  evaluate: (declaration, { knowledge: { authorisations } }) => {
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (!authorisations.aeoReferenceExpected) return notApplicable('not_asked_for')
    if (!authorisations.holdsAeo(declaration.lawDay)) return notApplicable('no_aeo')
    const shown = new Set(allDocuments(declaration).map(({ type }) => type))
    return [...shown].some((type) => AEO_CODE.test(type)) ? pass : hit('The operator is an AEO and the declaration does not say so (Y022 to Y029).', { references: [...shown] })
  }
}

export const AUTHORISATION_RULES: readonly CheckRule[] = [specialProcedureAuthorised, declaredAuthorisationUsable, simplificationAuthorised, mandateOnFile, aeoShown]
