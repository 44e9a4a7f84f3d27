import type { Fault, Problem } from '../problem.ts'
import { invalidRequest } from '../problem.ts'
import { holdsOn } from './legal-holds.ts'
import type { HoldInForce } from './legal-holds.ts'
import { recordHeld } from './problems.ts'
import { differingFields } from './record-kind.ts'
import type { Content, RecordKind } from './record-kind.ts'

/** What stands against a content, or against one following another, beyond what it says by itself. Pure. */

export interface Surroundings {
  readonly holds: readonly HoldInForce[]
  /** By what they name, the codes, of those that the contents state, that are known, and what is said of others. */
  readonly named: Readonly<Record<string, Named | undefined>>
}

export interface Named { readonly known: ReadonlySet<string>, readonly detail: string, readonly hint: string }

/** @param before undefined for a new record. */
export function refusalOf (kind: RecordKind, { holds, named }: Surroundings, before: Content | undefined, after: Content): Problem | undefined {
  const errors = kind.fields.flatMap(({ name, names }): Fault[] => {
    const code = after[name]
    if (names === undefined || typeof code !== 'string' || code === before?.[name]) return []
    const { known, detail, hint } = named[names] ?? unanswered(names)
    return known.has(code) ? [] : [{ pointer: `/${name}`, detail, hint }]
  })
  if (errors.length > 0) return invalidRequest('The content of the request is not valid.', { errors })
  return before === undefined ? undefined : heldBack(kind, holds, before, after) ?? kind.refusal?.(before, after)
}

function unanswered (names: string): never {
  throw new Error(`Nobody says which codes are known as ${names}`)
}

/** Under a hold a record is completed and goes on, but what it states is not overwritten, and it does not leave the hold. */
function heldBack (kind: RecordKind, holds: Surroundings['holds'], before: Content, after: Content): Problem | undefined {
  const { heldBy } = kind
  if (heldBy === undefined) return undefined
  const reaching = holdsOn(holds, { class: kind.table, ...heldBy(before) })
  if (reaching.length === 0) return undefined
  const differing = differingFields(kind, before, after)
  const leaves = holdsOn(reaching, { class: kind.table, ...heldBy(after) }).length < reaching.length
  const kept = kind.fields.filter(({ name, unstated = null, goesOn }) => differing.includes(name) && (leaves || (before[name] !== unstated && goesOn !== true)))
  if (kept.length === 0) return undefined
  return recordHeld('What it states is kept until the hold is lifted.', {
    holds: reaching.map(({ id }) => id),
    errors: kept.map(({ name }) => ({ pointer: `/${name}`, detail: 'is kept by a legal hold', hint: `Lift the hold with POST /v1/legal-holds/${reaching[0]?.id ?? ''}/lift, or leave the field as it is` }))
  })
}
