import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/** Penalties for serious infringements, each by the day of its decision; what became of one later counts when it was recorded. One statement. */
export const touchingEvents = async (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> => await tx.query<TouchingEvent>(inSpan(`select 'serious_sanction' as kind, s.decision_date as day,
    (select max(r.changed_at) from aeo.sanction_revisions r where r.operator_id = s.operator_id and r.sanction_id = s.id and r.kind <> 'words_erased') as recorded_at, 'sanction:' || s.id as subject, array[]::text[] as questions
  from aeo.sanctions s where s.operator_id = $1 and s.severity = 'serious' and s.decision_date <= $2::date`), spanValues(tx.operatorId, span))
