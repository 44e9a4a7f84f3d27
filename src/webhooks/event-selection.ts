import type { Scope } from '../platform/access.ts'
import { READ_SCOPE } from '../platform/log/event-feed.ts'
import { EVENT_TYPES, HAPPENINGS } from '../platform/log/event-types.ts'
import { closestFirst } from '../platform/spelling.ts'

/** Which events of the log a webhook is sent: what it asks for, of what the rights of whoever made it may read. Pure. */

export const EVENT_KINDS = Object.keys(HAPPENINGS).toSorted()
/** Everything that the rights read; all of a kind; one event of a kind. */
export const PATTERN = '^(\\*|[a-z_]{1,50}\\.(\\*|[a-z_]{1,50}))$'
const ALL = '*'

const kindOf = (type: string): string => type.split('.', 1)[0] ?? ''

/** Undefined for a kind that nobody may read. */
export const scopeOfType = (type: string): Scope | undefined => Object.hasOwn(READ_SCOPE, kindOf(type)) ? READ_SCOPE[kindOf(type)] : undefined

/** Of the rights of a token those by which events are read; `*` stands for all that there are today. */
export function readingScopes (scopes: ReadonlySet<string>): Scope[] {
  return [...new Set(Object.values(READ_SCOPE))].filter((scope) => scopes.has(ALL) || scopes.has(scope)).toSorted()
}

export interface PatternFault { readonly index: number, readonly detail: string, readonly kind: 'unknown' | 'unreadable' | 'nothing', readonly hint?: string, readonly scope?: Scope }

/**
 * What of the patterns names nothing, or something that the rights do not read.
 *
 * @param kept those that were taken before: what an earlier release knew is no fault of whoever changes something else.
 */
export function patternFaults (patterns: readonly string[], scopes: readonly string[], kept: readonly string[] = []): PatternFault[] {
  let hints = 0
  return patterns.flatMap((pattern, index): PatternFault[] => {
    if (pattern === ALL) return scopes.length > 0 ? [] : [{ index, kind: 'nothing', detail: 'The token may read no event.' }]
    if (!isKnown(pattern) && !kept.includes(pattern)) return [{ index, kind: 'unknown', ...unknownFault(pattern, hints++ < MOST_HINTS) }]
    const scope = scopeOfType(pattern)
    return scope === undefined || scopes.includes(scope) ? [] : [{ index, kind: 'unreadable', scope, detail: `Events of this kind need the scope ${scope}.` }]
  })
}

function isKnown (pattern: string): boolean {
  return pattern.endsWith('.*') ? Object.hasOwn(HAPPENINGS, kindOf(pattern)) : EVENT_TYPES.includes(pattern)
}

/** To look for what was meant takes a while: for the first few it is done, and fifty wrong ones keep nobody waiting. */
const MOST_HINTS = 3

function unknownFault (pattern: string, hinted: boolean): Pick<PatternFault, 'detail' | 'hint'> {
  const kind = kindOf(pattern)
  const happenings = Object.hasOwn(HAPPENINGS, kind) ? HAPPENINGS[kind] : undefined
  const detail = happenings === undefined ? 'There are no events of this kind.' : 'There is no such event.'
  if (!hinted) return { detail }
  if (happenings === undefined) return { detail, hint: `A kind is one of ${closestFirst(kind, EVENT_KINDS).join(', ')}` }
  return { detail, hint: `The closest is ${closestFirst(pattern, EVENT_TYPES)[0] ?? ''}; of ${kind} there are ${closestFirst(pattern.slice(kind.length + 1), happenings).join(', ')}` }
}

export interface Selection {
  readonly eventTypes: readonly string[]
  readonly scopes: readonly string[]
}

/** Whether the event is sent: both asked for and readable. */
export function isSelected (type: string, { eventTypes, scopes }: Selection): boolean {
  const scope = scopeOfType(type)
  if (scope === undefined || !scopes.includes(scope)) return false
  return eventTypes.some((pattern) => pattern === ALL || pattern === type || pattern === `${kindOf(type)}.*`)
}
