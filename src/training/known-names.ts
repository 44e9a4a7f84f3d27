import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** What other features may ask about names of trainings, within their own transaction. */

/** Which of the codes are courses. */
export async function knownCourses (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ code: string }>('select c.code from aeo.training_courses c where c.operator_id = $1 and c.code = any($2::text[])', [tx.operatorId, codes])
  return new Set(rows.map(({ code }) => code))
}

/** Which of the ids are training needs, closed ones included. */
export async function knownTrainingNeeds (tx: OperatorTx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>('select n.id from aeo.training_needs n where n.operator_id = $1 and n.id = any($2::uuid[])', [tx.operatorId, ids])
  return new Set(rows.map(({ id }) => id))
}
