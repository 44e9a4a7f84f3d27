import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decidedBefore, decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Problem } from '../../platform/problem.ts'
import { METHOD_VERSION } from '../../risk/method.ts'
import type { Simulations } from '../assess/simulations.ts'
import { keepAssessment } from '../assessments/keep-assessment.ts'
import type { Area } from '../catalogue/areas.ts'
import type { RiskDeps } from '../deps.ts'
import { auditBlocked, auditMoved, auditNotFound, auditStageRefused } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { erasedSince, logMark } from '../words/erased-since.ts'
import type { LogMark } from '../words/erased-since.ts'
import { putAway } from '../words/frozen-words.ts'
import { sealedSnapshot } from '../words/sealed-stage.ts'
import type { KeptAudit } from './audit.ts'
import * as store from './audit-store.ts'
import type { AuditSources } from './deps.ts'
import type { Blocker } from './gates.ts'
import { readDecided, readStage, withSuggestions } from './read-stage.ts'
import type { ReadStage } from './read-stage.ts'
import { assessedOf, sha256Of, snapshotText, SNAPSHOT_SCHEMA } from './snapshot.ts'
import type { AssessedStageInputs, Snapshot } from './snapshot.ts'
import { resultOf } from './stage-results.ts'
import { stageAfter } from './stages.ts'
import type { ClosedStage } from './stages.ts'
import { auditToWire } from './wire.ts'

/**
 * Closing the next stage of an audit. What it rests on is read in one snapshot of the database and computed without a transaction; then,
 * with the audit locked, what people decided is read once more, and no evidence: where they decided otherwise meanwhile, the stage is computed
 * anew. Where they go on doing so it is frozen all the same, as it stood when it was read, which is after it was asked for: nobody who changes
 * treatments, acceptances or risks all the time keeps a stage open, and nobody waits for it. What shuts the gate meanwhile, such as a signature
 * that is taken back, keeps it open in any case. What the system counted meanwhile changes nothing: the figures are those of the instant they
 * were read at.
 */

export const NO_AUDIT = 'No risk audit of yours has this id.'
type Deps = Pick<RiskDeps, 'db' | 'clock' | 'holds'>
type Demand = (revision: number) => void

/** The second is frozen as it was read, unless somebody changed the audit itself or had words erased, which nobody does all the time. */
const ATTEMPTS = 4
const TIMEOUT_MS = 60_000

class Moved extends Error {}

interface Prepared {
  readonly audit: KeptAudit
  readonly stage: ClosedStage
  readonly read: ReadStage
  readonly readAt: Date
  readonly closedAs: string | null
  /** Up to which the log was written. */
  readonly mark: LogMark
}

/**
 * @param stage the one to be closed: the next after that which was closed last.
 * @throws risk-audit-not-found; risk-audit-stage-refused; risk-audit-blocked with all that is missing; risk-audit-moved; whatever `demand` throws for another revision.
 */
export async function closeStage (deps: Deps, sources: AuditSources, principal: Principal, id: string, stage: ClosedStage, idempotencyKey: string | string[] | undefined, demand: Demand): Promise<StoredAnswer> {
  const request = { db: deps.db, principal, scope: WRITE, route: 'POST /v1/risk-audits/{id}/advance', idempotencyKey, input: { id, stage }, clock: deps.clock } as const
  const before = await decidedBefore(request)
  if (before !== undefined) return before
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { prepared, made } = await prepareAndCompute(deps, sources, principal, id, stage, demand)
    try {
      return await decideOnce(request, async (tx) => await freeze(tx, deps, sources, id, { prepared, made, demand, settles: attempt > 1 }))
    } catch (error) {
      if (!(error instanceof Moved)) throw error
    }
  }
  throw auditMoved('The audit was changed, or words were erased, each time while the stage was computed.')
}

interface Made { readonly prepared: Prepared, readonly made: Snapshot }

/** A stage that simulates asks for its place first: where too many wait already, nothing is read. */
async function prepareAndCompute (deps: Deps, sources: AuditSources, principal: Principal, id: string, stage: ClosedStage, demand: Demand): Promise<Made> {
  const place = SIMULATED.has(stage) ? sources.simulations.keepPlace(principal.operatorId) : undefined
  try {
    const prepared = await prepare(deps, sources, principal, id, stage, demand)
    return { prepared, made: await computed(sources, principal, stage, prepared, place) }
  } finally {
    place?.giveBack()
  }
}

const SIMULATED: ReadonlySet<ClosedStage> = new Set(['identified', 'residual_determined', 'treated'])

/** What is missing before the next stage can be closed. @throws risk-audit-not-found. */
export async function findBlockers ({ db, clock }: Pick<Deps, 'db' | 'clock'>, sources: AuditSources, principal: Principal, id: string): Promise<{ readonly stage: ClosedStage | null, readonly blockers: readonly Blocker[] }> {
  return await withOperatorReadOnly(db, principal, READ, async (tx) => {
    await tx.query('set transaction isolation level repeatable read')
    const audit = await store.findAudit(tx, id)
    if (audit === undefined) throw auditNotFound(NO_AUDIT)
    const stage = stageAfter(audit.stage)
    return { stage, blockers: stage === null ? [] : (await readStage(tx, sources, audit, stage)).blockers }
  }, clock)
}

async function prepare ({ db, clock }: Pick<Deps, 'db' | 'clock'>, sources: AuditSources, principal: Principal, id: string, stage: ClosedStage, demand: Demand): Promise<Prepared> {
  const suggestions = stage === 'treated' ? await readSuggestions({ db, clock }, sources, principal, id) : {}
  return await withOperatorReadOnly(db, principal, WRITE, async (tx) => {
    await tx.query('set transaction isolation level repeatable read')
    const audit = await store.findAudit(tx, id)
    if (audit === undefined) throw auditNotFound(NO_AUDIT)
    demand(audit.revision)
    refuseOther(audit, stage)
    const read = await readStage(tx, sources, audit, stage)
    if (read.blockers.length > 0) throw blocked(stage, read.blockers)
    return { audit, stage, read: withSuggestions(read, stage, suggestions), readAt: tx.at, closedAs: await sources.personOf(tx, principal.subject), mark: await logMark(tx) }
  }, clock)
}

const blocked = (stage: ClosedStage, blockers: readonly Blocker[]): Problem =>
  auditBlocked(`${blockers.length} ${blockers.length === 1 ? 'thing is' : 'things are'} missing before the stage ${stage} can be closed.`, { stage, blockers })

/** Key figures are read in transactions of their own. An audit that is not there has none: who reads the stage is told so. */
async function readSuggestions ({ db, clock }: Pick<Deps, 'db' | 'clock'>, sources: AuditSources, principal: Principal, id: string): Promise<object> {
  const audit = await withOperatorReadOnly(db, principal, WRITE, async (tx) => await store.findAudit(tx, id), clock)
  return audit === undefined || stageAfter(audit.stage) !== 'treated' ? {} : await sources.suggestions(principal, audit.scope)
}

function refuseOther (audit: KeptAudit, stage: ClosedStage): void {
  const next = stageAfter(audit.stage)
  if (next !== stage) throw auditStageRefused(next === null ? 'It is closed: open it again first.' : `It is at ${audit.stage}: the next stage is ${next}.`, { at: audit.stage, next })
}

async function computed (sources: AuditSources, principal: Principal, stage: ClosedStage, { audit: { id, title, version, reopenedBecause, seed }, read: { inputs }, readAt, closedAs }: Prepared, simulations: Simulations | undefined): Promise<Snapshot> {
  const result = await resultOf(stage, inputs, { seed, operatorId: principal.operatorId, timeoutMs: TIMEOUT_MS, simulations }, sources)
  return { schema: SNAPSHOT_SCHEMA, audit: { id, title, version, reopenedBecause }, stage, seed, closedAs, readAt: readAt.toISOString(), inputs, result }
}

/** Words are put away once nothing can be erased any more until they are: what was erased before is read as erased, and the stage made anew. */
async function freeze (tx: OperatorTx, { holds }: Deps, sources: AuditSources, id: string, { prepared, made, demand, settles }: Made & { readonly demand: Demand, readonly settles: boolean }): Promise<StoredAnswer> {
  const { stage } = made
  await holds.share(tx)
  const audit = await store.lockAudit(tx, id)
  if (audit === undefined) throw auditNotFound(NO_AUDIT)
  demand(audit.revision)
  refuseOther(audit, stage)
  await refuseMoved(tx, sources, audit, prepared, settles)
  const sealed = await putAway(tx, utcDay(tx.at), (put) => sealedSnapshot(made, put))
  const text = snapshotText(sealed)
  const frozen = { stage, snapshot: text, sha256: sha256Of(text), methodVersion: METHOD_VERSION, seed: audit.seed }
  const closedBy = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  await store.freezeStage(tx, audit, frozen, closedBy)
  await keepFigures(tx, sealed, closedBy)
  const revision = await store.touchAudit(tx, id)
  tx.log('risk_audit.stage_closed', `risk_audit:${id}`, { version: audit.version, stage, sha256: frozen.sha256, methodVersion: METHOD_VERSION, readAt: made.readAt })
  const after = await store.findAudit(tx, id)
  if (after === undefined) throw new Error('An audit was written and is not there')
  return { status: 200, headers: { etag: `"${revision}"` }, body: JSON.stringify(auditToWire(after)) }
}

/** Areas of which a stated risk is left out, by name: figures without them are not those of the whole company. */
const statedAreas = ({ leftOut = [] }: AssessedStageInputs): Area[] => [...new Set(leftOut.flatMap(({ area, stated }) => stated ? [area] : []))].toSorted()

/** @param settles whether it may be frozen as it was read. @throws Moved where it is to be made anew; risk-audit-blocked. */
async function refuseMoved (tx: OperatorTx, sources: AuditSources, audit: KeptAudit, { audit: { revision }, read, stage, mark }: Prepared, settles: boolean): Promise<void> {
  const now = audit.revision === revision ? await readDecided(tx, sources, audit, stage) : undefined
  if (now?.decided === read.decided) return
  if (now === undefined || !settles || await erasedSince(tx, mark)) throw new Moved('What the stage rests on was changed while it was computed')
  if (now.blockers.length > 0) throw blocked(stage, now.blockers)
}

/** The figures of stages 1 and 2 stand among the assessments too: in reports over time, and for acceptances that they may have outgrown. Of no risk there are none. */
async function keepFigures (tx: OperatorTx, sealed: Snapshot, recordedBy: string): Promise<void> {
  const { stage, audit: { id, version } } = sealed
  if (stage !== 'identified' && stage !== 'residual_determined') return
  const assessed = assessedOf(sealed as Snapshot<typeof stage>)
  if (assessed.risks.length === 0) return
  const areasLeftOut = statedAreas((sealed as Snapshot<typeof stage>).inputs)
  await keepAssessment(tx, { id: uuidV7(), reason: `Stage ${stage} of version ${version} of the audit ${id}`, recordedBy }, areasLeftOut.length === 0 ? assessed : { ...assessed, scope: { ...assessed.scope, areasLeftOut } })
}
