import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** Findings as evidence of risks: those that people confirmed one by one, and those that nobody has looked at by what raised them. */

interface Fault {
  /** Null of what no check raised. */
  readonly check: string | null
  readonly source: string
  readonly pillar: string
}

export interface ConfirmedFault extends Fault {
  readonly id: string
  readonly declarationId: string | null
  readonly itemNumber: number | null
  readonly cause: string | null
  /** Day of acceptance of the declaration, or of the facts. */
  readonly countedOn: string
}

export interface UnreviewedFault extends Fault {
  /** Stated when asked for, and for a finding that is of no declaration null too. */
  readonly declarationId: string | null
  readonly itemNumber: number | null
  readonly countedOn: string | null
  /** Declarations without a confirmed finding of the same check; a finding of no declaration counts by itself. */
  readonly count: number
}

interface Days { readonly from: string, readonly to: string }

/** Of any severity and also where they were closed since, by day and id: what was wrong stays so. One statement. */
export async function confirmedFaults (tx: OperatorTx, { from, to }: Days): Promise<ConfirmedFault[]> {
  return await tx.query<ConfirmedFault>(`select f.id, f.declaration_id as "declarationId", f.item_number as "itemNumber", f.check_id as "check", f.source, f.pillar, f.cause, f.counted_on as "countedOn"
    from aeo.findings f where f.operator_id = $1 and f.decision = 'confirmed' and f.counted_on between $2::date and $3::date order by f.counted_on, f.id`, [tx.operatorId, from, to])
}

/** Declarations of the days of which people confirmed a finding of the check, each once whatever its items. One statement. */
export async function confirmedDeclarations (tx: OperatorTx, check: string, { from, to }: Days): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(distinct f.declaration_id)::float8 as count from aeo.findings f
    where f.operator_id = $1 and f.check_id = $2 and f.decision = 'confirmed' and f.counted_on between $3::date and $4::date`, [tx.operatorId, check, from, to])
  return row?.count ?? 0
}

/** Open and not decided. @param inDetail a row for each declaration, item and day, where those matter. One statement. */
export async function unreviewedFaults (tx: OperatorTx, { from, to }: Days, inDetail: boolean): Promise<UnreviewedFault[]> {
  // Distinct first, so that rows are hashed and not sorted; no id of a check is empty, and an equality is what can be hashed.
  return await tx.query<UnreviewedFault>(`select o."check", o.source, o.pillar, o."declarationId", o."itemNumber", o."countedOn", count(*)::float8 as count
    from (select distinct f.check_id as "check", f.source, f.pillar, case when $4 then f.declaration_id end as "declarationId", case when $4 then f.item_number end as "itemNumber", case when $4 then f.counted_on end as "countedOn",
        coalesce(f.declaration_id, f.id) as id
      from aeo.findings f where f.operator_id = $1 and f.state = 'open' and f.decision is null and f.counted_on between $2::date and $3::date
        and not exists (select from aeo.findings c where c.operator_id = $1 and c.decision = 'confirmed' and c.declaration_id = f.declaration_id and coalesce(c.check_id, '') = coalesce(f.check_id, ''))) o
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 6, 4, 5`, [tx.operatorId, from, to, inDetail])
}
