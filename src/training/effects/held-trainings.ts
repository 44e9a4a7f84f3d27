import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { HeldTraining, Window } from './cuts.ts'

/** Trainings as they were held, with whoever completed them. */

/**
 * Those completed by anybody on one of the days, by their id; with one statement. A session has its own days; of records that name none,
 * those of one version of a course in one calendar month are a training, on the days of its completions. What shows nothing, because it
 * was failed, or revoked from the beginning, is no completion.
 */
export async function readHeldTrainings (tx: OperatorTx, { from, to }: Window): Promise<HeldTraining[]> {
  const rows = await tx.query<Omit<HeldTraining, 'completions'> & { completions: [string, string][] }>(`with completed as (
      select r.person, r.completed_on, r.course, r.version, r.session,
        coalesce('session ' || r.session, 'course ' || r.course || ' ' || r.version || ' ' || to_char(r.completed_on, 'YYYY-MM')) as id
      from aeo.training_records r join aeo.training_course_versions v on v.operator_id = r.operator_id and v.course = r.course and v.version = r.version
      where r.operator_id = $1 and r.completed_on between $2::date and $3::date and (r.result = 'passed' or (r.result = 'attended' and v.pass_mark is null))
        and (r.revoked_from is null or r.revoked_from > r.completed_on)
    ), held as (
      select c.id, min(c.course) as course, max(c.version) as version, c.session, min(c.completed_on) as first, max(c.completed_on) as last,
        json_agg(json_build_array(c.person, c.completed_on) order by c.person, c.completed_on) as completions
      from completed c group by c.id, c.session
    )
    select h.id, h.course, h.version, h.session, coalesce(s.starts_on, h.first) as "from", coalesce(s.ends_on, h.last) as "to", h.completions,
      array(select t.topic from aeo.training_course_topics t where t.operator_id = $1 and t.course = h.course and t.version = h.version order by t.topic) as topics
    from held h left join aeo.training_sessions s on s.operator_id = $1 and s.code = h.session order by h.id`, [tx.operatorId, from, to])
  return rows.map(({ completions, ...training }) => ({ ...training, completions: completions.map(([person, on]) => ({ person, on })) }))
}
