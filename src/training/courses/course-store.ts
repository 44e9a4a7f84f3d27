import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Course, CourseVersion, NewVersion } from './course.ts'
import { activityTaken, courseExists } from './problems.ts'

/** Courses in the database. */

type VersionRow = Omit<CourseVersion, 'recordedAt'> & { readonly recordedAt: string }

const VERSIONS = `(select json_agg(json_build_object('version', v.version, 'validFrom', v.valid_from, 'hours', v.hours::text, 'validityMonths', v.validity_months, 'passMark', v.pass_mark,
    'acknowledgeWithinDays', v.acknowledge_within_days, 'documentReference', v.document_reference, 'documentSha256', v.document_sha256, 'recordedAt', v.recorded_at,
    'topics', (select json_agg(json_build_object('topic', t.topic, 'level', t.level) order by t.topic) from aeo.training_course_topics t
      where t.operator_id = v.operator_id and t.course = v.course and t.version = v.version)) order by v.version)
  from aeo.training_course_versions v where v.operator_id = c.operator_id and v.course = c.code)`
const COLUMNS = `c.id, c.code, c.title, c.kind, c.provider, c.provider_type as "providerType", c.recognised_for_ia27 as "recognisedForIa27", c.activity, c.closed_on as "closedOn",
  c.revision, c.recorded_at as "recordedAt", ${VERSIONS} as versions`

type Row = Omit<Course, 'versions'> & { readonly versions: readonly VersionRow[] | null }
const toCourse = ({ versions, ...row }: Row): Course => ({ ...row, versions: (versions ?? []).map(({ recordedAt, ...version }) => ({ ...version, recordedAt: new Date(recordedAt) })) })

/** Those of the codes that are courses. */
export async function coursesByCode (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlyMap<string, Course>> {
  const rows = await tx.query<Row>(`select ${COLUMNS} from aeo.training_courses c where c.operator_id = $1 and c.code = any($2::text[])`, [tx.operatorId, codes])
  return new Map(rows.map((row) => [row.code, toCourse(row)]))
}

/** The same for whoever writes what names them: until the transaction ends none is closed and none has another version. */
export async function holdCourses (tx: OperatorTx, codes: readonly string[]): Promise<ReadonlyMap<string, Course>> {
  if (codes.length === 0) return new Map()
  await tx.query('select from aeo.training_courses c where c.operator_id = $1 and c.code = any($2::text[]) order by c.code for share', [tx.operatorId, codes])
  return await coursesByCode(tx, codes)
}

export async function findCourse (tx: OperatorTx, code: string): Promise<Course | undefined> {
  return (await coursesByCode(tx, [code])).get(code)
}

/** Nobody else changes it, or adds a version, until the transaction ends. */
export async function lockCourse (tx: OperatorTx, code: string): Promise<Course | undefined> {
  await tx.query('select from aeo.training_courses c where c.operator_id = $1 and c.code = $2 for update', [tx.operatorId, code])
  return await findCourse(tx, code)
}

/** In the order of codes. */
export async function listCourses (tx: OperatorTx, topic: string | undefined, limit: number, after: string | undefined): Promise<Course[]> {
  const rows = await tx.query<Row>(`select ${COLUMNS} from aeo.training_courses c where c.operator_id = $1 and ($2::text is null or c.code > $2::text)
      and ($3::text is null or c.code in (select t.course from aeo.training_course_topics t where t.operator_id = $1 and t.topic = $3::text)) order by c.code limit $4`,
  [tx.operatorId, after ?? null, topic ?? null, limit])
  return rows.map(toCourse)
}

/** Codes by the activity IRI that names them in statements. */
export async function coursesByActivity (tx: OperatorTx, activities: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ activity: string, code: string }>('select c.activity, c.code from aeo.training_courses c where c.operator_id = $1 and c.activity = any($2::text[])', [tx.operatorId, activities])
  return new Map(rows.map(({ activity, code }) => [activity, code]))
}

/** The last day on which it was completed, or on which a session of it begins; what was revoked from the start or cancelled is none. */
export async function lastUse (tx: OperatorTx, code: string): Promise<string | null> {
  const [row] = await tx.query<{ day: string | null }>(`select greatest(
      (select max(r.completed_on) from aeo.training_records r where r.operator_id = $1 and r.course = $2 and (r.revoked_from is null or r.revoked_from > r.completed_on)),
      (select max(s.starts_on) from aeo.training_sessions s where s.operator_id = $1 and s.course = $2 and s.state <> 'cancelled')) as day`, [tx.operatorId, code])
  return row?.day ?? null
}

export type CourseValues = Pick<Course, 'title' | 'provider' | 'activity' | 'closedOn'>

/** @throws training-course-exists, training-course-activity-exists. */
export async function insertCourse (tx: OperatorTx, course: Omit<Course, 'revision' | 'recordedAt' | 'versions'>): Promise<void> {
  const { id, code, title, kind, provider, providerType, recognisedForIa27, activity, closedOn } = course
  await namingConstraints(tx.query(`insert into aeo.training_courses (operator_id, id, code, title, kind, provider, provider_type, recognised_for_ia27, activity, closed_on, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, [tx.operatorId, id, code, title, kind, provider, providerType, recognisedForIa27, activity, closedOn, tx.at]))
}

/** @throws training-course-activity-exists. */
export async function updateCourse (tx: OperatorTx, code: string, { title, provider, activity, closedOn }: CourseValues): Promise<void> {
  await namingConstraints(tx.query(`update aeo.training_courses c set title = $3, provider = $4, activity = $5, closed_on = $6, revision = c.revision + 1 where c.operator_id = $1 and c.code = $2`,
    [tx.operatorId, code, title, provider, activity, closedOn]))
}

async function namingConstraints (write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    const constraint = databaseFault(error)?.constraint
    if (constraint === 'training_courses_code_once') throw courseExists('Add a version to it, or choose another code.', {}, { cause: error })
    if (constraint === 'training_courses_activity_once') throw activityTaken('One activity is one course.', { errors: [{ pointer: '/activity', detail: 'is that of another course', hint: 'Give the IRI of this course alone' }] }, { cause: error })
    throw error
  }
}

export async function insertVersion (tx: OperatorTx, course: string, version: number, stated: NewVersion): Promise<void> {
  await tx.query(`insert into aeo.training_course_versions (operator_id, course, version, valid_from, hours, validity_months, pass_mark, acknowledge_within_days, document_reference, document_sha256, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  [tx.operatorId, course, version, stated.validFrom, stated.hours, stated.validityMonths, stated.passMark, stated.acknowledgeWithinDays, stated.documentReference, stated.documentSha256, tx.at])
  await tx.query(`insert into aeo.training_course_topics (operator_id, course, version, topic, level)
    select $1, $2, $3, t.topic, t.level from json_to_recordset($4) as t (topic text, level smallint)`, [tx.operatorId, course, version, JSON.stringify(stated.topics)])
}

export async function touchCourse (tx: OperatorTx, code: string): Promise<void> {
  await tx.query('update aeo.training_courses c set revision = c.revision + 1 where c.operator_id = $1 and c.code = $2', [tx.operatorId, code])
}
