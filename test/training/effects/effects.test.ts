import t from 'tap'
import { addDays } from '../../../src/platform/calendar.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { insertCourse, insertRecord, insertRow } from '../training-rows.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date('2026-11-20T09:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inTx = async (work: (tx: OperatorTx) => Promise<void>): Promise<void> =>
  await withOperator(db, { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:write', work)

async function send (url: string, payload: object | string, headers: Record<string, string> = {}): Promise<{ json: <T>() => T }> {
  const answer = await app.inject({ method: 'POST', url, headers: { ...bearer(), ...headers }, payload })
  if (answer.statusCode > 201) throw new Error(`${url}: ${answer.body}`)
  return answer
}

const SIZES = { IMP: 6, EXP: 5, LOG: 3, LAB: 5 }
for (const [unit, size] of Object.entries(SIZES)) {
  await send('/v1/units', { code: unit, name: 'x', validFrom: '2020-01-01' })
  await send('/v1/positions', { code: `P-${unit}`, title: 'x', unit, responsibilities: [], validFrom: '2020-01-01' })
  for (let index = 0; index < size; index++) {
    await send('/v1/people', { pseudonym: `${unit}-${index}`, employmentKind: 'employee' })
    await send('/v1/assignments', { person: `${unit}-${index}`, position: `P-${unit}`, validFrom: '2020-01-01', ftePercent: 100 })
  }
}

/** So many of a number, as evenly as can be: errors that came together would be few. */
const isOneOf = (index: number, some: number, all: number): boolean => Math.floor((index + 1) * some / all) > Math.floor(index * some / all)

/** A declaration of the unit on each of the days, some with an error of classification, of which people decide some. */
async function push (orgUnitId: string, from: string, days: number, errors: number, decided = errors): Promise<void> {
  const lines = Array.from({ length: days }, (_, index) => JSON.stringify(declaration({
    lrn: `${orgUnitId}${from}${index}`.replaceAll('-', ''), acceptanceDate: addDays(from, index), orgUnitId, items: [item(isOneOf(index, errors, days) ? { taric2: undefined } : {})]
  })))
  await send('/v1/declarations/bulk', lines.join('\n'), { 'content-type': 'application/x-ndjson' })
  const found = (await app.inject({ url: `/v1/findings?${new URLSearchParams({ pillar: 'classification', orgUnitId, from, to: addDays(from, days - 1), limit: '1000' })}`, headers: bearer() })).json<{ items: { id: string }[] }>()
  if (found.items.length !== errors) throw new Error(`${found.items.length} findings of ${orgUnitId} from ${from}`)
  for (const { id } of found.items.filter((_, index) => isOneOf(index, decided, errors))) await send(`/v1/findings/${id}/review`, { decision: 'confirmed', words: 'So it is.', cause: 'training' }, { 'if-match': '"1"' })
}

const HELD_ON = '2026-05-04'
await push('IMP', '2026-01-01', 60, 20)
await push('IMP', '2026-05-05', 60, 2)
await push('EXP', '2026-01-01', 60, 20)
await push('EXP', '2026-05-05', 60, 20, 10)
await push('LOG', '2026-01-01', 10, 2)
await push('LOG', '2026-05-05', 10, 0)
await inTx(async (tx) => {
  await insertCourse(tx, 'CLASS', [{ from: '2025-01-01', topics: { classification: 2, incoterms_contracts: 1 }, passMark: 60 }])
  await insertCourse(tx, 'ORIGIN', [{ from: '2025-01-01', topics: { origin: 2 } }])
  await insertRow(tx, 'training_sessions', { id: '018f0000-0000-7000-8000-000000000001', code: 'S1', course: 'CLASS', version: 1, starts_on: HELD_ON, ends_on: HELD_ON, hours: 8, state: 'held', recorded_at: tx.at })
  const attend = async (person: string, more: Record<string, unknown> = {}): Promise<unknown> => await insertRecord(tx, { person, completed_on: HELD_ON, course: 'CLASS', version: 1, session: 'S1', ...more })
  for (const person of ['IMP-0', 'IMP-1', 'IMP-2', 'EXP-0', 'LOG-0', 'LAB-0', 'LAB-1']) await attend(person)
  await attend('EXP-1', { result: 'failed' })
  await attend('EXP-2', { result: 'attended' })
  await attend('EXP-3', { revoked_from: HELD_ON })
  for (const [person, completedOn] of [['EXP-0', '2026-06-02'], ['EXP-1', '2026-06-20'], ['EXP-1', '2026-07-01']] as const) await insertRecord(tx, { person, completed_on: completedOn, course: 'ORIGIN', version: 1 })
})

interface Shown { training: string, units: string[], pillar: string, trained: number, people: number, verdict: string, cautions: string[], before: { declarations: number, exposure: number, errors: number }, after: { declarations: number, exposure: number, errors: number }, compared: { ratio: number } | null, restOfCompany: { ratio: number } | null }
interface Answer { data: { trainingEffects: { withheld: number, nothingToCompare: number, tested: number, rows: Shown[] } } | null, errors?: { extensions: { type: string } }[] }
const ask = async (args = 'from: "2026-01-01", to: "2026-12-31"', headers = bearer()): Promise<Answer> => (await app.inject({
  method: 'POST', url: '/graphql', headers,
  payload: { query: `{ trainingEffects(${args}) { withheld nothingToCompare tested rows { training units pillar trained people verdict cautions before { declarations exposure errors } after { declarations exposure errors } compared { ratio } restOfCompany { ratio } } } }` }
})).json<Answer>()
const rowsOf = async (args?: string, headers?: { authorization: string }): Promise<Shown[]> => (await ask(args, headers)).data?.trainingEffects.rows ?? []

t.test('a training after which errors became fewer is told from one after which they did not', async (t) => {
  const rows = await rowsOf('from: "2026-05-04", to: "2026-05-04", pillar: classification')
  const [exp, imp] = ['EXP', 'IMP'].map((unit) => rows.find(({ units }) => units.includes(unit)))
  t.strictSame(imp, {
    training: 'session S1', units: ['IMP'], pillar: 'classification', trained: 3, people: 6, verdict: 'improved', cautions: [],
    before: { declarations: 60, exposure: 60, errors: 20 }, after: { declarations: 60, exposure: 60, errors: 2 }, compared: { ratio: 0.1 }, restOfCompany: { ratio: 70 * 10 / 35 / 22 }
  })
  t.strictSame({ ...exp, restOfCompany: null }, {
    training: 'session S1', units: ['EXP'], pillar: 'classification', trained: 1, people: 5, verdict: 'no_effect_shown', cautions: ['few_of_unit_trained'],
    before: { declarations: 60, exposure: 60, errors: 20 }, after: { declarations: 60, exposure: 30, errors: 10 }, compared: { ratio: 1 }, restOfCompany: null
  }, 'ten findings that nobody has decided are no improvement; whoever failed, or whose record was revoked, was not trained')
})

t.test('records without a session are a training for each course and month', async (t) => {
  const rows = await rowsOf('from: "2026-01-01", to: "2026-12-31", course: "ORIGIN"')
  t.strictSame(rows.map(({ training, trained }) => [training, trained]), [['course ORIGIN 1 2026-06', 2], ['course ORIGIN 1 2026-07', 1]])
  t.ok(rows.every(({ cautions }) => cautions.includes('other_training_in_window')), 'each falls into the window of the other')
})

t.test('a unit of fewer than five people has no row, and of one person nobody sees one', async (t) => {
  const unitsOf = (rows: readonly Shown[]): string[] => rows.filter(({ training }) => training === 'session S1').map(({ units }) => units.join())
  const unseeing = await ask(undefined, bearer({ scope: 'training:read' }))
  t.strictSame(unitsOf(unseeing.data?.trainingEffects.rows ?? []), ['EXP', 'IMP'])
  t.equal(unseeing.data?.trainingEffects.withheld, 1)
  const seeing = await ask(undefined, bearer({ scope: 'training:read training:personal' }))
  t.strictSame(unitsOf(seeing.data?.trainingEffects.rows ?? []), ['EXP', 'IMP', 'LOG'])
  t.equal(seeing.data?.trainingEffects.withheld, 0)
})

t.test('a unit that declared nothing is counted, not listed', async (t) => {
  const { data } = await ask('from: "2026-05-04", to: "2026-05-04"')
  t.notOk(data?.trainingEffects.rows.some(({ units }) => units.includes('LAB')))
  t.equal(data?.trainingEffects.nothingToCompare, 1)
  t.equal(data?.trainingEffects.tested, 3)
})

t.test('what is shown of a period changes nothing about what it is corrected for', async (t) => {
  const [all, some] = [await ask(), await ask('from: "2026-01-01", to: "2026-12-31", verdict: improved')]
  t.equal(some.data?.trainingEffects.rows.length, 1)
  t.equal(some.data?.trainingEffects.tested, all.data?.trainingEffects.tested)
})

t.test('a training belongs to the period in which it ended', async (t) => {
  for (const [from, to, held] of [['2026-05-04', '2026-05-04', true], ['2026-05-05', '2026-05-31', false], ['2026-05-01', '2026-05-03', false]] as const) {
    t.equal((await rowsOf(`from: "${from}", to: "${to}"`)).length > 0, held, `${from} to ${to}`)
  }
  t.equal((await ask('from: "2026-05-04", to: "2026-05-03"')).errors?.[0]?.extensions.type, '/problems/invalid-request')
})

t.test('another operator sees none of it', async (t) => {
  t.strictSame(await rowsOf(undefined, bearer({ operator: OTHER_OPERATOR })), [])
})

t.test('one training or many take the same number of statements', async (t) => {
  await rowsOf()
  const counts: number[] = []
  for (const from of ['2026-07-01', '2026-01-01']) counts.push((await statementsOf(db, async () => await rowsOf(`from: "${from}", to: "2026-12-31"`))).length)
  t.strictSame(counts, [10, 10])
})

t.test('the key figure sums the change of error rates, each training by what was reviewed after it', async (t) => {
  const query = '{ kpis(names: ["training_effect_delta"], from: "2026-05-01", to: "2026-05-31", by: [unit]) { value { value numerator denominator status } figures { key value } } }'
  const { data } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: { kpis: [{ value: object, figures: object[] }] } }>()
  t.strictSame(data.kpis[0], { value: { value: -20, numerator: '-18', denominator: '90', status: 'green' }, figures: [{ key: 'EXP', value: 0 }, { key: 'IMP', value: -30 }] })
})

t.test('where a high rate led to a training, it is compared with days that the unit was not picked by, and says so', async (t) => {
  const figure = { pillar: 'classification', now: { from: '2026-01-11', to: '2026-04-30' }, past: { from: '2025-01-11', to: '2026-01-10' }, comparisons: [{ against: 'rest_of_company' }] }
  await inTx(async (tx) => {
    await insertRow(tx, 'training_needs', {
      id: '018f0000-0000-7000-8000-000000000002', source: 'finding', topic: 'classification', level: 2, unit: 'EXP', severity: 'important', opened_on: '2026-04-30', due_on: '2026-12-31', unit_people: 5,
      figures: JSON.stringify([figure]), opened_by: '018f0000-0000-7000-8000-000000000003', recorded_at: tx.at
    })
  })
  const [exp] = await rowsOf('from: "2026-05-04", to: "2026-05-04", unit: "EXP", pillar: classification')
  const ledTo = { before: { declarations: 10, errors: 3 }, cautions: ['chosen_for_its_rate', 'few_of_unit_trained'] }
  t.match(exp, ledTo, 'the ten days before those that it was picked by')
  await inTx(async (tx) => {
    await tx.query('update aeo.training_sessions s set starts_on = \'2026-04-30\' where s.operator_id = $1 and s.code = \'S1\'', [tx.operatorId])
    await tx.query('update aeo.training_needs n set state = \'closed\', closed_on = \'2026-05-02\', closed_because = \'records\' where n.operator_id = $1', [tx.operatorId])
  })
  t.match(await rowsOf('from: "2026-05-04", to: "2026-05-04", unit: "EXP", pillar: classification'), [ledTo], 'a need that was closed before the last day of the training led to it nevertheless')
})
