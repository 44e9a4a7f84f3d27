import { decimal } from '../../platform/decimal.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault, Problem } from '../../platform/problem.ts'
import type { Stated } from '../../platform/keeping/keep-records.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { ownEnd } from '../competence/shown.ts'
import type { Course, CourseVersion } from '../courses/course.ts'
import { versionStated } from '../courses/version-stated.ts'
import type { Source } from './training-record.ts'

/** What a record has from its course or session, and what those say against it. Pure. */

export interface SessionFacts { readonly code: string, readonly course: string, readonly version: number, readonly startsOn: string, readonly hours: string, readonly state: string }

export interface AroundRecords {
  readonly courses: ReadonlyMap<string, Course>
  readonly sessions: ReadonlyMap<string, SessionFacts>
  /** Topics that are shown by a version that was read alone. */
  readonly procedures: ReadonlySet<string>
  /** How records that are new came. */
  readonly source: Source
}

export function completeRecord ({ courses, sessions, procedures, source }: AroundRecords, { before, after: stated }: Stated): Content | Problem {
  const session = typeof stated['session'] === 'string' ? sessions.get(stated['session']) : undefined
  const after: Content = { ...stated, source: before?.['source'] ?? source }
  if (typeof after['session'] === 'string' && session === undefined) return after // refused by its name
  const ofSession = session === undefined ? [] : faultsOfSession(session, after)
  if (ofSession.length > 0) return invalid(ofSession)
  const code = after['course'] ?? session?.course
  if (typeof after['topic'] === 'string' && after['topic'] !== before?.['topic'] && procedures.has(after['topic'])) return invalid([{ pointer: '/course', detail: 'is missing from a procedure, of which a version was read', hint: 'Leave out topic and level, and name the course of kind read_and_understood that teaches it' }])
  if (typeof code !== 'string') return { ...after, endsOn: ownEnd(String(after['completedOn']), textOf(after['validUntil']), null) }
  const course = courses.get(code)
  if (course === undefined) return after // refused by its name
  const choice = versionStated(course, before, { ...after, version: after['version'] ?? session?.version ?? null }, 'completedOn')
  if ('faults' in choice) return invalid(choice.faults)
  const { version } = choice
  const ofScore = faultsOfScore(version, after)
  if (ofScore.length > 0) return invalid(ofScore)
  return {
    ...after, course: code, version: version.version, hours: after['hours'] ?? session?.hours ?? version.hours,
    endsOn: ownEnd(String(after['completedOn']), textOf(after['validUntil']), version.validityMonths)
  }
}

const textOf = (value: Content[string] | undefined): string | null => typeof value === 'string' ? value : null

function faultsOfSession (session: SessionFacts, { course, version, completedOn }: Content): Fault[] {
  const faults: Fault[] = []
  if (session.state === 'cancelled') faults.push({ pointer: '/session', detail: 'was cancelled', hint: 'Name the session that was held' })
  if (course !== null && course !== session.course) faults.push({ pointer: '/course', detail: `is not ${session.course}, that of the session`, hint: 'Leave it out (null in a change), and it is that of the session' })
  else if (version !== null && version !== session.version) faults.push({ pointer: '/version', detail: `is not ${session.version}, that of the session`, hint: 'Leave it out (null in a change), and it is that of the session' })
  if (String(completedOn) < session.startsOn) faults.push({ pointer: '/completedOn', detail: `is before ${session.startsOn}, the first day of the session`, hint: 'Give the day on which it was completed' })
  return faults
}

/** A score below the mark is not passed; one above it may have failed for another reason. */
function faultsOfScore ({ passMark }: CourseVersion, { score, result }: Content): Fault[] {
  if (passMark === null || typeof score !== 'string' || result !== 'passed' || decimal(score).gte(passMark)) return []
  return [{ pointer: '/result', detail: `is passed below ${passMark} per cent, the mark of the version`, hint: 'Correct the score, or say that it was failed' }]
}

const invalid = (errors: Fault[]): Problem => invalidRequest('The content of the request is not valid.', { errors })
