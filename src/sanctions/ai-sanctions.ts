import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { leftOutBy } from './appeal.ts'

export interface AiSanctions {
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  readonly sanctions: number
  /** Of these, those of which it is known that AI took part, and those of which nothing is known. */
  readonly aiSanctions: number
  readonly unknown: number
}

/** In how many sanctions AI took part: by the last day of the facts, without those that were annulled; a month without any has no entry. One statement. */
export async function aiSanctions (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }, byMonth: boolean): Promise<AiSanctions[]> {
  return await tx.query<AiSanctions>(`select case when $4 then to_char(s.facts_to, 'YYYY-MM') end as month, count(*)::float8 as sanctions,
      (count(*) filter (where s.ai = 'yes'))::float8 as "aiSanctions", (count(*) filter (where s.ai = ''))::float8 as unknown
    from aeo.sanctions s where s.operator_id = $1 and s.facts_to between $2::date and $3::date and s.appeal_status <> all($5::text[]) group by 1 order by 1`,
  [tx.operatorId, from, to, byMonth, leftOutBy('without_annulled')])
}
