import { isGap } from '../competence/cells.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'
import { byTopicAndUnit, requiredCells } from '../reports/gaps.ts'
import type { PersonCells } from '../reports/people-cells.ts'

/** Needs that follow from requirements which are not met: computed when they are asked for, and kept nowhere. Pure. */

export interface GapNeed {
  /** Where those with the gap belong; '' where several units were put together. */
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

/**
 * By unit, then topic, each with as many people as the report of gaps has.
 *
 * @param people whether single people may be shown; else units are put together as in that report, and topics required of fewer than five
 * people are left out: a need of several topics would have no course.
 */
export function gapNeeds (cells: readonly PersonCells[], people: boolean): GapNeed[] {
  return byTopicAndUnit(requiredCells(cells), people).flatMap(({ unit, topic, cells: required }): GapNeed[] => {
    const gaps = required.filter(({ cell }) => isGap(cell))
    if (topic === null || gaps.length === 0) return []
    return [{
      unit: unit ?? '', topic, level: Math.max(...gaps.map(({ requirement }) => requirement.level)),
      severity: REQUIREMENT_SEVERITIES.find((severity) => gaps.some(({ requirement }) => requirement.severity === severity)) ?? 'important',
      since: gaps.map(({ cell }) => cell.since ?? '').toSorted()[0] ?? '', people: gaps.map(({ person }) => person).toSorted(), required: required.length
    }]
  }).toSorted((a, b) => nameOf(a) < nameOf(b) ? -1 : 1)
}

/** In the order of which they are listed. */
export const nameOf = ({ unit, topic }: Pick<GapNeed, 'unit' | 'topic'>): string => JSON.stringify([unit, topic])
