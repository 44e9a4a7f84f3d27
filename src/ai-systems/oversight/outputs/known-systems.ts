import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** Systems that outputs name, as far as the log asks: whether they were in use on a day, and which of their outputs a person looks at. */

export interface LoggedSystem {
  readonly id: string
  readonly code: string
  readonly inUseOn: (day: string) => boolean
  /** Whether the register's rule of that day lets outputs through that nobody looked at. */
  readonly skipsReviewOn: (day: string) => boolean
}

/** First days with what holds from then on, in their order. */
type Course = readonly (readonly [day: string, value: string])[]

interface Row { readonly id: string, readonly code: string, readonly statuses: Course, readonly modes: Course }

const on = (course: Course, day: string): string | undefined => course.findLast(([from]) => from <= day)?.[1]

/** By code and by id, in one statement; what nobody registered is missing. */
export async function loggedSystems (tx: OperatorTx, names: Iterable<string>): Promise<Map<string, LoggedSystem>> {
  const rows = await tx.query<Row>(`select s.id, s.code,
      (select json_agg(json_build_array(t.valid_from, t.status) order by t.number) from aeo.ai_system_statuses t where t.operator_id = s.operator_id and t.system_id = s.id) as statuses,
      (select json_agg(json_build_array(v.valid_from, v.content -> 'review' ->> 'mode') order by v.version) from aeo.ai_system_versions v where v.operator_id = s.operator_id and v.system_id = s.id) as modes
    from aeo.ai_systems s where s.operator_id = $1 and (s.code = any($2::text[]) or s.id::text = any($2::text[]))`, [tx.operatorId, [...new Set(names)]])
  const systems = rows.map(({ id, code, statuses, modes }): LoggedSystem => ({ id, code, inUseOn: (day) => on(statuses, day) === 'in_use', skipsReviewOn: (day) => (on(modes, day) ?? 'full') !== 'full' }))
  // A code may look like the id of another system: the code goes before.
  return new Map([...systems.map((system) => [system.id, system] as const), ...systems.map((system) => [system.code, system] as const)])
}
