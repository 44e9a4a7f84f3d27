import type { Fault } from '../../platform/problem.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { versionOn } from './course.ts'
import type { Course, CourseVersion } from './course.ts'

/** Which version of a course a session or a record is of. Pure. */

export type VersionChoice = { readonly version: CourseVersion } | { readonly faults: Fault[] }

/**
 * The one that is stated; else the one that was taken before for the same course and day, so that the same push means the same; else the
 * one that holds on the day.
 *
 * @param before what is kept already, if anything. @param dayName field that says the day.
 */
export function versionStated (course: Course, before: Content | undefined, after: Content, dayName: string): VersionChoice {
  const day = String(after[dayName])
  const kept = before?.['course'] === course.code && before[dayName] === day ? before['version'] : null
  // A change that names another course and no version leaves the number as it was, and that was one of the course before.
  const isOfCourseBefore = before !== undefined && before['course'] !== null && before['course'] !== course.code && after['version'] === before['version']
  const stated = isOfCourseBefore ? null : after['version'] ?? kept
  const version = stated === null ? versionOn(course.versions, day) : course.versions.find((candidate) => candidate.version === stated)
  if (version === undefined) {
    return { faults: [stated === null
      ? { pointer: `/${dayName}`, detail: `is before ${course.versions[0]?.validFrom ?? 'any'}, the first day of the course`, hint: 'Give a day from then on' }
      : { pointer: '/version', detail: 'is no version of the course', hint: `Versions are 1 to ${course.versions.length}` }] }
  }
  if (version.validFrom > day) return { faults: [{ pointer: '/version', detail: `holds from ${version.validFrom} on, after the day`, hint: 'Name the version of then, or leave it out (null in a change)' }] }
  if (course.closedOn !== null && day > course.closedOn) return { faults: [{ pointer: `/${dayName}`, detail: `is after ${course.closedOn}, the last day of the course`, hint: 'Name the course that took its place' }] }
  return { version }
}
