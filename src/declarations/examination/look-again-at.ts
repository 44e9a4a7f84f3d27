import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** What came to be known of declarations elsewhere, and may change what their checks answer. */

const MARK = `
  with known as materialized (
    select d.id from unnest($2::text[]) as m (mrn) cross join lateral (
      select d.id from aeo.declarations d where d.operator_id = $1 and d.mrn = m.mrn) as d
  ), marked as (
    update aeo.examinations x set review_on = $3::date from (select k.id from known k union select unnest($4::uuid[])) as k
    where x.operator_id = $1 and x.declaration_id = k.id and x.counted and (x.review_on is null or x.review_on > $3::date)
  )
  select count(*)::integer as known from known`

export interface Known {
  /** Known here or not. */
  readonly mrns?: readonly string[]
  readonly declarationIds?: readonly string[]
}

/**
 * Has these declarations examined again in the next round, for whoever records a receipt, a document or a proof of exit.
 * Call it last in the transaction that records them: ingest of the operator waits from here to its end, so that no examination that is
 * under way misses what is recorded, or takes the mark away. A declaration of an MRN that is not here yet may be in such a batch: it is
 * then examined anew before it is written. So name MRNs where they are known, and ids for the rest.
 */
export async function lookAgainAt (tx: OperatorTx, { mrns = [], declarationIds = [] }: Known): Promise<void> {
  const named = [...new Set(mrns)]
  if (named.length === 0 && declarationIds.length === 0) return
  await tx.query('select aeo.lock_ingest($1)', [tx.operatorId])
  const [found] = await tx.query<{ known: number }>(MARK, [tx.operatorId, named, utcDay(tx.at), declarationIds])
  if ((found?.known ?? 0) < named.length) await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
}
