import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { pageOf, PageQuery } from '../http/pages.ts'
import { Day, orNull, Uuid } from '../http/fields.ts'
import { Instant } from './fields.ts'
import type { Field, RecordKind } from './record-kind.ts'

/** What crosses the wire about records of a kind, from its fields. */

export interface RecordWords {
  /** Component of the contract: `GoodsMovement`. */
  readonly component: string
  /** The same of many, in names of operations. */
  readonly components: string
  readonly one: string
  readonly many: string
  readonly summaryOfOne: string
  readonly description: string
}

export interface RecordSchemas {
  readonly record: TSchema
  readonly page: TSchema
  readonly revision: TSchema
  readonly revisionPage: TSchema
  readonly body: ReturnType<typeof newBody>
  readonly patch: TSchema
  readonly query: TSchema
}

export function schemasOf (kind: RecordKind, { component, description, many, one }: RecordWords, filters: readonly string[]): RecordSchemas {
  const shown = Object.fromEntries(kind.fields.map((field) => [field.name, shownSchema(field)]))
  const record = Type.Object({
    id: Uuid('Identifier'),
    ...shown,
    ...(kind.keepsWho === true ? { recordedBy: Uuid('Pseudonym of who recorded it first, as in the log') } : {}),
    recordedAt: Instant('When it was recorded')
  }, { $id: component, additionalProperties: false, description })
  return {
    record,
    page: pageOf(Type.Ref(component), `${component}Page`, `${many}, latest day first`),
    revision: Type.Object({
      revision: Type.Integer({ minimum: 1, description: 'Number of the revision, as in the ETag of then' }),
      replacedAt: Instant('When the next one took its place'),
      content: Type.Object(shown, { additionalProperties: false, description: 'What it said' })
    }, { $id: `${component}Revision`, additionalProperties: false, description: `${one} as it was before a change` }),
    revisionPage: pageOf(Type.Ref(`${component}Revision`), `${component}RevisionPage`, 'What was replaced, last first'),
    body: newBody(kind),
    patch: Type.Object(Object.fromEntries(kind.fields.filter(({ key, byOperation }) => key !== true && byOperation !== true).map(({ name, schema, required }) => [name, Type.Optional(required === true ? schema : orNull(schema))])),
      { additionalProperties: false, minProperties: 1 }),
    query: Type.Object({
      ...PageQuery,
      from: Type.Optional(Day('First day')),
      to: Type.Optional(Day('Last day')),
      ...Object.fromEntries(kind.fields.filter(({ name }) => filters.includes(name)).map(({ name, schema }) => [name, Type.Optional(schema)]))
    }, { additionalProperties: false })
  }
}

const isAlwaysShown = ({ required, otherwise, erasable }: Field): boolean => erasable !== true && (required === true || otherwise !== undefined)
const shownSchema = (field: Field): TSchema => isAlwaysShown(field) ? field.schema : orNull(field.schema)

export const newBody = ({ fields }: RecordKind) =>
  Type.Object(Object.fromEntries(fields.filter(({ byOperation }) => byOperation !== true).map(({ name, schema, required }): [string, TSchema] => [name, required === true ? schema : Type.Optional(schema)])), { additionalProperties: false })
