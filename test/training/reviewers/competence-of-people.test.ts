import t from 'tap'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { usesOfSystems } from '../../../src/ai-systems/index.ts'
import { workforce } from '../../../src/organisation/index.ts'
import { competenceOfPeople } from '../../../src/training/index.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { insertRecord, insertRequirement } from '../training-rows.ts'

/** People who decided, each judged by the day of the decision. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await withOperator(db, { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:write', work)
for (const pseudonym of ['P-1', 'P-2', 'P-3']) {
  const answer = await app.inject({ method: 'POST', url: '/v1/people', headers: bearer(), payload: { pseudonym, employmentKind: 'employee' } })
  if (answer.statusCode !== 201) throw new Error(answer.body)
}
const asked = (person: string, day: string, pillar = 'classification') => ({ person, pillar, day })

t.test('nothing is said while nobody keeps training', async (t) => {
  t.strictSame(await inTx(async (tx) => await competenceOfPeople(tx, { workforce, aiUses: usesOfSystems }, [asked('P-1', '2026-06-10')])), ['unknown'])
})

t.test('each is judged by the day, and by what the operator asks of the person', async (t) => {
  await inTx(async (tx) => {
    await insertRecord(tx, { person: 'P-1', topic: 'classification', level: 2, completed_on: '2025-06-10' })
    await insertRecord(tx, { person: 'P-2', topic: 'origin', level: 2, completed_on: '2026-05-01' })
    await insertRecord(tx, { person: 'P-3', topic: 'classification', level: 1, completed_on: '2026-05-01' })
  })
  const cases: [words: string, asked: ReturnType<typeof asked>, expected: string][] = [
    ['before the training', asked('P-1', '2025-06-09'), 'not_competent'], ['on its day', asked('P-1', '2025-06-10'), 'competent'], ['on the last day of the refresher', asked('P-1', '2026-06-10'), 'competent'],
    ['on the day after', asked('P-1', '2026-06-11'), 'not_competent'], ['in another topic', asked('P-2', '2026-06-10'), 'not_competent'], ['in their own', asked('P-2', '2026-06-10', 'origin'), 'competent'],
    ['at a lower level', asked('P-3', '2026-06-10'), 'not_competent'], ['of nobody who is known', asked('P-9', '2026-06-10'), 'not_competent'], ['in a pillar without a topic', asked('P-1', '2026-06-10', 'no_pillar'), 'unknown']
  ]
  const found = await inTx(async (tx) => await competenceOfPeople(tx, { workforce, aiUses: usesOfSystems }, cases.map(([, one]) => one)))
  cases.forEach(([words, , expected], index) => { t.equal(found[index], expected, words) })
})

t.test('however many are asked about, the statements are as many', async (t) => {
  const statements = async (count: number): Promise<number> => await inTx(async (tx) => {
    let sent = 0
    const counting: OperatorTx = { ...tx, query: async (text, values) => { sent++; return await tx.query(text, values) } }
    await competenceOfPeople(counting, { workforce, aiUses: usesOfSystems }, Array.from({ length: count }, (_, index) => asked(`P-${index}`, `2026-06-${String(index % 28 + 1).padStart(2, '0')}`)))
    return sent
  })
  await inTx(async (tx) => await insertRequirement(tx, { person: 'P-1', topic: 'classification', level: 3 }))
  t.strictSame([await statements(1), await statements(400)], [7, 7])
})
