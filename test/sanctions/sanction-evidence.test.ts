import t from 'tap'
import type { Principal } from '../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { sanctionEvidence } from '../../src/sanctions/index.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { recordNamed, sanction } from './sanctions.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'reader', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

t.test('evidence of sanctions is of the last day of the facts or of the decision, without amounts, people and what was annulled', async (t) => {
  await recordNamed(app, { units: ['U-1'], people: ['p-1'] })
  const record = async (changes: object): Promise<string> => {
    const answer = await app.inject({ method: 'POST', url: '/v1/sanctions', headers: bearer(), payload: sanction({ ...changes }) })
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return answer.json<{ id: string }>().id
  }
  const first = await record({ authorityReference: 'A', orgUnitId: 'U-1', personIds: ['p-1'], cause: 'training', amountPenalty: '100', currency: 'EUR', infringementDates: [{ from: '2025-03-01', to: '2025-03-31' }] })
  await record({ authorityReference: 'B', infringementDates: [{ from: '2025-04-01' }] })
  const annulled = await record({ authorityReference: 'C', infringementDates: [{ from: '2025-03-05' }] })
  for (const step of [{ status: 'lodged', on: '2025-10-01' }, { status: 'annulled', on: '2025-11-01' }]) {
    const { headers } = await app.inject({ url: `/v1/sanctions/${annulled}`, headers: bearer() })
    const appealed = await app.inject({ method: 'POST', url: `/v1/sanctions/${annulled}/appeal`, headers: { ...bearer(), 'if-match': String(headers.etag) }, payload: step })
    if (appealed.statusCode !== 200) throw new Error(appealed.body)
  }
  const read = async (from: string, to: string) => await withOperatorReadOnly(db, principal, 'sanctions:read', async (tx) => await sanctionEvidence(tx, { from, to }))
  t.strictSame(await read('2025-03-01', '2025-03-31'), [
    { id: first, unit: 'U-1', pillar: 'classification', cause: 'training', severity: 'minor', factsOn: '2025-03-31', decisionDate: '2025-09-01', declarationIds: [], findingIds: [], sites: [], procedures: [] }
  ])
  t.strictSame(await read('2025-03-01', '2025-03-30'), [])
  t.strictSame((await read('2025-09-01', '2025-09-01')).map(({ factsOn }) => factsOn), ['2025-03-31', '2025-04-01'])
})
