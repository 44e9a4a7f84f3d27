import { dayAfter } from '../seasons.ts'
import { timelineOf } from '../perimeter/timeline.ts'

/** Customs specialists by unit, as they came and moved: enough in each for figures that tell of nobody. Pure. */

export interface Placing {
  readonly person: string
  readonly unit: string
  readonly position: string
  readonly validFrom: string
  /** Last day; undefined: still there. */
  readonly validTo?: string
}

/** Came in the year: the first is trained since, the second lacks a topic, the third is still within the time that newcomers have. */
export const NEWCOMERS = { trained: 'P-33', lacking: 'P-37', within: 'P-38' } as const
const CAME: Readonly<Record<string, number>> = { [NEWCOMERS.trained]: 150, [NEWCOMERS.lacking]: 200, [NEWCOMERS.within]: 335 }
/** Day of the year on which somebody came; undefined: was there before. */
export const arrivalOf = (person: string): number | undefined => CAME[person]

const STAFF: readonly [unit: string, position: string, people: readonly string[]][] = [
  ['import-ports', 'specialist-ports', ['P-10', 'P-11', 'P-30', 'P-31', 'P-32', NEWCOMERS.trained]],
  ['operations-north', 'specialist-north', ['P-13', 'P-14', 'P-15', 'P-34', 'P-35']],
  ['operations-centre', 'specialist-centre', ['P-16', 'P-17', 'P-36', NEWCOMERS.lacking, 'P-39', NEWCOMERS.within]]
]
/** Moves from the ports to the north. */
export const MOVER = 'P-12'

export function placings (until: string): Placing[] {
  const { start, from, move } = timelineOf(until)
  const lasting = STAFF.flatMap(([unit, position, people]) => people.map((person): Placing => {
    const came = arrivalOf(person)
    return { person, unit, position, validFrom: came === undefined ? start : dayAfter(from, came) }
  }))
  return [
    ...lasting,
    { person: MOVER, unit: 'import-ports', position: 'specialist-ports', validFrom: start, validTo: dayAfter(move, -1) },
    { person: MOVER, unit: 'operations-north', position: 'specialist-north', validFrom: move }
  ]
}

/** Who works in the unit on the day, in the order in which they are listed. */
export const staffOn = (unit: string, day: string, until: string): string[] =>
  placings(until).flatMap(({ person, unit: own, validFrom, validTo = '9999-12-31' }) => own === unit && validFrom <= day && day <= validTo ? [person] : [])
