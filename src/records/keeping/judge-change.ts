import type { Problem } from '../../platform/problem.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { recordHeld } from '../problems.ts'
import { holdsOn } from '../retention/legal-holds.ts'
import type { HoldScope } from '../retention/legal-holds.ts'
import { differingFields } from './record-kind.ts'
import type { Content, RecordKind } from './record-kind.ts'

/** What stands against a content, or against one following another, beyond what it says by itself. Pure. */

export interface Surroundings {
  readonly holds: readonly (HoldScope & { readonly id: string })[]
  /** Codes of sites, of those that the contents name, that exist. */
  readonly sites: ReadonlySet<string>
}

/** @param before undefined for a new record. */
export function refusalOf (kind: RecordKind, { holds, sites }: Surroundings, before: Content | undefined, after: Content): Problem | undefined {
  const unknown = kind.fields.filter(({ name, site }) => site === true && typeof after[name] === 'string' && after[name] !== before?.[name] && !sites.has(after[name]))
  if (unknown.length > 0) {
    return invalidRequest('The content of the request is not valid.', { errors: unknown.map(({ name }) => ({ pointer: `/${name}`, detail: 'is no site of yours', hint: 'Give the code of a site that is recorded under /v1/sites' })) })
  }
  return before === undefined ? undefined : heldBack(kind, holds, before, after) ?? kind.refusal?.(before, after)
}

/** Under a hold a record is completed and goes on, but what it states is not overwritten, and it does not leave the hold. */
function heldBack (kind: RecordKind, holds: Surroundings['holds'], before: Content, after: Content): Problem | undefined {
  const reaching = holdsOn(holds, { class: kind.table, ...kind.heldBy(before) })
  if (reaching.length === 0) return undefined
  const differing = differingFields(kind, before, after)
  const leaves = holdsOn(reaching, { class: kind.table, ...kind.heldBy(after) }).length < reaching.length
  const kept = kind.fields.filter(({ name, unstated = null, goesOn }) => differing.includes(name) && (leaves || (before[name] !== unstated && goesOn !== true)))
  if (kept.length === 0) return undefined
  return recordHeld('What it states is kept until the hold is lifted.', {
    holds: reaching.map(({ id }) => id),
    errors: kept.map(({ name }) => ({ pointer: `/${name}`, detail: 'is kept by a legal hold', hint: `Lift the hold with POST /v1/legal-holds/${reaching[0]?.id ?? ''}/lift, or leave the field as it is` }))
  })
}
