import type pg from 'pg'
import { beginStatement } from '../../platform/db/operator-tx.ts'

/** Adds up the standings of all declarations again and compares with the totals that moved with them. */

export interface DocumentTotalDifference { readonly day: string, readonly declarations: number, readonly complete: number, readonly withoutRequirement: number }

const COUNTED = `select s.counted_on as day, count(*) as declarations, count(*) filter (where s.missing = 0) as complete, count(*) filter (where s.required = 0) as without_requirement
  from aeo.document_standings s where s.operator_id = $1 group by 1`

/** One transaction, with the standings of this operator held; with `repair` it also sets the totals right. @returns kept less recounted. */
export async function rebuildDocumentTotals (client: pg.ClientBase, operatorId: string, repair: boolean): Promise<DocumentTotalDifference[]> {
  await client.query(beginStatement(operatorId))
  try {
    await client.query('set local statement_timeout = 0')
    await client.query('set local transaction_timeout = 0')
    await client.query('select pg_advisory_xact_lock(hashtextextended(\'document standings \' || $1, 0))', [operatorId])
    const { rows } = await client.query<DocumentTotalDifference>(`
      select coalesce(c.day, t.day) as day, (coalesce(t.declarations, 0) - coalesce(c.declarations, 0))::integer as declarations, (coalesce(t.complete, 0) - coalesce(c.complete, 0))::integer as complete,
        (coalesce(t.without_requirement, 0) - coalesce(c.without_requirement, 0))::integer as "withoutRequirement"
      from (${COUNTED}) c full join (select * from aeo.document_totals d where d.operator_id = $1) t on t.day = c.day
      where (coalesce(t.declarations, 0), coalesce(t.complete, 0), coalesce(t.without_requirement, 0)) <> (coalesce(c.declarations, 0), coalesce(c.complete, 0), coalesce(c.without_requirement, 0))
      order by 1`, [operatorId])
    if (repair && rows.length > 0) await replace(client, operatorId)
    await client.query('commit')
    return rows
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function replace (client: pg.ClientBase, operatorId: string): Promise<void> {
  await client.query('update aeo.document_totals t set declarations = 0, complete = 0, without_requirement = 0 where t.operator_id = $1', [operatorId])
  await client.query(`insert into aeo.document_totals as t (operator_id, day, declarations, complete, without_requirement) select $1, c.day, c.declarations, c.complete, c.without_requirement from (${COUNTED}) c
    on conflict (operator_id, day) do update set declarations = excluded.declarations, complete = excluded.complete, without_requirement = excluded.without_requirement`, [operatorId])
}
