import type { Count } from '../../../ai-oversight/tally.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** Items of declarations that carry a proposal, with the output that it is. */

export interface DeclaredItem {
  readonly declarationId: string
  readonly itemNumber: number
  readonly pillar: string
  /** Code of the system, or what the item states where it is none. */
  readonly system: string
  /** As the item states it; '' where it states none. */
  readonly version: string
  /** Of the declaration. */
  readonly unit: string
  readonly countedOn: string
  readonly goodsRef: string | null
  /** Null where no output of it is logged. */
  readonly outputId: string | null
}

const COLUMNS = `i.declaration_id as "declarationId", i.item_number as "itemNumber", i.pillar, i.system, i.version, i.unit, i.counted_on as "countedOn", i.goods_ref as "goodsRef", i.output_id as "outputId"`

export async function itemsOfDeclarations (tx: OperatorTx, declarationIds: readonly string[]): Promise<DeclaredItem[]> {
  if (declarationIds.length === 0) return []
  return await tx.query<DeclaredItem>(`select ${COLUMNS} from aeo.ai_declared_items i where i.operator_id = $1 and i.declaration_id = any($2::uuid[])`, [tx.operatorId, declarationIds])
}

interface Period { readonly from?: string | undefined, readonly to?: string | undefined }

/** Items, each with all its pillars, without an output; counted last first. A page ends with an item, so it may be a few longer. */
export async function notLogged (tx: OperatorTx, { from, to }: Period, limit: number, after: { readonly day: string, readonly declarationId: string, readonly itemNumber: number } | undefined): Promise<{ readonly items: DeclaredItem[], readonly isMore: boolean }> {
  const values: unknown[] = [tx.operatorId, limit + 1]
  const conditions = [
    ...from === undefined ? [] : [`i.counted_on >= $${values.push(from)}::date`], ...to === undefined ? [] : [`i.counted_on <= $${values.push(to)}::date`],
    ...after === undefined ? [] : [`(i.counted_on, i.declaration_id, i.item_number) < ($${values.push(after.day)}::date, $${values.push(after.declarationId)}::uuid, $${values.push(after.itemNumber)}::integer)`]
  ]
  const rows = await tx.query<DeclaredItem>(`select ${COLUMNS} from aeo.ai_declared_items i where ${['i.operator_id = $1', 'i.output_id is null', ...conditions].join(' and ')}
    order by i.counted_on desc, i.declaration_id desc, i.item_number desc fetch first $2 rows with ties`, values)
  const isSame = (a: DeclaredItem, b: DeclaredItem): boolean => a.declarationId === b.declarationId && a.itemNumber === b.itemNumber
  const cut = rows[limit]
  if (cut === undefined) return { items: rows, isMore: false }
  const before = rows.findIndex((row) => isSame(row, cut))
  // An item of more pillars than a page takes is a page by itself.
  return before > 0 ? { items: rows.slice(0, before), isMore: true } : { items: rows.filter((row) => isSame(row, cut)), isMore: rows.some((row) => !isSame(row, cut)) }
}

const keyOf = ({ declarationId, itemNumber, pillar }: DeclaredItem): string => `${declarationId} ${itemNumber} ${pillar}`

/** Puts the items in place of those before. @returns what that moves in the totals. */
export async function replaceItems (tx: OperatorTx, before: readonly DeclaredItem[], after: readonly DeclaredItem[]): Promise<Count[]> {
  const known = new Map(before.map((item) => [keyOf(item), item]))
  const now = new Set(after.map(keyOf))
  const gone = before.filter((item) => !now.has(keyOf(item)))
  const put = after.filter((item) => JSON.stringify(known.get(keyOf(item)) ?? null, FIELDS) !== JSON.stringify(item, FIELDS))
  if (gone.length > 0) {
    await tx.query(`delete from aeo.ai_declared_items i using unnest($2::uuid[], $3::integer[], $4::text[]) as g (declaration, item, pillar)
      where i.operator_id = $1 and i.declaration_id = g.declaration and i.item_number = g.item and i.pillar = g.pillar`, [tx.operatorId, gone.map(({ declarationId }) => declarationId), gone.map(({ itemNumber }) => itemNumber), gone.map(({ pillar }) => pillar)])
  }
  if (put.length > 0) {
    await tx.query(`insert into aeo.ai_declared_items as i (operator_id, declaration_id, item_number, pillar, system, version, unit, counted_on, goods_ref, output_id)
        select $1, n."declarationId", n."itemNumber", n.pillar, n.system, n.version, n.unit, n."countedOn", n."goodsRef", n."outputId"
        from json_to_recordset($2::json) as n ("declarationId" uuid, "itemNumber" integer, pillar text, system text, version text, unit text, "countedOn" date, "goodsRef" text, "outputId" uuid)
      on conflict (operator_id, declaration_id, item_number, pillar) do update set system = excluded.system, version = excluded.version, unit = excluded.unit, counted_on = excluded.counted_on,
        goods_ref = excluded.goods_ref, output_id = excluded.output_id`, [tx.operatorId, JSON.stringify(put)])
  }
  return [...[...gone, ...put.flatMap((item) => known.get(keyOf(item)) ?? [])].map((item) => countOf(item, -1)), ...put.map((item) => countOf(item, 1))]
}

/** In one order, however the row came about. */
const FIELDS = ['declarationId', 'itemNumber', 'pillar', 'system', 'version', 'unit', 'countedOn', 'goodsRef', 'outputId'] satisfies (keyof DeclaredItem)[]

const countOf = ({ system, version, pillar, unit, countedOn, outputId }: DeclaredItem, count: number): Count =>
  ({ system, version, pillar, unit, period: countedOn.slice(0, 7), counter: 'item', bin: outputId === null ? 'not_logged' : 'logged', count })

/** What all items count for, to compare the totals with. */
export async function countsOfItems (tx: Pick<OperatorTx, 'query' | 'operatorId'>): Promise<Count[]> {
  const rows = await tx.query<Omit<Count, 'counter' | 'count'> & { count: string }>(`select i.system, i.version, i.pillar, i.unit, to_char(i.counted_on, 'YYYY-MM') as period,
      case when i.output_id is null then 'not_logged' else 'logged' end as bin, count(*) as count from aeo.ai_declared_items i where i.operator_id = $1 group by 1, 2, 3, 4, 5, 6`, [tx.operatorId])
  return rows.map(({ count, ...row }) => ({ ...row, counter: 'item', count: Number(count) }))
}
