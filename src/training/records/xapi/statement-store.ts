import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { Content } from '../../../platform/keeping/record-kind.ts'

/** What records of statements said when they were made, by reference; those that there are. */
export async function keptOfStatements (tx: OperatorTx, references: readonly string[]): Promise<[reference: string, content: Content][]> {
  if (references.length === 0) return []
  const rows = await tx.query<{ reference: string, content: Content }>(`select r.reference, coalesce(v.content, jsonb_build_object('person', r.person, 'course', r.course, 'completedOn', r.completed_on,
      'result', r.result, 'validUntil', r.valid_until, 'score', r.score::text, 'hours', r.hours::text)) as content
    from aeo.training_records r left join aeo.record_revisions v on v.operator_id = r.operator_id and v.record_id = r.id and v.revision = 1
    where r.operator_id = $1 and r.reference = any($2::text[])`, [tx.operatorId, references])
  return rows.map(({ reference, content }) => [reference, content])
}

/** Of what the contents say was completed by whom on which day, what records say already. */
export async function completedOnDays (tx: OperatorTx, contents: readonly Content[]): Promise<{ person: string, course: string, completedOn: string }[]> {
  return await tx.query(`select distinct r.person, r.course, r.completed_on as "completedOn" from json_to_recordset($2) as n (person text, course text, "completedOn" date)
    join aeo.training_records r on r.operator_id = $1 and r.person = n.person and r.course = n.course and r.completed_on = n."completedOn" and (r.revoked_from is null or r.revoked_from > r.completed_on)`,
  [tx.operatorId, JSON.stringify(contents.map(({ person, course, completedOn }) => ({ person, course, completedOn })))])
}
