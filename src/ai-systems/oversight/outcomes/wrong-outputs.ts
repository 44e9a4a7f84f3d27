import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** Proposals that went out and were wrong, as evidence for other features. */

export interface WrongOutput {
  readonly id: string
  readonly pillar: string
  /** Nobody decided on it, a person accepted it, or put something wrong in its place. */
  readonly decision: 'none' | 'accepted' | 'overridden'
  /** Day it was made on. */
  readonly madeOn: string
  /** Declarations whose items carry it. */
  readonly declarationIds: readonly string[]
}

/** Used values that turned out wrong, by any outcome, of outputs made on the days; by day and id. One statement. */
export async function wrongOutputs (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }): Promise<WrongOutput[]> {
  return await tx.query<WrongOutput>(`select o.id, o.pillar, coalesce(o.decision, 'none') as decision, (o.made_at at time zone 'UTC')::date as "madeOn",
      array(select distinct d.declaration_id from aeo.ai_declared_items d where d.operator_id = $1 and d.output_id = o.id order by 1) as "declarationIds"
    from (select distinct x.output_id from aeo.ai_output_outcomes x where x.operator_id = $1 and not x.final_right) w
      join aeo.ai_outputs o on o.operator_id = $1 and o.id = w.output_id
    where o.used_at is not null and not o.planted and o.made_at >= $2::date::timestamp at time zone 'UTC' and o.made_at < ($3::date + 1)::timestamp at time zone 'UTC'
    order by 4, o.id`, [tx.operatorId, from, to])
}
