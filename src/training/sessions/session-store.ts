import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { SessionFacts } from '../records/complete-record.ts'

/** Those of the codes that are sessions; none changes until the transaction ends, so that a record and its session agree. */
export async function sessionsByCode (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlyMap<string, SessionFacts>> {
  const rows = await tx.query<SessionFacts>(`select s.code, s.course, s.version, s.starts_on as "startsOn", s.hours::text, s.state from aeo.training_sessions s
    where s.operator_id = $1 and s.code = any($2::text[]) order by s.code for share`, [tx.operatorId, codes])
  return new Map(rows.map((row) => [row.code, row]))
}

/** Those of the codes of sessions that records name which were not revoked from the start. */
export async function sessionsWithRecords (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ session: string }>(`select s.code as session from aeo.training_sessions s where s.operator_id = $1 and s.code = any($2::text[])
      and exists (select from aeo.training_records r where r.operator_id = s.operator_id and r.session = s.code and (r.revoked_from is null or r.revoked_from > r.completed_on))
    order by s.code for update of s`, [tx.operatorId, codes])
  return new Set(rows.map(({ session }) => session))
}
