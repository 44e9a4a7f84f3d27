import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Topic } from '../competence/catalogue.ts'

/** The operator's own topics in the database. */

export type OwnTopic = Pick<Topic, 'code' | 'name' | 'kind' | 'refresherMonths'> & { readonly id: string, readonly revision: number }

const COLUMNS = 't.id, t.code, t.name, t.kind, t.refresher_months as "refresherMonths", t.revision'

export async function findTopic (tx: OperatorTx, code: string): Promise<OwnTopic | undefined> {
  const [row] = await tx.query<OwnTopic>(`select ${COLUMNS} from aeo.training_topics t where t.operator_id = $1 and t.code = $2`, [tx.operatorId, code])
  return row
}

/** Locked until the transaction ends, so that two changes come one after the other. */
export async function lockTopic (tx: OperatorTx, code: string): Promise<OwnTopic | undefined> {
  const [row] = await tx.query<OwnTopic>(`select ${COLUMNS} from aeo.training_topics t where t.operator_id = $1 and t.code = $2 for update`, [tx.operatorId, code])
  return row
}

/** @returns false when a topic has the code already. */
export async function insertTopic (tx: OperatorTx, { id, code, name, kind, refresherMonths }: Omit<OwnTopic, 'revision'>): Promise<boolean> {
  const rows = await tx.query(`insert into aeo.training_topics (operator_id, id, code, name, kind, refresher_months, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (operator_id, code) do nothing returning id`, [tx.operatorId, id, code, name, kind, refresherMonths, tx.at])
  return rows.length > 0
}

export async function updateTopic (tx: OperatorTx, { id, name, refresherMonths, revision }: OwnTopic): Promise<void> {
  await tx.query('update aeo.training_topics t set name = $3, refresher_months = $4, revision = $5 where t.operator_id = $1 and t.id = $2', [tx.operatorId, id, name, refresherMonths, revision])
}
