import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { authorisationType } from '../../reference/authorisation-catalogue.ts'
import { judgeDecision, withProposedEnd } from '../decide.ts'
import type { DocumentReference } from '../model.ts'
import { authorisationNotFound, authorisationRefused } from '../problems.ts'
import { standing } from '../state.ts'
import type { DatedDecision, DecisionKind } from '../state.ts'
import * as store from '../store.ts'
import type { NewRecord } from '../store.ts'
import type { TermsChange } from '../terms.ts'
import { authorisationToWire } from '../wire.ts'
import { refuseUnrealDays } from './days-stated.ts'
import type { AuthorisationDeps } from './deps.ts'

/** Decisions of customs are recorded: the application or grant that begins an authorisation, and all that follow. */

type Key = string | string[] | undefined

export interface NewAuthorisation {
  readonly type: string
  readonly reference: string
  readonly holderEori: string
  readonly legalEntityId?: string | undefined
  readonly appliedOn?: string | undefined
  readonly decisionDate?: string | undefined
  readonly effectiveFrom?: string | undefined
  readonly terms?: TermsChange | undefined
  readonly documents?: readonly DocumentReference[] | undefined
}

const invalid = (pointer: string, detail: string, hint: string) => invalidRequest('The content of the request is not valid.', { errors: [{ pointer, detail, hint }] })

/** @throws invalid-request for a type that is not known, days that contradict each other or neither application nor grant; authorisation-exists. */
export function recordAuthorisation ({ db, clock, siteExists }: AuthorisationDeps, principal: Principal, input: NewAuthorisation, idempotencyKey: Key): Promise<StoredAnswer> {
  refuseUnrealDays({ '/appliedOn': input.appliedOn, '/decisionDate': input.decisionDate, '/effectiveFrom': input.effectiveFrom, '/terms/effectiveTo': input.terms?.effectiveTo })
  return decideOnce({ db, principal, scope: 'authorisations:write', route: 'POST /v1/authorisations', idempotencyKey, input, clock }, async (tx) => {
    const records = beginning(input, utcDay(tx.at))
    await refuseUnknownSites(tx, siteExists, input.terms)
    const id = uuidV7()
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    await store.insertAuthorisation(tx, { id, type: input.type, reference: input.reference, holderEori: input.holderEori, legalEntityId: input.legalEntityId ?? null }, actor)
    for (const record of records) await write(tx, id, input.type, record, actor)
    await store.rewriteDays(tx, id, input.type, records)
    return await answerOf(tx, id, 201)
  })
}

/** The application and the grant of a new authorisation. @throws invalid-request. */
function beginning (input: NewAuthorisation, today: string): NewRecord[] {
  const { type, appliedOn, decisionDate, effectiveFrom, terms = {}, documents = [] } = input
  if (appliedOn === undefined && decisionDate === undefined) throw invalid('/decisionDate', 'is missing', 'State the day of the grant, or appliedOn where it is applied for')
  if (decisionDate === undefined && effectiveFrom !== undefined) throw invalid('/effectiveFrom', 'belongs to a grant', 'State decisionDate as well')
  if (appliedOn !== undefined && decisionDate !== undefined && decisionDate < appliedOn) throw invalid('/decisionDate', 'is before appliedOn', 'Customs decide after the application')
  const drafts: [kind: DecisionKind, on: string, from: string][] = []
  if (appliedOn !== undefined) drafts.push(['applied', appliedOn, appliedOn])
  if (decisionDate !== undefined) drafts.push(['granted', decisionDate, effectiveFrom ?? decisionDate])
  const records: NewRecord[] = []
  for (const [index, [kind, on, from]] of drafts.entries()) {
    const stated = index === drafts.length - 1
    const own = stated ? (kind === 'granted' ? withEnd(type, from, terms) : terms) : null
    const record = { ...blank(kind, on, from), number: index + 1, terms: own, documents: stated ? documents : [] }
    const verdict = judgeDecision(records, record, today)
    if (verdict.outcome === 'fault') throw invalid(kind === 'applied' && verdict.pointer === '/decisionDate' ? '/appliedOn' : verdict.pointer, verdict.detail, verdict.hint)
    if (verdict.outcome === 'refuse') throw new Error(`A new authorisation is ${verdict.because}`)
    records.push(record)
  }
  return records
}

/** @throws invalid-request naming each site that is not on record. */
async function refuseUnknownSites (tx: OperatorTx, siteExists: AuthorisationDeps['siteExists'], terms: TermsChange | undefined): Promise<void> {
  const sites = terms?.scope?.sites ?? []
  if (siteExists === undefined || sites.length === 0) return
  const known = await siteExists(tx, sites)
  const errors = sites.flatMap((code, index) => known.has(code) ? [] : [{ pointer: `/terms/scope/sites/${index}`, detail: 'is no site on record', hint: 'Record the site first' }])
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}

const blank = (kind: DecisionKind, decisionDate: string, effectiveFrom: string): Omit<NewRecord, 'number'> =>
  ({ kind, decisionDate, effectiveFrom, effectiveTo: null, terms: null, replaces: null, forFailure: false, reference: null, words: null, documents: [] })

function withEnd (type: string, from: string, terms: TermsChange): TermsChange {
  const rule = authorisationType(type)?.validity
  return rule === undefined ? terms : withProposedEnd(rule, from, terms)
}

export interface NewDecision {
  readonly kind: DecisionKind
  readonly decisionDate: string
  readonly effectiveFrom?: string | undefined
  readonly effectiveTo?: string | undefined
  readonly terms?: TermsChange | undefined
  readonly replaces?: number | undefined
  readonly forFailure?: boolean | undefined
  readonly reference?: string | undefined
  readonly words?: string | undefined
  readonly documents?: readonly DocumentReference[] | undefined
}

const STATES_TERMS: ReadonlySet<DecisionKind> = new Set(['applied', 'granted', 'amended'])

/** @throws authorisation-not-found; authorisation-state where the decisions on record do not allow it; invalid-request; what `demand` throws. */
export function recordDecision ({ db, clock, siteExists }: AuthorisationDeps, principal: Principal, id: string, input: NewDecision, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  refuseUnrealDays({ '/decisionDate': input.decisionDate, '/effectiveFrom': input.effectiveFrom, '/effectiveTo': input.effectiveTo, '/terms/effectiveTo': input.terms?.effectiveTo })
  if (input.terms !== undefined && !STATES_TERMS.has(input.kind)) throw invalid('/terms', `is not for a decision of kind ${input.kind}`, 'Applications, grants and amendments state terms')
  return decideOnce({ db, principal, scope: 'authorisations:write', route: 'POST /v1/authorisations/{id}/decisions', idempotencyKey, input: { id, input }, clock }, async (tx) => {
    const authorisation = await store.lockAuthorisation(tx, id)
    if (authorisation === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    demand(authorisation.revision)
    const recorded = await store.decisionsOf(tx, [id])
    const record = nextRecord(recorded, authorisation.type, input)
    const verdict = judgeDecision(recorded, record, utcDay(tx.at))
    if (verdict.outcome === 'fault') throw invalid(verdict.pointer, verdict.detail, verdict.hint)
    if (verdict.outcome === 'refuse') throw authorisationRefused(`The authorisation stays as it is: ${verdict.because.replaceAll('_', ' ')}.`, { because: verdict.because })
    await refuseUnknownSites(tx, siteExists, input.terms)
    await write(tx, id, authorisation.type, record, await resolveActor(tx.query, tx.operatorId, principal.subject))
    await store.rewriteDays(tx, id, authorisation.type, [...recorded, record])
    return await answerOf(tx, id, 200)
  })
}

function nextRecord (recorded: readonly DatedDecision[], type: string, input: NewDecision): NewRecord {
  const { kind, decisionDate, effectiveTo = null, replaces = null, forFailure = false, reference = null, words = null, documents = [] } = input
  const grant = standing(recorded).find((decision) => decision.kind === 'granted')
  const effectiveFrom = input.effectiveFrom ?? (kind === 'annulled' ? grant?.effectiveFrom : undefined) ?? decisionDate
  const corrected = recorded.find(({ number }) => number === replaces)
  // A correction that states no terms corrects days alone.
  const stated = input.terms ?? (corrected?.kind === kind ? corrected.terms : null) ?? (STATES_TERMS.has(kind) ? {} : null)
  const terms = kind === 'granted' && stated !== null ? withEnd(type, effectiveFrom, withoutProposal(stated)) : stated
  return { kind, decisionDate, effectiveFrom, effectiveTo, replaces, forFailure, reference, words, documents, terms, number: Math.max(0, ...recorded.map(({ number }) => number)) + 1 }
}

/** A proposed end is proposed anew from the day that counts now. */
function withoutProposal ({ effectiveToProposed, effectiveTo, ...terms }: TermsChange): TermsChange {
  return effectiveToProposed === true || effectiveTo === undefined ? terms : { ...terms, effectiveTo }
}

const EVENTS: Record<DecisionKind, string> = {
  applied: 'authorisation.applied', refused: 'authorisation.refused', granted: 'authorisation.granted', amended: 'authorisation.amended', suspended: 'authorisation.suspended',
  suspension_ended: 'authorisation.suspension_ended', annulled: 'authorisation.annulled', revoked: 'authorisation.revoked', recorded_in_error: 'authorisation.record_withdrawn'
}

/** The log names the terms that a decision states, not its words. */
async function write (tx: OperatorTx, id: string, type: string, record: NewRecord, actor: string): Promise<void> {
  await store.insertDecision(tx, id, record, actor)
  const { number, kind, decisionDate, effectiveFrom, effectiveTo, replaces, terms } = record
  const { scope, ...ofDecision } = terms ?? {}
  tx.log(EVENTS[kind], `authorisation:${id}`, {
    type, number, on: effectiveFrom, decisionDate, effectiveFrom, effectiveTo, replaces, states: [...Object.keys(ofDecision), ...Object.keys(scope ?? {}).map((name) => `scope.${name}`)].toSorted()
  })
}

export interface AuthorisationChange { readonly holderEori?: string | undefined, readonly legalEntityId?: string | null | undefined }

/** Corrects what no decision states. @throws authorisation-not-found; what `demand` throws. */
export function changeAuthorisation ({ db, clock }: AuthorisationDeps, principal: Principal, id: string, change: AuthorisationChange, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'authorisations:write', route: 'PATCH /v1/authorisations/{id}', idempotencyKey, input: { id, change }, clock }, async (tx) => {
    if (await store.lockAuthorisation(tx, id) === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    const [before] = await store.findAuthorisations(tx, [id], utcDay(tx.at))
    if (before === undefined) throw new Error('A locked authorisation is found')
    demand(before.revision)
    const after = { holderEori: change.holderEori ?? before.holderEori, legalEntityId: change.legalEntityId === undefined ? before.legalEntityId : change.legalEntityId }
    await store.updateAuthorisation(tx, id, after)
    tx.log('authorisation.changed', `authorisation:${id}`, { before: { holderEori: before.holderEori, legalEntityId: before.legalEntityId }, after })
    return await answerOf(tx, id, 200)
  })
}

async function answerOf (tx: OperatorTx, id: string, status: number): Promise<StoredAnswer> {
  const on = utcDay(tx.at)
  const [authorisation] = await store.findAuthorisations(tx, [id], on)
  if (authorisation === undefined) throw new Error('An authorisation that was written is found')
  return { status, headers: { location: `/v1/authorisations/${id}`, etag: etagOf(authorisation.revision) }, body: JSON.stringify(authorisationToWire(authorisation, on)) }
}
