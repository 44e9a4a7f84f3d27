import { isGap } from '../competence/cells.ts'
import type { Cell } from '../competence/cells.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'

/** Needs that follow from requirements which are not met: computed when they are asked for, and kept nowhere. Pure. */

export interface GapNeed {
  /** Where those with the gap belong; '' where they belong to none. */
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

/** By unit, then topic. @param cells of everybody, with the unit of each person. */
export function gapNeeds (cells: readonly { readonly person: string, readonly unit: string | null, readonly cells: readonly Cell[] }[]): GapNeed[] {
  const all = cells.flatMap(({ person, unit, cells: own }) => own.flatMap((cell) => cell.requirement === null ? [] : [{ person, unit: unit ?? '', cell, requirement: cell.requirement }]))
  return [...Map.groupBy(all, ({ unit, cell }) => JSON.stringify([unit, cell.topic]))].toSorted(([a], [b]) => a < b ? -1 : 1).flatMap(([, here]) => {
    const gaps = here.filter(({ cell }) => isGap(cell))
    const [first] = gaps
    if (first === undefined) return []
    return [{
      unit: first.unit, topic: first.cell.topic, level: Math.max(...gaps.map(({ requirement }) => requirement.level)),
      severity: REQUIREMENT_SEVERITIES.find((severity) => gaps.some(({ requirement }) => requirement.severity === severity)) ?? 'important',
      since: gaps.map(({ cell }) => cell.since ?? '').toSorted()[0] ?? '', people: gaps.map(({ person }) => person).toSorted(), required: here.length
    }]
  })
}

/**
 * For whoever may not see people: gaps of units where the topic is required of fewer than so many are one per topic, of no unit, so that
 * no row is about one person.
 */
export function withoutSmallUnits (gaps: readonly GapNeed[], least: number): GapNeed[] {
  const small = Map.groupBy(gaps.filter(({ required }) => required < least), ({ topic }) => topic)
  const known = new Set([...small.values()].flat())
  const merged = [...small].map(([topic, here]): GapNeed => ({
    unit: '', topic, level: Math.max(...here.map(({ level }) => level)), severity: REQUIREMENT_SEVERITIES.find((severity) => here.some((gap) => gap.severity === severity)) ?? 'important',
    since: here.map(({ since }) => since).toSorted()[0] ?? '', people: here.flatMap(({ people }) => people).toSorted(), required: here.reduce((sum, { required }) => sum + required, 0)
  }))
  const nameOf = ({ unit, topic }: GapNeed): string => JSON.stringify([unit, topic])
  return [...gaps.filter((gap) => !known.has(gap)), ...merged].toSorted((a, b) => nameOf(a) < nameOf(b) ? -1 : 1)
}
