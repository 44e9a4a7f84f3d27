import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { leftOutBy } from './appeal.ts'

/** How many sanctions each of the periods has by the last day of their facts, without those that were annulled, in the order of the periods. One statement. */
export async function sanctionsIn (tx: OperatorTx, periods: readonly { readonly from: string, readonly to: string }[]): Promise<number[]> {
  const rows = await tx.query<{ sanctions: number }>(`select (select count(*) from aeo.sanctions s where s.operator_id = $1 and s.facts_to between p.first and p.last and s.appeal_status <> all($4::text[]))::float8 as sanctions
    from unnest($2::date[], $3::date[]) with ordinality p (first, last, place) order by p.place`, [tx.operatorId, periods.map(({ from }) => from), periods.map(({ to }) => to), leftOutBy('without_annulled')])
  return rows.map(({ sanctions }) => sanctions)
}
