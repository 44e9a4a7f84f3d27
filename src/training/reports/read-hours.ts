import { setImmediate } from 'node:timers/promises'
import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { Workforce } from '../loader/workforce.ts'
import { hoursBy } from './hours.ts'
import type { HoursGroup, HoursRow, TrainedHours } from './hours.ts'
import { PERSONAL } from './report.ts'
import type { ReportDeps } from './report.ts'

/** Hours of what was completed from the first through the last day. @throws invalid-request for days that do not exist. */
export function readHours ({ db, clock, workforce }: ReportDeps, principal: Principal, by: HoursGroup, { from, to }: { readonly from: string, readonly to: string }): Promise<HoursRow[]> {
  refuseImpossibleDays({ from, to })
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => {
    const trained = await readTrained(tx, by, from, to)
    return hoursBy(by === 'unit' ? await withUnits(trained, await workforce(tx, { from, to })) : trained, by, hasScope(principal, PERSONAL))
  }, clock)
}

/** Rows placed between two turns of the event loop: a decade of a large operator has some hundred thousand. */
const AT_ONCE = 2000

async function withUnits (trained: readonly TrainedHours[], { unitOf }: Workforce): Promise<TrainedHours[]> {
  const placed: TrainedHours[] = []
  for (let start = 0; start < trained.length; start += AT_ONCE) {
    placed.push(...trained.slice(start, start + AT_ONCE).map((row) => ({ ...row, key: unitOf(row.person, row.day) ?? null })))
    await setImmediate()
  }
  return placed
}

const KEYS: Readonly<Partial<Record<HoursGroup, string>>> = { topic: 'coalesce(t.topic, r.topic)', kind: 'c.kind' }

/** A failed test took its hours too; what was revoked from its first day on never took place. */
async function readTrained (tx: OperatorTx, by: HoursGroup, from: string, to: string): Promise<TrainedHours[]> {
  const topics = by === 'topic' ? 'left join aeo.training_course_topics t on t.operator_id = r.operator_id and t.course = r.course and t.version = r.version' : ''
  return await tx.query<TrainedHours>(`select r.person, r.completed_on as day, ${KEYS[by] ?? 'null'} as key, sum(coalesce(r.hours, s.hours, v.hours, 0)) as hours, count(*)::int as records
    from aeo.training_records r
      left join aeo.training_sessions s on s.operator_id = r.operator_id and s.code = r.session
      left join aeo.training_course_versions v on v.operator_id = r.operator_id and v.course = r.course and v.version = r.version
      left join aeo.training_courses c on c.operator_id = r.operator_id and c.code = r.course
      ${topics}
    where r.operator_id = $1 and r.completed_on between $2::date and $3::date and (r.revoked_from is null or r.revoked_from > r.completed_on)
    group by r.person, r.completed_on, 3`, [tx.operatorId, from, to])
}
