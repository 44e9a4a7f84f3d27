import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/** Kinds of evidence for solvency and security that answers speak of when there is anything new. */
const KINDS = ['filed_accounts', 'payment_punctuality', 'insolvency_check', 'net_assets_statement', 'bank_letter', 'threat_assessment', 'security_plan', 'site_plan', 'access_review', 'backup_test', 'penetration_test', 'incident_report']

/** Evidence by the day of its issue, known as it is since it was last changed, and another setting of the years of keeping. One statement. */
export const touchingEvents = async (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> => await tx.query<TouchingEvent>(inSpan(`select 'evidence_' || e.kind as kind, e.issued_on as day,
      greatest(e.recorded_at, (select max(r.replaced_at) from aeo.record_revisions r where r.operator_id = e.operator_id and r.record_id = e.id)) as recorded_at, 'criteria_evidence:' || e.id as subject, array[]::text[] as questions
    from aeo.criteria_evidence e where e.operator_id = $1 and e.kind = any($5::text[]) and e.issued_on <= $2::date
  union all select 'retention_rules_changed', (s.changed_at at time zone 'UTC')::date, s.changed_at, 'record_setting:retention', array[]::text[] from aeo.record_settings s where s.operator_id = $1 and s.name = 'retention'`), [...spanValues(tx.operatorId, span), KINDS])
