import type { Fault } from '../../platform/problem.ts'

/** Courses and their versions: what is taught, since when, and how long that shows anything. Pure. */

export const COURSE_KINDS = ['course', 'e_learning', 'certificate', 'practice', 'read_and_understood'] as const
export const PROVIDER_TYPES = ['customs', 'recognised_school', 'recognised_body', 'internal', 'vendor'] as const

/** Whose training can prove practical competence: UCC-IA 27(1)(b) names no others. */
const RECOGNISABLE: ReadonlySet<string | null> = new Set(['customs', 'recognised_school', 'recognised_body'])

/** What is said to be recognised although the law recognises nobody like that. */
export const recognitionFaults = (recognisedForIa27: boolean | null, providerType: string | null): Fault[] => recognisedForIa27 !== true || RECOGNISABLE.has(providerType) ? [] : [{
  pointer: '/recognisedForIa27', detail: `is true of ${providerType === null ? 'no providerType' : `a providerType ${providerType}`}`, hint: `UCC-IA 27(1)(b) recognises ${[...RECOGNISABLE].join(', ')}`
}]

export interface TaughtTopic { readonly topic: string, readonly level: number }

export interface NewVersion {
  readonly validFrom: string
  /** Decimal text. */
  readonly hours: string
  readonly validityMonths: number | null
  /** Per cent; null: no test. */
  readonly passMark: number | null
  readonly acknowledgeWithinDays: number
  readonly documentReference: string | null
  readonly documentSha256: string | null
  readonly topics: readonly TaughtTopic[]
}

export interface CourseVersion extends NewVersion {
  readonly version: number
  readonly recordedAt: Date
}

export interface Course {
  readonly id: string
  readonly code: string
  readonly title: string
  /** One of COURSE_KINDS. */
  readonly kind: string
  readonly provider: string
  /** One of PROVIDER_TYPES. */
  readonly providerType: string
  readonly recognisedForIa27: boolean
  readonly activity: string | null
  /** Last day on which it may be held or completed; null: open. */
  readonly closedOn: string | null
  readonly revision: number
  readonly recordedAt: Date
  /** First to last. */
  readonly versions: readonly CourseVersion[]
}

/** The version that holds on the day; undefined before the first. @param versions first to last. */
export const versionOn = <V extends Pick<CourseVersion, 'validFrom'>>(versions: readonly V[], day: string): V | undefined => versions.findLast(({ validFrom }) => validFrom <= day)

/** What no schema sees of a version. @param before the last version so far; undefined for the first. @param at JSON Pointer of the version. */
export function faultsOfVersion (kind: string, before: Pick<CourseVersion, 'validFrom' | 'version'> | undefined, { validFrom, acknowledgeWithinDays, documentReference, documentSha256, topics }: NewVersion, at: string): Fault[] {
  const faults: Fault[] = []
  if (before !== undefined && validFrom <= before.validFrom) faults.push({ pointer: `${at}/validFrom`, detail: `is not after ${before.validFrom}, the first day of version ${before.version}`, hint: 'A version holds until the next one; what was completed under it stays as it was' })
  const twice = topics.findIndex(({ topic }, index) => topics.findIndex((other) => other.topic === topic) < index)
  if (twice !== -1) faults.push({ pointer: `${at}/topics/${twice}/topic`, detail: 'stands there twice', hint: 'State each topic once, at the level that the course reaches' })
  if (kind === 'read_and_understood') {
    if (documentReference === null) faults.push({ pointer: `${at}/documentReference`, detail: 'is missing from what is to be read', hint: 'Name the document, with its version' })
    if (documentSha256 === null) faults.push({ pointer: `${at}/documentSha256`, detail: 'is missing from what is to be read', hint: 'Give the hash of the document, so that it is known what was read' })
  } else if (acknowledgeWithinDays > 0) {
    faults.push({ pointer: `${at}/acknowledgeWithinDays`, detail: 'belongs to what is read and understood alone', hint: 'Leave it out' })
  }
  return faults
}
