import type { Assignment, Deputy } from './assignments.ts'
import { holdsOn, valuesOn } from './dated.ts'
import type { Records } from './dated.ts'
import { CUSTOMS_RESPONSIBILITIES, isForCustoms } from './positions.ts'
import type { PositionValues, Responsibility } from './positions.ts'
import { treeOn } from './unit-tree.ts'
import type { TreeUnit, UnitValues } from './unit-tree.ts'

/** The organisation chart of a day, and what it lacks. */
export interface Organisation {
  readonly units: Records<UnitValues>
  readonly positions: Records<PositionValues>
  readonly assignments: readonly Assignment[]
  readonly deputies: readonly Deputy[]
}

export interface ChartPosition extends PositionValues {
  readonly code: string
  /** Day as of which it is shown. */
  readonly on: string
  readonly holders: readonly { readonly pseudonym: string, readonly ftePercent: number }[]
  readonly deputies: readonly string[]
  readonly vacant: boolean
}

export interface ChartUnit extends TreeUnit {
  /** Day as of which it is shown. */
  readonly on: string
  readonly positions: readonly ChartPosition[]
}

/** Positions that exist on the day, by code, with those who hold them and who stand in. */
export function positionsOn ({ positions, assignments, deputies }: Omit<Organisation, 'units'>, day: string): ChartPosition[] {
  const held = Map.groupBy(assignments.filter((assignment) => holdsOn(assignment, day)), ({ position }) => position)
  const deputised = Map.groupBy(deputies.filter((deputy) => holdsOn(deputy, day)), ({ position }) => position)
  return [...positions.keys()].toSorted().flatMap((code) => {
    const values = valuesOn(positions.get(code) ?? [], day)
    if (values === undefined) return []
    const holders = (held.get(code) ?? []).map(({ person, ftePercent }) => ({ pseudonym: person, ftePercent })).toSorted((a, b) => a.pseudonym < b.pseudonym ? -1 : 1)
    return [{ ...values, code, on: day, holders, deputies: [...new Set((deputised.get(code) ?? []).map(({ person }) => person))].toSorted(), vacant: holders.length === 0 }]
  })
}

export function chartOn (organisation: Organisation, day: string): ChartUnit[] {
  const byUnit = Map.groupBy(positionsOn(organisation, day), ({ unit }) => unit)
  return treeOn(organisation.units, day).map((unit) => ({ ...unit, on: day, positions: byUnit.get(unit.code) ?? [] }))
}

/** Positions with a customs responsibility that nobody holds. */
export const vacantCustomsPositions = (positions: readonly ChartPosition[]): ChartPosition[] => positions.filter((position) => position.vacant && isForCustoms(position))

export interface KeyPersonRisk {
  readonly responsibility: Responsibility
  /** `no_holder` is the gravest, `no_deputy` (several hold it, nobody is named to stand in) the least. */
  readonly risk: 'no_holder' | 'single_holder_no_deputy' | 'single_holder' | 'no_deputy'
  readonly positions: readonly string[]
  readonly holders: readonly string[]
  readonly deputies: readonly string[]
}

/**
 * Customs responsibilities that hang on one person, or that nobody is named to take over. A deputy counts who is not the only holder
 * himself; who deputises the head of customs by position stands in for the head.
 */
export function keyPersonRisks (positions: readonly ChartPosition[]): KeyPersonRisk[] {
  return CUSTOMS_RESPONSIBILITIES.flatMap((responsibility) => {
    const bearing = positions.filter(({ responsibilities }) => responsibilities.includes(responsibility))
    if (bearing.length === 0) return []
    const holders = peopleOf(bearing.flatMap((position) => position.holders.map(({ pseudonym }) => pseudonym)))
    const standing = responsibility === 'head_of_customs' ? positions.filter(({ responsibilities }) => responsibilities.includes('deputy_head_of_customs')) : []
    const named = peopleOf([...bearing.flatMap((position) => position.deputies), ...standing.flatMap((position) => position.holders.map(({ pseudonym }) => pseudonym))])
    const deputies = named.filter((person) => holders.length !== 1 || holders[0] !== person)
    const risk = riskOf(holders.length, deputies.length)
    return risk === undefined ? [] : [{ responsibility, risk, positions: bearing.map(({ code }) => code), holders, deputies }]
  })
}

const peopleOf = (pseudonyms: readonly string[]): string[] => [...new Set(pseudonyms)].toSorted()

function riskOf (holders: number, deputies: number): KeyPersonRisk['risk'] | undefined {
  if (holders === 0) return 'no_holder'
  if (holders === 1) return deputies === 0 ? 'single_holder_no_deputy' : 'single_holder'
  return deputies === 0 ? 'no_deputy' : undefined
}

export interface CustomsStaff {
  readonly unit: string
  readonly fte: number
  /** How many people these are: of a few of them, a figure would be one of a person. */
  readonly people: number
}

/** Customs full-time equivalents by unit: the shares of those who hold a position with a customs responsibility, as far as that is customs work; without units that have none. */
export function customsStaffOf (positions: readonly ChartPosition[]): CustomsStaff[] {
  const shares = positions.filter(isForCustoms).flatMap(({ unit, customsPercent, holders }) => holders.map(({ pseudonym, ftePercent }) => ({ unit, pseudonym, parts: ftePercent * customsPercent })))
  return [...Map.groupBy(shares.filter(({ parts }) => parts > 0), ({ unit }) => unit)].toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([unit, group]) => ({ unit, fte: group.reduce((sum, { parts }) => sum + parts, 0) / 10_000, people: new Set(group.map(({ pseudonym }) => pseudonym)).size }))
}
