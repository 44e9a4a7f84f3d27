import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { LOOK_KINDS } from './event-concerns.ts'
import type { Concern, Concerns, LookKind } from './event-concerns.ts'
import type { Look } from './portion.ts'

/** What is to be looked at for events of the log: outputs and declarations, one by one and in an order that can be taken up again. */

export interface LookStart { readonly kind: LookKind, readonly id: string }

const NAMED = 'o.id, o.mrn, o.lrn, o.goods_ref, o.pillar, o.system_id, o.version, o.model_version'

type Row = Omit<Look, 'kind'> & { readonly kind: number }

/**
 * By event, kind and id; one statement. Outputs that came together: those that name a declaration or goods; ids of others that came
 * meanwhile may lie between, which does no harm. With outputs on goods alone come the declarations of which an item states the like and
 * is not logged yet; with goods, all their outputs and declarations.
 *
 * @param declarations of findings that were decided.
 * @param after where looking stopped within the first event.
 */
export async function looksOf (tx: OperatorTx, { outputs, changed, ranges, goods }: Concerns, declarations: readonly Concern<string>[], after: LookStart | null, limit: number): Promise<Look[]> {
  const stated = [...of('output', outputs), ...of('declaration', declarations), ...of('changed', changed)]
  const rows = await tx.query<Row>(`
    with stated as (select n.place, n.kind, n.id from unnest($2::integer[], $3::smallint[], $4::uuid[]) as n (place, kind, id)),
    goods as (select g.place, g.ref from unnest($8::integer[], $9::text[]) as g (place, ref)),
    named as (
      select n.place, ${NAMED} from stated n join aeo.ai_outputs o on o.operator_id = $1 and o.id = n.id where n.kind = 0
      union all select r.place, ${NAMED} from unnest($5::integer[], $6::uuid[], $7::uuid[]) as r (place, first, last) join aeo.ai_outputs o on o.operator_id = $1 and o.id between r.first and r.last
        where o.mrn is not null or o.lrn is not null or o.goods_ref is not null),
    classified as (
      select distinct n.place, n.goods_ref, n.pillar, s.code, n.system_id::text as system, n.version, n.model_version from named n join aeo.ai_systems s on s.operator_id = $1 and s.id = n.system_id
        where n.goods_ref is not null and n.mrn is null and n.lrn is null),
    looks as (
      select n.place, n.kind, n.id from stated n where n.kind > 0
      union select n.place, 0, n.id from named n
      union select g.place, 0, o.id from goods g join aeo.ai_outputs o on o.operator_id = $1 and o.goods_ref = g.ref
      union select g.place, 1, i.declaration_id from goods g join aeo.ai_declared_items i on i.operator_id = $1 and i.goods_ref = g.ref
      union select c.place, 1, i.declaration_id from classified c join aeo.ai_declared_items i on i.operator_id = $1 and i.goods_ref = c.goods_ref and i.output_id is null and i.pillar = c.pillar
        and i.system in (c.code, c.system) and i.version in ('', c.version, c.model_version)),
    next as (
      select l.place, l.kind, l.id from looks l where l.place > 0 or $10::smallint is null or (l.kind, l.id) > ($10::smallint, $11::uuid) order by l.place, l.kind, l.id limit ${limit})
    select n.place, n.kind, n.id, o.mrn, o.lrn, o.declarant from next n left join aeo.ai_outputs o on n.kind = 0 and o.operator_id = $1 and o.id = n.id order by n.place, n.kind, n.id`,
  [
    tx.operatorId, stated.map(({ place }) => place), stated.map(({ kind }) => kind), stated.map(({ id }) => id),
    ranges.map(({ place }) => place), ranges.map(({ of: { firstId } }) => firstId), ranges.map(({ of: { lastId } }) => lastId), goods.map(({ place }) => place), goods.map(({ of: reference }) => reference),
    after === null ? null : LOOK_KINDS.indexOf(after.kind), after?.id ?? null
  ])
  return rows.map(({ kind, ...look }) => ({ ...look, kind: kindOf(kind) }))
}

const of = (kind: LookKind, concerns: readonly Concern<string>[]): { place: number, kind: number, id: string }[] => concerns.map(({ place, of: id }) => ({ place, kind: LOOK_KINDS.indexOf(kind), id }))

export function kindOf (number: number): LookKind {
  const kind = LOOK_KINDS[number]
  if (kind === undefined) throw new Error(`There is no kind ${number} of what is looked at`)
  return kind
}
