import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, INSTANT_KEY, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import type { RiskDeps } from '../deps.ts'
import type { EvidenceScope } from '../evidence/risk-evidence.ts'
import { auditNotFound, auditStageNotFound, auditStageRefused } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { dayFaults, pastDayFaults, refuseFaults, siteFaults } from '../stated-names.ts'
import { keptWords } from '../words/frozen-words.ts'
import { placesOf } from '../words/reference.ts'
import type { PlacedReference } from '../words/reference.ts'
import { seedOfVersion } from './audit.ts'
import type { KeptAudit } from './audit.ts'
import * as store from './audit-store.ts'
import type { KeptStage } from './audit-store.ts'
import { NO_AUDIT } from './close-stage.ts'
import type { AuditPatch, ConsideredDocument, NewAudit, StatedAuditScope } from './schemas.ts'
import { mayBeDescribed, mayReopen } from './stages.ts'
import type { AuditStage, ClosedStage, ConsideredKind } from './stages.ts'
import { auditToWire } from './wire.ts'

/** Opening, describing and reading audits. */

type Deps = Pick<RiskDeps, 'db' | 'clock' | 'knownSites'>
type Demand = (revision: number) => void
export const ROUTE = '/v1/risk-audits'
const subject = (id: string): string => `risk_audit:${id}`

/** @throws invalid-request. */
export function openAudit (deps: Deps, principal: Principal, { title, scope: stated }: NewAudit, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input: { title, scope: stated }, clock: deps.clock }, async (tx) => {
    const scope = auditScope(stated)
    await refuseFaultyScope(tx, deps, scope)
    const id = uuidV7()
    await store.insertAudit(tx, { id, title, version: 1, scope, seed: seedOfVersion(id, 1), reopenedBecause: null, openedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    tx.log('risk_audit.opened', subject(id), { version: 1, scope })
    return await answerOf(tx, id, 201)
  })
}

/** Title, scope and period of a draft; absent stays. @throws risk-audit-not-found, risk-audit-stage-refused; invalid-request. */
export function changeAudit (deps: Deps, principal: Principal, id: string, input: AuditPatch, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const audit = await heldDraft(tx, id, demand)
    const scope = input.scope === undefined ? audit.scope : auditScope(input.scope)
    await refuseFaultyScope(tx, deps, scope)
    const title = input.title ?? audit.title
    if (title === audit.title && JSON.stringify(scope) === JSON.stringify(audit.scope)) return audit
    await store.describeAudit(tx, audit, title, scope)
    await store.touchAudit(tx, id)
    tx.log('risk_audit.described', subject(id), { version: audit.version, before: audit.scope, after: scope })
    return await found(tx, id)
  }, deps.clock)
}

/** What stage 1 takes into account, or why there is none of the kind. @throws risk-audit-not-found, risk-audit-stage-refused; invalid-request. */
export function considerDocument (deps: Deps, principal: Principal, id: string, kind: ConsideredKind, document: ConsideredDocument, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const audit = await heldDraft(tx, id, demand)
    refuseFaults(documentFaults(document, utcDay(tx.at)))
    const { title = null, reference = null, sha256 = null, datedOn = null, absentBecause = null } = document
    const before = audit.considered.find((one) => one.kind === kind)
    if (before !== undefined && JSON.stringify([before.title, before.reference, before.sha256, before.datedOn, before.absentBecause]) === JSON.stringify([title, reference, sha256, datedOn, absentBecause])) return audit
    await store.setConsidered(tx, audit, { kind, title, reference, sha256, datedOn, absentBecause, statedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    await store.touchAudit(tx, id)
    tx.log('risk_audit.considered', subject(id), { version: audit.version, kind, sha256, datedOn, absent: absentBecause !== null })
    return await found(tx, id)
  }, deps.clock)
}

/** The next version, which begins as a draft with what was stated for this one; this one is kept. @throws risk-audit-not-found, risk-audit-stage-refused. */
export function reopenAudit (deps: Deps, principal: Principal, id: string, reason: string, idempotencyKey: string | string[] | undefined, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/{id}/reopen`, idempotencyKey, input: { id, reason }, clock: deps.clock }, async (tx) => {
    const audit = await held(tx, id, demand)
    if (!mayReopen(audit.stage)) throw auditStageRefused('It is a draft: nothing of it is closed.', { at: audit.stage })
    const version = audit.version + 1
    await store.reopen(tx, id, { version, scope: audit.scope, seed: seedOfVersion(id, version), reopenedBecause: reason, openedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    tx.log('risk_audit.reopened', subject(id), { version, was: audit.stage })
    return await answerOf(tx, id, 200)
  })
}

/** @param version the one that is worked on if absent. @throws risk-audit-not-found. */
export function findAudit ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, version?: number): Promise<KeptAudit> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const audit = await store.findAudit(tx, id, version)
    if (audit === undefined) throw auditNotFound(NO_AUDIT)
    return audit
  })
}

/** All versions, the last first. @throws risk-audit-not-found. */
export function findVersions ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string): Promise<KeptAudit[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const versions = await store.findVersions(tx, id)
    if (versions.length === 0) throw auditNotFound(NO_AUDIT)
    return versions
  })
}

export interface AuditQuery { readonly stage?: AuditStage | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, the last opened first. */
export function listAudits ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, stage }: AuditQuery): Promise<{ items: KeptAudit[], nextCursor: string | null }> {
  const [at, id] = cursor === undefined ? [] : openCursor('risk audits', cursor, [INSTANT_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listAudits(tx, { stage }, most, at === undefined || id === undefined ? undefined : { at, id }))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk audits', [last.recordedAt.toISOString(), last.id]) : null }
  })
}

/** The text of a closed stage. @throws risk-audit-not-found, risk-audit-stage-not-found. */
export function findStage ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, stage: ClosedStage, version?: number): Promise<KeptStage> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await keptStage(tx, id, stage, version))
}

export interface StageWords extends PlacedReference {
  /** Hexadecimal. */
  readonly salt: string | null
  readonly words: string | null
}

/** What people said in a closed stage, in the order of its text; null: it was erased. @throws risk-audit-not-found, risk-audit-stage-not-found. */
export function listStageWords ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, stage: ClosedStage, version?: number): Promise<StageWords[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const snapshot: unknown = JSON.parse((await keptStage(tx, id, stage, version)).snapshot)
    const behind = new Map((await keptWords(tx, snapshot)).map((row) => [row.reference, row]))
    return placesOf(snapshot).map((place) => ({ ...place, salt: behind.get(place.reference)?.salt?.toString('hex') ?? null, words: behind.get(place.reference)?.words ?? null }))
  })
}

async function keptStage (tx: OperatorTx, id: string, stage: ClosedStage, version: number | undefined): Promise<KeptStage> {
  const audit = await store.findAudit(tx, id, version)
  if (audit === undefined) throw auditNotFound(NO_AUDIT)
  const [kept] = await store.readStages(tx, audit, stage)
  if (kept === undefined) throw auditStageNotFound(`The stage ${stage} of version ${audit.version} is not closed.`)
  return kept
}

/** The audit, locked, in the version that is worked on. @throws risk-audit-not-found; whatever `demand` throws for another revision. */
export async function held (tx: OperatorTx, id: string, demand: Demand): Promise<KeptAudit> {
  const audit = await store.lockAudit(tx, id)
  if (audit === undefined) throw auditNotFound(NO_AUDIT)
  demand(audit.revision)
  return audit
}

/** @throws risk-audit-stage-refused besides. */
export async function heldDraft (tx: OperatorTx, id: string, demand: Demand): Promise<KeptAudit> {
  const audit = await held(tx, id, demand)
  if (!mayBeDescribed(audit.stage)) throw auditStageRefused('What it covers was settled when stage 1 was closed. Open it again to change that.', { at: audit.stage })
  return audit
}

export async function found (tx: OperatorTx, id: string): Promise<KeptAudit> {
  const audit = await store.findAudit(tx, id)
  if (audit === undefined) throw new Error('An audit was written and is not there')
  return audit
}

async function answerOf (tx: OperatorTx, id: string, status: 200 | 201): Promise<StoredAnswer> {
  const audit = await found(tx, id)
  const etag = `"${audit.revision}"`
  return { status, headers: status === 201 ? { location: `${ROUTE}/${id}`, etag } : { etag }, body: JSON.stringify(auditToWire(audit)) }
}

/** Each member in its place, so that equal scopes are equal texts. */
const auditScope = ({ sites = [], procedures = [], pillars = [], from, to }: StatedAuditScope): EvidenceScope =>
  ({ sites: sites.toSorted(), procedures: procedures.toSorted(), pillars: pillars.toSorted() as EvidenceScope['pillars'], from, to })

async function refuseFaultyScope (tx: OperatorTx, deps: Deps, { sites, from, to }: EvidenceScope): Promise<void> {
  refuseFaults([
    ...dayFaults('/scope/from', from), ...dayFaults('/scope/to', to),
    ...to < from ? [{ pointer: '/scope/to', detail: 'is before its first day', hint: 'Give the last day that the audit is about' }] : [],
    ...await siteFaults(tx, deps, sites.map((code, index) => ({ pointer: `/scope/sites/${index}`, code })))
  ])
}

const DOCUMENT_FIELDS = ['title', 'reference', 'sha256', 'datedOn'] as const

function documentFaults (document: ConsideredDocument, today: string): Fault[] {
  const stated = DOCUMENT_FIELDS.filter((name) => document[name] !== undefined)
  if (document.absentBecause !== undefined) return stated.map((name) => ({ pointer: `/${name}`, detail: 'stands beside the reason why there is none', hint: 'Name the document, or say why there is none' }))
  const missing = DOCUMENT_FIELDS.filter((name) => document[name] === undefined).map((name) => ({ pointer: `/${name}`, detail: 'is missing', hint: 'Name the document with its title, reference, SHA-256 and day, or say with absentBecause why there is none' }))
  return [...missing, ...document.datedOn === undefined ? [] : pastDayFaults('/datedOn', document.datedOn, today)]
}
