import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { wilson } from '../../statistics/proportion.ts'
import { TAKEN_BACK } from '../totals.ts'
import { ageInDays } from './settlement.ts'

/**
 * How completely customs' extracts and the declarations here agree, over a period of acceptance. Each day counts by the latest
 * extract that covers it in that direction, so that overlapping extracts count nothing twice.
 */

export interface Counts {
  readonly reconciled: number
  readonly matched: number
  readonly differing: number
  readonly missingHereOpen: number
  readonly missingHereClosed: number
  readonly missingThere: number
  /** Matched among the reconciled, with the Wilson interval; null without any. */
  readonly share: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export interface SystemCounts {
  readonly sourceSystem: string | null
  /** Declarations of the period that the system sent, whether an extract covers them or not. */
  readonly declarations: number
  readonly matched: number
  readonly differing: number
  readonly missingThere: number
}

export interface Completeness extends Counts {
  /** Days since the oldest acceptance that is still missing here; null when none is. */
  readonly oldestOpenDays: number | null
  readonly months: readonly (Counts & { readonly month: string })[]
  readonly systems: readonly SystemCounts[]
}

interface TotalRow { readonly month: string, readonly system: string, readonly matched: string, readonly differing: string, readonly missingThere: string }
interface MissingRow { readonly month: string, readonly open: string, readonly closed: string, readonly oldest: string | null }
interface SentRow { readonly system: string, readonly declarations: string }

/** No later comparison covers the day in the direction; one of both directions gives way to one of both only. */
const superseded = (day: string, direction: string): string => `exists (select from aeo.reconciliations q where q.operator_id = $1 and q.state = 'done' and q.id > r.id
  and ${day} between q.from_day and q.to_day and (q.direction = '' or q.direction = ${direction}))`

const TOTALS = `
  select to_char(t.day, 'YYYY-MM') as month, t.source_system as system, sum(t.matched) as matched, sum(t.differing) as differing, sum(t.missing_there) as "missingThere"
  from aeo.reconciliation_totals t join aeo.reconciliations r on r.operator_id = t.operator_id and r.id = t.reconciliation_id
  where t.operator_id = $1 and t.day between $2::date and $3::date and not ${superseded('t.day', 't.direction')} group by 1, 2 order by 1, 2`

/** What is still missing counts whichever extract showed it: that a later one is silent about it does not make it arrive. */
const MISSING = `
  select to_char(m.day, 'YYYY-MM') as month, count(distinct m.mrn) filter (where not m.closed) as open, count(distinct m.mrn) filter (where m.closed and not m.superseded) as closed,
    min(m.day) filter (where not m.closed) as oldest
  from (select e.mrn, e.day, e.settled or (select true from aeo.declarations d where d.operator_id = $1 and d.mrn = e.mrn limit 1) is not null as closed,
      ${superseded('e.day', 'r.direction')} as superseded
    from aeo.reconciliation_entries e join aeo.reconciliations r on r.operator_id = e.operator_id and r.id = e.reconciliation_id and r.state = 'done'
    where e.operator_id = $1 and e.kind = 'missing_here' and e.day between $2::date and $3::date) m
  group by 1 order by 1`

/** All that was sent, whether it took effect or not. */
const SENT = `
  select t.key as system, sum(t.declarations) as declarations from aeo.declaration_totals t
  where t.operator_id = $1 and t.dimension = 'source_system' and t.day between $2::date and $3::date and not starts_with(t.currency, '${TAKEN_BACK}')
  group by 1 having sum(t.declarations) <> 0`

export async function completenessOf (tx: OperatorTx, from: string, to: string): Promise<Completeness> {
  const period = [tx.operatorId, from, to]
  const totals = await tx.query<TotalRow>(TOTALS, period)
  const missing = await tx.query<MissingRow>(MISSING, period)
  const sent = await tx.query<SentRow>(SENT, period)
  const months = [...new Set([...totals, ...missing].map(({ month }) => month))].toSorted()
  const oldest = missing.flatMap((row) => row.oldest ?? []).toSorted()[0]
  return {
    ...countsOf(totals, missing),
    oldestOpenDays: oldest === undefined ? null : ageInDays(oldest, utcDay(tx.at)),
    months: months.map((month) => ({ month, ...countsOf(totals.filter((row) => row.month === month), missing.filter((row) => row.month === month)) })),
    systems: systemsOf(totals, sent)
  }
}

const sumOf = <Row>(rows: readonly Row[], value: (row: Row) => string): number => rows.reduce((total, row) => total + Number(value(row)), 0)

function countsOf (totals: readonly TotalRow[], missing: readonly MissingRow[]): Counts {
  const matched = sumOf(totals, (row) => row.matched)
  const differing = sumOf(totals, (row) => row.differing)
  const missingThere = sumOf(totals, (row) => row.missingThere)
  const [missingHereOpen, missingHereClosed] = [sumOf(missing, (row) => row.open), sumOf(missing, (row) => row.closed)]
  const reconciled = matched + differing + missingThere + missingHereOpen + missingHereClosed
  const found = wilson(matched, reconciled)
  return { reconciled, matched, differing, missingHereOpen, missingHereClosed, missingThere, share: found?.share ?? null, lower: found?.lower ?? null, upper: found?.upper ?? null }
}

/** At most so many; those that sent the most. */
const MAX_SYSTEMS = 100

function systemsOf (totals: readonly TotalRow[], sent: readonly SentRow[]): SystemCounts[] {
  const declarations = new Map(sent.map((row) => [row.system, Number(row.declarations)]))
  const bySystem = Map.groupBy(totals, (row) => row.system)
  return [...new Set([...declarations.keys(), ...bySystem.keys()])].map((system) => {
    const rows = bySystem.get(system) ?? []
    return {
      sourceSystem: system === '' ? null : system, declarations: declarations.get(system) ?? 0,
      matched: sumOf(rows, (row) => row.matched), differing: sumOf(rows, (row) => row.differing), missingThere: sumOf(rows, (row) => row.missingThere)
    }
  }).toSorted((a, b) => b.declarations - a.declarations || (a.sourceSystem ?? '').localeCompare(b.sourceSystem ?? '')).slice(0, MAX_SYSTEMS)
}
