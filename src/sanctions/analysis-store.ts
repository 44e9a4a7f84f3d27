import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { CountedSanctions } from './analysis/cells.ts'
import type { Infringement } from './analysis/conduct.ts'
import type { ObservedLag } from './analysis/maturity.ts'
import type { Period } from './analysis/periods.ts'
import { leftOutBy } from './appeal.ts'
import type { View } from './model.ts'
import { dayColumn } from './store.ts'

/** Counting sanctions. What it costs depends on their number alone, never on that of declarations. */

export const GROUPS = ['all', 'year', 'month', 'unit', 'site', 'pillar', 'procedure', 'broker', 'goods', 'cause', 'ai', 'severity', 'member_state'] as const
export type Group = typeof GROUPS[number]

const listed = (column: string): string => `case when ${column} = '{}' then array[''] else ${column} end`

/** Keys of a sanction in each grouping; '' where none is known. */
const KEYS: Record<Group, (day: string) => string> = {
  all: () => "array['']",
  year: (day) => `array[to_char(${day}, 'YYYY')]`,
  month: (day) => `array[to_char(${day}, 'YYYY-MM')]`,
  unit: () => 'array[s.org_unit_id]',
  site: () => listed('s.sites'),
  pillar: () => 'array[s.pillar]',
  procedure: () => listed('s.procedures'),
  broker: () => listed('s.brokers'),
  goods: () => listed('s.goods'),
  cause: () => 'array[s.cause]',
  ai: () => 'array[s.ai]',
  severity: () => 'array[s.severity]',
  member_state: () => 'array[s.member_state]'
}

export interface CountQuery {
  readonly group: Group
  readonly by: 'facts' | 'decision'
  readonly view: View
  readonly now: Period
  readonly before: Period
}

/** A count of the period or of the one before, by key, or of the whole, each sanction once. */
export type CountRow = CountedSanctions & { readonly part: 'key' | 'whole', readonly isNow: boolean }

export async function countSanctions (tx: OperatorTx, { group, by, view, now, before }: CountQuery): Promise<CountRow[]> {
  const day = `s.${dayColumn(by)}`
  const sums = `p."isNow", p.severity, p.currency, count(*)::int as sanctions, trim_scale(sum(p.duty))::text as duty, trim_scale(sum(p.penalty))::text as penalty,
    trim_scale(sum(p.duty_eur))::text as "dutyEur", trim_scale(sum(p.penalty_eur))::text as "penaltyEur", (count(*) filter (where p.without_rate))::int as "withoutRate"`
  return await tx.query<CountRow>(`
    with picked as materialized (
      select ${KEYS[group](day)} as keys, ${day} between $4::date and $5::date as "isNow", s.severity, coalesce(s.currency, '') as currency, coalesce(s.amount_duty, 0) as duty, coalesce(s.amount_penalty, 0) as penalty,
        coalesce(s.amount_duty_eur, 0) as duty_eur, coalesce(s.amount_penalty_eur, 0) as penalty_eur, s.currency is not null and s.units_per_euro is null as without_rate
      from aeo.sanctions s where s.operator_id = $1 and s.appeal_status <> all($6::text[])
        and ${day} between $2::date and $5::date and (${day} <= $3::date or ${day} >= $4::date))
    select 'key' as part, k.key, ${sums} from picked p cross join lateral unnest(p.keys) as k (key) group by k.key, p."isNow", p.severity, p.currency
    union all
    select 'whole', '', ${sums} from picked p group by p."isNow", p.severity, p.currency`,
  [tx.operatorId, before.from, before.to, now.from, now.to, leftOutBy(view)])
}

/** So many of the last decisions tell how long decisions take. */
const MOST_LAGS = 5000

/** Lags of the decisions taken by that day, the newest. An annulled decision was taken all the same. */
export async function readLags (tx: OperatorTx, today: string): Promise<ObservedLag[]> {
  return await tx.query<ObservedLag>(`select s.decision_date - s.facts_to as days, $2::date - s.facts_to as "limit"
    from aeo.sanctions s where s.operator_id = $1 and s.decision_date <= $2::date order by s.decision_date desc, s.id limit ${MOST_LAGS}`, [tx.operatorId, today])
}

export type InfringementRow = Omit<Infringement, 'correctiveActions'> & { readonly correctiveActionIds: readonly string[] }

/** Decisions not annulled on facts of that period, and every serious crime before its end. */
export async function readInfringements (tx: OperatorTx, { from, to }: Period): Promise<InfringementRow[]> {
  return await tx.query<InfringementRow>(`select s.id, s.pillar, s.severity, s.serious_crime as "seriousCrime", s.facts_to as "factsTo", s.decision_date as "decisionDate", s.content->'correctiveActionIds' as "correctiveActionIds"
    from aeo.sanctions s where s.operator_id = $1 and s.appeal_status <> all($4::text[]) and s.facts_to <= $3::date and (s.facts_to >= $2::date or s.serious_crime)
    order by s.facts_to, s.id`, [tx.operatorId, from, to, leftOutBy('without_annulled')])
}
