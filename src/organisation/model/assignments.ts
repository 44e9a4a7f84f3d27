import { holdsOn } from './dated.ts'
import type { Period } from './dated.ts'

/** Who holds which position when, with which share of full time. */
export interface Assignment extends Period {
  readonly person: string
  readonly position: string
  /** 0: a function beside other work that takes no time of its own. */
  readonly ftePercent: number
}

/** A person who stands in for the holder of a position. */
export interface Deputy extends Period { readonly person: string, readonly position: string }

export const FULL_TIME_PERCENT = 100

/**
 * The first day on which one person would work more than full time. It is refused rather than flagged: full-time equivalents divide
 * declarations and sanctions in reports, and one person counted twice makes a unit look better staffed than it is. Whoever takes over
 * before the other leaves is another person; a function without time of its own has a share of 0.
 *
 * @param assignments of one person.
 */
export function beyondFullTime (assignments: readonly (Period & { readonly ftePercent: number })[]): { day: string, percent: number } | undefined {
  for (const day of assignments.map(({ validFrom }) => validFrom).toSorted()) {
    const percent = assignments.reduce((sum, assignment) => holdsOn(assignment, day) ? sum + assignment.ftePercent : sum, 0)
    if (percent > FULL_TIME_PERCENT) return { day, percent }
  }
  return undefined
}

/** The assignment that says where a person belongs on the day: that with the largest share, of equals the oldest, then by position. */
export function mainAssignment<A extends Assignment> (assignments: readonly A[], day: string): A | undefined {
  return assignments.filter((assignment) => holdsOn(assignment, day)).toSorted((a, b) =>
    b.ftePercent - a.ftePercent || (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.position < b.position ? -1 : 1))[0]
}
