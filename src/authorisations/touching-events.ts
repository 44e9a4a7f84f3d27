import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'
import { touchedQuestions } from './questions.ts'
import type { Condition } from './questions.ts'
import type { DecisionKind } from './state.ts'

/** What customs decided on authorisations, and what ran out, with the questions that speak of it. */

interface Row {
  readonly kind: 'authorisation_decided' | 'authorisation_expired'
  readonly day: string
  readonly recordedAt: Date | null
  readonly subject: string
  readonly type: string
  readonly decision: DecisionKind | null
  /** Conditions that the decision states. */
  readonly states: readonly Condition[]
}

const statesOf = (decision: string): string => `(select coalesce(array_agg(distinct c.name order by c.name), '{}') from (
    select k.name from json_object_keys(case when json_typeof(${decision}.terms) = 'object' then ${decision}.terms end) as k (name) where k.name not in ('scope', 'effectiveToProposed')
    union select k.name from json_object_keys(case when json_typeof(${decision}.terms -> 'scope') = 'object' then ${decision}.terms -> 'scope' end) as k (name)) c)`

/** One row for each day, type, kind of decision and set of conditions. What a record corrects or takes back is touched with it: answers may speak of that. One statement. */
export async function touchingEvents (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> {
  const rows = await tx.query<Row>(`select t.kind, t.day, max(t.recorded_at) as "recordedAt", min(t.subject) as subject, t.type, t.decision, t.states from (
      select 'authorisation_decided' as kind, d.effective_from as day, d.recorded_at, 'authorisation:' || d.authorisation_id as subject, a.type, d.kind as decision, ${statesOf('d')} as states
        from aeo.authorisation_decisions d join aeo.authorisations a on a.operator_id = d.operator_id and a.id = d.authorisation_id where d.operator_id = $1 and d.effective_from <= $2::date
      union all select 'authorisation_decided', d.effective_from, d.recorded_at, 'authorisation:' || d.authorisation_id, a.type, b.kind, ${statesOf('b')}
        from aeo.authorisation_decisions d join aeo.authorisation_decisions b on b.operator_id = d.operator_id and b.authorisation_id = d.authorisation_id and b.number = d.replaces
          join aeo.authorisations a on a.operator_id = d.operator_id and a.id = d.authorisation_id where d.operator_id = $1 and d.effective_from <= $2::date
      union all select 'authorisation_expired', p.from_day, null, 'authorisation:' || p.authorisation_id, a.type, null, '{}'::text[]
        from aeo.authorisation_periods p join aeo.authorisations a on a.operator_id = p.operator_id and a.id = p.authorisation_id where p.operator_id = $1 and p.status = 'expired' and p.from_day <= $2::date) t
    where $3::date is null or t.day > $3::date or t.recorded_at > $4::timestamptz
    group by t.kind, t.day, t.type, t.decision, t.states order by t.day, t.kind`, spanValues(tx.operatorId, span))
  return rows.map(({ type, decision, states, ...row }) => ({ ...row, questions: touchedQuestions(type, states, decision ?? undefined).map(({ id }) => id) }))
}
