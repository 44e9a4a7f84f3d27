import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { NeedOfRate } from '../effects/cuts.ts'

/**
 * Needs that a high rate of a unit opened and that were open on one of the days, a row for each rate: a training that they led to is not
 * compared with the days that the unit was picked by. One statement.
 */
export async function needsOfRate (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }): Promise<NeedOfRate[]> {
  return await tx.query<NeedOfRate>(`select n.id, n.topic, n.unit, f.figure ->> 'pillar' as pillar, n.opened_on as "openedOn", n.closed_on as "closedOn", f.figure #>> '{now,from}' as "evidenceFrom",
      case when exists (select from json_array_elements(f.figure -> 'comparisons') as c (comparison) where c.comparison ->> 'against' = 'own_past') then f.figure #>> '{past,from}' end as "pastFrom"
    from aeo.training_needs n cross join lateral json_array_elements(n.figures) as f (figure)
    where n.operator_id = $1 and n.opened_on <= $3::date and (n.closed_on is null or n.closed_on >= $2::date) and n.unit is not null order by n.opened_on, n.id`, [tx.operatorId, from, to])
}
