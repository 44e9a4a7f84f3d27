import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { ProposedDeclaration } from './deps.ts'
import type { Candidate } from './match-items.ts'

/** Outputs that items of declarations may carry, as far as matching asks of them. */

/** On one material, outputs that name no declaration: those made last. */
const MOST_ON_GOODS = 50

/** Outputs that name one of the declarations, or are on goods of an item that carries a proposal; one statement. */
export async function candidatesFor (tx: OperatorTx, declared: readonly ProposedDeclaration[]): Promise<Candidate[]> {
  if (declared.length === 0) return []
  const lrns = declared.flatMap(({ lrn, declarant }) => lrn === null ? [] : [{ lrn, declarant }])
  const goods = [...new Set(declared.flatMap(({ items }) => items.flatMap(({ proposed, goodsRef }) => proposed.length === 0 || goodsRef === null ? [] : [goodsRef])))]
  return await tx.query<Candidate>(`select o.id, o.pillar, s.code as system, o.system_id as "systemId", o.model_version as "modelVersion", o.version, o.mrn, o.lrn, o.declarant, o.item_number as "itemNumber",
      o.goods_ref as "goodsRef", o.made_at as "madeAt", o.planted, o.proposal
    from (
      select c.id from aeo.ai_outputs c where c.operator_id = $1 and c.mrn = any($2::text[])
      union select c.id from unnest($3::text[], $4::text[]) as n (lrn, declarant) join aeo.ai_outputs c on c.operator_id = $1 and c.lrn = n.lrn and c.declarant = n.declarant
      union select g.id from unnest($5::text[]) as n (ref) cross join lateral (select c.id from aeo.ai_outputs c where c.operator_id = $1 and c.goods_ref = n.ref and c.mrn is null and c.lrn is null
        order by c.made_at desc, c.id desc limit ${MOST_ON_GOODS}) g) f
    join aeo.ai_outputs o on o.operator_id = $1 and o.id = f.id join aeo.ai_systems s on s.operator_id = $1 and s.id = o.system_id`,
  [tx.operatorId, declared.flatMap(({ mrn }) => mrn ?? []), lrns.map(({ lrn }) => lrn), lrns.map(({ declarant }) => declarant), goods])
}
