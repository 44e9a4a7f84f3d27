import t from 'tap'
import { completionsOf } from '../../../src/synthetic/training/completions.ts'
import { COURSES } from '../../../src/synthetic/training/courses.ts'
import { statementsOf } from '../../../src/synthetic/training/statements.ts'
import { completionFile, courseRecords } from '../../../src/synthetic/training/training-files.ts'
import { toldBy } from '../../../src/training/records/xapi/statement.ts'
import { setting } from '../support.ts'

const { trader } = setting()
const kindOf = new Map(COURSES.map(({ code, kind }) => [code, kind]))

t.test('each completion is told once: e-learning by a statement, the others by a file', (t) => {
  const [statements, file] = [statementsOf(trader), [...completionFile(trader).records]]
  t.equal(statements.length, completionsOf(trader).filter(({ course }) => kindOf.get(course) === 'e_learning').length)
  t.ok(statements.length > 30)
  t.equal(statements.length + file.length, completionsOf(trader).length)
  t.notOk(file.some(({ course }) => kindOf.get(String(course)) === 'e_learning'))
  t.equal(new Set(statements.map(({ id }) => id)).size, statements.length)
  t.end()
})

t.test('a statement tells person, day, result and hours, of a course that has its activity', (t) => {
  const activities = new Map(courseRecords(trader).flatMap(({ payload: { activity, code } }) => typeof activity === 'string' ? [[activity, code]] : []))
  const learnt = completionsOf(trader).filter(({ course }) => kindOf.get(course) === 'e_learning')
  for (const [index, statement] of statementsOf(trader).entries()) {
    const { person, course, completedOn, result } = learnt[index] ?? {}
    t.match(toldBy(statement, '', '2099-01-01'), { kind: 'completion', actor: { account: person }, completedOn, result, hours: String(COURSES.find(({ code }) => code === course)?.versions[0]?.hours) })
    t.equal(activities.get(statement.object.id), course)
  }
  t.end()
})

t.test('the same seed makes the same bytes', (t) => {
  t.equal(JSON.stringify(statementsOf(trader)), JSON.stringify(statementsOf(setting().trader)))
  t.end()
})
