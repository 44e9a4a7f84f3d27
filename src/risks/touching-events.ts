import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/** Audits that decided what is done about risks, and answers that they found to be changed: such a follow-up names its question. One statement. */
export const touchingEvents = async (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> => await tx.query<TouchingEvent>(inSpan(`select 'audit_treated' as kind, (g.closed_at at time zone 'UTC')::date as day, g.closed_at as recorded_at, 'risk_audit:' || g.audit_id as subject, array[]::text[] as questions
    from aeo.risk_audit_stages g where g.operator_id = $1 and g.stage = 'treated'
  union all select 'audit_follow_up', (f.recorded_at at time zone 'UTC')::date, f.recorded_at, 'risk_audit:' || f.audit_id, array[f.reference] from aeo.risk_follow_ups f where f.operator_id = $1 and f.kind = 'questionnaire_update'`), spanValues(tx.operatorId, span))
