import t from 'tap'
import { organisationOverHttp } from './organisation-over-http.ts'

const { record, change, graph } = await organisationOverHttp()
const FIRST = '2020-01-01'
await record('/units', { code: 'HQ', name: 'Head office', validFrom: FIRST })
await record('/units', { code: 'CUS', name: 'Customs', parent: 'HQ', validFrom: FIRST })
await record('/sites', { code: 'S-1', name: 'Works', address: 'Via Roma 1', country: 'IT', unit: 'CUS', activities: ['customs_warehouse'], validFrom: FIRST })
await change('/sites/S-1', { unit: 'HQ', validFrom: '2025-01-01' })
await record('/positions', { code: 'HEAD', title: 'Head of customs', unit: 'CUS', responsibilities: ['head_of_customs'], circle: ['in_charge_of_customs'], validFrom: FIRST })
await record('/positions', { code: 'AUD', title: 'Auditor', unit: 'HQ', responsibilities: ['internal_auditor'], validFrom: FIRST })
for (const pseudonym of ['P-1', 'P-2']) await record('/people', { pseudonym, employmentKind: 'employee', customsExperienceSince: '2010-01-01' })
await record('/assignments', { person: 'P-1', position: 'HEAD', validFrom: '2021-01-01', validTo: '2024-02-29' })
await record('/deputies', { person: 'P-2', position: 'HEAD', validFrom: '2022-01-01' })

t.test('the chart of a day shows units, positions, holders, deputies and vacancies', async (t) => {
  const query = (on: string) => `{ orgChart(on: "${on}") { on units { code parent depth positions { code responsibilities circle vacant holders { pseudonym ftePercent } deputies } } } }`
  t.strictSame(await graph(query('2024-02-29')), {
    orgChart: {
      on: '2024-02-29',
      units: [
        { code: 'HQ', parent: null, depth: 0, positions: [{ code: 'AUD', responsibilities: ['internal_auditor'], circle: [], vacant: true, holders: [], deputies: [] }] },
        { code: 'CUS', parent: 'HQ', depth: 1, positions: [{ code: 'HEAD', responsibilities: ['head_of_customs'], circle: ['in_charge_of_customs'], vacant: false, holders: [{ pseudonym: 'P-1', ftePercent: 100 }], deputies: ['P-2'] }] }
      ]
    }
  })
  t.match(await graph(query('2024-03-01')), { orgChart: { units: [{}, { positions: [{ vacant: true, holders: [] }] }] } })
  t.strictSame(await graph('{ orgChart(on: "2019-12-31") { units { code } } }'), { orgChart: { units: [] } })
})

t.test('vacancies and key-person risks are those of the day', async (t) => {
  t.strictSame(await graph('{ vacantCustomsPositions(on: "2024-02-29") { code } }'), { vacantCustomsPositions: [{ code: 'AUD' }] })
  t.strictSame(await graph('{ vacantCustomsPositions(on: "2024-03-01") { code } }'), { vacantCustomsPositions: [{ code: 'AUD' }, { code: 'HEAD' }] })
  const risks = async (on: string) => (await graph<{ keyPersonRisks: { responsibility: string, risk: string }[] }>(`{ keyPersonRisks(on: "${on}") { responsibility risk } }`)).keyPersonRisks.map(({ responsibility, risk }) => `${responsibility} ${risk}`)
  t.strictSame(await risks('2021-06-01'), ['head_of_customs single_holder_no_deputy', 'internal_auditor no_holder'])
  t.strictSame(await risks('2022-01-01'), ['head_of_customs single_holder', 'internal_auditor no_holder'])
  t.strictSame(await risks('2024-03-01'), ['head_of_customs no_holder', 'internal_auditor no_holder'])
})

t.test('units show their positions and sites, and sites their unit, each as of the day that was asked for', async (t) => {
  const query = (on: string) => `{ units(on: "${on}") { nodes { code on positions { code holders { pseudonym } } sites { code owner { code name } } } } }`
  t.strictSame(await graph(query('2024-12-31')), {
    units: {
      nodes: [
        { code: 'CUS', on: '2024-12-31', positions: [{ code: 'HEAD', holders: [] }], sites: [{ code: 'S-1', owner: { code: 'CUS', name: 'Customs' } }] },
        { code: 'HQ', on: '2024-12-31', positions: [{ code: 'AUD', holders: [] }], sites: [] }
      ]
    }
  })
  t.match(await graph(query('2025-01-01')), { units: { nodes: [{ sites: [] }, { sites: [{ code: 'S-1', owner: { code: 'HQ' } }] }] } })
  t.match(await graph('{ a: units(on: "2024-12-31", first: 1) { nodes { sites { code } } } b: units(on: "2025-01-01", first: 1) { nodes { sites { code } } pageInfo { hasNextPage } } }'),
    { a: { nodes: [{ sites: [{ code: 'S-1' }] }] }, b: { nodes: [{ sites: [] }], pageInfo: { hasNextPage: true } } }, 'two days in one query do not mix')
  t.match(await graph('{ sites { nodes { code activities owner { code } } } }'), { sites: { nodes: [{ activities: ['customs_warehouse'], owner: { code: 'HQ' } }] } })
})
