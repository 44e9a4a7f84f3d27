import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { openCursor, sealCursor } from '../../platform/http/pages.ts'
import { readTraining } from '../loader/read-training.ts'
import type { TrainingScope } from '../loader/read-training.ts'
import { coverageOf, figuresOf } from './coverage.ts'
import type { CoverageFigures, CoverageGroup, CoverageRow } from './coverage.ts'
import { byUnitAndTopic, expiringOf, expiryKey, gapsOf } from './gaps.ts'
import type { ExpiringRow, GapRow } from './gaps.ts'
import { judgePeople } from './judge-people.ts'
import type { CellsAsked, PersonCells } from './people-cells.ts'
import { ANY_TEXT, PERSONAL, reportOn, scopeOf } from './report.ts'
import type { Narrowed, Page, Paged, ReportDeps } from './report.ts'

/** Figures of what people must know and do know, on any day, past or to come. */

async function cellsOn (tx: OperatorTx, deps: ReportDeps, day: string, scope: Omit<TrainingScope, 'days'>, asked: CellsAsked = {}): Promise<PersonCells[]> {
  return await judgePeople(await readTraining(tx, deps, { days: [day], ...scope }), day, { topics: scope.topics, ...asked })
}

/** @throws forbidden for a unit without training:personal. */
export function readCoverage (deps: ReportDeps, principal: Principal, by: CoverageGroup, query: Narrowed): Promise<CoverageRow[]> {
  const [scope, people] = [scopeOf(principal, query), hasScope(principal, PERSONAL)]
  return reportOn(deps, principal, 'training:read', query, async (tx, day) => {
    const { topic } = query
    if (people || topic === undefined) return coverageOf(await cellsOn(tx, deps, day, scope), by, people)
    // A topic that is put together with others has no figures of its own when it is asked for alone either.
    const cells = await cellsOn(tx, deps, day, { ...scope, topics: undefined })
    const isOwn = coverageOf(cells, 'topic', false).some(({ key }) => key === topic)
    return isOwn ? coverageOf(ofTopic(cells, topic), by, false) : [{ key: null, merged: [topic], figures: null }]
  })
}

const ofTopic = (rows: readonly PersonCells[], topic: string): PersonCells[] => rows.map(({ person, cells }) => ({ person, cells: cells.filter((cell) => cell.topic === topic) }))

/** @throws forbidden for a unit without training:personal; invalid-request for a cursor of another list. */
export function readGaps (deps: ReportDeps, principal: Principal, { first, after, ...query }: Narrowed & Page): Promise<Paged<GapRow>> {
  const [scope, people] = [scopeOf(principal, query), hasScope(principal, PERSONAL)]
  const [unit, topic] = after === undefined ? [] : openCursor('training-gaps', after, [ANY_TEXT, ANY_TEXT])
  return reportOn(deps, principal, 'training:read', query, async (tx, day) => {
    // Which units and topics are put together depends on all of them.
    const rows = gapsOf(await cellsOn(tx, deps, day, people ? scope : {}), utcDay(tx.at), people).filter((row) => query.topic === undefined || row.topic === query.topic)
    const rest = unit === undefined || topic === undefined ? rows : rows.filter((row) => byUnitAndTopic(row, { unit: unit === '' ? null : unit, topic: topic === '' ? null : topic }) > 0)
    const nodes = rest.slice(0, first)
    const last = nodes.at(-1)
    return { nodes, endCursor: rest.length > first ? sealCursor('training-gaps', [last?.unit ?? '', last?.topic ?? '']) : null }
  })
}

/** @throws forbidden for a unit without training:personal; invalid-request for a cursor of another list. */
export function readExpiring (deps: ReportDeps, principal: Principal, withinDays: number, { first, after, ...query }: Narrowed & Page): Promise<Paged<ExpiringRow>> {
  const [scope, people] = [scopeOf(principal, query), hasScope(principal, PERSONAL)]
  const [from] = after === undefined ? [] : openCursor('training-expiring', after, [ANY_TEXT])
  return reportOn(deps, principal, 'training:read', query, async (tx, day) => {
    const rows = expiringOf(await cellsOn(tx, deps, day, people ? scope : {}, { expiringDays: withinDays }), people).filter((row) => query.topic === undefined || row.topic === query.topic)
    const rest = from === undefined ? rows : rows.filter((row) => keyOf(row) > from)
    const nodes = rest.slice(0, first)
    const last = nodes.at(-1)
    return { nodes, endCursor: rest.length > first && last !== undefined ? sealCursor('training-expiring', [keyOf(last)]) : null }
  })
}

const keyOf = ({ validUntil, unit, topic }: ExpiringRow): string => expiryKey(validUntil, unit, topic)

/** A unit or position, and the day that it is shown as of. */
export interface ChartPlace { readonly code: string, readonly on: string }

/**
 * Figures of those whose main unit each of them is, in the order asked; null where coverage by unit has no row of its own for it, since
 * that would be of fewer than five people or tell of them.
 */
export const readUnitFigures = (deps: ReportDeps, principal: Principal, units: readonly ChartPlace[]): Promise<(CoverageFigures | null)[]> => figuresOfPlaces(deps, principal, units, 'unit')

/** The same of those who hold each of the positions. */
export const readPositionFigures = (deps: ReportDeps, principal: Principal, positions: readonly ChartPlace[]): Promise<(CoverageFigures | null)[]> => figuresOfPlaces(deps, principal, positions, 'position')

function figuresOfPlaces ({ db, clock, ...sources }: ReportDeps, principal: Principal, places: readonly ChartPlace[], by: CoverageGroup): Promise<(CoverageFigures | null)[]> {
  const people = hasScope(principal, PERSONAL)
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => {
    const days = [...new Set(places.map(({ on }) => on))]
    const facts = await readTraining(tx, sources, { days })
    const byDay = new Map<string, Map<string | null, CoverageFigures | null>>()
    for (const day of days) byDay.set(day, new Map(coverageOf(await judgePeople(facts, day), by, people).map(({ key, figures }) => [key, figures])))
    return places.map(({ code, on }) => byDay.get(on)?.get(code) ?? figuresOf([], people))
  }, clock)
}
