import { dayAfter, dayBefore } from '../../platform/calendar.ts'
import { mainAssignment } from './assignments.ts'
import type { Assignment, Deputy } from './assignments.ts'
import { boundaryDays, holdsOn, valuesOn } from './dated.ts'
import type { Period, Records } from './dated.ts'
import type { PositionValues, Responsibility } from './positions.ts'
import { treeOn } from './unit-tree.ts'
import type { UnitValues } from './unit-tree.ts'

/** Who works where, as what, and since when, on any day: what is asked of people by unit, position and responsibility. */

export interface Post {
  readonly code: string
  readonly unit: string
  /** Its unit, then those above it. */
  readonly unitPath: readonly string[]
  readonly responsibilities: readonly Responsibility[]
}

/** A position that a person holds on the day. */
export interface HeldPosition extends Post {
  /** First day from which the person has held it without interruption and its units and responsibilities have not changed. */
  readonly since: string
}

/** A stretch of days in which a person held a position and nothing about it changed. */
export interface EarlierPosition extends Post {
  readonly from: string
  /** Last day. */
  readonly to: string
}

export interface PersonOnDay {
  /** Pseudonym. */
  readonly person: string
  /** Unit of the main assignment. */
  readonly unit: string | null
  /** Units of the positions held, each followed by those above it, each once. */
  readonly units: readonly string[]
  readonly positions: readonly HeldPosition[]
  /** Stretches that ended before the day, in any order. */
  readonly earlier: readonly EarlierPosition[]
}

export interface Workforce {
  /** Everybody who holds a position that exists on the day, by pseudonym. */
  readonly on: (day: string) => readonly PersonOnDay[]
  /** Unit of the main assignment of one person; undefined where there was none. */
  readonly unitOf: (person: string, day: string) => string | undefined
  /** Who stands in for the holder of each position on the day, by position. */
  readonly deputiesOn: (day: string) => ReadonlyMap<string, readonly string[]>
  /** Positions that exist on the day, held or vacant, by code. */
  readonly positionsOn: (day: string) => readonly Post[]
  /** Who held the position, or one in or under the unit, on any day from the first on, by pseudonym. */
  readonly heldSince: (place: { readonly position: string } | { readonly unit: string }, from: string) => readonly string[]
  /** Units that exist on the day, each before those under it. */
  readonly unitsOn: (day: string) => readonly { readonly code: string, readonly name: string, readonly parent: string | null }[]
}

export interface WorkforceRecords {
  readonly units: Records<UnitValues>
  readonly positions: Records<PositionValues>
  readonly assignments: readonly Assignment[]
  readonly deputies: readonly Deputy[]
}

/** Time in which nothing about a position changed. */
interface Spell extends Period, Post {}

export function workforceOf ({ units, positions, assignments, deputies }: WorkforceRecords): Workforce {
  const byPerson = Map.groupBy(assignments, ({ person }) => person)
  const people = [...byPerson.keys()].toSorted()
  const unitsOn = remembered((day) => treeOn(units, day))
  const pathsOn = remembered((day) => pathsOf(unitsOn(day)))
  const unitDays = boundaryDays(FIRST, units)
  const spellsOfPosition = remembered((code) => positionSpells(code, positions, unitDays, pathsOn))
  const spells = remembered((person) => joined((byPerson.get(person) ?? []).flatMap((assignment) => spellsOfPosition(assignment.position).flatMap((spell) => within(spell, assignment)))))
  return {
    on: remembered((day) => people.flatMap((person) => personOn(person, byPerson.get(person) ?? [], spells(person), day) ?? [])),
    unitOf: (person, day) => mainUnit(byPerson.get(person) ?? [], spells(person).filter((spell) => holdsOn(spell, day)), day),
    deputiesOn: remembered((day) => new Map([...Map.groupBy(deputies.filter((deputy) => holdsOn(deputy, day) && valuesOn(positions.get(deputy.position) ?? [], day) !== undefined), ({ position }) => position)]
      .map(([position, standing]) => [position, [...new Set(standing.map(({ person }) => person))].toSorted()]))),
    positionsOn: remembered((day) => [...positions.keys()].toSorted().flatMap((code) => postOn(code, positions, pathsOn(day), day) ?? [])),
    heldSince: (place, from) => people.filter((person) => spells(person).some((spell) => (spell.validTo === null || spell.validTo >= from) && ('unit' in place ? spell.unitPath.includes(place.unit) : spell.code === place.position))),
    unitsOn
  }
}

function postOn (code: string, positions: Records<PositionValues>, paths: ReadonlyMap<string, readonly string[]>, day: string): Post | undefined {
  const values = valuesOn(positions.get(code) ?? [], day)
  return values === undefined ? undefined : { code, unit: values.unit, unitPath: paths.get(values.unit) ?? [values.unit], responsibilities: values.responsibilities }
}

const FIRST = '1900-01-01'

/** The time in which the position exists, cut wherever it changes or a unit does. */
function positionSpells (code: string, positions: Records<PositionValues>, unitDays: readonly string[], pathsOn: (day: string) => ReadonlyMap<string, readonly string[]>): Spell[] {
  const states = positions.get(code) ?? []
  const days = [...new Set([...unitDays, ...states.map(({ validFrom }) => validFrom)])].toSorted()
  return joined(days.flatMap((day, index) => {
    const values = valuesOn(states, day)
    const next = days[index + 1]
    return values === undefined ? [] : [{
      code, unit: values.unit, unitPath: pathsOn(day).get(values.unit) ?? [values.unit], responsibilities: values.responsibilities,
      validFrom: day, validTo: next === undefined ? null : dayBefore(next)
    }]
  }))
}

/** The part of the spell that lies within the period, if any. */
function within (spell: Spell, { validFrom, validTo }: Period): Spell[] {
  const from = spell.validFrom > validFrom ? spell.validFrom : validFrom
  const to = earlier(spell.validTo, validTo)
  return to !== null && to < from ? [] : [{ ...spell, validFrom: from, validTo: to }]
}

/** With those made one that follow each other without a gap and differ in nothing. */
function joined (spells: readonly Spell[]): Spell[] {
  const whole: Spell[] = []
  for (const spell of spells.toSorted((a, b) => a.code < b.code ? -1 : a.code > b.code ? 1 : a.validFrom < b.validFrom ? -1 : 1)) {
    const last = whole.at(-1)
    if (last !== undefined && isSame(last, spell) && (last.validTo === null || spell.validFrom <= dayAfter(last.validTo))) {
      whole[whole.length - 1] = { ...last, validTo: last.validTo === null || spell.validTo === null ? null : last.validTo > spell.validTo ? last.validTo : spell.validTo }
    } else whole.push(spell)
  }
  return whole
}

const isSame = (a: Post, b: Post): boolean => a.code === b.code && a.unitPath.join(' ') === b.unitPath.join(' ') && a.responsibilities.join(' ') === b.responsibilities.join(' ')

const earlier = (a: string | null, b: string | null): string | null => a === null ? b : b === null || a < b ? a : b

function personOn (person: string, assignments: readonly Assignment[], spells: readonly Spell[], day: string): PersonOnDay | undefined {
  const held = spells.filter((spell) => holdsOn(spell, day))
  if (held.length === 0) return undefined
  return {
    person,
    unit: mainUnit(assignments, held, day) ?? null,
    units: [...new Set(held.flatMap(({ unitPath }) => unitPath))],
    positions: held.map(({ code, unit, unitPath, responsibilities, validFrom }) => ({ code, unit, unitPath, responsibilities, since: validFrom })),
    earlier: spells.flatMap(({ validFrom, validTo, code, unit, unitPath, responsibilities }) => validTo !== null && validTo < day ? [{ code, unit, unitPath, responsibilities, from: validFrom, to: validTo }] : [])
  }
}

function mainUnit (assignments: readonly Assignment[], held: readonly Spell[], day: string): string | undefined {
  const main = mainAssignment(assignments.filter(({ position }) => held.some(({ code }) => code === position)), day)
  return held.find(({ code }) => code === main?.position)?.unit
}

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
