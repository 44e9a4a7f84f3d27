import { contentHash } from '../perimeter/content-hash.ts'
import type { Members, PerimeterFile, PerimeterRecord } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { completionsOf } from './completions.ts'
import { COURSES, INSTRUCTION_TOPIC } from './courses.ts'
import type { Course, CourseVersion } from './courses.ts'
import { requirementPayloads } from './requirements.ts'
import { sessionsOf } from './sessions.ts'
import { activityOf, isToldByStatement } from './statements.ts'

/** Training as it is sent to the service. Pure. */

/** The own topic, then courses with each of their versions. */
export function courseRecords ({ until }: Trader): PerimeterRecord[] {
  return [
    { path: '/v1/training/topics', payload: { code: INSTRUCTION_TOPIC, name: 'Instruction: how proposals of AI systems are decided', kind: 'procedure' } },
    ...COURSES.map((course) => courseRecord(course, until))
  ]
}

function courseRecord ({ versions, ...course }: Course, until: string): PerimeterRecord {
  const [first, ...later] = versions.map((version) => versionPayload(version, until))
  const path = `/v1/training/courses/${course.code}`
  const activity = activityOf(course.code)
  return {
    path: '/v1/training/courses', payload: { ...course, ...(activity === undefined ? {} : { activity }), version: first },
    follow: () => later.map((payload) => ({ path: `${path}/versions`, payload, listed: path, entries: ['versions'], same: ['validFrom'] }))
  }
}

function versionPayload ({ from, hours, topics, ...more }: CourseVersion, until: string): Members {
  const validFrom = dayAfter(firstDay(until), from)
  const document = more.acknowledgeWithinDays === undefined ? {} : { documentReference: `instruction-${validFrom}`, documentSha256: contentHash(`instruction ${validFrom}`) }
  return { validFrom, hours: String(hours), topics: Object.entries(topics).map(([topic, level]) => ({ topic, level })), ...more, ...document }
}

export const requirementFile = ({ until }: Trader): PerimeterFile => ({ path: '/v1/training/requirements/bulk', records: requirementPayloads(until) })

export const sessionFile = ({ until }: Trader): PerimeterFile => ({
  path: '/v1/training/sessions/bulk',
  records: sessionsOf(until).map(({ people, ...session }) => ({ ...session, state: 'held', places: people.length + 4 }))
})

/** Of what no learning system tells. Without what is revoked of them: that is said once they are there. */
export const completionFile = (trader: Trader): PerimeterFile => ({
  path: '/v1/training/records/bulk',
  records: completionsOf(trader).filter((completion) => !isToldByStatement(completion)).map(({ revoked: _revoked, score, ...completion }) => ({
    ...completion, ...(score === undefined ? {} : { score: String(score) }),
    ...(completion.session === undefined ? { sha256: contentHash(completion.reference), archive: 'training-files', locator: completion.reference } : {})
  }))
})
