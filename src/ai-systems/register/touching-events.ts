import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../../platform/touching-events.ts'
import { CONTROL_CATALOGUE } from '../controls/shipped-controls.ts'
import { questionsOf } from './system.ts'
import type { FieldName, SystemContent } from './system.ts'

/** What happened to AI systems that work or worked for the company, with the questions of the questionnaire that it touches: before a system comes into use nothing takes part in anything. */

/** When it was recorded that the system came into use; null of one that never did. */
const INTRODUCED = '(select min(i.recorded_at) from aeo.ai_system_statuses i where i.operator_id = s.operator_id and i.system_id = s.id and i.status = \'in_use\')'

/** Versions of systems in use, those too that are told of an earlier day. Changes name their questions; of a system of no customs process there are none. */
const version = (kind: string, condition: string): string => `select '${kind}' as kind, v.valid_from as day, v.recorded_at, 'ai_system:' || v.system_id as subject, v.questions::text[] as questions
    from aeo.ai_systems s join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.version > 1
    where s.operator_id = $1 and v.questions <> '{}' and ${condition} and (v.valid_from >= s.introduced_on or v.recorded_at >= ${INTRODUCED})`

const ofFields = (...names: FieldName[]): string => `v.fields && array[${names.map((name) => `'${name}'`).join(', ')}]::text[]`

/** Trials and incidents have the questions of their kind. */
const HAPPENED = [
  version('ai_system_changed', 'v.material'), version('ai_system_staffed', ofFields('owner', 'users')), version('ai_contract_changed', ofFields('contractClauses', 'provider')),
  version('ai_data_changed', ofFields('data')), version('ai_of_representative_changed', ofFields('operatedBy', 'representative')),
  'select \'ai_evaluated\', e.evaluated_on, e.recorded_at, \'ai_system:\' || e.system_id, array[]::text[] from aeo.ai_evaluations e where e.operator_id = $1',
  'select case i.kind when \'data_disclosure\' then \'ai_data_disclosed\' else \'ai_incident\' end, i.aware_on, i.recorded_at, \'ai_incident:\' || i.id, array[]::text[] from aeo.ai_incidents i where i.operator_id = $1'
].join(' union all ')

/** Steps of the life cycle, other classes than before, and controls that work no more. $5: the questions of each system; $6: those of each control. */
const STEPS = `select case when t.status = 'in_use' and t.valid_from = s.introduced_on then 'ai_system_introduced' else 'ai_system_step' end, t.valid_from, t.recorded_at, 'ai_system:' || s.id, q.questions
    from json_to_recordset($5::json) as q (id uuid, questions text[]) join aeo.ai_systems s on s.operator_id = $1 and s.id = q.id
      join aeo.ai_system_statuses t on t.operator_id = s.operator_id and t.system_id = s.id and t.status in ('in_use', 'suspended', 'retired') and t.valid_from >= s.introduced_on
  union all select 'ai_class_changed', (a.recorded_at at time zone 'UTC')::date, a.recorded_at, 'ai_system:' || s.id, array[]::text[]
    from json_to_recordset($5::json) as q (id uuid) join aeo.ai_systems s on s.operator_id = $1 and s.id = q.id
      join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id
      join aeo.ai_assessments b on b.operator_id = s.operator_id and b.system_id = s.id and b.number = a.number - 1
    where a.class is distinct from b.class and a.recorded_at >= ${INTRODUCED}
  union all select 'ai_control_failed', r.rated_on, r.recorded_at, 'ai_system:' || s.id, c.questions
    from json_to_recordset($5::json) as q (id uuid) join aeo.ai_systems s on s.operator_id = $1 and s.id = q.id
      join aeo.ai_control_ratings r on r.operator_id = s.operator_id and r.system_id = s.id and r.rating not in ('operating', 'effective')
      join aeo.ai_control_ratings b on b.operator_id = r.operator_id and b.system_id = r.system_id and b.control = r.control and b.revision = r.revision - 1 and b.rating in ('operating', 'effective')
      join json_to_recordset($6::json) as c (control text, questions text[]) on c.control = r.control
    where r.recorded_at >= ${INTRODUCED}`

/** Questions that each control supports. */
const SUPPORTED = JSON.stringify(CONTROL_CATALOGUE.controls.map(({ id, saq }) => ({ control: id, questions: saq })))

/** Two statements. */
export async function touchingEvents (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> {
  const systems = await tx.query<{ id: string, content: SystemContent }>(`select s.id, v.content from aeo.ai_systems s
    join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.version = s.version where s.operator_id = $1 and s.introduced_on is not null`, [tx.operatorId])
  const questions = systems.map(({ id, content }) => ({ id, questions: questionsOfSystem(content) })).filter((system) => system.questions.length > 0)
  return await tx.query<TouchingEvent>(inSpan(`${HAPPENED} union all ${STEPS}`), [...spanValues(tx.operatorId, span), JSON.stringify(questions), SUPPORTED])
}

/** A system of no customs process stands in no answer; one of a representative in that about theirs. */
function questionsOfSystem (content: SystemContent): string[] {
  const questions = questionsOf(RULE_SET, content)
  return questions.length > 0 && content.operatedBy === 'representative' ? [...questions, 'AI.12'] : questions
}
