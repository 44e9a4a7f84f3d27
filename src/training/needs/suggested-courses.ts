import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Which course would answer a need, and when it is held next. */

export interface SuggestedCourse {
  readonly code: string
  readonly version: number
  readonly title: string
  readonly provider: string
  readonly hours: string
  readonly level: number
  /** The next one planned; null: none that teaches what is wanted to those who want it. */
  readonly session: PlannedSession | null
}

export interface PlannedSession { readonly code: string, readonly startsOn: string, readonly endsOn: string }

/** What is to be learnt where; no unit: by the whole company. */
export interface Want { readonly topic: string, readonly level: number, readonly unit: string | null }

/**
 * For each of the wants the course that teaches the topic at the level, whose version is in force on the day and which is not closed: the
 * one with the fewest topics beside it, internal ones first, then the level that is nearest, the shortest, by code. With its next planned
 * session from the day on, of those for all units and those for the unit itself, whose version teaches the same. In the order of the
 * wants; null where there is none.
 */
export async function suggestedCourses (tx: OperatorTx, wants: readonly Want[], day: string): Promise<(SuggestedCourse | null)[]> {
  if (wants.length === 0) return []
  const rows = await tx.query<SuggestedCourse & { n: number }>(`
    with in_force as (
      select distinct on (v.course) v.course, v.version, v.hours from aeo.training_course_versions v where v.operator_id = $1 and v.valid_from <= $5::date order by v.course, v.valid_from desc, v.version desc),
    taught as (
      select f.course, f.version, f.hours, t.topic, t.level, count(*) over (partition by f.course) as topics from in_force f
        join aeo.training_course_topics t on t.operator_id = $1 and t.course = f.course and t.version = f.version)
    select w.n::int, s.*, p.session from unnest($2::text[], $3::smallint[], $4::text[]) with ordinality as w (topic, level, unit, n)
      cross join lateral (select c.code, f.version, c.title, c.provider, trim_scale(f.hours)::text as hours, f.level::int from taught f
        join aeo.training_courses c on c.operator_id = $1 and c.code = f.course
        where f.topic = w.topic and f.level >= w.level and (c.closed_on is null or c.closed_on >= $5::date)
        order by f.topics, c.provider_type <> 'internal', f.level, f.hours, c.code limit 1) s
      left join lateral (select json_build_object('code', e.code, 'startsOn', e.starts_on, 'endsOn', e.ends_on) as session from aeo.training_sessions e
        join aeo.training_course_topics t on t.operator_id = $1 and t.course = e.course and t.version = e.version and t.topic = w.topic and t.level >= w.level
        where e.operator_id = $1 and e.course = s.code and e.state = 'planned' and e.starts_on >= $5::date and (e.unit is null or e.unit = w.unit)
        order by e.starts_on, e.code limit 1) p on true`, [tx.operatorId, wants.map(({ topic }) => topic), wants.map(({ level }) => level), wants.map(({ unit }) => unit), day])
  const found = new Map(rows.map(({ n, ...course }) => [n, course]))
  return wants.map((_, index) => found.get(index + 1) ?? null)
}
