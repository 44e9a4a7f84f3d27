import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { adjustedShare } from './shares.ts'
import type { Share } from './shares.ts'
import { eventRate } from '../statistics/poisson-rate.ts'

/** Rates over findings and examinations, read from totals alone: they cost the same at any number of declarations. */

export const RATE_GROUPS = ['pillar', 'check', 'unit', 'broker', 'month'] as const
export type RateGroup = typeof RATE_GROUPS[number]

export interface FindingRate {
  readonly key: string | null
  readonly opened: number
  readonly confirmed: number
  readonly dismissed: number
  readonly cured: number
  /** Examined declarations that they are counted against. */
  readonly declarations: number
  /** Findings opened per 1,000 declarations with the exact interval; null without a declaration. */
  readonly perThousand: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly lowData: boolean
}

interface RateRow { key: string, opened: string, confirmed: string, dismissed: string, cured: string, declarations: string | null }

/** What each grouping counts against: units and brokers their own declarations, the others all. */
const RATES: Record<RateGroup, string> = {
  pillar: ratesBy('pillar', 't.key', 'all'),
  check: ratesBy('check', 't.key', 'all'),
  unit: ratesBy('unit', 't.key', 'unit'),
  broker: ratesBy('broker', 't.key', 'broker'),
  month: ratesBy('all', 'to_char(t.day, \'YYYY-MM\')', 'month')
}

function ratesBy (dimension: string, key: string, exposure: 'all' | 'unit' | 'broker' | 'month'): string {
  const quality = exposure === 'month' ? 'all' : exposure
  const condition = exposure === 'all' ? '' : exposure === 'month' ? 'and to_char(q.day, \'YYYY-MM\') = f.key' : 'and q.key = f.key'
  return `select f.*, (select coalesce(sum(q.declarations), 0) from aeo.quality_totals q where q.operator_id = $1 and q.dimension = '${quality}' and q.day between $2::date and $3::date ${condition})::text as declarations
    from (select ${key} as key, sum(t.opened)::text as opened, sum(t.confirmed)::text as confirmed, sum(t.dismissed)::text as dismissed, sum(t.cured)::text as cured
      from aeo.finding_totals t where t.operator_id = $1 and t.dimension = '${dimension}' and t.day between $2::date and $3::date and ($4::text is null or t.severity = $4)
      group by 1 having sum(t.opened) <> 0) f order by f.key limit 10001`
}

export async function findingRates (tx: OperatorTx, group: RateGroup, from: string, to: string, severity: string | null): Promise<FindingRate[]> {
  const rows = await tx.query<RateRow>(RATES[group], [tx.operatorId, from, to, severity])
  return rows.map((row) => {
    const [opened, declarations] = [Number(row.opened), Number(row.declarations)]
    const rate = eventRate(opened, declarations)
    return {
      key: row.key === '' ? null : row.key, opened, confirmed: Number(row.confirmed), dismissed: Number(row.dismissed), cured: Number(row.cured), declarations,
      perThousand: rate?.perThousand ?? null, lower: rate?.lower ?? null, upper: rate?.upper ?? null, lowData: rate?.lowData ?? true
    }
  })
}

export interface FirstTimeRight extends Share { readonly key: string | null, readonly declarations: number, readonly released: number, readonly rightFirstTime: number }

/** Share of released declarations with nothing to set right (customs.md 9), by unit, by broker, or of all. */
export async function firstTimeRight (tx: OperatorTx, dimension: 'all' | 'unit' | 'broker', from: string, to: string): Promise<FirstTimeRight[]> {
  const rows = await tx.query<{ key: string, declarations: string, released: string, right: string }>(`select q.key, sum(q.declarations)::text as declarations, sum(q.released)::text as released,
      sum(q.right_first_time)::text as right
    from aeo.quality_totals q where q.operator_id = $1 and q.dimension = $2 and q.day between $3::date and $4::date group by q.key having sum(q.declarations) <> 0 order by q.key limit 10001`,
  [tx.operatorId, dimension, from, to])
  return rows.map((row) => {
    const [released, right] = [Number(row.released), Number(row.right)]
    return { key: row.key === '' ? null : row.key, declarations: Number(row.declarations), released, rightFirstTime: right, ...adjustedShare(right, released) }
  })
}

export interface CheckPrecision extends Share { readonly check: string, readonly opened: number, readonly confirmed: number, readonly dismissed: number }

/** Share of a check's decided findings that people confirmed: its precision. */
export async function checkPrecision (tx: OperatorTx, from: string, to: string): Promise<CheckPrecision[]> {
  const rows = await tx.query<{ key: string, opened: string, confirmed: string, dismissed: string }>(`select t.key, sum(t.opened)::text as opened, sum(t.confirmed)::text as confirmed, sum(t.dismissed)::text as dismissed
    from aeo.finding_totals t where t.operator_id = $1 and t.dimension = 'check' and t.day between $2::date and $3::date group by t.key having sum(t.opened) <> 0 order by t.key limit 10001`, [tx.operatorId, from, to])
  return rows.map((row) => {
    const [confirmed, dismissed] = [Number(row.confirmed), Number(row.dismissed)]
    return { check: row.key, opened: Number(row.opened), confirmed, dismissed, ...adjustedShare(confirmed, confirmed + dismissed) }
  })
}

export interface CheckOutcomes { readonly check: string, readonly pass: number, readonly hit: number, readonly notEvaluable: number, readonly notApplicable: number }

/** Declarations by outcome of each check. @param checks ids in the order of the catalogue. */
export async function checkOutcomes (tx: OperatorTx, checks: readonly string[], from: string, to: string): Promise<CheckOutcomes[]> {
  const rows = await tx.query<{ place: string, n: string }>(`select c.place::text, sum(c.n)::text as n from aeo.check_totals t cross join lateral unnest(t.counts) with ordinality as c (n, place)
    where t.operator_id = $1 and t.day between $2::date and $3::date group by c.place`, [tx.operatorId, from, to])
  const counts = new Map(rows.map(({ place, n }) => [Number(place), Number(n)]))
  return checks.map((check, position) => {
    const at = (outcome: number): number => counts.get(position * 4 + outcome) ?? 0
    return { check, pass: at(1), hit: at(2), notEvaluable: at(3), notApplicable: at(4) }
  })
}
