import { Type } from 'typebox'
import type { Fault } from '../../platform/problem.ts'
import { Day, OneOf, Reference } from '../../platform/http/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import { Hours } from '../courses/schemas.ts'
import { sessionExists, sessionNotFound } from '../problems.ts'
import { TRAINING_SCOPES } from '../scopes.ts'

export const SESSION_STATES = ['planned', 'held', 'cancelled'] as const

/** A course held, or to be held, on some days; who came stands in records. */
export const TRAINING_SESSION: RecordKind = {
  name: 'training_session',
  path: '/training/sessions',
  table: 'training_sessions',
  scopes: TRAINING_SCOPES,
  fields: [
    { name: 'code', column: 'code', sql: 'text', key: true, required: true, schema: Reference(64, 'Code of the session') },
    { name: 'course', column: 'course', sql: 'text', required: true, names: 'course', schema: Reference(64, 'Code of the course, as under /v1/training/courses') },
    { name: 'version', column: 'version', sql: 'integer', schema: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Its version; the one that holds on the first day if absent' }) },
    { name: 'startsOn', column: 'starts_on', sql: 'date', required: true, schema: Day('First day') },
    { name: 'endsOn', column: 'ends_on', sql: 'date', schema: Day('Last day; the first if absent') },
    { name: 'hours', column: 'hours', sql: 'numeric', schema: Hours('Hours of each participant; those of the version if absent') },
    { name: 'unit', column: 'unit', sql: 'text', names: 'unit', schema: Reference(64, 'Code of the unit for which it is held, as under /v1/units') },
    { name: 'site', column: 'site', sql: 'text', names: 'site', schema: Reference(64, 'Code of the site where it is held, as under /v1/sites') },
    { name: 'state', column: 'state', sql: 'text', otherwise: 'planned', schema: OneOf(SESSION_STATES, 'planned if absent; held once its last day has come; nobody completes a cancelled one') },
    { name: 'places', column: 'places', sql: 'integer', schema: Type.Integer({ minimum: 1, maximum: 100_000, description: 'How many may take part, for planning: who did is recorded all the same' }) }
  ],
  day: 'startsOn',
  faultsOf,
  exists: sessionExists,
  notFound: sessionNotFound
}

function faultsOf ({ startsOn, endsOn }: Content): Fault[] {
  return typeof endsOn === 'string' && endsOn < String(startsOn) ? [{ pointer: '/endsOn', detail: 'is before its first day', hint: 'Give the last day, or leave it out for a session of one day' }] : []
}
