import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { ChangedRecord } from '../records/changed-records.ts'

/** Whose decisions on proposals of AI systems are to be judged again once records have changed. */

/** What checks of declarations ask of training: proposals are of commodity codes. */
export const PROPOSED = 'classification'

/** People of whom these records show, or before a change may have shown, the topic that proposals are of; with the first day of each. */
export async function changedReviewers (tx: OperatorTx, changed: readonly ChangedRecord[]): Promise<{ person: string, from: string }[]> {
  if (changed.length === 0) return []
  const rows = await tx.query<{ id: string }>(`select r.id from aeo.training_records r where r.operator_id = $1 and r.id = any($2::uuid[])
    and (r.revision > 1 or r.topic = $3 or exists (select from aeo.training_course_topics t where t.operator_id = $1 and t.course = r.course and t.version = r.version and t.topic = $3))`,
  [tx.operatorId, changed.map(({ id }) => id), PROPOSED])
  const shown = new Set(rows.map(({ id }) => id))
  const first = new Map<string, string>()
  for (const { id, person, from } of changed) {
    const known = first.get(person)
    if (shown.has(id) && (known === undefined || from < known)) first.set(person, from)
  }
  return [...first].map(([person, from]) => ({ person, from }))
}
