import { invalidRequest } from '../../platform/problem.ts'
import type { Fault, Problem } from '../../platform/problem.ts'
import type { Stated } from '../../platform/keeping/keep-records.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import type { Course } from '../courses/course.ts'
import { versionStated } from '../courses/version-stated.ts'
import { sessionHasRecords } from '../problems.ts'

/** What a session has from its course, and what its records hold fast. Pure. */

export interface AroundSessions {
  readonly courses: ReadonlyMap<string, Course>
  /** Of sessions that records name, the first day of completion, by code. */
  readonly withRecords: ReadonlyMap<string, string>
  /** The latest day that has begun somewhere in the Union. */
  readonly today: string
}

export function completeSession ({ courses, withRecords, today }: AroundSessions, { before, after }: Stated): Content | Problem {
  const course = courses.get(String(after['course']))
  if (course === undefined) return after // refused by its name
  const choice = versionStated(course, before, after, 'startsOn')
  if ('faults' in choice) return invalid(choice.faults)
  const endsOn = after['endsOn'] ?? after['startsOn'] ?? null
  if (after['state'] === 'held' && String(endsOn) > today) return invalid([{ pointer: '/state', detail: 'is held before its last day has come', hint: 'Say so once it was held' }])
  const completed: Content = { ...after, version: choice.version.version, endsOn, hours: after['hours'] ?? choice.version.hours }
  const firstCompletedOn = withRecords.get(String(completed['code']))
  return before !== undefined && firstCompletedOn !== undefined ? refusalByRecords(before, completed, firstCompletedOn) ?? completed : completed
}

const HELD_FAST = ['course', 'version'] as const

function refusalByRecords (before: Content, after: Content, firstCompletedOn: string): Problem | undefined {
  const errors = HELD_FAST.flatMap((name): Fault[] => before[name] === after[name] ? [] : [{ pointer: `/${name}`, detail: 'is what people completed', hint: 'Record another session' }])
  if (String(after['startsOn']) > firstCompletedOn) errors.push({ pointer: '/startsOn', detail: `is after ${firstCompletedOn}, when it was first completed`, hint: 'Give a day no later than that, or revoke the record first' })
  if (after['state'] === 'cancelled') errors.push({ pointer: '/state', detail: 'contradicts its records', hint: 'Revoke the records first' })
  return errors.length > 0 ? sessionHasRecords('People completed it.', { errors }) : undefined
}

const invalid = (errors: Fault[]): Problem => invalidRequest('The content of the request is not valid.', { errors })
