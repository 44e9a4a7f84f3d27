import { Type } from 'typebox'
import type { Fault } from '../../platform/problem.ts'
import { Day, OneOf, Reference, Sha256, Words } from '../../platform/http/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import { RESULTS } from '../competence/shown.ts'
import { recognitionFaults } from '../courses/course.ts'
import { Hours, Level, ProviderTypeField } from '../courses/schemas.ts'
import { recordExists, recordNotFound, recordOfAnother } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'

export const SOURCES = ['single', 'bulk', 'xapi'] as const
export type Source = typeof SOURCES[number]

const Percent = Type.String({ minLength: 1, maxLength: 10, pattern: '^(100(\\.0{1,6})?|[0-9]{1,2}(\\.[0-9]{1,6})?)$', description: 'Score, per cent from 0 to 100; decimal text. It goes with the person' })

/**
 * That a person completed a version of a course, or, without a course, showed a topic at a level. What of it says more of the person than
 * that stands in no event, and goes when the person is erased.
 */
export const TRAINING_RECORD: RecordKind = {
  name: 'training_record',
  path: '/training/records',
  table: 'training_records',
  scopes: RECORD_SCOPES,
  keepsWho: true,
  fields: [
    { name: 'reference', column: 'reference', sql: 'text', key: true, required: true, schema: Reference(100, 'Reference of the record in the system that it comes from; of an xAPI statement `xapi:` and its id') },
    { name: 'person', column: 'person', sql: 'text', required: true, names: 'person', schema: Reference(64, 'Pseudonym of the person, as under /v1/people; never a name. A record stays with its person') },
    { name: 'course', column: 'course', sql: 'text', names: 'course', schema: Reference(64, 'Code of the course, as under /v1/training/courses; that of the session if absent') },
    { name: 'version', column: 'version', sql: 'integer', schema: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Version of the course; that of the session, else the one that holds on the day of completion, if absent' }) },
    { name: 'session', column: 'session', sql: 'text', names: 'session', schema: Reference(64, 'Code of the session, as under /v1/training/sessions') },
    { name: 'topic', column: 'topic', sql: 'text', names: 'topic', schema: Reference(64, 'Code of the topic that a record without a course shows, as under /v1/training/topics; as a filter also what a course teaches') },
    { name: 'level', column: 'level', sql: 'integer', schema: Level },
    { name: 'completedOn', column: 'completed_on', sql: 'date', required: true, happened: true, schema: Day('Day of completion, and the first on which it shows anything; it has come') },
    { name: 'result', column: 'result', sql: 'text', required: true, schema: OneOf(RESULTS, 'passed counts; attended counts where there is no pass mark; failed shows nothing') },
    { name: 'score', column: 'score', sql: 'numeric', personal: true, erasable: true, schema: Percent },
    { name: 'hours', column: 'hours', sql: 'numeric', schema: Hours('Hours spent; those of the session or the version if absent') },
    { name: 'validUntil', column: 'valid_until', sql: 'date', schema: Day('Last day, as the certificate says') },
    { name: 'endsOn', column: 'ends_on', sql: 'date', byOperation: true, schema: Day('Last day on which it shows anything: that of the certificate, else that of the validity of the course; null: no end by itself. Of a result that shows nothing it says how long that would have lasted') },
    { name: 'provider', column: 'provider', sql: 'text', personal: true, schema: Words(200, 'Provider of a record without a course; never a person') },
    { name: 'providerType', column: 'provider_type', sql: 'text', schema: ProviderTypeField },
    { name: 'recognisedForIa27', column: 'recognised_for_ia27', sql: 'boolean', schema: Type.Boolean({ description: 'Whether a record without a course proves practical competence under UCC-IA 27(1)(b)' }) },
    { name: 'sha256', column: 'sha256', sql: 'text', schema: Sha256('SHA-256 of the certificate or list of participants; 64 hexadecimal digits') },
    { name: 'archive', column: 'archive', sql: 'text', personal: true, erasable: true, schema: Reference(100, 'System that keeps that evidence') },
    { name: 'locator', column: 'locator', sql: 'text', personal: true, erasable: true, schema: Reference(500, 'Where it is in that system') },
    { name: 'revokedFrom', column: 'revoked_from', sql: 'date', byOperation: true, goesOn: true, schema: Day('First day on which it shows nothing any more; that of completion: it never did') },
    { name: 'revocationReason', column: 'revocation_reason', sql: 'text', byOperation: true, goesOn: true, personal: true, erasable: true, schema: Words(500, 'Why it was revoked') },
    { name: 'source', column: 'source', sql: 'text', byOperation: true, required: true, schema: OneOf(SOURCES, 'How it came first: single, bulk or xapi') }
  ],
  day: 'completedOn',
  faultsOf,
  conditions: {
    topic: (parameter) => `(r.topic = ${parameter} or (r.course, r.version) in (select t.course, t.version from aeo.training_course_topics t where t.operator_id = $1 and t.topic = ${parameter}))`
  },
  heldBy: ({ completedOn }) => ({ mrn: null, day: String(completedOn) }),
  // Its history says what the person scored: it goes when that person is erased, and only if it is of nobody else.
  refusal: (before, after) => before['person'] === after['person'] ? undefined : recordOfAnother('It stays what was said of that person.', {
    errors: [{ pointer: '/person', detail: 'is another than before', hint: 'Revoke it from the day of completion on, and record it for the other person under another reference' }]
  }),
  exists: recordExists,
  notFound: recordNotFound
}

/** What a record says against itself. */
function faultsOf ({ course, version, session, topic, level, completedOn, validUntil, revokedFrom, archive, locator, sha256, provider, providerType, recognisedForIa27 }: Content): Fault[] {
  const faults: Fault[] = []
  const ofCourse = course !== null || session !== null
  if (ofCourse === (topic !== null)) {
    faults.push(ofCourse
      ? { pointer: '/topic', detail: 'stands beside a course, which says what it teaches', hint: 'Leave out topic and level, or course and session' }
      : { pointer: '/course', detail: 'is missing, and so is a topic', hint: 'Name the course or session, or the topic and the level that it shows' })
  }
  if ((topic === null) !== (level === null)) faults.push({ pointer: '/level', detail: topic === null ? 'belongs to no topic' : 'is missing from the topic', hint: 'State topic and level together' })
  if (version !== null && !ofCourse) faults.push({ pointer: '/version', detail: 'belongs to no course', hint: 'Name its course' })
  if (ofCourse) for (const [name, value] of Object.entries({ provider, providerType, recognisedForIa27 })) if (value !== null) faults.push({ pointer: `/${name}`, detail: 'is said by the course', hint: 'State it of a record without a course alone' })
  if (!ofCourse) faults.push(...recognitionFaults(recognisedForIa27 === true, typeof providerType === 'string' ? providerType : null))
  if (typeof validUntil === 'string' && validUntil < String(completedOn)) faults.push({ pointer: '/validUntil', detail: 'is before the day of completion', hint: 'Give the last day of the certificate' })
  if (typeof revokedFrom === 'string' && revokedFrom < String(completedOn)) faults.push({ pointer: '/completedOn', detail: `is after ${revokedFrom}, since when it is revoked`, hint: 'Record it anew, under another reference' })
  if ((archive === null) !== (locator === null)) faults.push({ pointer: archive === null ? '/archive' : '/locator', detail: 'is missing beside the other', hint: 'Say which system keeps the evidence, and where it is there' })
  if (locator !== null && sha256 === null) faults.push({ pointer: '/sha256', detail: 'is missing from evidence that is kept elsewhere', hint: 'Give the hash of what is kept there' })
  return faults
}
