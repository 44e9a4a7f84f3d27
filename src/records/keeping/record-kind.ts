import type { TSchema } from 'typebox'
import { isDay, readInstant } from '../../platform/calendar.ts'
import { canonicalDecimalText } from '../../platform/decimal.ts'
import type { Fault, ProblemFactory } from '../../platform/problem.ts'

/**
 * A kind of record that other systems push and people correct: its fields, what makes two pushes the same record, and what follows
 * from a change. All kinds are kept, listed, changed and imported by the same code. Pure.
 */

export type SqlType = 'text' | 'integer' | 'bigint' | 'numeric' | 'date' | 'timestamptz'
export type Value = string | number | null

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
}

/** What is kept of a record, by the names of its fields. */
export type Content = Readonly<Record<string, Value>>

export interface KeptRecord {
  readonly id: string
  readonly revision: number
  readonly recordedAt: Date
  readonly content: Content
}

export interface RecordKind {
  /** As in the log: `goods_movement.recorded`. */
  readonly name: string
  readonly path: string
  readonly table: string
  readonly fields: readonly Field[]
  /** Days on which lists are ordered and by which a period is asked; a field that follows from others may be one. */
  readonly day: string
  /** Fields that follow from the stated ones, in columns of their own. */
  readonly derived?: { readonly columns: readonly Pick<Field, 'name' | 'column' | 'sql'>[], readonly of: (content: Content) => Content }
  /** Faults that no schema can see; days and instants are looked at already. */
  readonly faultsOf?: (content: Content) => Fault[]
  readonly exists: ProblemFactory
  readonly notFound: ProblemFactory
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

function oneSpelling (sql: SqlType, value: string | number): Value {
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

/** Fields in which two contents differ, by name. */
export const differingFields = ({ fields }: RecordKind, before: Content, after: Content): string[] =>
  fields.filter(({ name }) => before[name] !== after[name]).map(({ name }) => name)

/** What crosses the wire. */
export function toWire (kind: RecordKind, { id, recordedAt, content }: KeptRecord): Record<string, unknown> {
  const fields = kind.fields.map(({ name, unstated }) => [name, unstated !== undefined && content[name] === unstated ? null : content[name]])
  return { id, ...Object.fromEntries(fields), recordedAt: recordedAt.toISOString() }
}
