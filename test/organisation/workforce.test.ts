import t from 'tap'
import { workforce } from '../../src/organisation/index.ts'
import { withOperator } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { OTHER_OPERATOR } from '../support/app.ts'
import { statementsOf } from '../support/statements.ts'
import { TEST_OPERATOR } from '../support/tokens.ts'
import { organisationOverHttp } from './organisation-over-http.ts'

const { db, record } = await organisationOverHttp()
const ask = async (days: { from: string, to: string }, people?: string[], eori = TEST_OPERATOR) => {
  const principal = { subject: 'erp', eori, operatorId: (await addOperator(db.operations, eori, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
  return await withOperator(db, principal, 'organisation:read', async (tx) => await workforce(tx, days, people))
}

await record('/units', { code: 'CUS', name: 'Customs', validFrom: '2020-01-01' })
await record('/positions', { code: 'SPEC', title: 'x', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' })
for (const pseudonym of ['P1', 'P2', 'P3']) await record('/people', { pseudonym, employmentKind: 'employee' })
await record('/assignments', { person: 'P1', position: 'SPEC', validFrom: '2021-01-01', validTo: '2021-12-31', ftePercent: 100 })
await record('/assignments', { person: 'P1', position: 'SPEC', validFrom: '2022-01-01', ftePercent: 100 })
await record('/assignments', { person: 'P2', position: 'SPEC', validFrom: '2026-05-01', ftePercent: 100 })
await record('/deputies', { person: 'P3', position: 'SPEC', validFrom: '2022-01-01' })

t.test('the workforce of a day knows since when, and who comes later only then', async (t) => {
  const kept = await ask({ from: '2026-03-01', to: '2026-05-01' })
  t.match(kept.on('2026-03-01'), [{ person: 'P1', unit: 'CUS', positions: [{ code: 'SPEC', since: '2021-01-01' }] }])
  t.strictSame(kept.on('2026-03-01').length, 1)
  t.strictSame(kept.on('2026-05-01').map(({ person }) => person), ['P1', 'P2'])
  t.strictSame([...kept.deputiesOn('2026-03-01')], [['SPEC', ['P3']]])
})

t.test('some people are asked for alone, and another operator has none of them', async (t) => {
  t.strictSame((await ask({ from: '2026-05-01', to: '2026-05-01' }, ['P2'])).on('2026-05-01').map(({ person }) => person), ['P2'])
  t.strictSame((await ask({ from: '2026-05-01', to: '2026-05-01' }, undefined, OTHER_OPERATOR)).on('2026-05-01'), [])
})

t.test('it takes three statements, whatever the period', async (t) => {
  for (const to of ['2026-03-01', '2030-03-01']) {
    const statements = await statementsOf(db, async () => await ask({ from: '2021-01-01', to }))
    t.equal(statements.filter((text) => text.includes('aeo.assignments') || text.includes('aeo.units') || text.includes('aeo.positions')).length, 3)
  }
})
