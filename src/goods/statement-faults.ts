import { NOBODY } from '../platform/acting-person.ts'
import type { Fault } from '../platform/problem.ts'

/** What a statement says that cannot be so, whatever is recorded. Pure. */

/** What statements are judged by. */
export interface Judges {
  readonly today: string
  /** Whether somebody who is recorded has the pseudonym; anybody while no people are recorded. */
  readonly isPerson: (pseudonym: string) => boolean
  readonly isCountry: (code: string, day: string) => boolean
}

type Members = Readonly<Record<string, unknown>>

/** Days of what somebody did: they are not stated before it is done. */
const DONE = ['decidedOn', 'approvedOn', 'reviewedOn', 'assessedOn', 'issuedOn', 'identityCheckedOn']
const PEOPLE = ['decidedBy', 'approvedBy', 'reviewedBy', 'assessedBy']
const COUNTRIES = ['country', 'originCountry']

/** What stands already is not judged again. */
export function statedFaults (stated: Members, known: Members | undefined, pointer: string, { today, isPerson, isCountry }: Judges): Fault[] {
  const among = (names: readonly string[]): (readonly [name: string, value: string])[] => names.flatMap((name) => {
    const value = stated[name]
    return typeof value === 'string' && value !== known?.[name] ? [[name, value] as const] : []
  })
  const at = (name: string): string => `${pointer}/${name}`
  return [
    ...among(DONE).filter(([, day]) => day > today).map(([name]) => ({ pointer: at(name), detail: 'is a day that is still to come', hint: 'Record it when it is done, with today or a day before' })),
    ...among(PEOPLE).filter(([, pseudonym]) => !isPerson(pseudonym)).map(([name]) => ({ pointer: at(name), ...NOBODY })),
    ...among(COUNTRIES).filter(([, code]) => !isCountry(code, today)).map(([name]) => ({ pointer: at(name), detail: 'is no country', hint: 'ISO 3166 alpha-2, for example CN; EU for a preferential origin of the Union' }))
  ]
}

/** Pseudonyms that a statement names, wherever it does. */
export function namedPeople (stated: Members): string[] {
  return Object.values(stated).flatMap((list) => Array.isArray(list) ? list as unknown[] : []).flatMap((entry) =>
    typeof entry !== 'object' || entry === null ? [] : PEOPLE.flatMap((name) => {
      const pseudonym = (entry as Members)[name]
      return typeof pseudonym === 'string' ? [pseudonym] : []
    }))
}
