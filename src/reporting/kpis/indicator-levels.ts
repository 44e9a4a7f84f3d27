import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { readKpis } from './read-kpis.ts'
import type { KpiDeps } from './read-kpis.ts'
import type { Status } from './threshold.ts'

/** Colours of key figures for other features: what they hint at, without their values. */

/** no_threshold: there is a value, and nothing limits it; null: there is no data, or it is not for this reader. */
export type IndicatorLevel = Status | 'no_threshold' | null

/** Of those that are named and exist, over the days. @throws invalid-request for days that do not exist; forbidden without the right to read reports. */
export async function readIndicatorLevels (deps: KpiDeps, principal: Principal, names: readonly string[], { from, to }: { readonly from: string, readonly to: string }): Promise<ReadonlyMap<string, IndicatorLevel>> {
  const readable = deps.catalogue.filter((kpi) => names.includes(kpi.name) && kpi.state === 'supported' && (kpi.recipe.needs === undefined || hasScope(principal, kpi.recipe.needs))).map(({ name }) => name)
  const figures = await readKpis(deps, principal, { names: readable, from, to, by: [] })
  return new Map(figures.map(({ kpi, value }) => [kpi.name, value.outcome === 'no_data' ? null : value.status ?? 'no_threshold']))
}
