import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Declarations with all that must be archived, against declarations (KPI record_completeness_rate), from totals alone. */

export interface MonthOfDocuments { readonly month: string, readonly declarations: number, readonly complete: number, readonly withoutRequirement: number }
export interface DocumentCompleteness { readonly months: readonly MonthOfDocuments[], readonly eventsBehind: number }

interface Row { months: MonthOfDocuments[] | null, behind: string }

export async function documentCompleteness (tx: OperatorTx, from: string, to: string): Promise<DocumentCompleteness> {
  const [row] = await tx.query<Row>(`
    select (select json_agg(m order by m.month) from (
        select to_char(t.day, 'YYYY-MM') as month, sum(t.declarations)::integer as declarations, sum(t.complete)::integer as complete, sum(t.without_requirement)::integer as "withoutRequirement"
        from aeo.document_totals t where t.operator_id = $1 and t.day between $2::date and $3::date group by 1 having sum(t.declarations) > 0) m) as months,
      coalesce((select h.seq - case when f.epoch = h.epoch then f.seq else 0 end from aeo.log_heads h left join aeo.record_followers f on f.operator_id = h.operator_id
        where h.operator_id = $1), 0) as behind`, [tx.operatorId, from, to])
  return { months: row?.months ?? [], eventsBehind: Number(row?.behind ?? 0) }
}
