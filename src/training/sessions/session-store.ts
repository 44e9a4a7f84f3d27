import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { SessionFacts } from '../records/complete-record.ts'

/** Those of the codes that are sessions; none changes until the transaction ends, so that a record and its session agree. */
export async function sessionsByCode (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlyMap<string, SessionFacts>> {
  const rows = await tx.query<SessionFacts>(`select s.code, s.course, s.version, s.starts_on as "startsOn", s.hours::text, s.state from aeo.training_sessions s
    where s.operator_id = $1 and s.code = any($2::text[]) order by s.code for share`, [tx.operatorId, codes])
  return new Map(rows.map((row) => [row.code, row]))
}

/**
 * Of those of the codes of sessions that records name, the first day of completion; what was revoked from the start is no record of one.
 * First the sessions, then what names them: who writes a record holds its session, and is waited for.
 */
export async function sessionsWithRecords (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map()
  await tx.query('select from aeo.training_sessions s where s.operator_id = $1 and s.code = any($2::text[]) order by s.code for no key update', [tx.operatorId, codes])
  const rows = await tx.query<{ session: string, first: string }>(`select r.session, min(r.completed_on) as first from aeo.training_records r
    where r.operator_id = $1 and r.session = any($2::text[]) and (r.revoked_from is null or r.revoked_from > r.completed_on) group by r.session`, [tx.operatorId, codes])
  return new Map(rows.map(({ session, first }) => [session, first]))
}
