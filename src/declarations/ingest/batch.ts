import type { Database } from '../../platform/db/pool.ts'
import { isConnectionLoss, isDataError, isRetryable } from '../../platform/db/database-error.ts'
import { databaseProblem } from '../../platform/db/database-failure.ts'
import { onConnection, runOperatorTx } from '../../platform/db/operator-tx.ts'
import { claimKeys, storeAnswers } from '../../platform/idempotency/idempotency.ts'
import type { IdempotentRequest, StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { knownActor, rememberActor, resolveActor } from '../../platform/log/actors.ts'
import type { Principal } from '../../platform/access.ts'
import { outcomeUnknown, Problem } from '../../platform/problem.ts'
import type { Examiner } from '../examination/examiner.ts'
import { declarationRefused } from '../problems.ts'
import { attributeLedger, examineLedger, keptOf } from './ledger-examination.ts'
import { keysOf, loadLedger, saveLedger } from './ledger-store.ts'
import type { DeclarationPush, Push, Verdict } from './push.ts'
import { recordNew } from './record-new.ts'

/** One batch of one operator: written whole where it can be, and where one document is bad, that one fails alone. */

export type PushResult =
  | { readonly kind: 'verdict', readonly verdict: Verdict }
  | { readonly kind: 'answered', readonly answer: StoredAnswer }
  | { readonly kind: 'refused', readonly problem: Problem }

export interface Job {
  readonly push: Push
  /** Set when the sender named an Idempotency-Key; the answer is stored with the change. */
  readonly idempotency?: { readonly request: IdempotentRequest, readonly answerOf: (verdict: Verdict) => StoredAnswer }
}

export interface BatchDeps {
  readonly db: Database
  readonly examiner: Examiner
  readonly clock: () => Date
  /** A document that the database refuses although it was validated: our mistake, to be looked into. */
  readonly onRefused: (error: unknown, push: Push) => void
}

const ATTEMPTS = 3

/** Results in the order of the jobs. @throws database-unavailable or storage-full when nothing was written; outcome-unknown when that cannot be said. */
export async function runBatch (deps: BatchDeps, principal: Principal, jobs: readonly Job[]): Promise<PushResult[]> {
  const results = new Map<Job, PushResult>()
  const { common, other } = partition(jobs)
  const long = [...await runCommon(deps, principal, common, results), ...other].toSorted((a, b) => jobs.indexOf(a) - jobs.indexOf(b))
  if (long.length > 0) await runLong(deps, principal, long, false, results)
  return jobs.map((job) => results.get(job) ?? { kind: 'refused', problem: declarationRefused('The declaration was not recorded.') })
}

/** Declarations that stand alone in the batch take the short way; whatever shares a reference with another goes in order. */
function partition (jobs: readonly Job[]): { common: Job[], other: Job[] } {
  const seen = new Set<string>()
  const common: Job[] = []
  const other: Job[] = []
  for (const job of jobs) {
    const { push } = job
    const references = push.kind === 'declaration' ? [push.mrn ?? '', push.lrn === null ? '' : ` ${push.lrn}`].filter((reference) => reference !== '') : []
    const alone = push.kind === 'declaration' && job.idempotency === undefined && !references.some((reference) => seen.has(reference))
    for (const reference of references) seen.add(reference)
    ;(alone ? common : other).push(job)
  }
  return { common, other }
}

/** @returns the jobs that must take the long way. */
async function runCommon (deps: BatchDeps, principal: Principal, jobs: readonly Job[], results: Map<Job, PushResult>): Promise<Job[]> {
  const long: Job[] = []
  let rest = jobs
  for (let attempt = 1; rest.length > 0; attempt++) {
    const known = attempt > ATTEMPTS ? rest.map((_, index) => index) : await tryCommon(deps, principal, rest)
    if (known === 'lost') {
      await runAgain(deps, principal, rest, results)
      return long
    }
    if (known === 'long') return [...long, ...rest]
    if (known.length === 0) {
      for (const job of rest) results.set(job, { kind: 'verdict', verdict: created(job.push as DeclarationPush) })
      return long
    }
    const positions = new Set(known)
    long.push(...rest.filter((_, index) => positions.has(index)))
    rest = rest.filter((_, index) => !positions.has(index))
  }
  return long
}

async function tryCommon (deps: BatchDeps, principal: Principal, jobs: readonly Job[]): Promise<number[] | 'lost' | 'long'> {
  let sent = false
  try {
    const actors = await actorsOf(deps, principal, jobs)
    const pushes = jobs.map(({ push }) => push as DeclarationPush)
    for (;;) {
      const examined = await deps.examiner.examineNew(principal, pushes)
      const known = await onConnection(deps.db.ingest, async (client) => {
        sent = true
        return await recordNew(client, principal.operatorId, deps.clock(), pushes, examined, (subject) => actors.get(subject) ?? '')
      })
      if (known !== 'stale') return known
      deps.examiner.contexts.forget(principal.operatorId)
    }
  } catch (error) {
    if (sent && isConnectionLoss(error)) return 'lost'
    // The long way retries, finds the culprit, or names the outage.
    if (isConnectionLoss(error) || isRetryable(error) || isDataError(error)) return 'long'
    throw databaseProblem(error) ?? error
  }
}

/**
 * The connection broke while a batch was being recorded: what the database has of it decides.
 * @throws outcome-unknown when the database cannot be asked, since the batch may be there.
 */
async function runAgain (deps: BatchDeps, principal: Principal, jobs: readonly Job[], results: Map<Job, PushResult>): Promise<void> {
  try {
    await runLong(deps, principal, jobs, true, results)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw outcomeUnknown('The database was lost while this was being recorded. Send it again: it takes effect once.', {}, { cause: error, headers: { 'retry-after': '5' } })
  }
}

/** Pseudonyms of all who pushed; one that is new is made, and committed, before the batch that names it. */
async function actorsOf (deps: BatchDeps, principal: Principal, jobs: readonly Job[]): Promise<Map<string, string>> {
  const actors = new Map<string, string>()
  for (const { push: { subject } } of jobs) {
    if (actors.has(subject)) continue
    const known = knownActor(principal.operatorId, subject)
    if (known !== undefined) {
      actors.set(subject, known)
      continue
    }
    const made = await runOperatorTx(deps.db.operations, principal, async (tx) => await resolveActor(tx.query, tx.operatorId, subject), deps.clock)
    rememberActor(principal.operatorId, subject, made)
    actors.set(subject, made)
  }
  return actors
}

function created (push: DeclarationPush): Verdict {
  return {
    outcome: 'created', kind: 'declaration', declarationId: push.id, version: 1, messageId: null, messageState: null, replayed: false, mrn: push.mrn, lrn: push.lrn
  }
}

/** The general way, in one transaction; a data error halves the batch until the culprit stands alone. */
async function runLong (deps: BatchDeps, principal: Principal, jobs: readonly Job[], rerun: boolean, results: Map<Job, PushResult>): Promise<void> {
  try {
    for (const [job, result] of await longTx(deps, principal, jobs, rerun)) results.set(job, result)
  } catch (error) {
    if (!isDataError(error)) throw error
    if (jobs.length === 1 && jobs[0] !== undefined) {
      deps.onRefused(error, jobs[0].push)
      results.set(jobs[0], { kind: 'refused', problem: declarationRefused('The database refuses a value of this document; nothing of it was recorded.', {}, { cause: error }) })
      return
    }
    const middle = Math.ceil(jobs.length / 2)
    await runLong(deps, principal, jobs.slice(0, middle), rerun, results)
    await runLong(deps, principal, jobs.slice(middle), rerun, results)
  }
}

async function longTx (deps: BatchDeps, principal: Principal, jobs: readonly Job[], rerun: boolean): Promise<Map<Job, PushResult>> {
  let attempt = 0
  return await runOperatorTx(deps.db.ingest, principal, async (tx) => {
    const again = rerun || ++attempt > 1
    const results = new Map<Job, PushResult>()
    const keyed = jobs.filter((job) => job.idempotency !== undefined)
    const claims = await claimKeys(tx, keyed.flatMap(({ idempotency }) => idempotency === undefined ? [] : [idempotency.request]))
    keyed.forEach((job, index) => {
      const claim = claims[index]
      if (claim?.state === 'answered') results.set(job, { kind: 'answered', answer: claim.answer })
      if (claim?.state === 'refused') results.set(job, { kind: 'refused', problem: claim.problem })
    })
    const open = jobs.filter((job) => !results.has(job))
    const ledger = await loadLedger(tx, keysOf(open.map(({ push }) => push)), again)
    for (const job of open) results.set(job, { kind: 'verdict', verdict: ledger.take(job.push) })
    await attributeLedger(deps.examiner, tx, ledger)
    const examined = await keptOf(tx, ledger)
    await saveLedger(tx, ledger)
    await examineLedger(deps.examiner, tx, ledger, examined)
    await storeAnswers(tx, open.flatMap((job) => {
      const result = results.get(job)
      return job.idempotency === undefined || result?.kind !== 'verdict' ? [] : [{ request: job.idempotency.request, answer: job.idempotency.answerOf(result.verdict) }]
    }))
    return results
  }, deps.clock)
}
