import type { HeldPosition, PersonOnDay } from '../competence/requirements.ts'

/** Who works where on any day, as the organisation keeps it. */
export interface Workforce {
  /** Everybody who holds a position on the day, by pseudonym. */
  readonly on: (day: string) => readonly PersonOnDay[]
  /** Unit of the main assignment of one person; undefined where there was none. */
  readonly unitOf: (person: string, day: string) => string | undefined
  /** Who stands in for the holder of each position on the day, by position. */
  readonly deputiesOn: (day: string) => ReadonlyMap<string, readonly string[]>
  /** Positions that exist on the day, held or vacant, by code. */
  readonly positionsOn: (day: string) => readonly Omit<HeldPosition, 'since'>[]
  /** Who held the position, or one in or under the unit, on any day from the first on, by pseudonym. */
  readonly heldSince: (place: { readonly position: string } | { readonly unit: string }, from: string) => readonly string[]
  /** Units that exist on the day, each before those under it. */
  readonly unitsOn: (day: string) => readonly { readonly code: string, readonly name: string, readonly parent: string | null }[]
}
