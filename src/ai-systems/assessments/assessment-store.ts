import type { Answers } from '../../ai-act/rule-set.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessmentSummary } from '../register/kept-system.ts'
import type { classificationToWire } from '../wire.ts'

/** Assessments in the database. */

export type StoredResult = ReturnType<typeof classificationToWire>

export interface KeptAssessment extends AssessmentSummary {
  readonly origin: 'stated' | 'rerun'
  readonly answersNotTaken: Answers
  readonly assessedBy: string
}
export interface WholeAssessment extends KeptAssessment {
  readonly answers: Answers
  readonly result: StoredResult
}

const COLUMNS = `a.number, a.version, a.origin, a.class, a.provisional, a.requires_legal_review as "requiresLegalReview", a.rule_set_version as "ruleSetVersion", a.as_of as "asOf", a.contradictions,
  a.answers_not_taken as "answersNotTaken", a.answered_by as "answeredBy", a.assessed_by as "assessedBy", a.recorded_at as "recordedAt"`

/** Adds it as the one that holds. @returns its number. */
export async function addAssessment (tx: OperatorTx, system: string, assessment: Omit<WholeAssessment, 'number' | 'recordedAt'>): Promise<number> {
  const { version, origin, answers, answersNotTaken, asOf, ruleSetVersion, class: name, provisional, requiresLegalReview, contradictions, result, answeredBy, assessedBy } = assessment
  const [row] = await tx.query<{ number: number }>(`insert into aeo.ai_assessments (operator_id, system_id, number, version, origin, answers, answers_not_taken, as_of, rule_set_version, class, provisional, requires_legal_review,
      contradictions, result, answered_by, assessed_by, recorded_at)
    select $1, $2, coalesce(max(a.number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from aeo.ai_assessments a where a.operator_id = $1 and a.system_id = $2 returning number`,
  [tx.operatorId, system, version, origin, JSON.stringify(answers), JSON.stringify(answersNotTaken), asOf, ruleSetVersion, name, provisional, requiresLegalReview, JSON.stringify(contradictions), JSON.stringify(result), answeredBy, assessedBy, tx.at])
  if (row === undefined) throw new Error('An assessment was written without a number')
  return row.number
}

/** After a system that must not stay in use has been suspended, so that it never is what the table refuses. */
export async function setAssessment (tx: OperatorTx, system: string, { number, class: name, provisional }: Pick<AssessmentSummary, 'number' | 'class' | 'provisional'>): Promise<void> {
  await tx.query('update aeo.ai_systems s set assessment = $3, class = $4, provisional = $5, revision = s.revision + 1 where s.operator_id = $1 and s.id = $2', [tx.operatorId, system, number, name, provisional])
}

/** Last first. */
export async function listAssessments (tx: OperatorTx, system: string, limit: number, before: number | undefined): Promise<KeptAssessment[]> {
  return await tx.query<KeptAssessment>(`select ${COLUMNS} from aeo.ai_assessments a where a.operator_id = $1 and a.system_id = $2::uuid and ($4::integer is null or a.number < $4::integer)
    order by a.number desc limit $3`, [tx.operatorId, system, limit, before ?? null])
}

export async function findAssessment (tx: OperatorTx, system: string, number: number): Promise<WholeAssessment | undefined> {
  const [row] = await tx.query<WholeAssessment>(`select ${COLUMNS}, a.answers, a.result from aeo.ai_assessments a where a.operator_id = $1 and a.system_id = $2::uuid and a.number = $3`, [tx.operatorId, system, number])
  return row
}

export interface Outdated extends WholeAssessment { readonly systemId: string }

/** Assessments that hold and were made by other rules than these, of systems that are not retired, in the order of codes; their systems are locked. */
export async function lockOutdated (tx: OperatorTx, ruleSetVersion: string, limit: number): Promise<Outdated[]> {
  return await tx.query<Outdated>(`select s.id as "systemId", ${COLUMNS}, a.answers, a.result from aeo.ai_systems s
    join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id and a.number = s.assessment
    where s.operator_id = $1 and s.status <> 'retired' and a.rule_set_version <> $2 order by s.code limit $3 for update of s`, [tx.operatorId, ruleSetVersion, limit])
}

export async function countOutdated (tx: OperatorTx, ruleSetVersion: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(*)::integer as count from aeo.ai_systems s
    join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id and a.number = s.assessment where s.operator_id = $1 and s.status <> 'retired' and a.rule_set_version <> $2`, [tx.operatorId, ruleSetVersion])
  return row?.count ?? 0
}
