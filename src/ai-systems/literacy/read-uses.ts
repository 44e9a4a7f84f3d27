import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { usesOf } from './use-of-systems.ts'
import type { SystemTimeline, SystemUse } from './use-of-systems.ts'

/** Who works with which systems, of all days up to this one: since when somebody does follows from those before. One statement. */
export async function usesOfSystems (tx: OperatorTx, to: string): Promise<SystemUse[]> {
  const timelines = await tx.query<SystemTimeline>(`select s.code,
      coalesce((select json_agg(json_build_object('from', v.valid_from, 'owner', v.content -> 'owner', 'deputy', v.content -> 'deputy', 'users', v.content -> 'users') order by v.version)
        from aeo.ai_system_versions v where v.operator_id = s.operator_id and v.system_id = s.id and v.valid_from <= $2::date), '[]') as versions,
      coalesce((select json_agg(json_build_object('from', t.valid_from, 'status', t.status) order by t.number)
        from aeo.ai_system_statuses t where t.operator_id = s.operator_id and t.system_id = s.id and t.valid_from <= $2::date), '[]') as statuses,
      coalesce((select json_agg(json_build_object('from', (a.recorded_at at time zone 'UTC')::date, 'class', a.class) order by a.number)
        from aeo.ai_assessments a where a.operator_id = s.operator_id and a.system_id = s.id and (a.recorded_at at time zone 'UTC')::date <= $2::date), '[]') as classes
    from aeo.ai_systems s where s.operator_id = $1 and s.introduced_on <= $2::date order by s.code`, [tx.operatorId, to])
  return timelines.flatMap(usesOf)
}
