import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** What people have to do and what they found: rows of reviews, open findings and actions, as many as people made. */

/** The finding of a result may have been dismissed since: then there was no error. */
const ERROR = 'r.has_error and coalesce(f.decision, \'\') <> \'dismissed\''
const ofPillar = (pillar: string): string => `count(*) filter (where ${ERROR} and f.pillar = '${pillar}')::text as "${pillar}"`

/** Items that people reviewed in samples, with the pillar of the error. Unit and representative are those of the examination that counts. */
export const REVIEWED_ITEMS: Source = {
  name: 'reviewed_items', reads: 'results of review samples by the day they were recorded (review_sample_results)', period: 'period',
  dimensions: ['unit', 'representative'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, count(*)::text as reviewed, ${['classification', 'origin', 'value', 'procedures'].map(ofPillar).join(', ')},
      count(distinct e.declaration_id)::text as "declarationsReviewed", count(distinct e.declaration_id) filter (where ${ERROR})::text as "declarationsWithError"
    from ${POINTS}
      join aeo.review_sample_results r on r.operator_id = $1 and (r.recorded_at at time zone 'UTC')::date between p.first and p.last
      join aeo.review_sample_entries e on e.operator_id = r.operator_id and e.sample_id = r.sample_id and e.position = r.position
      left join aeo.findings f on f.operator_id = r.operator_id and f.id = r.finding_id
      left join aeo.examinations x on x.operator_id = e.operator_id and x.declaration_id = e.declaration_id and x.counted
      cross join lateral (values ('all', ''), ('unit', coalesce(x.org_unit_id, '')), ('broker', coalesce(x.broker, ''))) as k (dimension, key)
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key`
}

/** Open findings alone are read, however many are closed; so only what is open now can be told. */
export const OPEN_FINDINGS: Source = {
  name: 'open_findings', reads: 'open findings of checks with severity error, by the day they were opened (findings)', period: 'as_of_day',
  dimensions: ['unit', 'representative'], byMonth: false,
  statement: `select p.point::integer as point, k.dimension, k.key, count(*)::text as "openFindings",
      percentile_cont(0.5) within group (order by p.last - (f.opened_at at time zone 'UTC')::date)::text as "medianAge"
    from ${POINTS}
      join aeo.findings f on f.operator_id = $1 and f.state = 'open' and f.severity = 'error' and f.source = 'check' and (f.opened_at at time zone 'UTC')::date <= p.last
      cross join lateral (values ('all', ''), ('unit', coalesce(f.org_unit_id, '')), ('broker', coalesce(f.broker, ''))) as k (dimension, key)
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key`
}

export const CORRECTIVE_ACTIONS: Source = {
  name: 'corrective_actions', reads: 'corrective actions with their due days (corrective_actions)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as actions,
      count(*) filter (where a.due_on < p.last and (a.implemented_on is null or a.implemented_on > p.last)
        and (a.closed_at is null or (a.closed_at at time zone 'UTC')::date > p.last))::text as overdue
    from ${POINTS} join aeo.corrective_actions a on a.operator_id = $1 and (a.opened_at at time zone 'UTC')::date <= p.last
    group by p.point`
}
