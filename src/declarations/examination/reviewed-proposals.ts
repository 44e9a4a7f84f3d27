import { v7 as uuidV7 } from 'uuid'
import { addDays } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { positionOf } from '../checks/catalogue.ts'
import { OUTCOMES } from '../checks/check.ts'
import { MOST_REVIEWERS } from './run-scope.ts'
import type { RunScope } from './run-scope.ts'

/** Declarations whose proposals of AI systems were decided by people of whom other training is known now. */

/** Whose training changed, and the first day on which that may matter. */
export interface ChangedReviewer { readonly person: string, readonly from: string }

const CHECK = 'CLA-11'
const REASON = 'Of people who decided proposals of AI systems other training is recorded, or asked.'
/**
 * A proposal is decided before acceptance, or at the latest so long after. Who decided stands in the documents alone: an index of it would
 * cost every push, so a run begins so many days before the change instead of with the first declaration of the person.
 */
export const DECIDED_WITHIN_DAYS = 366

/**
 * Opens a run over the declarations of which one of these people decided a proposal, or widens the one that waits. Nothing is opened where
 * no declaration of the time carries a proposal. Call it last in the transaction that changes what is known: ingest of the operator waits
 * from here to its end, so that no examination that is under way misses it.
 */
export async function examineProposalsOf (tx: OperatorTx, changed: readonly ChangedReviewer[]): Promise<void> {
  const first = changed.map(({ from }) => from).toSorted()[0]
  if (first === undefined) return
  const period = await periodWithProposals(tx, addDays(first, -DECIDED_WITHIN_DAYS))
  if (period === undefined) return
  await tx.query('select aeo.lock_ingest($1)', [tx.operatorId])
  const reviewers = [...new Set(changed.map(({ person }) => person))]
  const waiting = await waitingRun(tx)
  if (waiting === undefined) await openRun(tx, period, scopeOf(reviewers))
  else await widenRun(tx, waiting.id, period, scopeOf(waiting.scope.reviewers === undefined ? undefined : [...new Set([...waiting.scope.reviewers, ...reviewers])]))
}

interface Days { readonly from: string, readonly to: string }

/** First and last day on or after the given one on which the check applied to any declaration. */
async function periodWithProposals (tx: OperatorTx, from: string): Promise<Days | undefined> {
  const start = (positionOf(CHECK) ?? 0) * OUTCOMES.length
  const applied = OUTCOMES.flatMap((outcome, index) => outcome === 'not_applicable' ? [] : [start + index + 1])
  const [row] = await tx.query<{ from: string | null, to: string | null }>(`select min(t.day) as "from", max(t.day) as "to" from aeo.check_totals t
    where t.operator_id = $1 and t.day >= $2::date and exists (select from unnest($3::integer[]) as a (place) where t.counts[a.place] > 0)`, [tx.operatorId, from, applied])
  return row?.from == null || row.to === null ? undefined : { from: row.from, to: row.to }
}

/** Of very many people all proposals are looked at: to look for each name would cost more. */
const scopeOf = (reviewers: readonly string[] | undefined): RunScope => ({ checks: [CHECK], ...(reviewers === undefined || reviewers.length > MOST_REVIEWERS ? {} : { reviewers }) })

interface WaitingRun { readonly id: string, readonly scope: RunScope }

/** One that was opened here and has not begun: locked, so that it does not begin meanwhile. */
async function waitingRun (tx: OperatorTx): Promise<WaitingRun | undefined> {
  const [run] = await tx.query<WaitingRun>(`select r.id, r.scope from aeo.examination_runs r
    where r.operator_id = $1 and r.state = 'running' and r.position_day is null and r.reason = $2 order by r.id limit 1 for update`, [tx.operatorId, REASON])
  return run
}

/** Declarations of the days; both are ours, no text of a request. */
const totalOf = (from: string, to: string): string => `coalesce((select sum(t.declarations) from aeo.quality_totals t where t.operator_id = $1 and t.dimension = 'all' and t.day between ${from} and ${to}), 0)`
const [EARLIER, LATER] = ['least(r.from_day, $3::date)', 'greatest(r.to_day, $4::date)']

async function openRun (tx: OperatorTx, { from, to }: Days, scope: RunScope): Promise<void> {
  const id = uuidV7()
  const actor = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  await tx.query(`insert into aeo.examination_runs (operator_id, id, from_day, to_day, reason, scope, total, asked_at, asked_by) select $1, $2, $3::date, $4::date, $5, $6, ${totalOf('$3::date', '$4::date')}, $7, $8`,
    [tx.operatorId, id, from, to, REASON, JSON.stringify(scope), tx.at, actor])
  tx.log('check.run_started', `run:${id}`, { from, to, only: Object.keys(scope) })
}

async function widenRun (tx: OperatorTx, id: string, { from, to }: Days, scope: RunScope): Promise<void> {
  await tx.query(`update aeo.examination_runs r set from_day = ${EARLIER}, to_day = ${LATER}, scope = $5, total = ${totalOf(EARLIER, LATER)}
    where r.operator_id = $1 and r.id = $2`, [tx.operatorId, id, from, to, JSON.stringify(scope)])
}
