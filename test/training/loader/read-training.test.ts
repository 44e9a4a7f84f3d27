import t from 'tap'
import { usesOfSystems } from '../../../src/ai-systems/index.ts'
import { workforce } from '../../../src/organisation/index.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { cellsOf } from '../../../src/training/competence/cells.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import { readTraining } from '../../../src/training/loader/read-training.ts'
import type { TrainingScope } from '../../../src/training/loader/read-training.ts'
import { organisationOverHttp } from '../../organisation/organisation-over-http.ts'
import { OTHER_OPERATOR } from '../../support/app.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'
import { insertRecord, insertRequirement, insertRow } from '../training-rows.ts'

const { db, record } = await organisationOverHttp()
const DAY = '2026-06-30'
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>, eori = TEST_OPERATOR): Promise<T> => {
  const { operatorId } = await addOperator(db.operations, eori, 'x')
  return await withOperator(db, { subject: 'erp', eori, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:read', work)
}
const read = async (scope: Partial<TrainingScope> = {}, eori = TEST_OPERATOR) => await inTx(async (tx) => await readTraining(tx, { workforce, aiUses: usesOfSystems }, { days: [DAY], ...scope }), eori)

for (const unit of [{ code: 'ALL' }, { code: 'CUS', parent: 'ALL' }, { code: 'LOG', parent: 'ALL' }]) await record('/units', { ...unit, name: 'x', validFrom: '2020-01-01' })
await record('/positions', { code: 'SPEC', title: 'x', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' })
await record('/positions', { code: 'STORE', title: 'x', unit: 'LOG', responsibilities: [], validFrom: '2020-01-01' })
for (const pseudonym of ['P1', 'P2']) await record('/people', { pseudonym, employmentKind: 'employee' })
await record('/assignments', { person: 'P1', position: 'SPEC', validFrom: '2021-01-01', ftePercent: 100 })
await record('/assignments', { person: 'P2', position: 'STORE', validFrom: '2021-01-01', ftePercent: 100 })
await inTx(async (tx) => {
  await insertRow(tx, 'training_topics', { id: '018f0000-0000-7000-8000-000000000001', code: 'gate', name: 'Gate', kind: 'procedure', recorded_at: tx.at })
  await insertRequirement(tx, { unit: 'ALL', topic: 'gate', level: 1 })
  await insertRequirement(tx, { unit: 'LOG', topic: 'origin', level: 2, valid_from: '2026-07-01' })
  for (const person of ['P1', 'P2']) await insertRecord(tx, { person, topic: 'gate', level: 1, completed_on: '2026-01-31' })
  await insertRecord(tx, { person: 'P1', topic: 'origin', level: 3, completed_on: '2026-01-31' })
})

t.test('what is read tells whether each person knows what is required on the day', async (t) => {
  const { peopleOn, own, shown, catalogue } = await read()
  const statesOf = (name: string): string[] => peopleOn(DAY).filter(({ person }) => person === name)
    .flatMap((person) => cellsOf(requirementsOn(person, own, catalogue, DAY), shown.get(name) ?? [], DAY, 60)).map(({ topic, state }) => `${topic} ${state}`)
  t.strictSame(statesOf('P2'), ['gate valid'])
  t.ok(statesOf('P1').includes('origin valid') && statesOf('P1').includes('value missing') && statesOf('P1').includes('gate valid'), statesOf('P1').join())
})

t.test('a requirement is read from the first day on which it holds', async (t) => {
  t.equal((await read()).own.length, 1)
  t.equal((await read({ days: ['2026-07-01', DAY] })).own.length, 2)
})

t.test('people and their records may be asked by unit, by name and by topic', async (t) => {
  const asked = async (scope: Partial<TrainingScope>): Promise<unknown> => {
    const { peopleOn, shown } = await read(scope)
    return { people: peopleOn(DAY).map(({ person }) => person), shown: [...shown].map(([person, records]) => [person, ...records.map(({ topic }) => topic).toSorted()].join(' ')).toSorted() }
  }
  t.strictSame(await asked({ unit: 'ALL' }), { people: ['P1', 'P2'], shown: ['P1 gate origin', 'P2 gate'] })
  t.strictSame(await asked({ unit: 'LOG' }), { people: ['P2'], shown: ['P2 gate'] })
  t.strictSame(await asked({ unit: 'NONE' }), { people: [], shown: [] })
  t.strictSame(await asked({ people: ['P1'], topics: ['origin'] }), { people: ['P1'], shown: ['P1 origin'] })
})

t.test('another operator has nobody, and the catalogue without topics that are not its own', async (t) => {
  const { peopleOn, own, shown, catalogue } = await read({}, OTHER_OPERATOR)
  t.strictSame([peopleOn(DAY).length, own.length, shown.size, catalogue.topics.has('gate'), catalogue.topics.has('origin')], [0, 0, 0, false, true])
})

t.test('it takes six statements, whoever is asked for', async (t) => {
  for (const scope of [{}, { unit: 'ALL' }, { people: ['P1'], topics: ['origin'] }, { days: ['2021-01-01', DAY] }]) {
    const statements = await statementsOf(db, async () => await read(scope))
    t.equal(statements.filter((text) => /aeo\.(training_|units|positions|assignments)/.test(text)).length, 6)
  }
})
