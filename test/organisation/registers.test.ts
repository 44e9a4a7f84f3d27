import t from 'tap'
import { mandatesRegister, directoryRegister } from '../../src/organisation/index.ts'
import type { Knowledge } from '../../src/declarations/checks/knowledge.ts'
import { withOperator } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import type { RegisterNeeds } from '../../src/platform/registers.ts'
import { OTHER_OPERATOR } from '../support/app.ts'
import { declaration } from '../support/facts.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { organisationOverHttp } from './organisation-over-http.ts'

const { app, call, get, record, change, db } = await organisationOverHttp()
const NO_NEEDS: RegisterNeeds = { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: '2026-01-01', lastDay: '2026-01-01' }
const principalOf = async (eori: string) => ({ subject: 'erp', eori, operatorId: (await addOperator(db.operations, eori, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 })
const mandates = async (eori = TEST_OPERATOR): Promise<Knowledge['mandates']> => await withOperator(db, await principalOf(eori), 'organisation:read', async (tx) => await mandatesRegister.load(tx.query, tx.operatorId, NO_NEEDS))
const eventsOf = async (type: string) => (await get<{ items: { type: string, data: Record<string, unknown> }[] }>('/events?limit=1000')).items.filter((event) => event.type === type).map(({ data }) => data)

t.test('a mandate covers its term until it is revoked; without representatives there is no register', async (t) => {
  t.equal(await mandates(), undefined)
  t.match((await call('POST', '/mandates', { representative: 'DE1234567', representation: 'direct', validFrom: '2024-01-01' })).json(), { errors: [{ pointer: '/representative' }] })
  await record('/representatives', { eori: 'DE1234567', name: 'Spedition Nord', kind: 'customs_representative' })
  t.equal((await mandates())?.covers('DE1234567', '2024-01-01'), false, 'a representative without a mandate')
  const document = { documentReference: 'DMS-4711', documentSha256: 'ab'.repeat(32) }
  const { id } = await record('/mandates', { representative: 'DE1234567', representation: 'indirect', validFrom: '2024-01-01', validTo: '2025-12-31', procedures: ['40', '5100'], directions: ['import'], ...document })
  const covered = async (...days: string[]) => { const kept = await mandates(); return days.map((day) => kept?.covers('DE1234567', day)) }
  t.strictSame(await covered('2023-12-31', '2024-01-01', '2025-12-31', '2026-01-01'), [false, true, true, false])
  const act = { representation: 'indirect', direction: 'import', procedures: ['4000', '5100'], site: undefined } as const
  const [kept, day] = [await mandates(), '2025-12-31']
  t.strictSame([act, { ...act, procedures: ['5171'] }, { ...act, direction: 'export' }, { ...act, representation: 'direct' }].map((done) => kept?.covers('DE1234567', day, done as typeof act)), [true, false, false, false], 'within its limits alone')
  t.match((await change(`/mandates/${id}`, { revokedOn: '2023-12-31' })).json(), { errors: [{ pointer: '/revokedOn' }] })
  t.match((await change(`/mandates/${id}`, { revokedOn: '2025-03-01', revocationReason: 'Late answers' })).json(), { revokedOn: '2025-03-01', representation: 'indirect', ...document })
  t.strictSame(await covered('2025-02-28', '2025-03-01'), [true, false])
  t.match((await get<{ items: object[] }>('/mandates?representative=DE1234567&on=2025-02-28')).items, [{ id }])
  t.strictSame((await get<{ items: object[] }>('/mandates?representative=DE1234567&on=2025-03-01')).items, [])
  t.match(await eventsOf('mandate.granted'), [{ representative: 'DE1234567', on: '2024-01-01', until: '2025-12-31' }])
  t.match(await eventsOf('mandate.ended'), [{ on: '2025-03-01', revoked: true }])
  t.equal(await mandates(OTHER_OPERATOR), undefined, 'another operator has none of it')
})

t.test('a mandate names sites of the operator alone', async (t) => {
  t.match((await call('POST', '/mandates', { representative: 'DE1234567', representation: 'direct', validFrom: '2024-01-01', sites: ['NONE'] })).json(), { errors: [{ pointer: '/sites/0' }] })
  t.match((await call('POST', '/mandates', { representative: 'DE1234567', representation: 'direct', validFrom: '2024-02-01', validTo: '2024-01-31' })).json(), { errors: [{ pointer: '/validTo' }] })
  t.equal((await call('POST', '/representatives', { eori: 'DE1234567', name: 'Again', kind: 'other' })).statusCode, 409)
})

t.test('checks take a company of the group for the operator from when it is recorded until it has left', async (t) => {
  const push = async (lrn: string) => (await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn, declarant: 'FR44444444444' }) })).json<{ declarationId: string }>().declarationId
  const foreign = async (declarationId: string): Promise<number> => (await get<{ items: object[] }>(`/findings?declarationId=${declarationId}&check=ID-06`)).items.length
  t.equal(await foreign(await push('G-1')), 1)
  const entity = { eori: 'FR44444444444', name: 'Filiale', relation: 'subsidiary', validFrom: '2022-01-01' }
  await record('/organisation/legal-entities', entity)
  t.match((await call('POST', '/organisation/legal-entities', { ...entity, eori: 'IT01234567890' })).json(), { status: 400, errors: [{ pointer: '/eori', detail: 'is the operator itself' }] }, 'the operator is no other entity of its group')
  t.equal(await foreign(await push('G-2')), 0)
  t.match((await change('/organisation/legal-entities/FR44444444444', { validTo: '2099-12-31' })).json(), { errors: [{ pointer: '/validTo', detail: /still to come/ }] })
  t.equal((await change('/organisation/legal-entities/FR44444444444', { validTo: '2026-01-31' })).statusCode, 200)
  t.equal(await foreign(await push('G-3')), 1)
  t.equal((await change('/organisation/legal-entities/FR44444444444', { validTo: null })).statusCode, 200)
  t.equal(await foreign(await push('G-4')), 0, 'it has come back')
  t.equal((await call('POST', '/organisation/legal-entities', entity)).statusCode, 409)
  t.match(await eventsOf('organisation.entity_added'), [{ eori: entity.eori, on: '2022-01-01' }, { eori: entity.eori }])
  t.match(await eventsOf('organisation.entity_removed'), [{ on: '2026-01-31' }])
})

t.test('the operator\'s profile is recorded once and changes by day', async (t) => {
  t.equal((await call('GET', '/organisation')).statusCode, 404)
  const profile = { name: 'Rossi S.p.A.', legalForm: 'public_company', foundedOn: '1962-05-04', supplyChainRoles: ['manufacturer', 'exporter'], owners: [{ kind: 'company', reference: 'Rossi Holding', sharePercent: 80 }], validFrom: '2020-01-01' }
  t.equal((await call('POST', '/organisation', { ...profile, owners: [{ kind: 'person', reference: 'P-404' }] })).json<{ errors: { pointer: string }[] }>().errors[0]?.pointer, '/owners/0/reference')
  await record('/organisation', profile)
  t.match((await call('POST', '/organisation', profile)).json(), { type: '/problems/organisation-profile-exists' })
  t.equal((await change('/organisation', { legalForm: 'limited_company', owners: [], validFrom: '2025-07-01' })).statusCode, 200)
  t.match(await get('/organisation?on=2025-06-30'), { legalForm: 'public_company', owners: [{ reference: 'Rossi Holding' }] })
  t.match(await get('/organisation?on=2025-07-01'), { legalForm: 'limited_company', owners: [], foundedOn: '1962-05-04', history: { length: 2 } })
  t.match((await eventsOf('organisation.profile_changed')).at(-1), { fields: ['legalForm', 'owners'], before: { legalForm: 'public_company' } })
  t.notMatch(JSON.stringify(await eventsOf('organisation.profile_changed')), /Holding|Rossi/, 'who owns it, and a name that may be a person\'s, stay out of the log')
})

t.test('production steps are ordered and tied to units and sites; software says when it came and went', async (t) => {
  await record('/units', { code: 'PRO', name: 'Production', validFrom: '2020-01-01' })
  await record('/sites', { code: 'S-1', name: 'Works', address: 'Via Roma 1', country: 'IT', unit: 'PRO', validFrom: '2020-01-01' })
  const step = { code: 'ST-1', name: 'Define the good', phase: 'definition', ordinal: 1, units: ['PRO'], sites: ['S-1'], validFrom: '2020-01-01' }
  await record('/production-steps', step)
  t.match((await call('POST', '/production-steps', { ...step, code: 'ST-2', units: ['PRO', 'NONE'], sites: ['S-2'] })).json(), { errors: [{ pointer: '/units/1' }, { pointer: '/sites/0' }] })
  t.match((await change('/production-steps/ST-1', { ordinal: 2 })).json(), { ordinal: 2, phase: 'definition' })
  await record('/software', { code: 'ERP-1', name: 'Old ERP', kind: 'erp', hosting: 'own_premises', validFrom: '2015-01-01' })
  await change('/software/ERP-1', { validTo: '2025-12-31' })
  await record('/software', { code: 'ERP-2', name: 'New ERP', kind: 'erp', hosting: 'cloud', vendor: 'Vendor', validFrom: '2026-01-01' })
  t.match((await get<{ items: { code: string }[] }>('/software?kind=erp&on=2025-12-31')).items.map(({ code }) => code), ['ERP-1'])
  t.match((await get<{ items: { code: string }[] }>('/software?kind=erp&on=2026-01-01')).items.map(({ code }) => code), ['ERP-2'])
  t.match(await eventsOf('software.retired'), [{ software: 'ERP-1', kind: 'erp', on: '2025-12-31' }])
  t.match(await eventsOf('software.introduced'), [{ software: 'ERP-1' }, { software: 'ERP-2', on: '2026-01-01' }])
})

t.test('an operator that keeps no people and sites has no directory', async (t) => {
  const other = await principalOf(OTHER_OPERATOR)
  t.equal(await withOperator(db, other, 'organisation:read', async (tx) => await directoryRegister.load(tx.query, tx.operatorId, NO_NEEDS)), undefined)
})
