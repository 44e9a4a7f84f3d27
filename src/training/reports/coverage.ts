import { wilson } from '../../statistics/proportion.ts'
import type { Proportion } from '../../statistics/proportion.ts'
import type { Cell } from '../competence/cells.ts'
import { LEAST_PEOPLE, peopleIn, withoutFew } from './few-people.ts'
import type { Group } from './few-people.ts'
import type { PersonCells } from './people-cells.ts'

/** How much of what is required is known, counted by unit, position, topic or responsibility. Pure. */

export const COVERAGE_GROUPS = ['all', 'unit', 'position', 'topic', 'responsibility'] as const
export type CoverageGroup = typeof COVERAGE_GROUPS[number]

export interface CoverageFigures {
  /** People of whom anything is required. */
  readonly people: number
  /** Of these, who know all of it. */
  readonly coveredPeople: number
  readonly peopleShare: Proportion | null
  /** Required cells: a person and a topic each. */
  readonly required: number
  /** Of these, valid, with those that expire soon. */
  readonly met: number
  readonly share: Proportion | null
  readonly expiring: number
  readonly due: number
  readonly expired: number
  readonly tooLow: number
  readonly missing: number
}

export interface CoverageRow extends Pick<Group<never>, 'key' | 'merged'> {
  /** Null: they would be of fewer than five people. */
  readonly figures: CoverageFigures | null
}

/** A required cell of a person. */
interface Required { readonly person: string, readonly cell: Cell }

/** @param people whether figures of single people may be shown; else groups of fewer than five are put together. */
export function coverageOf (cells: readonly PersonCells[], by: CoverageGroup, people: boolean): CoverageRow[] {
  const placed = cells.flatMap((entry) => entry.cells.flatMap((cell) => cell.requirement === null ? [] : keysOf(entry, cell, by).map((key) => ({ key, person: entry.person.person, cell }))))
  const groups: Group<Required>[] = [...Map.groupBy(placed, ({ key }) => key)].toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, members]) => ({ key, merged: [], members }))
  const shown = people ? groups : withoutFew(by === 'position' ? withoutFewOfUnits(groups, cells) : groups)
  const everybody = new Set(placed.length === 0 ? [] : cells.flatMap(({ person, cells: own }) => own.some(({ requirement }) => requirement !== null) ? [person.person] : []))
  // People may bear several responsibilities or none, so all but a group may be few although each group is of many.
  const leavesFew = (members: readonly Required[]): boolean => { const others = everybody.size - peopleIn(members); return others > 0 && others < LEAST_PEOPLE }
  return shown.map(({ key, merged, members }) => ({ key, merged, figures: !people && OVERLAPPING.includes(by) && leavesFew(members) ? null : figuresOf(members, people) }))
}

/** Of these a person may count in several or in none. A topic is no part of a person's other topics. */
const OVERLAPPING: readonly CoverageGroup[] = ['position', 'responsibility']

/** Positions are put together within their unit first: the unit less the others would else be a figure of few people. */
function withoutFewOfUnits (positions: readonly Group<Required>[], cells: readonly PersonCells[]): Group<Required>[] {
  const unitOf = new Map(cells.flatMap(({ person }) => person.positions.map(({ code, unit }) => [code, unit] as const)))
  return [...Map.groupBy(positions, ({ key }) => unitOf.get(key ?? '')).values()].flatMap(withoutFew)
}

function keysOf ({ person }: PersonCells, { topic }: Cell, by: CoverageGroup): string[] {
  switch (by) {
    case 'all': return ['all']
    case 'unit': return person.unit === null ? [] : [person.unit]
    case 'position': return person.positions.map(({ code }) => code)
    case 'topic': return [topic]
    case 'responsibility': return [...new Set(person.positions.flatMap(({ responsibilities }) => responsibilities))]
  }
}

/** Null when they would be of fewer than five people and single people may not be shown. */
export function figuresOf (members: readonly Required[], people: boolean): CoverageFigures | null {
  // Of several reasons to count a cell in one group, one counts.
  const cells = [...new Set(members.map(({ cell }) => cell))]
  const count = (...states: Cell['state'][]): number => cells.filter(({ state }) => states.includes(state)).length
  const all = peopleIn(members)
  if (!people && all < LEAST_PEOPLE) return null
  const lacking = new Set(members.flatMap(({ person, cell }) => isMet(cell) ? [] : [person])).size
  const met = count('valid', 'expiring')
  return {
    people: all, coveredPeople: all - lacking, peopleShare: wilson(all - lacking, all),
    required: cells.length, met, share: wilson(met, cells.length),
    expiring: count('expiring'), due: count('due'), expired: count('expired'), tooLow: count('too_low'), missing: count('missing')
  }
}

export const isMet = ({ state }: Pick<Cell, 'state'>): boolean => state === 'valid' || state === 'expiring'

export const gapsIn = ({ expired, tooLow, missing }: CoverageFigures): number => expired + tooLow + missing
