import type { ProposedPillar } from './ai-proposals.ts'
import { parsedProposedKey } from './figure-totals.ts'
import { rangeColumns } from './month-ranges.ts'
import { refusePeriod, TOTALS } from './read-totals.ts'
import type { OperatorReader, TotalPeriod } from './read-totals.ts'
import { rangesOf } from './totals.ts'

/** How many items were declared of which AI systems proposed an element, beside all: read from totals, at any number of declarations. */

export interface ProposedLines {
  /** Items of each unit; '' where a declaration belongs to none. */
  readonly all: readonly { readonly unit: string, readonly month: string | null, readonly lines: number }[]
  /** Of these, those of which an AI system proposed the element of the pillar; `version` is '' where none was stated. */
  readonly proposed: readonly { readonly unit: string, readonly pillar: ProposedPillar, readonly system: string, readonly version: string, readonly month: string | null, readonly lines: number }[]
}

interface Row { dimension: string, key: string, month: string | null, declarations: number, items: number }

/** What took effect, by dimension, key and, where asked, month. */
const SUMS = `select regexp_replace(p.dimension, '_month$', '') as dimension, t.key, case when $5 then to_char(t.day, 'YYYY-MM') end as month,
    sum(t.declarations)::float8 as declarations, sum(t.items)::float8 as items
  from ${TOTALS} where not (p.dimension in ('ai', 'ai_month') and t.key = 'no')
  group by 1, 2, 3 having sum(t.items) <> 0 or sum(t.declarations) <> 0 order by 1, 3, 2`

async function sumsOf (tx: OperatorReader, dimensions: readonly ('all' | 'unit' | 'ai' | 'ai_items' | 'ai_proposed')[], period: TotalPeriod, byMonth: boolean): Promise<Row[]> {
  refusePeriod('all', period)
  return await tx.query<Row>(SUMS, [tx.operatorId, ...rangeColumns(dimensions.flatMap((dimension) => rangesOf(dimension, period))), byMonth])
}

/** One statement. @throws invalid-request for days that do not exist. */
export async function proposedLines (tx: OperatorReader, period: TotalPeriod, byMonth = false): Promise<ProposedLines> {
  const rows = await sumsOf(tx, ['unit', 'ai_proposed'], period, byMonth)
  return {
    all: rows.filter(({ dimension }) => dimension === 'unit').map(({ key, month, items }) => ({ unit: key, month, lines: items })),
    proposed: rows.filter(({ dimension }) => dimension === 'ai_proposed').map(({ key, month, items }) => ({ ...parsedProposedKey(key), month, lines: items }))
  }
}

export interface AiDeclared {
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  readonly declarations: number
  readonly items: number
  /** With an element that an AI system proposed. */
  readonly aiDeclarations: number
  readonly aiItems: number
}

/** How much of what was declared AI took part in; a month without declarations has no entry. One statement. @throws invalid-request for days that do not exist. */
export async function aiDeclared (tx: OperatorReader, period: TotalPeriod, byMonth: boolean): Promise<AiDeclared[]> {
  const rows = await sumsOf(tx, ['all', 'ai', 'ai_items'], period, byMonth)
  return [...Map.groupBy(rows, ({ month }) => month)].map(([month, own]) => {
    const sum = (dimension: string, figure: 'declarations' | 'items'): number => own.filter((row) => row.dimension === dimension).reduce((total, row) => total + row[figure], 0)
    return { month, declarations: sum('all', 'declarations'), items: sum('all', 'items'), aiDeclarations: sum('ai', 'declarations'), aiItems: sum('ai_items', 'items') }
  })
}
