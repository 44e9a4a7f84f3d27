import { v7 as uuidV7 } from 'uuid'
import t from 'tap'
import type { Principal } from '../../../src/platform/access.ts'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { RISK_CATALOGUE } from '../../../src/risks/catalogue/shipped-catalogue.ts'
import { findRisk, takeRisks } from '../../../src/risks/register/risk-store.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { ownRisk, RiskRegister } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

/** What a later version of the defaults does to a register that is in use. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const register = new RiskRegister(app)
await register.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'test', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }

const LATER = RISK_CATALOGUE.risks.filter(({ area }) => area === 'excise').map((risk) => ({ ...risk, proposal: { ...risk.proposal, likelihood: 1 as const, reason: 'Seen differently by now' } }))
const takeLater = async (version: number) => await withOperator(db, principal, 'risks:write', async (tx) => await takeRisks(tx, LATER.map((risk) => ({ ...risk, id: uuidV7() })), version))
const kept = async (code: string) => await withOperator(db, principal, 'risks:read', async (tx) => await findRisk(tx, code))

t.test('a later version renews what is proposed, and never what people stated', async (t) => {
  await register.done('POST', '/risks/proposals', { areas: ['excise'] })
  await register.done('POST', '/risks/EXC-01/inputs', { reason: 'Agreed' })
  const [stated, proposed] = [await kept('EXC-01'), await kept('EXC-02')]
  t.match((await takeLater(RISK_CATALOGUE.version + 1)).map(({ code, isNew }) => [code, isNew]).toSorted(), [['EXC-01', false], ['EXC-02', false], ['EXC-03', false]])
  const after = await kept('EXC-01')
  t.match(after, { id: stated?.id, state: 'stated', defaultsVersion: RISK_CATALOGUE.version + 1, proposal: { likelihood: 1 }, input: { number: 1, likelihood: 3, confirmsVersion: RISK_CATALOGUE.version } })
  t.equal(after?.revision, (stated?.revision ?? 0) + 1, 'whoever saw the earlier proposal is told before he confirms it')
  t.match(await kept('EXC-02'), { id: proposed?.id, state: 'proposed', input: null, proposal: { likelihood: 1, reason: 'Seen differently by now' } })
  t.match(await register.done('POST', '/risks/EXC-02/inputs', { reason: 'Agreed' }), { input: { likelihood: 1, confirmsVersion: RISK_CATALOGUE.version + 1 } })
})

t.test('the same or an earlier version changes nothing', async (t) => {
  t.strictSame(await takeLater(RISK_CATALOGUE.version + 1), [])
  t.match(await register.done('POST', '/risks/proposals', { areas: ['excise'] }), { taken: [], renewed: [] })
  t.match(await kept('EXC-03'), { defaultsVersion: RISK_CATALOGUE.version + 1, revision: 2 })
})

t.test('a retired risk stays retired, and one\'s own under a code that the catalogue gives later stays one\'s own', async (t) => {
  await register.done('POST', '/risks/EXC-03/retire', { reason: 'x' })
  await takeLater(RISK_CATALOGUE.version + 2)
  t.match(await kept('EXC-03'), { state: 'retired', defaultsVersion: RISK_CATALOGUE.version + 2 })
  await register.done('POST', '/risks', ownRisk('LATER-1'))
  const given = LATER.slice(0, 1).map((risk) => ({ ...risk, code: 'LATER-1', id: uuidV7() }))
  t.equal(given.length, 1)
  t.strictSame(await withOperator(db, principal, 'risks:write', async (tx) => await takeRisks(tx, given, RISK_CATALOGUE.version + 3)), [])
  t.match(await kept('LATER-1'), { origin: 'own', proposal: null, title: 'Tooling is given away' })
})

t.test('taking one area or the whole catalogue takes as many statements', async (t) => {
  const few = await statementsOf(db, async () => { await register.done('POST', '/risks/proposals', { areas: ['solvency'] }) })
  const all = await statementsOf(db, async () => { await register.done('POST', '/risks/proposals', {}) })
  t.equal(all.length, few.length)
  t.ok(all.length <= 8, all.join('\n').slice(0, 500))
})
