import t from 'tap'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { insertRecord, insertRequirement } from '../training-rows.ts'

/** Who decides a finding is known by the login of the token; how competent on that day stands with the decision. */

let today = '2026-06-01'
const clock = (): Date => new Date(`${today}T10:00:00Z`)
const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await withOperator(db, { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:write', work)
const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, subject = 'erp') =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer({ subject }), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })

async function record (url: string, payload: object, method: 'POST' | 'PATCH' = 'POST'): Promise<void> {
  const answer = await call(method, url, payload)
  if (answer.statusCode >= 300) throw new Error(answer.body)
}

let serial = 0
/** Findings of a declaration whose code is short, by pillar. */
async function findings (): Promise<Map<string, string>> {
  const pushed = await call('POST', '/declarations', declaration({ lrn: `C-${++serial}`, items: [item({ taric2: undefined, originCountry: undefined })] }))
  const { items } = (await call('GET', `/findings?declarationId=${pushed.json<{ declarationId: string }>().declarationId}`)).json<{ items: { id: string, pillar: string }[] }>()
  return new Map(items.map(({ id, pillar }) => [pillar, id]))
}
const CONFIRM = { decision: 'confirmed', words: 'So it is.', cause: 'clerical' }
const decidedBy = async (subject: string, pillar = 'classification'): Promise<unknown> => (await call('POST', `/findings/${(await findings()).get(pillar) ?? ''}/review`, CONFIRM, subject)).json<{ competence: unknown }>().competence

await record('/units', { code: 'CUS', name: 'x', validFrom: '2020-01-01' })
await record('/positions', { code: 'SPEC', title: 'x', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' })
for (const [pseudonym, subject] of [['P-1', 'anna'], ['P-2', 'bruno']]) {
  await record('/people', { pseudonym, employmentKind: 'employee' })
  await record(`/people/${pseudonym}/contact`, { subject }, 'PATCH')
}
await record('/assignments', { person: 'P-1', position: 'SPEC', validFrom: '2021-01-01', ftePercent: 100 })

t.test('while nobody keeps training, nothing is said of a reviewer', async (t) => {
  t.equal(await decidedBy('anna'), 'unknown')
})

t.test('a reviewer is competent through the last day of the training, at the level that is asked of the position', async (t) => {
  await inTx(async (tx) => {
    await insertRecord(tx, { person: 'P-1', topic: 'classification', level: 3, completed_on: '2025-06-10' })
    await insertRecord(tx, { person: 'P-1', topic: 'origin', level: 2, completed_on: '2026-05-01' })
    await insertRecord(tx, { person: 'P-2', topic: 'origin', level: 2, completed_on: '2026-05-01' })
  })
  const cases: [day: string, subject: string, pillar: string, competence: string, words: string][] = [
    ['2026-06-10', 'anna', 'classification', 'competent', 'on the last day of the refresher'], ['2026-06-11', 'anna', 'classification', 'not_competent', 'on the day after'],
    ['2026-06-10', 'anna', 'origin', 'not_competent', 'level 2 where the position asks 3'], ['2026-06-10', 'bruno', 'origin', 'competent', 'level 2 is what a review asks of somebody without a position'],
    ['2026-06-10', 'bruno', 'classification', 'not_competent', 'no training at all'], ['2026-06-10', 'erp', 'classification', 'unknown', 'a login of no person']
  ]
  for (const [day, subject, pillar, competence, words] of cases) {
    today = day
    t.equal(await decidedBy(subject, pillar), competence, words)
  }
})

t.test('what the operator asks of the person goes before the position', async (t) => {
  today = '2026-06-10'
  await inTx(async (tx) => await insertRequirement(tx, { person: 'P-1', topic: 'origin', level: 2 }))
  t.equal(await decidedBy('anna', 'origin'), 'competent')
})

t.test('a later training leaves an earlier decision as it was, and a group is judged pillar by pillar', async (t) => {
  today = '2026-06-11'
  const ids = await findings()
  const findingIds = [ids.get('classification'), ids.get('origin')]
  const { id } = (await call('POST', '/findings/groups', { title: 'One cause', cause: 'clerical', findingIds })).json<{ id: string }>()
  t.match((await call('POST', `/findings/groups/${id}/review`, CONFIRM, 'anna')).json(), { decided: { length: 2 } })
  const competences = async () => await Promise.all(findingIds.map(async (finding) => (await call('GET', `/findings/${finding}`)).json<{ competence: string }>().competence))
  t.strictSame(await competences(), ['not_competent', 'competent'])
  await inTx(async (tx) => await insertRecord(tx, { person: 'P-1', topic: 'classification', level: 3, completed_on: '2026-06-01' }))
  t.strictSame(await competences(), ['not_competent', 'competent'], 'the decision in force')
  t.match((await call('GET', `/findings/${findingIds[0]}/reviews`)).json(), { items: [{ competence: 'not_competent' }] })
  t.equal(await decidedBy('anna'), 'competent', 'the next decision')
})
