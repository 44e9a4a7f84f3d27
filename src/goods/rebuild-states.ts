import type pg from 'pg'
import { beginStatement } from '../platform/db/operator-tx.ts'
import { replaceSpans } from './goods-store.ts'
import type { GoodsRecord } from './model.ts'
import { spansOf } from './spans.ts'
import type { LapseOf, Span } from './spans.ts'

/** Derives the states of goods again from their records and compares with what moved with the writes: another edition of the nomenclature moves them too. */

export interface StateDifference { readonly table: 'goods_spans' | 'goods_counts', readonly rows: number }

const PAGE = 1_000

/** What counts ought to be by the spans. $1 is the operator. */
const OUGHT = `select s.measure, s.day, sum(s.delta) as delta from (
    select b.measure, b.from_day as day, 1 as delta from aeo.goods_spans b where b.operator_id = $1 and b.measure in ('active', 'without_code', 'stale', 'code_changed')
    union all select e.measure, e.until_day, -1 from aeo.goods_spans e where e.operator_id = $1 and e.until_day is not null and e.measure in ('active', 'without_code', 'stale')
  ) s group by s.measure, s.day having sum(s.delta) <> 0`
const IS = 'select c.measure, c.day, c.delta::numeric from aeo.goods_counts c where c.operator_id = $1 and c.delta <> 0'

/** One transaction, with every writer of the operator's goods held; with `repair` it also sets them right. */
export async function rebuildGoodsStates (client: pg.ClientBase, operatorId: string, lapseOf: LapseOf, repair: boolean): Promise<StateDifference[]> {
  await client.query(beginStatement(operatorId))
  try {
    await client.query('set local statement_timeout = 0')
    await client.query('set local transaction_timeout = 0')
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`goods ${operatorId}`])
    const spans = await compareSpans(client, operatorId, lapseOf, repair)
    const { rows: [row] } = await client.query<{ differing: string }>(`select count(*) as differing from ((${IS} except ${OUGHT}) union all (${OUGHT} except ${IS})) d`, [operatorId])
    const counts = Number(row?.differing ?? 0)
    if (repair && counts > 0) {
      await client.query('update aeo.goods_counts c set delta = 0 where c.operator_id = $1', [operatorId])
      await client.query(`insert into aeo.goods_counts as c (operator_id, measure, day, delta) select $1, o.measure, o.day, o.delta from (${OUGHT}) o
        on conflict (operator_id, measure, day) do update set delta = excluded.delta`, [operatorId])
    }
    await client.query('commit')
    return ([{ table: 'goods_spans', rows: spans }, { table: 'goods_counts', rows: counts }] as const).filter(({ rows }) => rows > 0)
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

interface RecordRow { readonly goods_ref: string, readonly record: GoodsRecord, readonly spans: readonly Span[] }

const identityOf = (spans: readonly Span[]): string => spans.map(({ measure, value, from, until }) => JSON.stringify([measure, value, from, until])).toSorted().join()

/** @returns goods whose spans are not what their record says. */
async function compareSpans (client: pg.ClientBase, operatorId: string, lapseOf: LapseOf, repair: boolean): Promise<number> {
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await client.query(text, [...values])).rows as Row[]
  let differing = 0
  for (let after = ''; ;) {
    const rows = await query<RecordRow>(`select g.goods_ref, g.record, (select coalesce(json_agg(json_build_object('measure', s.measure, 'value', s.value, 'from', s.from_day, 'until', s.until_day)), '[]')
        from aeo.goods_spans s where s.operator_id = $1 and s.goods_ref = g.goods_ref) as spans
      from aeo.goods g where g.operator_id = $1 and g.goods_ref > $2 order by g.goods_ref limit $3`, [operatorId, after, PAGE])
    const wrong = rows.flatMap(({ goods_ref: goodsRef, record, spans }) => {
      const ought = spansOf(record, lapseOf)
      return identityOf(ought) === identityOf(spans) ? [] : [{ goodsRef, spans: ought }]
    })
    differing += wrong.length
    if (repair && wrong.length > 0) await replaceSpans({ operatorId, query }, wrong)
    const last = rows.at(-1)
    if (rows.length < PAGE || last === undefined) return differing
    after = last.goods_ref
  }
}
