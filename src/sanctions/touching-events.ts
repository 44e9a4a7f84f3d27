import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/**
 * Penalties that are of medium or serious weight, or were thought so, each by the day of its decision; what people changed of one later counts
 * when it was recorded, and what follows from declarations or was erased does not. Minor ones do no harm to the criterion (UCC-IA 24(1)).
 * One statement.
 */
export const touchingEvents = async (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> => await tx.query<TouchingEvent>(inSpan(`select case when c.serious then 'serious_sanction' else 'medium_sanction' end as kind,
    s.decision_date as day, c.at as recorded_at, 'sanction:' || s.id as subject, array[]::text[] as questions
  from aeo.sanctions s cross join lateral (select max(r.changed_at) filter (where r.kind in ('recorded', 'changed', 'appeal_changed')) as at,
      bool_or(r.content ->> 'severity' = 'serious') as serious, bool_or(r.content ->> 'severity' = 'medium') as medium
    from aeo.sanction_revisions r where r.operator_id = s.operator_id and r.sanction_id = s.id) c
  where s.operator_id = $1 and s.decision_date <= $2::date and ($3::date is null or s.decision_date > $3::date or s.changed_at > $4::timestamptz) and (c.serious or c.medium)`), spanValues(tx.operatorId, span))
