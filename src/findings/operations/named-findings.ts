import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** What another feature asks of findings and corrective actions that somebody named. One statement each. */

/** Those of the ids that are findings of the operator. */
export async function knownFindings (tx: OperatorTx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>('select f.id from aeo.findings f where f.operator_id = $1 and f.id = any($2::uuid[])', [tx.operatorId, ids])
  return new Set(rows.map(({ id }) => id))
}

/** The day on which each of the findings counts, by id; those that are none of the operator are not in it. */
export async function findingDays (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string, countedOn: string }>('select f.id, f.counted_on as "countedOn" from aeo.findings f where f.operator_id = $1 and f.id = any($2::uuid[])', [tx.operatorId, ids])
  return new Map(rows.map(({ id, countedOn }) => [id, countedOn]))
}

/** When each of the corrective actions was to be in place, and since when it is. */
export async function correctiveActionDates (tx: OperatorTx, ids: readonly string[]): Promise<{ id: string, dueOn: string, implementedOn: string | null }[]> {
  return await tx.query<{ id: string, dueOn: string, implementedOn: string | null }>(`select a.id, a.due_on as "dueOn", a.implemented_on as "implementedOn"
    from aeo.corrective_actions a where a.operator_id = $1 and a.id = any($2::uuid[])`, [tx.operatorId, ids])
}
