import type { Answers } from '../../ai-act/rule-set.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessmentSummary, KeptSystem } from '../register/kept-system.ts'
import { findSystems } from '../register/system-store.ts'
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

/** Assessments of as many systems, which are locked: each has the next number of its system. */
export async function addAssessments (tx: OperatorTx, added: readonly { readonly systemId: string, readonly assessment: Omit<WholeAssessment, 'recordedAt'> }[]): Promise<void> {
  await tx.query(`insert into aeo.ai_assessments (operator_id, system_id, number, version, origin, answers, answers_not_taken, as_of, rule_set_version, class, provisional, requires_legal_review, contradictions, result, answered_by,
      assessed_by, recorded_at)
    select $1, n."systemId", n.number, n.version, n.origin, n.answers, n."answersNotTaken", n."asOf", n."ruleSetVersion", n.class, n.provisional, n."requiresLegalReview", n.contradictions, n.result, n."answeredBy", n."assessedBy", $3
    from json_to_recordset($2) as n ("systemId" uuid, number integer, version integer, origin text, answers json, "answersNotTaken" json, "asOf" date, "ruleSetVersion" text, class text, provisional boolean, "requiresLegalReview" boolean,
      contradictions json, result json, "answeredBy" uuid, "assessedBy" uuid)`, [tx.operatorId, JSON.stringify(added.map(({ systemId, assessment }) => ({ systemId, ...assessment }))), tx.at])
}

/** After systems that must not stay in use have been suspended, so that none ever is what the table refuses. */
export async function setAssessments (tx: OperatorTx, held: readonly (Pick<AssessmentSummary, 'number' | 'class' | 'provisional'> & { readonly systemId: string })[]): Promise<void> {
  await tx.query(`update aeo.ai_systems s set assessment = n.number, class = n.class, provisional = n.provisional, revision = s.revision + 1
    from json_to_recordset($2) as n ("systemId" uuid, number integer, class text, provisional boolean) where s.operator_id = $1 and s.id = n."systemId"`, [tx.operatorId, JSON.stringify(held)])
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

/** A system, and its assessment that holds and was made by other rules. */
export interface Outdated { readonly system: KeptSystem, readonly before: WholeAssessment }

/** Those of systems that are not retired, in the order of codes. */
export async function listOutdated (tx: OperatorTx, ruleSetVersion: string, limit: number): Promise<Outdated[]> {
  const rows = await tx.query<WholeAssessment & { readonly systemId: string }>(`select s.id as "systemId", ${COLUMNS}, a.answers, a.result from aeo.ai_systems s
    join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id and a.number = s.assessment
    where s.operator_id = $1 and s.status <> 'retired' and a.rule_set_version <> $2 order by s.code limit $3`, [tx.operatorId, ruleSetVersion, limit])
  const systems = new Map((await findSystems(tx, rows.map(({ systemId }) => systemId))).map((system) => [system.id, system]))
  return rows.flatMap(({ systemId, ...before }) => {
    const system = systems.get(systemId)
    // Between two statements it may have been assessed by somebody else; then it is outdated no more, or next time.
    return system?.assessment?.number === before.number ? [{ system, before }] : []
  })
}

export async function countOutdated (tx: OperatorTx, ruleSetVersion: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(*)::integer as count from aeo.ai_systems s
    join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id and a.number = s.assessment where s.operator_id = $1 and s.status <> 'retired' and a.rule_set_version <> $2`, [tx.operatorId, ruleSetVersion])
  return row?.count ?? 0
}
