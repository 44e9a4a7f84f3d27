import { dayBefore } from '../../platform/calendar.ts'

/**
 * Records whose values change by day: a state holds from its first day until the next state begins. What held on a past day is asked by
 * that day, so a change of today rewrites no history.
 */
export interface State<Values> {
  /** First day, YYYY-MM-DD. */
  readonly validFrom: string
  /** The record does not exist from this day on: a site that was given up, a unit that was dissolved. */
  readonly closed: boolean
  readonly values: Values
}

/** States in ascending order of their first days, no two with the same. */
export type States<Values> = readonly State<Values>[]

/** By code. */
export type Records<Values> = ReadonlyMap<string, States<Values>>

/** Period with its last day, which belongs to it; null: without an end. */
export interface Period { readonly validFrom: string, readonly validTo: string | null }

/** The state in force, closed or not; undefined before the first. */
export function stateOn<Values> (states: States<Values>, day: string): State<Values> | undefined {
  return states.findLast(({ validFrom }) => validFrom <= day)
}

/** The values on the day; undefined when the record does not exist then. */
export function valuesOn<Values> (states: States<Values>, day: string): Values | undefined {
  const state = stateOn(states, day)
  return state === undefined || state.closed ? undefined : state.values
}

/** With one more state, in place of the one that begins on the same day. */
export function withState<Values> (states: States<Values>, state: State<Values>): State<Values>[] {
  return [...states.filter(({ validFrom }) => validFrom !== state.validFrom), state].toSorted((a, b) => a.validFrom < b.validFrom ? -1 : 1)
}

/** Each state with its last day. */
export function periodsOf<Values> (states: States<Values>): (State<Values> & Period)[] {
  return states.map((state, index) => {
    const next = states[index + 1]
    return { ...state, validTo: next === undefined ? null : dayBefore(next.validFrom) }
  })
}

export const holdsOn = ({ validFrom, validTo }: Period, day: string): boolean => validFrom <= day && (validTo === null || validTo >= day)

/** First day of the period on which the record does not exist; undefined when it exists throughout. */
export function missingDay (states: States<unknown>, { validFrom, validTo }: Period): string | undefined {
  if (valuesOn(states, validFrom) === undefined) return validFrom
  return states.find((state) => state.closed && state.validFrom > validFrom && (validTo === null || state.validFrom <= validTo))?.validFrom
}

/** Days from the given one on at which anything changes, that day included. */
export function boundaryDays (from: string, ...sources: readonly Records<unknown>[]): string[] {
  const later = sources.flatMap((records) => [...records.values()].flatMap((states) => states.flatMap(({ validFrom }) => validFrom > from ? [validFrom] : [])))
  return [from, ...new Set(later)].toSorted()
}

export interface Dangling { readonly day: string, readonly from: string, readonly to: string }

/**
 * The first day, of the given one and those after it, on which an existing record names one that does not exist.
 * @param named code that the record names, or null.
 */
export function danglingOn<Values> (children: Records<Values>, parents: Records<unknown>, from: string, named: (values: Values) => string | null): Dangling | undefined {
  for (const day of boundaryDays(from, children, parents)) {
    for (const [code, states] of children) {
      const values = valuesOn(states, day)
      const parent = values === undefined ? null : named(values)
      if (parent !== null && valuesOn(parents.get(parent) ?? [], day) === undefined) return { day, from: code, to: parent }
    }
  }
  return undefined
}
