import { dayAfter, firstDay } from '../seasons.ts'
import { MOVER, NEWCOMERS, staffOn } from './customs-staff.ts'
import { LESSONS } from './lessons.ts'

/** Courses that were held for a unit, in the year and the one before, and who came. Pure. */

export interface Session {
  readonly code: string
  readonly course: string
  readonly unit: string
  readonly site: string
  readonly startsOn: string
  readonly endsOn: string
  readonly people: readonly string[]
}

/** Whose training in classification lapsed in the year, and who never came again for origin. */
export const LAPSED = 'P-13'
export const ABSENT = 'P-16'

const SITE_OF: Readonly<Record<string, string>> = { 'import-ports': 'genova', 'operations-north': 'milano', 'operations-centre': 'bologna' }

type Row = readonly [code: string, course: string, unit: string, days: readonly [number, number], absent?: readonly string[]]
/** Days are counted from the first of the year. */
const ROWS: readonly Row[] = [
  ['origin-north-earlier', 'origin-agreements', 'operations-north', [-290, -289]], ['classification-ports-earlier', 'classification-workshop', 'import-ports', [-200, -200]],
  ['classification-north-earlier', 'classification-workshop', 'operations-north', [-170, -170], [LAPSED]], ['origin-ports-earlier', 'origin-agreements', 'import-ports', [-170, -169]],
  ['origin-centre-earlier', 'origin-agreements', 'operations-centre', [-150, -149]], ['classification-centre-earlier', 'classification-workshop', 'operations-centre', [-120, -120]],
  ['origin-north', 'origin-agreements', 'operations-north', [72, 73]], ['origin-centre', 'origin-agreements', 'operations-centre', [90, 91], [ABSENT]],
  ['classification-ports', 'classification-workshop', 'import-ports', [100, 100]], ['classification-centre', 'classification-workshop', 'operations-centre', [130, 130]],
  ['classification-north', 'classification-workshop', 'operations-north', [191, 191], [LAPSED]],
  ...LESSONS.map(({ session, course, unit, days }): Row => [session, course, unit, days, [LAPSED, MOVER, NEWCOMERS.within]])
]

export function sessionsOf (until: string): Session[] {
  const from = firstDay(until)
  return ROWS.map(([code, course, unit, [first, last], absent = []]) => {
    const startsOn = dayAfter(from, first)
    return { code, course, unit, site: SITE_OF[unit] ?? '', startsOn, endsOn: dayAfter(from, last), people: staffOn(unit, startsOn, until).filter((person) => !absent.includes(person)) }
  })
}
