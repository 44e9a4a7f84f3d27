import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { PopulationItem } from '../sampling/population.ts'

/** Reads the goods items that a sample is drawn from: page by page, in one snapshot. */

export interface PopulationFilter {
  readonly from: string
  readonly to: string
  readonly direction?: 'import' | 'export' | undefined
  readonly orgUnitId?: string | undefined
}

/** A declaration as far as a sample looks at it. */
interface DeclaredContent {
  readonly accountsCurrency?: string
  readonly invoiceCurrency?: string
  readonly items?: readonly { readonly itemNumber: number, readonly statisticalValue?: string, readonly statisticalValueCurrency?: string }[]
}

interface DeclarationRow {
  id: string
  countedOn: string
  direction: string
  unit: string | null
  broker: string | null
  document: DeclaredContent
  /** Items with a standing error; 0 for the declaration as a whole. */
  hits: number[] | null
}

/**
 * What customs rejected or invalidated declares nothing: it has no value to be wrong by. A hit is an error that stands: open, confirmed,
 * or in correction; one that was dismissed, cured by a later version or closed by its correction speaks against the item no more.
 */
const PAGE = `
  select d.id, d.counted_on as "countedOn", d.direction, d.org_unit_id as unit, x.broker, v.document,
    (select json_agg(distinct coalesce(f.item_number, 0)) from aeo.findings f where f.operator_id = $1 and f.declaration_id = d.id and f.severity = 'error'
      and f.state in ('open', 'confirmed', 'in_correction')) as hits
  from aeo.declarations d
    join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
    left join aeo.examinations x on x.operator_id = d.operator_id and x.declaration_id = d.id and x.counted
  where d.operator_id = $1 and d.counted_on between $2::date and $3::date and d.status not in ('rejected', 'invalidated')
    and ($4::text is null or d.direction = $4) and ($5::text is null or d.org_unit_id = $5)
    and ($6::date is null or (d.counted_on, d.id) > ($6::date, $7::uuid))
  order by d.counted_on, d.id limit $8`

/** A page is parsed in some ten milliseconds: others are served between two of them. The database would take three times as long. */
const FIRST_PAGE = 200
const MOST_DECLARATIONS = 500
const AIMED_ITEMS = 2_000

/**
 * Passes on all items of the population. Every page sees the same instant, whatever is declared meanwhile.
 *
 * @param pass gets the items of a page; throws to stop.
 */
export async function readPopulation (tx: OperatorTx, filter: PopulationFilter, pass: (items: readonly PopulationItem[]) => void): Promise<void> {
  let after: DeclarationRow | undefined
  let limit = FIRST_PAGE
  for (;;) {
    const rows: DeclarationRow[] = await tx.query<DeclarationRow>(PAGE, [
      tx.operatorId, filter.from, filter.to, filter.direction ?? null, filter.orgUnitId ?? null, after?.countedOn ?? null, after?.id ?? null, limit
    ])
    const items = rows.flatMap(itemsOf)
    if (items.length > 0) pass(items)
    if (rows.length < limit) return
    after = rows.at(-1)
    limit = nextPage(rows.length, items.length)
  }
}

/** Declarations have one item or a thousand: a page aims at as many items as are read well at once. */
const nextPage = (declarations: number, items: number): number => Math.max(1, Math.min(MOST_DECLARATIONS, Math.round(AIMED_ITEMS * declarations / Math.max(1, items))))

function itemsOf ({ id, direction, unit, broker, document: { accountsCurrency, invoiceCurrency, items = [] }, hits }: DeclarationRow): PopulationItem[] {
  const hit = new Set(hits)
  return items.map(({ itemNumber, statisticalValue, statisticalValueCurrency }) => ({
    declarationId: id, itemNumber, direction, broker: broker ?? '', unit: unit ?? '', value: statisticalValue ?? null,
    currency: statisticalValueCurrency ?? accountsCurrency ?? invoiceCurrency ?? '', hasErrorHit: hit.has(0) || hit.has(itemNumber)
  }))
}
