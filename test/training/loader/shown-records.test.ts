import t from 'tap'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { readShown } from '../../../src/training/loader/shown-records.ts'
import type { ShownScope } from '../../../src/training/loader/shown-records.ts'
import { organisationOverHttp } from '../../organisation/organisation-over-http.ts'
import { OTHER_OPERATOR } from '../../support/app.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'
import { insertCourse, insertRecord } from '../training-rows.ts'

const { db, record } = await organisationOverHttp()
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>, eori = TEST_OPERATOR): Promise<T> => {
  const { operatorId } = await addOperator(db.operations, eori, 'x')
  return await withOperator(db, { subject: 'erp', eori, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:read', work)
}
/** Topic, level, day of completion and last day, by topic and day. */
const shownOf = async (person: string, scope: Partial<ShownScope> = {}) => ((await inTx(async (tx) => await readShown(tx, { first: '2026-06-30', last: '2026-06-30', ...scope }))).get(person) ?? [])
  .toSorted((a, b) => a.topic + a.completedOn < b.topic + b.completedOn ? -1 : 1).map(({ topic, level, completedOn, endsOn }) => `${topic} ${level} ${completedOn} ${endsOn ?? 'open'}`)

let people = 0
const person = async (...records: object[]): Promise<string> => {
  const pseudonym = `P${++people}`
  await record('/people', { pseudonym, employmentKind: 'employee' })
  await inTx(async (tx) => { for (const row of records) await insertRecord(tx, { person: pseudonym, topic: 'course' in row ? null : 'origin', level: 'course' in row ? null : 2, completed_on: '2025-01-31', ...row }) })
  return pseudonym
}

await inTx(async (tx) => {
  await insertCourse(tx, 'TESTED', [{ from: '2020-01-01', topics: { origin: 2, value: 1 }, passMark: 80 }])
  await insertCourse(tx, 'TALK', [{ from: '2020-01-01', topics: { origin: 2 } }, { from: '2025-06-01', topics: { origin: 3 } }])
  await insertCourse(tx, 'READ', [{ from: '2020-01-01', topics: { origin: 1 } }, { from: '2025-06-01', topics: { origin: 1 }, acknowledgeWithinDays: 30 }, { from: '2025-06-11', topics: { origin: 1 }, acknowledgeWithinDays: 10 }], 'read_and_understood')
})

const CASES: [name: string, records: object[], shown: string[]][] = [
  ['a record of its own topic', [{}], ['origin 2 2025-01-31 open']],
  ['a record of a course shows all that the course teaches', [{ course: 'TESTED', version: 1 }], ['origin 2 2025-01-31 open', 'value 1 2025-01-31 open']],
  ['a failed one shows nothing', [{ course: 'TESTED', version: 1, result: 'failed' }], []],
  ['one attended shows nothing where there was a test', [{ course: 'TESTED', version: 1, result: 'attended' }], []],
  ['one attended counts where there was none', [{ course: 'TALK', version: 1, result: 'attended' }], ['origin 2 2025-01-31 open']],
  ['one attended without a course counts', [{ result: 'attended' }], ['origin 2 2025-01-31 open']],
  ['a failed one without a course does not', [{ result: 'failed' }], []],
  ['one completed on the day', [{ completed_on: '2026-06-30' }], ['origin 2 2026-06-30 open']],
  ['one completed on the day after', [{ completed_on: '2026-07-01' }], []],
  ['one with an end', [{ ends_on: '2026-01-30' }], ['origin 2 2025-01-31 2026-01-30']],
  ['one revoked ends on the day before', [{ ends_on: '2026-01-30', revoked_from: '2025-03-01' }], ['origin 2 2025-01-31 2025-02-28']],
  ['one that ended before it was revoked ends as it did', [{ ends_on: '2025-02-01', revoked_from: '2025-03-01' }], ['origin 2 2025-01-31 2025-02-01']],
  ['one revoked from its first day on never showed anything', [{ revoked_from: '2025-01-31' }], []],
  ['another version of a course ends nothing', [{ course: 'TALK', version: 1 }], ['origin 2 2025-01-31 open']],
  ['what was read ends on the day before the first later version must be known', [{ course: 'READ', version: 1 }], ['origin 1 2025-01-31 2025-06-20']],
  ['so does the version in between', [{ course: 'READ', version: 2, completed_on: '2025-06-02' }], ['origin 1 2025-06-02 2025-06-20']],
  ['the version in force does not end', [{ course: 'READ', version: 3, completed_on: '2025-06-12' }], ['origin 1 2025-06-12 open']],
  ['an old version read when another had to be known shows nothing', [{ course: 'READ', version: 1, completed_on: '2025-06-21' }], []],
  ['a later record that lasts longer leaves the one before out', [{ ends_on: '2026-01-30' }, { completed_on: '2026-01-01', ends_on: '2026-12-31' }], ['origin 2 2026-01-01 2026-12-31']],
  ['a later one that lasts as long does too', [{ ends_on: '2026-12-31' }, { completed_on: '2026-01-01', ends_on: '2026-12-31' }], ['origin 2 2026-01-01 2026-12-31']],
  ['a later one that ends earlier does not', [{}, { completed_on: '2026-01-01', ends_on: '2026-12-31' }], ['origin 2 2025-01-31 open', 'origin 2 2026-01-01 2026-12-31']],
  ['a later one that was revoked does not', [{ ends_on: '2026-01-30' }, { completed_on: '2026-01-01', revoked_from: '2026-01-15' }], ['origin 2 2025-01-31 2026-01-30', 'origin 2 2026-01-01 2026-01-14']],
  ['another level leaves none out', [{ level: 3 }, { completed_on: '2026-01-01', level: 1 }], ['origin 3 2025-01-31 open', 'origin 1 2026-01-01 open']]
]
for (const [name, records, shown] of CASES) {
  t.test(`what is shown: ${name}`, async (t) => {
    t.strictSame(await shownOf(await person(...records)), shown)
  })
}

t.test('of several days only that is left out which decides on none of them', async (t) => {
  const who = await person({ ends_on: '2026-01-30' }, { completed_on: '2026-01-01', ends_on: '2026-12-31' }, { completed_on: '2026-05-01', ends_on: '2027-04-30' })
  t.strictSame(await shownOf(who, { first: '2025-12-31' }), ['origin 2 2025-01-31 2026-01-30', 'origin 2 2026-01-01 2026-12-31', 'origin 2 2026-05-01 2027-04-30'])
  t.strictSame(await shownOf(who, { first: '2026-01-01' }), ['origin 2 2026-01-01 2026-12-31', 'origin 2 2026-05-01 2027-04-30'])
  t.strictSame(await shownOf(who, { first: '2026-05-01' }), ['origin 2 2026-05-01 2027-04-30'])
})

t.test('some people and topics are asked for alone, and another operator has none', async (t) => {
  const [one, two] = [await person({ course: 'TESTED', version: 1 }), await person({})]
  t.strictSame(await shownOf(one, { people: [one], topics: ['value'] }), ['value 1 2025-01-31 open'])
  t.strictSame(await shownOf(two, { people: [one] }), [])
  t.strictSame(await shownOf(two, { topics: ['origin'] }), ['origin 2 2025-01-31 open'])
  t.equal((await inTx(async (tx) => await readShown(tx, { first: '2026-06-30', last: '2026-06-30' }), OTHER_OPERATOR)).size, 0)
})
