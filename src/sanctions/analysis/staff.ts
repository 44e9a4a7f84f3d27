/** Customs staff by unit, as far as a figure of it is none of a person. Pure. */

export interface UnitStaff {
  readonly unit: string
  readonly fte: number
  readonly people: number
}

/** A figure of fewer people would be one of persons: such a unit has none of its own. */
const LEAST_PEOPLE = 5

/** Full-time equivalents of each unit asked for; null where they are of fewer than five people, 0 where nobody does the work. */
export function staffByUnit (staff: readonly UnitStaff[], units: readonly string[]): ReadonlyMap<string, number | null> {
  const byUnit = new Map(staff.map((row) => [row.unit, row]))
  return new Map(units.map((unit) => {
    const row = byUnit.get(unit)
    return [unit, row === undefined ? 0 : row.people < LEAST_PEOPLE ? null : row.fte]
  }))
}
