import { hasScope, requireScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import type { Database } from '../../platform/db/pool.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { DIMENSIONS, GROUPS, sourcesOf } from './definition.ts'
import type { Dimension, Group, Kpi, Source, SourceRow } from './definition.ts'
import { dimensionOf, earlierYearsOf, figuresOf, keysOf, stretches } from './figures.ts'
import type { Cell, Cells, KpiFigures } from './figures.ts'
import { pointsOf } from './points.ts'
import type { Point } from './points.ts'

/** Reads key figures: a constant number of statements for each source, whatever number of figures and points they answer. */

export interface KpiDeps {
  readonly db: Database
  readonly catalogue: readonly Kpi[]
}

export interface KpiQuestion {
  /** Absent: all that can be asked so. */
  readonly names?: readonly string[] | null
  readonly from: string
  readonly to: string
  readonly by: readonly Group[]
}

/** @throws invalid-request for names, periods or groupings that cannot be answered; forbidden for a figure that needs a right of its own. */
export async function readKpis ({ db, catalogue }: KpiDeps, principal: Principal, { names, from, to, by }: KpiQuestion): Promise<KpiFigures[]> {
  refuseLongPeriod(from, to)
  const kpis = chosen(catalogue, principal, names, by)
  const points = pointsOf(from, to)
  const earlierYears = Math.max(0, ...kpis.map(earlierYearsOf))
  const looksBack = new Set(kpis.filter((kpi) => earlierYearsOf(kpi) > 0).flatMap(sourcesOfKpi))
  const sources = [...new Map(kpis.flatMap(sourcesOfKpi).map((source) => [source.name, source])).values()]
  const dimension = dimensionOf(by)
  const found = new FoundCells()
  await withOperatorReadOnly(db, principal, 'reporting:read', async (tx) => {
    for (const source of sources) {
      const asked = stretches(points, by.includes('month'), looksBack.has(source) ? earlierYears : 0)
      found.add(source, await readSource(tx, source, asked, dimension))
    }
  })
  refuseManyFigures(kpis, found, dimension, by.includes('month') ? points.months.length : 1)
  return kpis.map((kpi) => figuresOf(kpi, found, points, by, earlierYears))
}

/** A key that one month has is shown in all of them. */
function refuseManyFigures (kpis: readonly Kpi[], found: Cells, dimension: Dimension | undefined, stretchCount: number): void {
  if (dimension === undefined) return
  const count = kpis.reduce((sum, kpi) => sum + (kpi.state === 'supported' ? stretchCount * keysOf(kpi.recipe, found, dimension).length : 0), 0)
  if (count > MOST_FIGURES) throw tooMany(`makes ${count} figures`)
}

const sourcesOfKpi = (kpi: Kpi): readonly Source[] => kpi.state === 'supported' ? sourcesOf(kpi.recipe) : []

const MOST_DAYS = 3_660
const DAY_MS = 86_400_000

function refuseLongPeriod (from: string, to: string): void {
  refuseImpossibleDays({ from, to })
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days > MOST_DAYS) throw invalidRequest('The period is not valid.', { errors: [{ pointer: '/to', detail: `makes a period of ${days} days`, hint: `At most ${MOST_DAYS} days, ten years` }] })
}

/** Named, a figure whose right is missing is refused; among all, it is left out. */
function chosen (catalogue: readonly Kpi[], principal: Principal, names: readonly string[] | null | undefined, by: readonly Group[]): Kpi[] {
  const dimensions = by.filter((group) => group !== 'month')
  if (dimensions.length > 1 || new Set(by).size !== by.length) {
    throw invalidRequest('Key figures are kept by one dimension, optionally by month.', { errors: [{ pointer: '/by', detail: 'is no combination that totals are kept by', hint: `One of ${DIMENSIONS.join(', ')}, optionally with month` }] })
  }
  if (names == null) return catalogue.filter((kpi) => mayRead(principal, kpi)).filter((kpi) => by.length === 0 || (kpi.state === 'supported' && by.every((group) => kpi.groups.includes(group))))
  const byName = new Map(catalogue.map((kpi) => [kpi.name, kpi]))
  const errors = names.flatMap((name, index) => faultOf(byName.get(name), by, `/names/${index}`))
  if (errors.length > 0) throw invalidRequest('The key figures cannot be asked so.', { errors })
  const kpis = [...new Set(names)].flatMap((name) => byName.get(name) ?? [])
  for (const { needs } of kpis.flatMap((kpi) => kpi.state === 'supported' ? kpi.recipe : [])) if (needs !== undefined) requireScope(principal, needs)
  return kpis
}

const mayRead = (principal: Principal, kpi: Kpi): boolean => kpi.state === 'awaiting' || kpi.recipe.needs === undefined || hasScope(principal, kpi.recipe.needs)

function faultOf (kpi: Kpi | undefined, by: readonly Group[], pointer: string): Fault[] {
  if (kpi === undefined) return [{ pointer, detail: 'is no key figure', hint: 'The query kpiCatalogue lists them' }]
  if (kpi.state === 'awaiting' || by.every((group) => kpi.groups.includes(group))) return []
  const lacking = GROUPS.filter((group) => by.includes(group) && !kpi.groups.includes(group))
  return [{ pointer, detail: `${kpi.name} is not kept by ${lacking.join(' and ')}`, hint: kpi.groups.length === 0 ? 'Leave out by' : `One of ${kpi.groups.join(', ')}; or leave out by` }]
}

/** More than this no chart shows, and an answer is held in memory. */
const MOST_FIGURES = 20_000
const tooMany = (detail: string): Error => invalidRequest('That is more than a report shows.', {
  errors: [{ pointer: '/by', detail: `${detail}, of at most ${MOST_FIGURES}`, hint: 'Name fewer key figures, ask for a shorter period, or leave out month' }]
})

/** What the totals call the representative. */
const TOTAL_NAMES: Partial<Record<Dimension, string>> = { representative: 'broker' }
const ownName = (dimension: Dimension): string => TOTAL_NAMES[dimension] ?? dimension

async function readSource (tx: OperatorTx, source: Source, points: readonly Point[], dimension: Dimension | undefined): Promise<readonly SourceRow[]> {
  const dimensions = ['all', ...dimension === undefined ? [] : [ownName(dimension)]]
  const rows = 'ask' in source ? await source.ask(tx, { points, dimensions })
    : await tx.query<SourceRow>(`${source.statement} limit ${MOST_FIGURES + 1}`, [tx.operatorId, points.map(({ from }) => from), points.map(({ to }) => to), ...source.dimensions.length > 0 ? [dimensions] : []])
  if (rows.length > MOST_FIGURES) throw tooMany(`makes more than ${MOST_FIGURES} rows`)
  return rows
}

class FoundCells implements Cells {
  readonly #cells = new Map<string, Cell>()
  readonly #keys = new Map<string, Set<string>>()

  add (source: Source, rows: readonly SourceRow[]): void {
    for (const { point, dimension, key, ...figures } of rows) {
      const numbers = Object.entries(figures).map(([name, text]): [string, number | undefined] => [name, text === null ? undefined : Number(text)])
      this.#cells.set(placeOf(source.name, Number(point), String(dimension), String(key)), Object.fromEntries(numbers))
      const place = `${source.name}|${dimension}`
      const keys = this.#keys.get(place) ?? new Set()
      this.#keys.set(place, keys.add(String(key)))
    }
  }

  at (source: string, point: number, dimension: Dimension | undefined, key: string): Cell | undefined {
    return this.#cells.get(placeOf(source, point, dimension === undefined ? 'all' : ownName(dimension), key))
  }

  keys (source: string, dimension: Dimension): readonly string[] {
    return [...this.#keys.get(`${source}|${ownName(dimension)}`) ?? []]
  }
}

const placeOf = (source: string, point: number, dimension: string, key: string): string => `${source}|${point}|${dimension}|${key}`
