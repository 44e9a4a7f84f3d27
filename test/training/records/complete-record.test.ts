import fc from 'fast-check'
import t from 'tap'
import { addDays } from '../../../src/platform/calendar.ts'
import { contentOf } from '../../../src/platform/keeping/record-kind.ts'
import type { Content } from '../../../src/platform/keeping/record-kind.ts'
import { Problem } from '../../../src/platform/problem.ts'
import type { Course, CourseVersion } from '../../../src/training/courses/course.ts'
import { versionOn } from '../../../src/training/courses/course.ts'
import { versionStated } from '../../../src/training/courses/version-stated.ts'
import { completeRecord } from '../../../src/training/records/complete-record.ts'
import { TRAINING_RECORD } from '../../../src/training/records/training-record.ts'

const version = (number: number, validFrom: string, changes: Partial<CourseVersion> = {}): CourseVersion => ({
  version: number, validFrom, hours: '2', validityMonths: 12, passMark: null, acknowledgeWithinDays: 0, documentReference: null, documentSha256: null, topics: [{ topic: 'origin', level: 2 }], recordedAt: new Date(0), ...changes
})
const course = (versions: readonly CourseVersion[], changes: Partial<Course> = {}): Course => ({
  id: 'x', code: 'C', title: 'x', kind: 'course', provider: 'x', providerType: 'internal', recognisedForIa27: false, activity: null, closedOn: null, revision: 1, recordedAt: new Date(0), versions, ...changes
})
const stated = (changes: object = {}): Content => contentOf(TRAINING_RECORD, { reference: 'R', person: 'P-1', course: 'C', completedOn: '2025-03-01', result: 'attended', ...changes })
const around = (one: Course) => ({ courses: new Map([['C', one]]), sessions: new Map([['S', { code: 'S', course: 'C', version: 1, startsOn: '2025-02-01', hours: '5', state: 'held' }]]), procedures: new Set<string>(), source: 'single' as const })
const completed = (one: Course, after: Content, before?: Content): Content | string[] => {
  const outcome = completeRecord(around(one), { before, after })
  return outcome instanceof Problem ? outcome.members.errors?.map(({ pointer }) => pointer) ?? [] : outcome
}

t.test('a record has version, hours and end from its course, its session or itself', (t) => {
  const two = course([version(1, '2024-01-01'), version(2, '2025-03-01', { validityMonths: null, hours: '3' })])
  const cases: [name: string, after: object, kept: object | string[]][] = [
    ['the day before the second version', { completedOn: '2025-02-28' }, { version: 1, hours: '2', endsOn: '2026-02-28' }],
    ['its first day', {}, { version: 2, hours: '3', endsOn: null }],
    ['the session says another version and hours', { session: 'S', course: null }, { course: 'C', version: 1, hours: '5', endsOn: '2026-03-01' }],
    ['it says its own hours', { session: 'S', hours: '1' }, { hours: '1' }],
    ['the first day of the session', { session: 'S', completedOn: '2025-02-01' }, { version: 1 }],
    ['the day before', { session: 'S', completedOn: '2025-01-31' }, ['/completedOn']],
    ['another version than the session', { session: 'S', version: 2 }, ['/version']],
    ['the certificate ends it', { validUntil: '2025-03-01' }, { endsOn: '2025-03-01' }],
    ['the first day of the course', { completedOn: '2024-01-01' }, { version: 1 }],
    ['the day before', { completedOn: '2023-12-31' }, ['/completedOn']]
  ]
  for (const [name, after, kept] of cases) t.match(completed(two, stated(after)), kept, name)
  t.strictSame(completed(course([version(1, '2024-01-01')], { closedOn: '2025-02-28' }), stated()), ['/completedOn'], 'the course was closed the day before')
  t.match(completed(course([version(1, '2024-01-01')], { closedOn: '2025-03-01' }), stated()), { version: 1 }, 'its last day')
  t.end()
})

t.test('who passed has the mark, and who failed may have it', (t) => {
  const tested = course([version(1, '2024-01-01', { passMark: 70 })])
  for (const [result, score, fault] of [['passed', '69.999', true], ['passed', '70', false], ['passed', null, false], ['failed', '95', false], ['attended', '10', false]] as const) {
    const outcome = completed(tested, stated({ result, score }))
    t.equal(Array.isArray(outcome), fault, `${result} ${score ?? 'without a score'}`)
  }
  t.end()
})

t.test('the same push means the version that it meant at first, whatever came since', (t) => {
  const before = stated({ version: 1 })
  const later = course([version(1, '2024-01-01'), version(2, '2025-02-01')])
  t.match(completed(later, stated(), before), { version: 1 })
  t.match(completed(later, stated(), stated({ version: 1, completedOn: '2025-02-28' })), { version: 2 }, 'unless it says another day')
  t.match(completed(later, stated({ version: 2 }), before), { version: 2 }, 'or the version')
  t.match(completed(later, stated(), { ...before, source: 'xapi' }), { source: 'xapi' }, 'where it came from first stays')
  const moved = course([version(1, '2024-01-01'), version(2, '2025-01-01')])
  t.match(completed(moved, stated({ version: 1 }), { ...stated({ course: 'A' }), version: 1 }), { course: 'C', version: 2 }, 'the number of a version of another course says nothing of this one')
  t.match(completed(moved, stated({ version: 1 }), { ...stated(), version: 2 }), { version: 1 }, 'of the same course it is stated')
  t.end()
})

t.test('law: a version that holds on no day until then changes nothing of what was completed', (t) => {
  const days = fc.integer({ min: 0, max: 2000 }).map((days) => addDays('2022-01-01', days))
  fc.assert(fc.property(fc.uniqueArray(days, { minLength: 1, maxLength: 6 }), days, (firsts, day) => {
    const versions = firsts.toSorted().map((validFrom, index) => version(index + 1, validFrom))
    const known = versions.filter(({ validFrom }) => validFrom <= day)
    t.equal(versionOn(versions, day), known.at(-1))
    const choice = versionStated(course(versions), undefined, stated({ completedOn: day }), 'completedOn')
    t.equal('version' in choice ? choice.version : undefined, known.at(-1))
  }))
  t.end()
})
