import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** Risks by what their assessments came to. */

/** Each risk counts by its last assessment on or before the day, whichever scope that was of; one that is retired by now does not count. */
export const RISK_FIGURES: Source = {
  name: 'risk_figures', reads: 'figures of each risk in its last assessment (risk_assessment_figures, risks)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as assessed, count(*) filter (where f.residual_score > f.acceptable_score)::text as above
    from ${POINTS} join aeo.risks r on r.operator_id = $1 and r.state <> 'retired'
      join lateral (select x.residual_score, x.acceptable_score from aeo.risk_assessment_figures x
        where x.operator_id = $1 and x.risk_id = r.id and x.recorded_at < (p.last + 1)::timestamp at time zone 'UTC' order by x.recorded_at desc, x.assessment_id desc limit 1) f on true
    group by p.point`
}
