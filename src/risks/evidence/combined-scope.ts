import type { Pillar } from '../catalogue/evidence-mapping.ts'
import { PILLARS } from '../catalogue/evidence-mapping.ts'
import type { KeptRisk } from '../register/risk.ts'
import type { EvidenceScope } from './risk-evidence.ts'

/** What is looked at of a risk: what it covers itself, as far as it is asked for. Pure; an empty list leaves nothing out. */

export interface CombinedScope {
  readonly sites: readonly string[]
  readonly procedures: readonly string[]
  /** The risk's own: evidence of others is not of it. */
  readonly pillars: readonly Pillar[]
  readonly period: { readonly from: string | null, readonly to: string | null }
}

/** @returns null: the risk is not in the scope. */
export function combinedScope ({ scope, area }: Pick<KeptRisk, 'scope' | 'area'>, asked: EvidenceScope): CombinedScope | null {
  const [sites, procedures] = [intersection(scope.sites, asked.sites), intersection(scope.procedures, asked.procedures)]
  const overlaps = (scope.from === null || scope.from <= asked.to) && (scope.to === null || scope.to >= asked.from)
  if (sites === null || procedures === null || !overlaps || !isOfPillars(scope.pillars, area, asked.pillars)) return null
  return { sites, procedures, pillars: scope.pillars, period: { from: scope.from, to: scope.to } }
}

/** Null: both are stated and have nothing in common. */
function intersection (one: readonly string[], other: readonly string[]): readonly string[] | null {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one
  const both = one.filter((value) => other.includes(value))
  return both.length === 0 ? null : both
}

function isOfPillars (own: readonly Pillar[], area: string, asked: readonly Pillar[]): boolean {
  if (asked.length === 0) return true
  if (own.length > 0) return own.some((pillar) => asked.includes(pillar))
  return !(PILLARS as readonly string[]).includes(area) || (asked as readonly string[]).includes(area)
}

/** Where something happened. */
export interface Place {
  /** '' of a declaration that states none, and is counted for none; null: nobody knows. */
  readonly site: string | null
  /** Requested procedures, two characters each; empty: nobody knows. */
  readonly procedures: readonly string[]
}

/** What happened nobody knows where is left out of no place. */
export function isAt ({ sites, procedures }: Pick<CombinedScope, 'sites' | 'procedures'>, place: Place | undefined): boolean {
  if (place === undefined) return true
  return (sites.length === 0 || place.site === null || sites.includes(place.site)) &&
    (procedures.length === 0 || place.procedures.length === 0 || place.procedures.some((procedure) => procedures.includes(procedure)))
}
