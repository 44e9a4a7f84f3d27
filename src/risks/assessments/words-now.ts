import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessedInputs } from './assessed-risks.ts'

/** What risks are called, and why they were stated so, as it stands in this transaction; no figure depends on it. One statement. */
export async function withWordsNow (tx: OperatorTx, assessed: AssessedInputs): Promise<AssessedInputs> {
  const rows = await tx.query<{ risk: string, title: string, reason: string | null }>(`select r.id as risk, r.title, i.reason from unnest($2::uuid[], $3::integer[]) as a (risk, number)
    join aeo.risks r on r.operator_id = $1 and r.id = a.risk left join aeo.risk_inputs i on i.operator_id = $1 and i.risk_id = a.risk and i.number = a.number`,
  [tx.operatorId, [...assessed.risks, ...assessed.unscored].map(({ id }) => id), [...assessed.risks.map(({ statement }) => statement.number), ...assessed.unscored.map(() => null)]])
  const now = new Map(rows.map((row) => [row.risk, row]))
  return {
    ...assessed,
    risks: assessed.risks.map((risk) => ({ ...risk, title: now.get(risk.id)?.title ?? risk.title, statement: { ...risk.statement, reason: now.get(risk.id)?.reason ?? risk.statement.reason } })),
    unscored: assessed.unscored.map((risk) => ({ ...risk, title: now.get(risk.id)?.title ?? risk.title }))
  }
}
