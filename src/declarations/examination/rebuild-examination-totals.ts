import type pg from 'pg'
import { beginStatement } from '../../platform/db/operator-tx.ts'
import type { DeclarationContent, DeclarationStatus } from '../data-elements.ts'
import { observationsOf, sumObservations } from './observations.ts'
import type { GoodsObservation } from './observations.ts'

/** Adds up examinations and findings again and compares with the totals and histories that moved with the writes. */

export interface ExaminationDifference {
  readonly table: string
  /** Rows that are kept and ought not to be, or the other way round. */
  readonly rows: number
}

/** What each table of totals ought to hold, from the rows that it counts. $1 is the operator. */
const OUGHT: Record<string, { readonly columns: string, readonly query: string, readonly nothing: string }> = {
  finding_totals: {
    columns: 'dimension, day, key, severity, opened, confirmed, dismissed, cured',
    nothing: 'opened = 0 and confirmed = 0 and dismissed = 0 and cured = 0',
    query: `select k.dimension, f.counted_on as day, k.key, f.severity, count(*) filter (where coalesce(f.closed_because, '') <> 'withdrawn') as opened, count(*) filter (where f.decision = 'confirmed') as confirmed,
        count(*) filter (where f.decision = 'dismissed') as dismissed, count(*) filter (where f.closed_because = 'cured') as cured
      from aeo.findings f cross join lateral (values ('all', ''), ('pillar', f.pillar), ('check', coalesce(f.check_id, f.source)), ('unit', coalesce(f.org_unit_id, '')),
        ('broker', coalesce(f.broker, '')), ('unit_pillar', coalesce(f.org_unit_id, '') || ' ' || f.pillar), ('ai_proposed', aeo.proposed_key(coalesce(f.org_unit_id, ''), f.pillar, f.proposed_by, coalesce(f.check_id, f.source)))) as k (dimension, key)
      where f.operator_id = $1 and (k.dimension <> 'ai_proposed' or k.key is not null) group by 1, 2, 3, 4`
  },
  quality_totals: {
    columns: 'dimension, day, key, declarations, released, right_first_time, failing_items',
    nothing: 'declarations = 0 and released = 0 and right_first_time = 0 and failing_items = 0',
    query: `select k.dimension, x.counted_on as day, k.key, count(*) as declarations, count(*) filter (where x.released) as released,
        count(*) filter (where x.right_first_time) as right_first_time, sum(x.failing_items) as failing_items
      from aeo.examinations x cross join lateral (values ('all', ''), ('unit', coalesce(x.org_unit_id, '')), ('broker', coalesce(x.broker, ''))) as k (dimension, key)
      where x.operator_id = $1 and x.counted group by 1, 2, 3`
  },
  check_totals: {
    columns: 'day, counts',
    nothing: '0 = all (counts)',
    query: `select c.day, array_agg(c.n::integer order by c.position, c.outcome) as counts from (
        select x.counted_on as day, p.position, o.outcome, count(*) filter (where substr(x.outcomes, p.position, 1) = substr('PHEA', o.outcome, 1)) as n
        from aeo.examinations x cross join lateral generate_series(1, length(x.outcomes)) as p (position) cross join generate_series(1, 4) as o (outcome)
        where x.operator_id = $1 and x.counted group by 1, 2, 3) c group by 1`
  }
}

/** One transaction, with the ingest of this operator held; with `repair` it also sets the totals right. */
export async function rebuildExaminationTotals (client: pg.ClientBase, operatorId: string, repair: boolean): Promise<ExaminationDifference[]> {
  await client.query(beginStatement(operatorId))
  try {
    await client.query('set local statement_timeout = 0')
    await client.query('set local transaction_timeout = 0')
    await client.query('select aeo.lock_ingest($1)', [operatorId])
    const differences: ExaminationDifference[] = []
    for (const table of Object.keys(OUGHT)) differences.push({ table, rows: await compareTable(client, operatorId, table, repair) })
    differences.push({ table: 'goods_observations', rows: await compareObservations(client, operatorId, repair) })
    await client.query('commit')
    return differences.filter(({ rows }) => rows > 0)
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function compareTable (client: pg.ClientBase, operatorId: string, table: string, repair: boolean): Promise<number> {
  const { columns = '', query = '', nothing = 'false' } = OUGHT[table] ?? {}
  const is = `select ${columns} from aeo.${table} t where t.operator_id = $1 and not (${nothing})`
  const ought = `select ${columns} from (${query}) o where not (${nothing})`
  const { rows: [row] } = await client.query<{ differing: string }>(`select count(*) as differing from ((${is} except ${ought}) union all (${ought} except ${is})) d`, [operatorId])
  const differing = Number(row?.differing ?? 0)
  if (repair && differing > 0) {
    await client.query(`delete from aeo.${table} t where t.operator_id = $1`, [operatorId])
    await client.query(`insert into aeo.${table} (operator_id, ${columns}) select $1, ${columns} from (${query}) o`, [operatorId])
  }
  return differing
}

interface DocumentRow { id: string, status: DeclarationStatus, counted_on: string, document: DeclarationContent }
interface ObservationRow { goods_ref: string, month: string, kind: GoodsObservation['kind'], supplier_ref: string, value: string, count: string }

const PAGE = 1_000
const identityOf = (observation: GoodsObservation): string => JSON.stringify([observation.goodsRef, observation.month, observation.kind, observation.supplierRef, observation.value, observation.count])

async function compareObservations (client: pg.ClientBase, operatorId: string, repair: boolean): Promise<number> {
  const ought = await observationsThatOught(client, operatorId)
  const { rows } = await client.query<ObservationRow>('select o.goods_ref, o.month, o.kind, o.supplier_ref, o.value, o.count from aeo.goods_observations o where o.operator_id = $1 and o.count <> 0', [operatorId])
  const kept = new Set(rows.map((row) => identityOf({ goodsRef: row.goods_ref, month: row.month, kind: row.kind, supplierRef: row.supplier_ref, value: row.value, count: Number(row.count) })))
  const wanted = new Set(ought.map(identityOf))
  const differing = [...kept].filter((row) => !wanted.has(row)).length + [...wanted].filter((row) => !kept.has(row)).length
  if (repair && differing > 0) await replaceObservations(client, operatorId, ought)
  return differing
}

async function observationsThatOught (client: pg.ClientBase, operatorId: string): Promise<GoodsObservation[]> {
  let sums: GoodsObservation[] = []
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await client.query<DocumentRow>(`select d.id, d.status, d.counted_on, v.document from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = $1 and d.id > $2 order by d.id limit ${PAGE}`, [operatorId, after])
    sums = sumObservations([...sums, ...rows.flatMap(({ document, counted_on: countedOn, status }) => observationsOf(document, countedOn, status))])
    after = rows.at(-1)?.id ?? after
    if (rows.length < PAGE) return sums
  }
}

async function replaceObservations (client: pg.ClientBase, operatorId: string, observations: readonly GoodsObservation[]): Promise<void> {
  await client.query('delete from aeo.goods_observations o where o.operator_id = $1', [operatorId])
  await client.query(`insert into aeo.goods_observations (operator_id, goods_ref, month, kind, supplier_ref, value, count)
    select $1, n.goods, n.month, n.kind, n.supplier, n.value, n.count
    from json_to_recordset($2) as n (goods text, month text, kind text, supplier text, value text, count bigint)`,
  [operatorId, JSON.stringify(observations.map(({ goodsRef, supplierRef, ...rest }) => ({ ...rest, goods: goodsRef, supplier: supplierRef })))])
  await client.query('update aeo.goods_histories h set version = h.version + 1 where h.operator_id = $1', [operatorId])
}
