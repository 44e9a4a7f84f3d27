import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { checkRunNotFound } from '../problems.ts'
import { refuseImpossiblePeriod } from './period.ts'
import type { CheckDeps } from './check-settings.ts'
import { refuseUnknownChecks, refuseUnknownNames } from './run-scope.ts'
import type { RunScope } from './run-scope.ts'

/** Runs that examine a period again, after the rules, the lists or the settings have changed. */

export interface RunRow {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly only: RunScope
  readonly state: 'running' | 'done'
  readonly total: number
  readonly done: number
  readonly examined: number
  readonly opened: number
  readonly cured: number
  readonly askedAt: Date
  readonly finishedAt: Date | null
}

const COLUMNS = `r.id, r.from_day as "from", r.to_day as "to", r.reason, r.scope as "only", r.state, r.total, r.done,
  case when r.scope::text = '{}' then r.done else r.examined end as examined, r.opened, r.cured, r.asked_at as "askedAt", r.finished_at as "finishedAt"`
const ROUTE = 'POST /v1/checks/runs'
const PERIOD_TOTAL = `coalesce((select sum(t.declarations) from aeo.quality_totals t
  where t.operator_id = $1 and t.dimension = 'all' and t.day between $3::date and $4::date), 0)`
const MRN_TOTAL = `(select count(*) from (select distinct n.mrn from unnest($9::text[]) as n (mrn)) as m
  cross join lateral (select from aeo.declarations d where d.operator_id = $1 and d.mrn = m.mrn and d.counted_on between $3::date and $4::date) as d)`

export const runToWire = (row: RunRow) => ({ ...row, askedAt: row.askedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null })

/** @throws invalid-request for an impossible period or what no declaration names; check-not-found. */
export function startRun ({ db, clock }: CheckDeps, principal: Principal, input: { from: string, to: string, reason: string, only?: RunScope }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseImpossiblePeriod(input)
  const { only = {} } = input
  refuseUnknownChecks(only)
  return decideOnce({ db, principal, scope: 'checks:write', route: ROUTE, idempotencyKey, input, clock }, async (tx) => {
    await refuseUnknownNames(tx, only)
    const id = uuidV7()
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const [row] = await tx.query<RunRow>(`insert into aeo.examination_runs as r (operator_id, id, from_day, to_day, reason, scope, total, asked_at, asked_by)
      select $1, $2, $3::date, $4::date, $5, $6, ${only.mrns === undefined ? PERIOD_TOTAL : MRN_TOTAL}, $7, $8 returning ${COLUMNS}`,
    [tx.operatorId, id, input.from, input.to, input.reason, JSON.stringify(only), tx.at, actor, ...(only.mrns === undefined ? [] : [only.mrns])])
    tx.log('check.run_started', `run:${id}`, { from: input.from, to: input.to, only: Object.keys(only) })
    return { status: 202, headers: { location: `/v1/checks/runs/${id}` }, body: JSON.stringify(row === undefined ? null : runToWire(row)) }
  })
}

/** @throws check-run-not-found. */
export function findRun ({ db }: CheckDeps, principal: Principal, id: string): Promise<RunRow> {
  return withOperatorReadOnly(db, principal, 'checks:read', async (tx) => {
    const [row] = await tx.query<RunRow>(`select ${COLUMNS} from aeo.examination_runs r where r.operator_id = $1 and r.id = $2`, [tx.operatorId, id])
    if (row === undefined) throw checkRunNotFound('No run of yours has this id.')
    return row
  })
}

const PURPOSE = 'examination runs'

export function listRuns ({ db }: CheckDeps, principal: Principal, { limit = DEFAULT_PAGE, cursor }: { limit?: number, cursor?: string }): Promise<{ items: RunRow[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'checks:read', async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await tx.query<RunRow>(`select ${COLUMNS} from aeo.examination_runs r where r.operator_id = $1 and ($2::uuid is null or r.id < $2::uuid) order by r.id desc limit $3`,
      [tx.operatorId, after ?? null, most]))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.id]) : null }
  })
}
