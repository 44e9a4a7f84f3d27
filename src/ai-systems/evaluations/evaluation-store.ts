import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Evaluations in the database. */

export interface KeptEvaluation {
  readonly id: string
  readonly version: number
  readonly evaluatedOn: string
  readonly pillar: string
  readonly sampleSize: number
  readonly errors: number
  /** Null once erased. */
  readonly comparedWith: string | null
  readonly evidenceReference: string
  readonly evidenceSha256: string
  readonly recordedBy: string
  readonly recordedAt: Date
}

export async function insertEvaluation (tx: OperatorTx, system: string, evaluation: Omit<KeptEvaluation, 'recordedAt'>): Promise<void> {
  const { id, version, evaluatedOn, pillar, sampleSize, errors, comparedWith, evidenceReference, evidenceSha256, recordedBy } = evaluation
  await tx.query(`insert into aeo.ai_evaluations (operator_id, id, system_id, version, evaluated_on, pillar, sample_size, errors, compared_with, evidence_reference, evidence_sha256, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, [tx.operatorId, id, system, version, evaluatedOn, pillar, sampleSize, errors, comparedWith, evidenceReference, evidenceSha256, recordedBy, tx.at])
}

/** The version that held on the day; undefined before the first. */
export async function versionOn (tx: OperatorTx, system: string, day: string): Promise<number | undefined> {
  const [row] = await tx.query<{ version: number }>('select v.version from aeo.ai_system_versions v where v.operator_id = $1 and v.system_id = $2 and v.valid_from <= $3::date order by v.version desc limit 1', [tx.operatorId, system, day])
  return row?.version
}

/** Last day first. */
export async function listEvaluations (tx: OperatorTx, system: string, pillar: string | undefined, limit: number, after: { readonly day: string, readonly id: string } | undefined): Promise<KeptEvaluation[]> {
  const values: unknown[] = [tx.operatorId, system, limit]
  const conditions = [
    ...pillar === undefined ? [] : [`e.pillar = $${values.push(pillar)}::text`],
    ...after === undefined ? [] : [`(e.evaluated_on, e.id) < ($${values.push(after.day)}::date, $${values.push(after.id)}::uuid)`]
  ]
  return await tx.query<KeptEvaluation>(`select e.id, e.version, e.evaluated_on as "evaluatedOn", e.pillar, e.sample_size as "sampleSize", e.errors, e.compared_with as "comparedWith", e.evidence_reference as "evidenceReference",
      e.evidence_sha256 as "evidenceSha256", e.recorded_by as "recordedBy", e.recorded_at as "recordedAt" from aeo.ai_evaluations e
    where ${['e.operator_id = $1', 'e.system_id = $2::uuid', ...conditions].join(' and ')} order by e.evaluated_on desc, e.id desc limit $3`, values)
}
