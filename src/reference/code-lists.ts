import type { CodeList, Countries, Procedures } from './reference-data.ts'
import { isInForce, readList } from './shipped-list.ts'
import type { Dated } from './shipped-list.ts'

/** Code lists that ship, as lookups by day. */

/** A list whose codes are in force as long as the list is kept. */
export function undatedList (codes: readonly string[]): CodeList {
  const known = new Set(codes)
  return { has: (code) => known.has(code) }
}

export function datedList (entries: readonly Dated[]): CodeList {
  const known = Map.groupBy(entries, ([code]) => code)
  return { has: (code, day) => (known.get(code) ?? []).some((entry) => isInForce(entry, day)) }
}

interface UnionLists { readonly members: readonly Dated[], readonly customsTerritory: readonly Dated[] }

export function shippedCountries (): Countries {
  const countries = undatedList(readList<string[]>('countries').entries)
  const { members, customsTerritory } = readList<UnionLists>('union-members').entries
  const [union, other] = [datedList(members), datedList(customsTerritory)]
  const isUnion = (code: string, day: string): boolean => code === 'EU' || union.has(code, day)
  return { has: countries.has, isUnion, isCustomsTerritory: (code, day) => isUnion(code, day) || other.has(code, day) }
}

interface ProcedureLists {
  readonly inForce: readonly string[]
  readonly abolished: readonly Dated[]
  readonly previousOf: Readonly<Record<string, readonly string[]>>
  readonly complete: boolean
}

export function shippedProcedures (): Procedures {
  const { inForce, abolished, previousOf, complete } = readList<ProcedureLists>('procedures').entries
  const codes = datedList([...inForce.map((code): Dated => [code, null, null]), ...abolished])
  const pairs = new Map(Object.entries(previousOf).map(([requested, previous]) => [requested, new Set(previous)]))
  return { has: codes.has, previousOf: (requested) => pairs.get(requested), complete }
}

export const shippedCodes = (name: string): CodeList => undatedList(readList<string[]>(name).entries)
export const shippedDatedCodes = (name: string): CodeList => datedList(readList<Dated[]>(name).entries)
