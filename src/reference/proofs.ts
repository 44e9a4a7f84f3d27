import type { ProofOfOrigin, ProofsOfOrigin } from './reference-data.ts'
import { datedList } from './code-lists.ts'
import { isInForce, readList } from './shipped-list.ts'
import type { Dated } from './shipped-list.ts'

/** Proofs of preferential origin, the partners of each scheme, the zones in which origin cumulates, and the members of groups of countries. */

interface ProofLists {
  readonly proofs: readonly ProofOfOrigin[]
  /** By first digit of the preference: countries and group codes. */
  readonly partners: Readonly<Record<string, readonly Dated[]>>
  readonly zones: readonly (readonly string[])[]
  /** By group code: the member countries, as far as they are known. */
  readonly groups: Readonly<Record<string, readonly Dated[]>>
}

const NOWHERE: ReadonlySet<string> = new Set()

export function shippedProofs (): ProofsOfOrigin {
  const { proofs, partners, zones, groups } = readList<ProofLists>('proofs-of-origin').entries
  const byDocument = Map.groupBy(proofs, ({ document }) => document)
  const schemes = new Map(Object.entries(partners).map(([scheme, entries]) => [scheme, datedList(entries)]))
  const zoneOf = new Map(zones.flatMap((zone) => zone.map((country): [string, ReadonlySet<string>] => [country, new Set(zone)])))
  const membersOf = new Map(Object.entries(groups))
  return {
    find: (document) => byDocument.get(document) ?? [],
    isPartner: (partner, scheme, day) => schemes.get(scheme)?.has(partner, day) ?? false,
    cumulationZone: (partner) => zoneOf.get(partner) ?? NOWHERE,
    membersOf: (group, day) => membersOf.get(group)?.filter((member) => isInForce(member, day)).map(([country]) => country)
  }
}
