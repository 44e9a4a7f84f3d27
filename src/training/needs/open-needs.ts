import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { SHIPPED_CATALOGUE } from '../competence/shipped-catalogue.ts'
import type { NeedSource, NeedState } from './model.ts'

/** What other features ask of needs, in their own transaction, each with one statement. */

export interface OpenNeed {
  readonly id: string
  /** Name of the topic. */
  readonly topic: string
  readonly source: NeedSource
  readonly people: number
  readonly dueOn: string
}

/** Open needs, due first, first; no more than `most`. */
export async function listOpenNeeds (tx: OperatorTx, most: number): Promise<OpenNeed[]> {
  const rows = await tx.query<OpenNeed & { readonly own: string | null }>(`select n.id, n.topic, t.name as own, n.source, n.due_on as "dueOn",
      (select count(*) from aeo.training_need_people p where p.operator_id = n.operator_id and p.need_id = n.id)::integer as people
    from aeo.training_needs n left join aeo.training_topics t on t.operator_id = n.operator_id and t.code = n.topic
    where n.operator_id = $1 and n.state = 'open' order by n.due_on, n.id limit $2`, [tx.operatorId, most])
  return rows.map(({ own, topic, ...need }) => ({ ...need, topic: SHIPPED_CATALOGUE.topics.get(topic)?.name ?? own ?? topic }))
}

/** Those of the ids that are needs, each with its state. */
export async function statesOfNeeds (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, NeedState>> {
  const rows = await tx.query<{ id: string, state: NeedState }>('select n.id, n.state from aeo.training_needs n where n.operator_id = $1 and n.id = any($2::uuid[])', [tx.operatorId, ids])
  return new Map(rows.map(({ id, state }) => [id, state]))
}
