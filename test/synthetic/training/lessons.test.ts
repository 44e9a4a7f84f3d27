import t from 'tap'
import { ERROR_KINDS } from '../../../src/synthetic/kinds/all-kinds.ts'
import { timelineOf } from '../../../src/synthetic/perimeter/timeline.ts'
import { dayAfter } from '../../../src/synthetic/seasons.ts'
import { EFFECTIVE, LESSONS, unitCarelessness, USELESS } from '../../../src/synthetic/training/lessons.ts'
import type { Lesson } from '../../../src/synthetic/training/lessons.ts'
import { staffOn } from '../../../src/synthetic/training/customs-staff.ts'
import { sessionsOf } from '../../../src/synthetic/training/sessions.ts'
import { setting, yearOf } from '../support.ts'

const { until, from } = timelineOf(setting().trader.until)
const lastDay = ({ days }: Lesson): string => dayAfter(from, days[1])

t.test('what a lesson changes begins on the day after it, in its unit and for its errors alone', (t) => {
  const [taught = '', valued = ''] = [EFFECTIVE.kinds[0], USELESS.kinds[0]]
  const cases: [name: string, unit: string | undefined, kind: string, day: string, times: number][] = [
    ['on its last day', EFFECTIVE.unit, taught, lastDay(EFFECTIVE), EFFECTIVE.before], ['on the day after', EFFECTIVE.unit, taught, dayAfter(lastDay(EFFECTIVE), 1), EFFECTIVE.before * EFFECTIVE.factor],
    ['another unit', USELESS.unit, taught, until, 1], ['another error', EFFECTIVE.unit, 'origin_changes', until, 1], ['no unit', undefined, taught, until, 1],
    ['the useless one before', USELESS.unit, valued, from, USELESS.before], ['and after', USELESS.unit, valued, until, USELESS.before]
  ]
  for (const [name, unit, kind, day, times] of cases) t.equal(unitCarelessness(unit, kind, day, until), times, name)
  t.end()
})

t.test('in a large year the errors of one unit fall by most after its lesson, and those of the other do not', (t) => {
  const pillars = new Map(ERROR_KINDS.map(({ id, pillar }) => [id, pillar]))
  const counts = LESSONS.map(() => ({ before: 0, after: 0, errorsBefore: 0, errorsAfter: 0 }))
  for (const { content, planted } of yearOf(20_000)) {
    LESSONS.forEach((lesson, index) => {
      const count = counts[index]
      if (count === undefined || content.orgUnitId !== lesson.unit) return
      const when = (content.acceptanceDate ?? '') <= lastDay(lesson) ? 'before' : 'after'
      count[when]++
      if (planted !== null && pillars.get(planted.kind) === lesson.pillar) count[when === 'before' ? 'errorsBefore' : 'errorsAfter']++
    })
  }
  const [effective = NaN, useless = NaN] = counts.map(({ before, after, errorsBefore, errorsAfter }) => errorsAfter / after / (errorsBefore / before))
  t.ok(effective > 0.15 && effective < 0.4, `${effective}`)
  t.ok(useless > 0.8 && useless < 1.25, `${useless}`)
  t.end()
})

t.test('a lesson is about errors of its pillar, which exist', (t) => {
  const pillars = new Map(ERROR_KINDS.map(({ id, pillar }) => [id, pillar]))
  for (const { kinds, pillar } of LESSONS) for (const kind of kinds) t.equal(pillars.get(kind), pillar, kind)
  t.end()
})

t.test('most of the unit came to its lesson, and everybody who came worked there', (t) => {
  for (const lesson of LESSONS) {
    const session = sessionsOf(until).find(({ code }) => code === lesson.session)
    const staff = staffOn(lesson.unit, dayAfter(from, lesson.days[0]), until)
    t.match(session, { course: lesson.course, unit: lesson.unit, startsOn: dayAfter(from, lesson.days[0]), endsOn: lastDay(lesson) })
    t.ok((session?.people ?? []).every((person) => staff.includes(person)) && (session?.people.length ?? 0) >= 4)
  }
  t.end()
})
