import type { TSchema } from 'typebox'
import { isDay, readInstant, utcDay } from '../calendar.ts'
import { canonicalDecimalText } from '../decimal.ts'
import { hasScope } from '../access.ts'
import type { Principal, Scope } from '../access.ts'
import type { Fault, Problem, ProblemFactory } from '../problem.ts'

/**
 * A kind of record that other systems push and people correct: its fields, what makes two pushes the same record, and what follows
 * from a change. All kinds are kept, listed, changed and imported by the same code. Pure.
 */

export type SqlType = 'text' | 'integer' | 'bigint' | 'numeric' | 'date' | 'timestamptz' | 'boolean'
export type Value = string | number | boolean | null

export interface Field {
  readonly name: string
  readonly column: string
  readonly sql: SqlType
  readonly schema: TSchema
  readonly required?: true
  /** Stored for a field that is not stated; null if absent. Shown as null. */
  readonly unstated?: Value
  /** Stored for a field that is not stated, and shown as it is. */
  readonly otherwise?: Value
  /** Part of what tells this record from others; it is not changed. */
  readonly key?: true
  /** Cleared when the keeping of what it points to has ended; shown as null from then on. */
  readonly erasable?: true
  /** Says who somebody is: it stands in no event, and in no hash that an event carries. */
  readonly personal?: true
  /** A fact that has happened: its day or instant is not still to come. */
  readonly happened?: true
  /** Goes on with what it records, also under a legal hold. */
  readonly goesOn?: true
  /** What it names by its code: a site, a person … Whoever keeps the kind hands over which codes are known. */
  readonly names?: string
  /** Written by an operation of its own: shown, but no push and no change states it, and none takes it back. */
  readonly byOperation?: true
}

/** What is kept of a record, by the names of its fields. */
export type Content = Readonly<Record<string, Value>>

export interface KeptRecord {
  readonly id: string
  readonly revision: number
  readonly recordedAt: Date
  /** Pseudonym of who recorded it first, as in the log; of kinds that keep it. */
  readonly recordedBy?: string | undefined
  readonly content: Content
}

export interface KindScopes {
  readonly read: Scope
  readonly write: Scope
  /** Asked beside `write` of whoever changes one record, since the answer shows it whole. */
  readonly alsoToChange?: Scope
  /** Records that state the field are there only for whoever has the right beside the others; for everybody else they do not exist. */
  readonly hidden?: { readonly field: string, readonly scope: Scope }
}

export interface RecordKind {
  /** As in the log: `goods_movement.recorded`. */
  readonly name: string
  readonly path: string
  readonly table: string
  readonly scopes: KindScopes
  /** Its table says in `recorded_by` who recorded it. */
  readonly keepsWho?: true
  readonly fields: readonly Field[]
  /** Days on which lists are ordered and by which a period is asked; a field that follows from others may be one. */
  readonly day: string
  /** Fields that follow from the stated ones, in columns of their own. */
  readonly derived?: { readonly columns: readonly Pick<Field, 'name' | 'column' | 'sql'>[], readonly of: (content: Content) => Content }
  /** Faults that no schema can see; days and instants are looked at already. */
  readonly faultsOf?: (content: Content) => Fault[]
  /** What a legal hold looks at; the table is the class. No hold reaches a kind without it. */
  readonly heldBy?: (content: Content) => { readonly mrn: string | null, readonly day: string }
  /** Conditions of list filters that are more than an equal comparison, by the names of fields; `r` is the record, `$n` the parameter. */
  readonly conditions?: Readonly<Record<string, (parameter: string) => string>>
  /** What stands against one content following the other. */
  readonly refusal?: (before: Content, after: Content) => Problem | undefined
  readonly exists: ProblemFactory
  readonly notFound: ProblemFactory
}

/** Whether the record is there for whoever asks. */
export function isShownTo ({ scopes: { hidden } }: RecordKind, principal: Principal, content: Content): boolean {
  return hidden === undefined || (content[hidden.field] ?? null) === null || hasScope(principal, hidden.scope)
}

/** Subject of a record's events. */
export const subjectOf = ({ name }: RecordKind, id: string): string => `${name}:${id}`

/** What tells the record from others of its kind. */
export const keyOf = ({ fields }: RecordKind, content: Content): string => JSON.stringify(fields.filter(({ key }) => key).map(({ name }) => content[name]))

/** The stored form of what was stated: every field, numbers and instants in one spelling. Null leaves a field unstated. */
export function contentOf ({ fields }: RecordKind, stated: Readonly<Record<string, unknown>>): Content {
  return Object.fromEntries(fields.map(({ name, sql, unstated = null, otherwise }) => {
    const value = stated[name] as Value | undefined
    return [name, value === undefined || value === null ? otherwise ?? unstated : oneSpelling(sql, value)]
  }))
}

/** What a push does not state because operations do, taken over from what is kept. */
export function carriedOver ({ fields }: RecordKind, kept: Content | undefined, stated: Content): Content {
  const written = fields.filter(({ byOperation }) => byOperation === true)
  return written.length === 0 || kept === undefined ? stated : { ...stated, ...Object.fromEntries(written.map(({ name }) => [name, kept[name] ?? null])) }
}

function oneSpelling (sql: SqlType, value: string | number | boolean): Value {
  if (sql === 'numeric') return canonicalDecimalText(String(value))
  if (sql === 'timestamptz') return readInstant(String(value))?.toISOString() ?? value
  return value
}

/** Days and instants that do not exist, and what the kind itself finds wrong. */
export function faultsIn (kind: RecordKind, content: Content): Fault[] {
  const impossible = kind.fields.flatMap(({ name, sql }): Fault[] => {
    const value = content[name]
    if (typeof value !== 'string') return []
    if (sql === 'date' && !isDay(value)) return [{ pointer: `/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }]
    if (sql === 'timestamptz' && readInstant(value) === undefined) return [{ pointer: `/${name}`, detail: 'is not an instant that exists', hint: 'RFC 3339 with offset, for example 2026-03-02T10:00:00Z' }]
    return []
  })
  return impossible.length > 0 ? impossible : kind.faultsOf?.(content) ?? []
}

const HOUR_MS = 3_600_000
/** Réunion is four hours ahead of UTC: a later day has begun nowhere in the Union. */
const AHEAD_OF_UTC_MS = 4 * HOUR_MS
/** What clocks of other systems may be ahead of ours. */
const CLOCK_TOLERANCE_MS = HOUR_MS / 12

/** The latest day that has begun somewhere in the Union. */
export const latestDay = (at: Date): string => utcDay(new Date(at.getTime() + AHEAD_OF_UTC_MS))

/** Facts of which the day is still to come. */
export function faultsToCome ({ fields }: RecordKind, content: Content, at: Date): Fault[] {
  const today = latestDay(at)
  const now = new Date(at.getTime() + CLOCK_TOLERANCE_MS).toISOString()
  return fields.flatMap(({ name, sql, happened }): Fault[] => {
    const value = content[name]
    if (happened !== true || typeof value !== 'string' || value <= (sql === 'timestamptz' ? now : today)) return []
    return [{ pointer: `/${name}`, detail: 'is still to come', hint: 'Record it once it has happened' }]
  })
}

/** Fields in which two contents differ, by name. */
export const differingFields = ({ fields }: RecordKind, before: Content, after: Content): string[] =>
  fields.filter(({ name }) => before[name] !== after[name]).map(({ name }) => name)

/** What crosses the wire. */
export const toWire = (kind: RecordKind, { id, recordedAt, recordedBy, content }: KeptRecord): Record<string, unknown> =>
  ({ id, ...shownContent(kind, content), ...(kind.keepsWho === true ? { recordedBy } : {}), recordedAt: recordedAt.toISOString() })

export const shownContent = ({ fields }: RecordKind, content: Content): Record<string, unknown> =>
  Object.fromEntries(fields.map(({ name, unstated }) => [name, unstated !== undefined && content[name] === unstated ? null : content[name]]))
