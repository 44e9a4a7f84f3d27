import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../../platform/touching-events.ts'
import { questionsOf } from './system.ts'
import type { SystemContent } from './system.ts'

/** What happened to AI systems that work or worked for the company, with the questions of the questionnaire that it touches: before a system comes into use nothing takes part in anything. */

/** Changes name their questions, trials and incidents have those of their kind. */
const HAPPENED = `select 'ai_system_changed' as kind, v.valid_from as day, v.recorded_at, 'ai_system:' || v.system_id as subject, v.questions::text[] as questions
    from aeo.ai_systems s join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.material and v.version > 1 and v.valid_from >= s.introduced_on where s.operator_id = $1 and v.questions <> '{}'
  union all select 'ai_evaluated', e.evaluated_on, e.recorded_at, 'ai_system:' || e.system_id, array[]::text[] from aeo.ai_evaluations e where e.operator_id = $1
  union all select case i.kind when 'data_disclosure' then 'ai_data_disclosed' else 'ai_incident' end, i.aware_on, i.recorded_at, 'ai_incident:' || i.id, array[]::text[] from aeo.ai_incidents i where i.operator_id = $1`

interface Step extends Omit<TouchingEvent, 'questions'> { readonly content: SystemContent }

/** Two statements. */
export async function touchingEvents (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> {
  const values = spanValues(tx.operatorId, span)
  const happened = await tx.query<TouchingEvent>(inSpan(HAPPENED), values)
  const steps = await tx.query<Step>(`select 'ai_system_step' as kind, t.valid_from as day, t.recorded_at as "recordedAt", 'ai_system:' || t.system_id as subject, v.content
    from aeo.ai_systems s join aeo.ai_system_statuses t on t.operator_id = s.operator_id and t.system_id = s.id and t.status in ('in_use', 'suspended', 'retired') and t.valid_from >= s.introduced_on
      join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.version = s.version
    where s.operator_id = $1 and t.valid_from <= $2::date and ($3::date is null or t.valid_from > $3::date or t.recorded_at > $4::timestamptz) order by t.valid_from, t.system_id`, values)
  const touching = steps.map(({ content, ...step }) => ({ ...step, questions: questionsOf(RULE_SET, content) }))
  // A system of no customs process stands in no answer.
  return [...happened, ...touching.filter(({ questions }) => questions.length > 0)]
}
