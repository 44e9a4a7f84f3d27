import type { Principal } from '../../platform/access.ts'
import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { systemPrincipal } from '../../platform/log/followed-logs.ts'
import { listOperators } from '../../platform/operators.ts'
import { attributeLedger, examineLedger, keptOf } from '../ingest/ledger-examination.ts'
import { keysOfDeclarations, loadLedger, saveUnits } from '../ingest/ledger-store.ts'
import type { Examiner } from './examiner.ts'
import type { ExaminedAgain } from './reexamination.ts'
import { nextOf } from './run-scope.ts'
import type { RunScope } from './run-scope.ts'

/**
 * Looks again at what is stored: examinations whose day has come, and runs over a period after what declarations are judged by has
 * changed. What the organisation recorded meanwhile moves a declaration to the unit that made it. One replica at a time works for an
 * operator, in short transactions, so ingest waits for one batch at most; a run goes on where it was when a replica died.
 */

export interface JobDeps {
  readonly db: Database
  readonly examiner: Examiner
  readonly clock: () => Date
}

const BATCH = 100

/** Does all that is due now, for every operator; one that fails does not hold up the others. @returns how many declarations were looked at. @throws what failed, once all were tried. */
export async function lookAgain (deps: JobDeps): Promise<number> {
  let looked = 0
  const failures: unknown[] = []
  for (const { operatorId, eori } of await listOperators(deps.db.operations)) {
    try {
      for (const step of [dueStep, runStep]) looked += await toTheEnd(deps, systemPrincipal(operatorId, eori), step)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new Error(`The declarations of ${failures.length} operators could not be looked at again`, { cause: failures[0] })
  return looked
}

async function toTheEnd (deps: JobDeps, principal: Principal, step: (deps: JobDeps, tx: OperatorTx) => Promise<number>): Promise<number> {
  for (let looked = 0; ;) {
    const count = await runOperatorTx(deps.db.operations, principal, async (tx) => await underLock(tx, async () => await step(deps, tx)), deps.clock)
    if (count === 0) return looked
    looked += count
  }
}

/** @returns 0 without doing anything while another replica works for the operator. */
async function underLock (tx: OperatorTx, work: () => Promise<number>): Promise<number> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'examinations \' || $1, 0)) as taken', [tx.operatorId])
  return lock?.taken === true ? await work() : 0
}

async function dueStep ({ examiner }: JobDeps, tx: OperatorTx): Promise<number> {
  const rows = await tx.query<{ declaration_id: string }>(`select x.declaration_id from aeo.examinations x
    where x.operator_id = $1 and x.counted and x.review_on <= $2::date order by x.review_on, x.declaration_id limit ${BATCH}`, [tx.operatorId, examiner.today()])
  if (rows.length > 0) await examineStored(examiner, tx, rows.map(({ declaration_id: id }) => id))
  return rows.length
}

interface RunRow { id: string, from_day: string, to_day: string, scope: RunScope, position_day: string | null, position_id: string | null }

async function runStep ({ examiner }: JobDeps, tx: OperatorTx): Promise<number> {
  const [run] = await tx.query<RunRow>(`select r.id, r.from_day, r.to_day, r.scope, r.position_day, r.position_id from aeo.examination_runs r
    where r.operator_id = $1 and r.state = 'running' order by r.id limit 1 for update`, [tx.operatorId])
  if (run === undefined) return 0
  const { rows, isLast } = await nextOf(tx, run.scope, { from: run.from_day, to: run.to_day, afterDay: run.position_day, afterId: run.position_id }, BATCH)
  const last = rows.at(-1)
  const touched = rows.flatMap(({ id, touched }) => touched ? [id] : [])
  const { opened, cured } = touched.length === 0 ? { opened: 0, cured: 0 } : await examineStored(examiner, tx, touched)
  await tx.query(`update aeo.examination_runs r set done = done + $3, examined = examined + $10, opened = opened + $4, cured = cured + $5,
      position_day = coalesce($6::date, position_day), position_id = coalesce($7::uuid, position_id),
      state = case when $8 then 'done' else state end, finished_at = case when $8 then $9::timestamptz end
    where r.operator_id = $1 and r.id = $2`, [tx.operatorId, run.id, rows.length, opened, cured, last?.counted_on ?? null, last?.id ?? null, isLast, tx.at, touched.length])
  if (isLast) tx.log('check.run_finished', `run:${run.id}`, { opened, cured })
  // The last batch may be empty; it still was work, and the next step finds what else there is.
  return Math.max(rows.length, 1)
}

async function examineStored (examiner: Examiner, tx: OperatorTx, ids: readonly string[]): Promise<ExaminedAgain> {
  const ledger = await loadLedger(tx, keysOfDeclarations(ids), false)
  for (const id of ids) {
    const entry = ledger.entries.get(id)
    if (entry !== undefined) entry.touched = true
  }
  await attributeLedger(examiner, tx, ledger)
  await saveUnits(tx, ledger)
  return await examineLedger(examiner, tx, ledger, await keptOf(tx, ledger))
}
