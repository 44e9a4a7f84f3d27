import { isGap } from '../competence/cells.ts'
import type { Cell } from '../competence/cells.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'
import type { Requirement } from '../competence/requirements.ts'
import { withoutFew } from '../reports/few-people.ts'

/** Needs that follow from requirements which are not met: computed when they are asked for, and kept nowhere. Pure. */

export interface GapNeed {
  /** Where those with the gap belong; '' where they belong to none, and for units put together. */
  readonly unit: string
  readonly topic: string
  /** Highest level that is lacking. */
  readonly level: number
  /** Gravest of the requirements. */
  readonly severity: RequirementSeverity
  /** First day on which any of it was a gap. */
  readonly since: string
  readonly people: readonly string[]
  /** Of how many there the topic is required. */
  readonly required: number
}

interface CellsOfPerson { readonly person: string, readonly unit: string | null, readonly cells: readonly Cell[] }
interface RequiredCell { readonly person: string, readonly unit: string, readonly cell: Cell, readonly requirement: Requirement }

/**
 * By unit, then topic.
 *
 * @param cells of everybody, with the unit of each person.
 * @param people whether single people may be shown; else units where the topic is required of fewer than five people are put together, as
 * one of no unit, so that no row is about one person and none can be had by subtraction.
 */
export function gapNeeds (cells: readonly CellsOfPerson[], people: boolean): GapNeed[] {
  const all = cells.flatMap(({ person, unit, cells: own }) => own.flatMap((cell): RequiredCell[] => cell.requirement === null ? [] : [{ person, unit: unit ?? '', cell, requirement: cell.requirement }]))
  return [...Map.groupBy(all, ({ cell }) => cell.topic)].flatMap(([topic, required]) => {
    const byUnit = [...Map.groupBy(required, ({ unit }) => unit)].map(([key, members]) => ({ key, merged: [], members }))
    // Whoever belongs to no unit stands with those that were put together.
    const places = Map.groupBy(people ? byUnit : withoutFew(byUnit), ({ key }) => key ?? '')
    return [...places].flatMap(([unit, groups]) => needOf(unit, topic, groups.flatMap(({ members }) => members)) ?? [])
  }).toSorted((a, b) => nameOf(a) < nameOf(b) ? -1 : 1)
}

/** In the order of which they are listed. */
export const nameOf = ({ unit, topic }: Pick<GapNeed, 'unit' | 'topic'>): string => JSON.stringify([unit, topic])

function needOf (unit: string, topic: string, here: readonly RequiredCell[]): GapNeed | undefined {
  const gaps = here.filter(({ cell }) => isGap(cell))
  const since = gaps.flatMap(({ cell }) => cell.since ?? []).toSorted()[0]
  return since === undefined ? undefined : {
    unit, topic, level: Math.max(...gaps.map(({ requirement }) => requirement.level)),
    severity: REQUIREMENT_SEVERITIES.find((severity) => gaps.some(({ requirement }) => requirement.severity === severity)) ?? 'important',
    since, people: gaps.map(({ person }) => person).toSorted(), required: here.length
  }
}
