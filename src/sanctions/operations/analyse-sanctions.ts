import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { countSanctions, readLags } from '../analysis-store.ts'
import type { CountRow, Group } from '../analysis-store.ts'
import { countsOf, exposureOf } from '../analysis/cells.ts'
import type { Cell, Counts, Denominator, Exposure, Weights } from '../analysis/cells.ts'
import { lagDistribution, maturityByDecision, maturityByFacts } from '../analysis/maturity.ts'
import type { Maturity } from '../analysis/maturity.ts'
import { bucketsOf, FIRST_DAY, LAST_DAY, middleOf, readBefore } from '../analysis/periods.ts'
import type { KeyedPeriod, Period } from '../analysis/periods.ts'
import { analyse } from '../analysis/rows.ts'
import type { AnalysisRow, RowInput } from '../analysis/rows.ts'
import { staffByUnit } from '../analysis/staff.ts'
import type { UnitStaff } from '../analysis/staff.ts'
import { SELF } from '../model.ts'
import type { View } from '../model.ts'
import { findSettings } from '../settings-store.ts'
import type { SanctionDeps } from './deps.ts'

/** Sanctions counted against declarations, items, duty and staff (customs.md 9). Reads sanctions and totals, never declarations. */

/** Dimensions of the totals that sanctions are counted against; `direction` splits the whole without counting anything twice. */
export type DenominatorDimension = 'direction' | 'unit' | 'site' | 'procedure' | 'broker' | 'goods' | 'ai' | 'member_state'

export interface AnalysisDeps extends SanctionDeps {
  readonly denominators: (tx: OperatorTx, query: Period & { readonly by: DenominatorDimension, readonly months: boolean, readonly keys?: readonly string[] | undefined }) => Promise<readonly (Denominator & { readonly month: string | null })[]>
  /** Customs full-time equivalents by day and unit; left out where nobody keeps staff. */
  readonly customsStaff?: ((tx: OperatorTx, days: readonly string[]) => Promise<readonly (UnitStaff & { readonly day: string })[]>) | undefined
}

export interface AnalysisQuery extends Period {
  readonly groupBy: Group
  readonly by: 'facts' | 'decision'
  readonly view: View
}

export interface ShownRow extends AnalysisRow {
  readonly from: string
  readonly to: string
  readonly before: Period
  readonly maturity: Maturity
}

/** Groupings whose keys declarations are counted by as well. */
const OWN: Partial<Record<Group, DenominatorDimension>> = { unit: 'unit', site: 'site', procedure: 'procedure', broker: 'broker', goods: 'goods', ai: 'ai', member_state: 'member_state' }
/** Nobody asks for a line of each kind of goods that was ever declared: only those with a sanction are shown. */
const SANCTIONED_ONLY: ReadonlySet<Group> = new Set(['goods'])

/** @throws invalid-request for impossible days; what the denominators throw. */
export function analyseSanctions (deps: AnalysisDeps, principal: Principal, query: AnalysisQuery): Promise<ShownRow[]> {
  refuseUnreported(query)
  return withOperatorReadOnly(deps.db, principal, 'sanctions:read', async (tx) => {
    const { settings: { weights } } = await findSettings(tx)
    const today = utcDay(deps.clock())
    const distribution = lagDistribution(await readLags(tx, today))
    const maturityOf = query.by === 'facts' ? maturityByFacts : maturityByDecision
    const rows = query.groupBy === 'year' || query.groupBy === 'month' ? await overTime(deps, tx, query, query.groupBy, weights) : await overKeys(deps, tx, query, weights)
    return rows.map((row) => ({ ...row, maturity: maturityOf(row.to, today, distribution) }))
  }, deps.clock)
}

/** @throws invalid-request for impossible days, and for periods that cannot be compared or counted to their end. */
function refuseUnreported (query: AnalysisQuery): void {
  refuseImpossibleDays(query)
  const errors: Fault[] = []
  if (readBefore(query.groupBy, query).from < FIRST_DAY) errors.push({ pointer: '/from', detail: `leaves no period before it since ${FIRST_DAY}`, hint: 'Begin later, or end earlier' })
  if (query.to > LAST_DAY) errors.push({ pointer: '/to', detail: `is after ${LAST_DAY}`, hint: 'End earlier' })
  if (errors.length > 0) throw invalidRequest('The period cannot be reported.', { errors })
}

type PlacedRow = Omit<ShownRow, 'maturity'>

/** What was counted, by part, period and key. */
class Counted {
  readonly #rows: ReadonlyMap<string, readonly CountRow[]>
  readonly #weights: Weights

  constructor (rows: readonly CountRow[], weights: Weights) {
    this.#rows = Map.groupBy(rows, ({ part, isNow, key }) => `${part} ${isNow} ${key}`)
    this.#weights = weights
  }

  of (part: CountRow['part'], isNow: boolean, key = ''): Counts {
    return countsOf(this.#rows.get(`${part} ${isNow} ${key}`) ?? [], this.#weights)
  }
}

async function overKeys (deps: AnalysisDeps, tx: OperatorTx, { groupBy, by, view, from, to }: AnalysisQuery, weights: Weights): Promise<PlacedRow[]> {
  const [now, before] = [{ from, to }, readBefore(groupBy, { from, to })]
  const rows = await countSanctions(tx, { group: groupBy, by, view, now, before })
  const counted = new Counted(rows, weights)
  const [wholeNow, wholeBefore] = [await wholeOf(deps, tx, now), await wholeOf(deps, tx, before)]
  const own = OWN[groupBy]
  const asked = SANCTIONED_ONLY.has(groupBy) ? sanctionedKeys(rows) : undefined
  const [ownNow, ownBefore] = own === undefined ? [undefined, undefined] : [await exposuresBy(deps, tx, now, own, asked), await exposuresBy(deps, tx, before, own, asked)]
  const keys = keysOf(groupBy, rows, ownNow)
  const fte = await staffOf(deps, tx, groupBy, [middleOf(now)], keys)
  const inputs = keys.map((key): RowInput => ({
    key: key === '' ? null : key,
    now: { counts: counted.of('key', true, key), exposure: ownNow === undefined ? wholeNow : ownNow.get(key) ?? NO_EXPOSURE },
    before: { counts: counted.of('key', false, key), exposure: ownBefore === undefined ? wholeBefore : ownBefore.get(key) ?? NO_EXPOSURE },
    fte: fte?.get(groupBy === 'unit' ? key : '') ?? null
  }))
  const whole = { counts: counted.of('whole', true), exposure: wholeNow }
  return analyse(inputs, whole, own !== undefined).map((row) => ({ ...row, ...now, before }))
}

const NO_EXPOSURE = exposureOf([])

const wholeOf = async ({ denominators }: AnalysisDeps, tx: OperatorTx, { from, to }: Period): Promise<Exposure> => exposureOf(await denominators(tx, { from, to, by: 'direction', months: false }))

/** By key; of a declaration without a broker the operator is its own. */
async function exposuresBy ({ denominators }: AnalysisDeps, tx: OperatorTx, period: Period, by: DenominatorDimension, keys: readonly string[] | undefined): Promise<Map<string, Exposure>> {
  const rows = await denominators(tx, { ...period, by, months: false, keys })
  const byKey = Map.groupBy(rows, ({ key }) => by === 'broker' && key === '' ? SELF : key)
  return new Map([...byKey].map(([key, group]) => [key, exposureOf(group)]))
}

const sanctionedKeys = (rows: readonly CountRow[]): string[] => [...new Set(rows.flatMap(({ part, key }) => part === 'key' ? [key] : []))]

/** In order; those with a sanction in either period, or with a declaration. The whole has one line in any case. */
function keysOf (group: Group, rows: readonly CountRow[], exposures: ReadonlyMap<string, Exposure> | undefined): string[] {
  if (group === 'all') return ['']
  return [...new Set([...sanctionedKeys(rows), ...SANCTIONED_ONLY.has(group) ? [] : exposures?.keys() ?? []])].toSorted()
}

/**
 * Staff by unit in the middle of the period, by '' and day for the whole; undefined where it is not of the grouping, or nobody keeps any.
 *
 * @param units whose staff is asked for by unit.
 */
async function staffOf ({ customsStaff }: AnalysisDeps, tx: OperatorTx, group: Group, days: readonly string[], units: readonly string[] = []): Promise<ReadonlyMap<string, number | null> | undefined> {
  if (customsStaff === undefined || !['all', 'year', 'unit'].includes(group)) return undefined
  const staff = await customsStaff(tx, days)
  if (staff.length === 0) return undefined
  if (group === 'unit') return staffByUnit(staff, units)
  const byDay = Map.groupBy(staff, ({ day }) => group === 'year' ? day : '')
  return new Map([...byDay].map(([key, rows]) => [key, rows.reduce((total, { fte }) => total + fte, 0)]))
}

/** Two periods before the first are read as well: one to compare it with, both for its trend. */
async function overTime (deps: AnalysisDeps, tx: OperatorTx, { by, view, from, to }: AnalysisQuery, bucket: 'year' | 'month', weights: Weights): Promise<PlacedRow[]> {
  const before = readBefore(bucket, { from, to })
  const [buckets, earlier] = [bucketsOf(bucket, { from, to }), bucketsOf(bucket, before)]
  const counted = new Counted(await countSanctions(tx, { group: bucket, by, view, now: { from, to }, before }), weights)
  const monthsOf = async ({ from, to }: Period) => await deps.denominators(tx, { from, to, by: 'direction', months: true })
  const [monthsBefore, months] = [await monthsOf(before), await monthsOf({ from, to })]
  const fte = await staffOf(deps, tx, bucket, buckets.map(middleOf))
  const cellsOf = (periods: readonly KeyedPeriod[], rows: typeof months, isNow: boolean): Cell[] =>
    periods.map(({ key }) => ({ counts: counted.of('key', isNow, key), exposure: exposureOf(rows.filter(({ month }) => month?.startsWith(key) === true)) }))
  const cells = [...cellsOf(earlier, monthsBefore, false), ...cellsOf(buckets, months, true)]
  const inputs = buckets.map((period, place): RowInput => ({ key: period.key, now: cells[place + 2] ?? NO_CELL, before: cells[place + 1] ?? NO_CELL, earlier: cells[place] ?? NO_CELL, fte: fte?.get(middleOf(period)) ?? null }))
  const whole = { counts: counted.of('whole', true), exposure: exposureOf(months) }
  return analyse(inputs, whole, true).map((row, place) => placed(row, [...earlier, ...buckets], place))
}

const NO_CELL: Cell = { counts: countsOf([], { minor: 0, medium: 0, serious: 0 }), exposure: NO_EXPOSURE }

function placed (row: AnalysisRow, periods: readonly KeyedPeriod[], place: number): PlacedRow {
  const [before, period] = [periods[place + 1], periods[place + 2]]
  if (period === undefined || before === undefined) throw new Error('A row without its period')
  return { ...row, from: period.from, to: period.to, before: { from: before.from, to: before.to } }
}
