import { dayBefore } from '../../platform/calendar.ts'
import { mainAssignment } from './assignments.ts'
import type { Assignment, Deputy } from './assignments.ts'
import { holdsOn, periodsOf, valuesOn } from './dated.ts'
import type { Period, Records } from './dated.ts'
import type { PositionValues, Responsibility } from './positions.ts'
import { treeOn } from './unit-tree.ts'
import type { UnitValues } from './unit-tree.ts'

/** Who works where, as what, and since when, on any day: what is asked of people by unit, position and responsibility. */

export interface HeldPosition {
  readonly code: string
  readonly unit: string
  /** Its unit on the day, then those above it. */
  readonly unitPath: readonly string[]
  readonly responsibilities: readonly Responsibility[]
  /** First day from which the person has held it without interruption. */
  readonly since: string
}

export interface PersonOnDay {
  /** Pseudonym. */
  readonly person: string
  /** Unit of the main assignment. */
  readonly unit: string | null
  /** Units of the positions held, each followed by those above it, each once. */
  readonly units: readonly string[]
  readonly positions: readonly HeldPosition[]
  /** First day from which the person has borne each responsibility without interruption, in whatever position. */
  readonly responsibleSince: ReadonlyMap<string, string>
  /** First day from which the person has been in or under each unit without interruption, in whatever position. */
  readonly inUnitSince: ReadonlyMap<string, string>
}

export interface Workforce {
  /** Everybody who holds a position that exists on the day, by pseudonym. */
  readonly on: (day: string) => readonly PersonOnDay[]
  /** Who stands in for the holder of each position on the day, by position. */
  readonly deputiesOn: (day: string) => ReadonlyMap<string, readonly string[]>
  /** Units that exist on the day, each before those under it. */
  readonly unitsOn: (day: string) => readonly { readonly code: string, readonly name: string, readonly parent: string | null }[]
}

export interface WorkforceRecords {
  readonly units: Records<UnitValues>
  readonly positions: Records<PositionValues>
  readonly assignments: readonly Assignment[]
  readonly deputies: readonly Deputy[]
}

/** Time in which a person held a position and its unit and responsibilities did not change. */
interface Spell extends Period { readonly position: string, readonly unit: string, readonly responsibilities: readonly Responsibility[] }

export function workforceOf (records: WorkforceRecords): Workforce {
  const assignments = Map.groupBy(records.assignments, ({ person }) => person)
  const people = [...assignments.keys()].toSorted()
  const spells = remembered((person) => spellsOf(assignments.get(person) ?? [], records.positions))
  const trees = remembered((day) => treeOn(records.units, day))
  const pathsOn = remembered((day) => pathsOf(trees(day)))
  return {
    on: remembered((day) => people.flatMap((person) => personOn(person, assignments.get(person) ?? [], spells(person), pathsOn(day), day) ?? [])),
    deputiesOn: remembered((day) => new Map([...Map.groupBy(records.deputies.filter((deputy) => holdsOn(deputy, day) && valuesOn(records.positions.get(deputy.position) ?? [], day) !== undefined), ({ position }) => position)]
      .map(([position, deputies]) => [position, [...new Set(deputies.map(({ person }) => person))].toSorted()]))),
    unitsOn: trees
  }
}

function spellsOf (assignments: readonly Assignment[], positions: Records<PositionValues>): Spell[] {
  return assignments.flatMap(({ position, validFrom, validTo }) => periodsOf(positions.get(position) ?? []).flatMap((state) => {
    const from = state.validFrom > validFrom ? state.validFrom : validFrom
    const to = earlier(state.validTo, validTo)
    return state.closed || (to !== null && to < from) ? [] : [{ position, unit: state.values.unit, responsibilities: state.values.responsibilities, validFrom: from, validTo: to }]
  }))
}

const earlier = (a: string | null, b: string | null): string | null => a === null ? b : b === null || a < b ? a : b

function personOn (person: string, assignments: readonly Assignment[], spells: readonly Spell[], paths: ReadonlyMap<string, readonly string[]>, day: string): PersonOnDay | undefined {
  const held = spells.filter((spell) => holdsOn(spell, day))
  if (held.length === 0) return undefined
  const pathOf = (unit: string): readonly string[] => paths.get(unit) ?? [unit]
  const codes = [...new Set(held.map(({ position }) => position))].toSorted()
  const positions = codes.flatMap((code) => {
    const spell = held.find(({ position }) => position === code)
    return spell === undefined ? [] : [{ code, unit: spell.unit, unitPath: pathOf(spell.unit), responsibilities: spell.responsibilities, since: unbroken(spells.filter(({ position }) => position === code), day) }]
  })
  const main = mainAssignment(assignments.filter(({ position }) => codes.includes(position)), day)
  const units = [...new Set(positions.flatMap(({ unitPath }) => unitPath))]
  const borne = [...new Set(positions.flatMap(({ responsibilities }) => responsibilities))]
  return {
    person, unit: positions.find(({ code }) => code === main?.position)?.unit ?? null, units, positions,
    responsibleSince: new Map(borne.map((responsibility) => [responsibility, unbroken(spells.filter(({ responsibilities }) => responsibilities.includes(responsibility)), day)])),
    inUnitSince: new Map(units.map((unit) => [unit, unbroken(spells.filter((spell) => pathOf(spell.unit).includes(unit)), day)]))
  }
}

/** First day of the time that reaches up to the day without a gap. */
function unbroken (spells: readonly Period[], day: string): string {
  let since = day
  for (const { validFrom, validTo } of spells.filter((spell) => spell.validFrom <= day).toSorted((a, b) => (b.validTo ?? LAST) < (a.validTo ?? LAST) ? -1 : 1)) {
    if ((validTo ?? LAST) < dayBefore(since)) return since
    if (validFrom < since) since = validFrom
  }
  return since
}

const LAST = '9999-12-31'

/** Each unit with those above it. */
function pathsOf (tree: readonly { code: string, parent: string | null }[]): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>()
  for (const { code, parent } of tree) paths.set(code, [code, ...(parent === null ? [] : paths.get(parent) ?? [])])
  return paths
}

function remembered<Value> (compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
