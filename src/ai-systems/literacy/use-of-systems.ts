import { dayBefore } from '../../platform/calendar.ts'
import { BINDING_STATUSES } from '../obligations/obligation.ts'
import type { Status } from '../register/life-cycle.ts'
import type { SystemContent } from '../register/system.ts'

/** Who works with systems on which days, for what they must be taught (AI Act Art. 4). Pure. */

/** What of a system says who works with it; each in the order in which it was recorded, so that of several with one first day the last holds. */
export interface SystemTimeline {
  readonly code: string
  readonly versions: readonly (Pick<SystemContent, 'owner' | 'deputy' | 'users'> & { readonly from: string })[]
  readonly statuses: readonly { readonly from: string, readonly status: Status }[]
  readonly classes: readonly { readonly from: string, readonly class: string | null }[]
}

/** A stretch of days on which a person, the holders of a position or those of a unit and the units under it work with a system. */
export interface SystemUse {
  /** Code of the system. */
  readonly system: string
  /** uses: works with what it puts out; oversees: owns it, or stands in for the owner. */
  readonly role: 'uses' | 'oversees'
  readonly kind: 'person' | 'position' | 'unit'
  readonly code: string
  readonly validFrom: string
  /** Last day; null: open. */
  readonly validTo: string | null
}

/** What is none of the Act's systems asks for no literacy; what Art. 5 forbids is stopped, and taught to nobody. */
const ASKS_NOTHING: readonly (string | null)[] = ['out_of_scope', 'prohibited']

/** Stretches of a system that is in use, or suspended and may come back any day: nobody gains time by a suspension. */
export function usesOf ({ code, versions, statuses, classes }: SystemTimeline): SystemUse[] {
  const days = [...new Set([...versions, ...statuses, ...classes].map(({ from }) => from))].toSorted()
  const open = new Map<string, SystemUse>()
  const closed: SystemUse[] = []
  for (const day of days) {
    const now = new Map(isAsked(day, statuses, classes) ? usersOf(heldOn(versions, day)).map((user) => [JSON.stringify(user), user]) : [])
    for (const [key, use] of open) {
      if (now.has(key)) continue
      closed.push({ ...use, validTo: dayBefore(day) })
      open.delete(key)
    }
    for (const [key, user] of now) if (!open.has(key)) open.set(key, { system: code, ...user, validFrom: day, validTo: null })
  }
  return [...closed, ...open.values()]
}

const heldOn = <Step extends { readonly from: string }>(steps: readonly Step[], day: string): Step | undefined => steps.findLast(({ from }) => from <= day)

function isAsked (day: string, statuses: SystemTimeline['statuses'], classes: SystemTimeline['classes']): boolean {
  const status = heldOn(statuses, day)?.status
  return status !== undefined && BINDING_STATUSES.includes(status) && !ASKS_NOTHING.includes(heldOn(classes, day)?.class ?? null)
}

function usersOf (version: SystemTimeline['versions'][number] | undefined): Pick<SystemUse, 'role' | 'kind' | 'code'>[] {
  if (version === undefined) return []
  const { owner, deputy, users } = version
  const used = (kind: SystemUse['kind'], codes: readonly string[]) => codes.map((code) => ({ role: 'uses' as const, kind, code }))
  const overseen = [owner, ...deputy === null ? [] : [deputy]].map(({ kind, code }) => ({ role: 'oversees' as const, kind, code }))
  return [...overseen, ...used('unit', users.units), ...used('position', users.positions)]
}
