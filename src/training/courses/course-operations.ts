import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalDecimalText } from '../../platform/decimal.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import type { KeyPart } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import type { TrainingDeps } from '../deps.ts'
import { recordsEndedBy } from '../records/changed-records.ts'
import { settleRecords } from '../records/settle-records.ts'
import { knownTopics, NO_TOPIC } from '../topics/known-topics.ts'
import { faultsOfVersion, recognitionFaults } from './course.ts'
import type { Course, CourseVersion, NewVersion } from './course.ts'
import * as store from './course-store.ts'
import { courseNotFound } from './problems.ts'
import { courseToWire } from './schemas.ts'
import type { CourseChange, NewCourse, NewVersionInput } from './schemas.ts'

/** Recording, changing and reading courses and their versions. */

const READ = 'training:read'
const WRITE = 'training:write'
const ROUTE = '/v1/training/courses'
/** Words of people, which may name one. */
const UNLOGGED: ReadonlySet<string> = new Set(['title', 'provider'])
const NO_COURSE = 'No course of yours has this code.'

/** @throws invalid-request; training-course-exists, training-course-activity-exists. */
export function createCourse ({ db, clock }: TrainingDeps, principal: Principal, input: NewCourse, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock }, async (tx) => {
    const { code, title, kind, provider, providerType, recognisedForIa27 = false, activity = null } = input
    const version = versionOf(input.version)
    const unrecognised = recognitionFaults(recognisedForIa27, providerType)
    if (unrecognised.length > 0) throw invalid(unrecognised)
    await refuseFaultyVersion(tx, kind, undefined, version, '/version')
    const id = uuidV7()
    await store.insertCourse(tx, { id, code, title, kind, provider, providerType, recognisedForIa27, activity, closedOn: null })
    await store.insertVersion(tx, code, 1, version)
    tx.log('training_course.recorded', `training_course:${id}`, { after: { code, kind, providerType, recognisedForIa27, activity }, version: loggedVersion(1, version) })
    return await answerWith(tx, code, 201, { location: `${ROUTE}/${encodeURIComponent(code)}` })
  })
}

/** The next version of the course. @throws training-course-not-found; invalid-request. */
export function addVersion (deps: TrainingDeps, principal: Principal, code: string, input: NewVersionInput, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const { db, clock } = deps
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/versions`, idempotencyKey, input: { code, version: input }, clock }, async (tx) => {
    const course = await store.lockCourse(tx, code)
    if (course === undefined) throw courseNotFound(NO_COURSE)
    const last = course.versions.at(-1)
    const version = versionOf(input)
    await refuseFaultyVersion(tx, course.kind, last, version, '')
    const number = (last?.version ?? 0) + 1
    await store.insertVersion(tx, code, number, version)
    await store.touchCourse(tx, code)
    tx.log('training_course.version_recorded', `training_course:${course.id}`, { version: loggedVersion(number, version) })
    if (course.kind === 'read_and_understood') await settleRecords(deps, tx, await recordsEndedBy(tx, code, version))
    return await answerWith(tx, code, 201, { location: `${ROUTE}/${encodeURIComponent(code)}` })
  })
}

/** Absent leaves, null clears. @throws training-course-not-found; whatever `demand` throws for another revision. */
export function changeCourse ({ db, clock }: TrainingDeps, principal: Principal, code: string, input: CourseChange, demand: (revision: number) => void): Promise<Course> {
  return withOperator(db, principal, WRITE, async (tx) => {
    const course = await store.lockCourse(tx, code)
    if (course === undefined) throw courseNotFound(NO_COURSE)
    demand(course.revision)
    const values: store.CourseValues = { title: course.title, provider: course.provider, activity: course.activity, closedOn: course.closedOn, ...input }
    const first = course.versions[0]
    if (values.closedOn !== null && !isDay(values.closedOn)) throw invalid([{ pointer: '/closedOn', ...NO_DAY }])
    if (values.closedOn !== null && first !== undefined && values.closedOn < first.validFrom) throw invalid([{ pointer: '/closedOn', detail: `is before ${first.validFrom}, the first day of the course`, hint: 'Give the last day on which it may be held' }])
    const lastUse = values.closedOn === null ? null : await store.lastUse(tx, code)
    if (values.closedOn !== null && lastUse !== null && lastUse > values.closedOn) throw invalid([{ pointer: '/closedOn', detail: `is before ${lastUse}, when it was last completed or is to be held`, hint: 'Give a day from then on, or cancel and revoke what is wrong' }])
    const fields = (Object.keys(input) as (keyof CourseChange)[]).filter((name) => input[name] !== course[name])
    if (fields.length === 0) return course
    await store.updateCourse(tx, code, values)
    const logged = (from: store.CourseValues) => Object.fromEntries(fields.filter((name) => !UNLOGGED.has(name)).map((name) => [name, from[name]]))
    tx.log('training_course.changed', `training_course:${course.id}`, { revision: course.revision + 1, fields, before: logged(course), after: logged(values) })
    return { ...course, ...values, revision: course.revision + 1 }
  }, clock)
}

/** @throws training-course-not-found. */
export function findCourse ({ db }: TrainingDeps, principal: Principal, code: string): Promise<Course> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const course = await store.findCourse(tx, code)
    if (course === undefined) throw courseNotFound(NO_COURSE)
    return course
  })
}

export interface CoursePage { readonly topic?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }
const CODE_KEY: KeyPart = /^[!-~]([ -~]{0,62}[!-~])?$/

/** A page, in the order of codes. */
export function listCourses ({ db }: TrainingDeps, principal: Principal, { topic, limit = DEFAULT_PAGE, cursor }: CoursePage): Promise<{ items: Course[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor(ROUTE, cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listCourses(tx, topic, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(ROUTE, [last.code]) : null }
  })
}

const versionOf = ({ validFrom, hours, validityMonths, passMark, acknowledgeWithinDays, documentReference, documentSha256, topics }: NewVersionInput): NewVersion => ({
  validFrom, hours: canonicalDecimalText(hours), validityMonths: validityMonths ?? null, passMark: passMark ?? null, acknowledgeWithinDays: acknowledgeWithinDays ?? 0,
  documentReference: documentReference ?? null, documentSha256: documentSha256 ?? null, topics
})

/** Without the name of its document, which may name a person; the hash tells which it was. */
const loggedVersion = (version: number, { documentReference: _name, ...stated }: NewVersion) => ({ version, ...stated })

const NO_DAY = { detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }
const invalid = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })

async function refuseFaultyVersion (tx: OperatorTx, kind: string, before: CourseVersion | undefined, version: NewVersion, at: string): Promise<void> {
  if (!isDay(version.validFrom)) throw invalid([{ pointer: `${at}/validFrom`, ...NO_DAY }])
  const known = await knownTopics(tx, version.topics.map(({ topic }) => topic))
  const unknown = version.topics.flatMap(({ topic }, index): Fault[] => known.has(topic) ? [] : [{ pointer: `${at}/topics/${index}/topic`, ...NO_TOPIC }])
  const errors = [...faultsOfVersion(kind, before, version, at), ...unknown]
  if (errors.length > 0) throw invalid(errors)
}

async function answerWith (tx: OperatorTx, code: string, status: number, headers: Record<string, string>): Promise<StoredAnswer> {
  const course = await store.findCourse(tx, code)
  if (course === undefined) throw new Error('A course was written and is not there')
  return { status, headers: { ...headers, etag: `"${course.revision}"` }, body: JSON.stringify(courseToWire(course)) }
}
