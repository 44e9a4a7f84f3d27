import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'
import { isGap } from '../competence/cells.ts'
import type { Cell } from '../competence/cells.ts'
import type { Requirement } from '../competence/requirements.ts'
import { LEAST_PEOPLE, peopleIn, withoutFew } from './few-people.ts'
import type { Group } from './few-people.ts'
import type { PersonCells } from './people-cells.ts'

/** What is required and not known, by unit and topic; and what will end soon. Pure. */

export interface RequiredCell {
  readonly person: string
  readonly unit: string | null
  readonly cell: Cell
  readonly requirement: Requirement
}

export interface GapRow {
  /** Null: units put together, since in some of them the topic is required of fewer than five people. */
  readonly unit: string | null
  /** Null: topics put together, since some of them are required of fewer than five people. */
  readonly topic: string | null
  /** The gravest. */
  readonly severity: RequirementSeverity
  /** Null: fewer than five people. */
  readonly figures: GapFigures | null
  readonly gaps: readonly RequiredCell[]
}

export interface GapFigures {
  /** People of whom the topic is required. */
  readonly people: number
  readonly gaps: number
  readonly expired: number
  readonly tooLow: number
  readonly missing: number
  /** Gaps that begin after today. */
  readonly arising: number
  /** First day of the oldest gap. */
  readonly oldestSince: string
}

/** In the order of people. */
export const requiredCells = (cells: readonly PersonCells[]): RequiredCell[] => cells.flatMap(({ person: { person, unit }, cells: own }) =>
  own.flatMap((cell) => cell.requirement === null ? [] : [{ person, unit, cell, requirement: cell.requirement }]))

/**
 * Units and topics with a gap, by unit and topic.
 *
 * @param people whether single people may be shown; else topics required of fewer than five people are put together, and of the others
 * the units in which they are.
 */
export function gapsOf (cells: readonly PersonCells[], today: string, people: boolean): GapRow[] {
  return rowsOf(byTopicAndUnit(requiredCells(cells), people), today, people)
}

/** What is required of people, by topic and main unit; null: several that were put together. */
export interface RequiredGroup { readonly unit: string | null, readonly topic: string | null, readonly cells: readonly RequiredCell[] }

/** @param people whether single people may be shown; else what fewer than five people would have for themselves is put together. */
export function byTopicAndUnit (cells: readonly RequiredCell[], people: boolean): RequiredGroup[] {
  const byTopic = groupsOf(cells, ({ cell }) => cell.topic)
  return (people ? byTopic : withoutFew(byTopic)).flatMap(({ key: topic, members }): RequiredGroup[] => {
    if (topic === null) return [{ unit: null, topic, cells: members }]
    const byUnit = groupsOf(members, ({ unit }) => unit)
    return (people ? byUnit : withoutFew(byUnit)).map((group) => ({ unit: group.key, topic, cells: group.members }))
  })
}

const groupsOf = (cells: readonly RequiredCell[], keyOf: (cell: RequiredCell) => string | null): Group<RequiredCell>[] =>
  [...Map.groupBy(cells, keyOf)].map(([key, members]) => ({ key, merged: [], members }))

function rowsOf (groups: readonly RequiredGroup[], today: string, people: boolean): GapRow[] {
  return groups.flatMap((group) => {
    const gaps = group.cells.filter(({ cell }) => isGap(cell))
    const severity = REQUIREMENT_SEVERITIES.find((one) => gaps.some(({ requirement }) => requirement.severity === one))
    return severity === undefined ? [] : [{ unit: group.unit, topic: group.topic, severity, figures: people || peopleIn(group.cells) >= LEAST_PEOPLE ? figuresOf(group.cells, gaps, today) : null, gaps }]
  }).toSorted(byUnitAndTopic)
}

/** The order of rows: null comes last. */
export const byUnitAndTopic = (a: Pick<GapRow, 'unit' | 'topic'>, b: Pick<GapRow, 'unit' | 'topic'>): number => compare(a.unit, b.unit) || compare(a.topic, b.topic)

const compare = (a: string | null, b: string | null): number => a === b ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1

function figuresOf (cells: readonly RequiredCell[], gaps: readonly RequiredCell[], today: string): GapFigures {
  const count = (state: Cell['state']): number => gaps.filter(({ cell }) => cell.state === state).length
  const sinces = gaps.flatMap(({ cell }) => cell.since ?? []).toSorted()
  const [oldestSince] = sinces
  if (oldestSince === undefined) throw new Error('A gap has no first day')
  return {
    people: peopleIn(cells), gaps: gaps.length, expired: count('expired'), tooLow: count('too_low'), missing: count('missing'),
    arising: sinces.filter((since) => since > today).length, oldestSince
  }
}

export interface ExpiringRow {
  /** Last day of validity. */
  readonly validUntil: string
  /** Null: people without a unit, or units put together. */
  readonly unit: string | null
  /** Null: topics put together. */
  readonly topic: string | null
  readonly people: readonly RequiredCell[]
}

/**
 * What is valid and ends soon, first to end first; what a person has renewed already is not among it.
 *
 * @param people whether single people may be shown; else units and topics are put together as those of gaps are, and what is required of
 * fewer than five people at all is left out: the day alone would tell of one of them.
 */
export function expiringOf (cells: readonly PersonCells[], people: boolean): ExpiringRow[] {
  return byTopicAndUnit(requiredCells(cells), people).filter((group) => people || peopleIn(group.cells) >= LEAST_PEOPLE).flatMap(({ unit, topic, cells: members }) => {
    const ending = Map.groupBy(members.filter(({ cell }) => cell.state === 'expiring'), ({ cell }) => cell.validUntil)
    return [...ending].flatMap(([validUntil, those]) => validUntil === null ? [] : [{ validUntil, unit, topic, people: those }])
  }).toSorted((a, b) => expiryKey(a.validUntil, a.unit, a.topic) < expiryKey(b.validUntil, b.unit, b.topic) ? -1 : 1)
}

/** Orders expiries by their day, then unit and topic. */
export const expiryKey = (validUntil: string, unit: string | null, topic: string | null): string => JSON.stringify([validUntil, unit, topic])
