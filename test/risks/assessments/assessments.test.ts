import { createHash } from 'node:crypto'
import t from 'tap'
import pg from 'pg'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { assessInputs } from '../../../src/risks/assessments/assess-inputs.ts'
import type { RiskInputs } from '../../../src/risks/evidence/risk-evidence.ts'
import { SIMULATIONS } from '../../../src/risks/assess/simulations.ts'
import { resultOf } from '../../../src/risks/assessments/assessment.ts'
import { assessScope } from '../../../src/risks/assessments/assessment-operations.ts'
import type { EvidenceSources } from '../../../src/risks/evidence/deps.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { HOLDS } from '../../../src/records/index.ts'
import { RISK_EVIDENCE } from '../../../src/risk-evidence-sources.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { control, ownRisk, RiskRegister, STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const now = { at: new Date('2026-05-10T10:00:00Z') }
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => now.at })
const register = new RiskRegister(app)
await register.prepare()
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Assessment { id: string, above: number, scored: number, seed: string, sha256: string, scope: object }
const assess = async (body: object = {}) => await register.call('POST', '/risk-assessments', { reason: 'Quarter', ...body })

t.test('without inputs there is nothing to assess', async (t) => {
  await register.done('POST', '/risks/proposals', { areas: ['value'] })
  t.match((await assess()).json(), { status: 409, type: '/problems/nothing-to-assess', unscored: 7 })
})

t.test('an assessment keeps facts and figures with their hash, and the figures come out again', async (t) => {
  await register.done('POST', '/risks', ownRisk('MASS'))
  await register.done('POST', '/risks/MASS/inputs', { ...STATED, evidence: { findings: [{ checks: ['VAL-14'] }] } })
  await register.done('POST', '/controls', control('SCALE', { risks: ['MASS'], inForceFrom: '2026-01-01' }))
  for (let index = 0; index < 5; index++) await register.done('POST', '/declarations', declaration({ lrn: `L-${index}`, items: [item({ grossMass: index === 0 ? '100' : '130', netMass: '120.5' })] }))
  const { items: [finding] } = await register.done<{ items: { id: string }[] }>('GET', '/findings?check=VAL-14')
  await register.done('POST', `/findings/${finding?.id}/review`, { decision: 'confirmed', words: 'x', cause: 'clerical' })
  const answer = await assess()
  t.equal(answer.statusCode, 201, answer.body)
  const kept = answer.json<Assessment>()
  t.match(kept, { on: '2026-05-10', scored: 1, unscored: 7, methodVersion: 1, settings: { windowMonths: 36, priorStrength: 1, years: 50_000 }, scope: { from: '2025-05-11', to: '2026-05-10', sites: [], procedures: [], pillars: [] }, seed: kept.id })
  t.equal(answer.headers['location'], `/v1/risk-assessments/${kept.id}`)
  t.strictSame(await register.done('GET', `/risk-assessments/${kept.id}`), kept)
  t.strictSame(await register.done('GET', '/risk-assessments'), { items: [kept], nextCursor: null })
  const { rows: [row] } = await superuser.query<{ facts: string, result: string }>('select facts, result from aeo.risk_assessments')
  t.equal(createHash('sha256').update(row!.facts).update(row!.result).digest('hex'), kept.sha256)
  t.equal(canonicalJson(resultOf(await assessInputs(JSON.parse(row!.facts) as RiskInputs, { seed: kept.seed, operatorId: 'x' }))), row!.result, 'to the byte')
})

t.test('each risk shows its figures, and all that they are made of', async (t) => {
  const { items: [{ id } = { id: '' }] } = await register.done<{ items: Assessment[] }>('GET', '/risk-assessments')
  const { items: [figures] } = await register.done<{ items: Record<string, number>[] }>('GET', `/risk-assessments/${id}/risks`)
  t.match(figures, { code: 'MASS', title: 'Tooling is given away', evidenceState: 'counted', statement: 1, acceptableScore: 5, appetiteEur: null })
  t.ok(figures!['frequencyLow']! < figures!['frequency']! && figures!['frequency']! < figures!['inherentFrequency']!)
  const whole = await register.done<{ assessment: { frequency: number } }>('GET', `/risk-assessments/${id}/risks/MASS`)
  t.match(whole, {
    code: 'MASS', statement: { reason: 'Workshop of the year' }, controls: [{ code: 'SCALE', design: 'good', passed: 0, failed: 0 }], ifReviewed: null,
    evidence: { state: 'counted', windowExposure: 5, yearExposure: 5, eventCount: 1, events: [{ day: '2026-03-02', links: [{ kind: 'finding' }] }] }, assessment: { explanation: { evidence: { events: 1, exposureYears: 1 } } }
  })
  t.equal(whole.assessment.frequency, figures!['frequency'])
  t.equal((await register.call('GET', `/risk-assessments/${id}/risks/VAL-01`)).statusCode, 404, 'nobody stated its inputs')
})

t.test('the same key makes one assessment, and another request under it none', async (t) => {
  const key = { 'idempotency-key': 'once' }
  const [first, second] = await Promise.all([register.call('POST', '/risk-assessments', { reason: 'Once' }, key), register.call('POST', '/risk-assessments', { reason: 'Once' }, key)])
  const statuses = [first.statusCode, second.statusCode].toSorted()
  t.ok(statuses[0] === 201 && (statuses[1] === 201 || statuses[1] === 409), String(statuses))
  const again = await register.call('POST', '/risk-assessments', { reason: 'Once' }, key)
  t.equal(again.statusCode, 201)
  t.equal((await register.done<{ items: object[] }>('GET', '/risk-assessments')).items.length, 2)
  t.equal((await register.call('POST', '/risk-assessments', { reason: 'Twice' }, key)).statusCode, 422)
})

t.test('settings hold for what is assessed from then on, and what was assessed keeps its own', async (t) => {
  t.match((await register.call('GET', '/risk-settings')).json(), { revision: 0, windowMonths: 36, priorStrength: 1, years: 50_000, reason: null })
  const settings = { windowMonths: 12, priorStrength: 2, years: 60_000, reason: 'Young company' }
  t.equal((await register.call('PUT', '/risk-settings', settings, {})).statusCode, 428)
  t.equal((await register.call('PUT', '/risk-settings', settings, { 'if-match': '"7"' })).statusCode, 412)
  t.match((await register.call('PUT', '/risk-settings', settings, { 'if-match': '"0"' })).json(), { revision: 1, ...settings })
  t.match((await assess({ seed: 'S' })).json(), { settings: { windowMonths: 12, priorStrength: 2, years: 60_000 }, seed: 'S' })
  t.match(await register.done('GET', '/risk-settings/revisions'), { items: [{ revision: 1, reason: 'Young company' }], nextCursor: null })
  const { items } = await register.done<{ items: object[] }>('GET', '/risk-assessments?limit=1')
  t.match(items, [{ settings: { windowMonths: 12 } }])
})

t.test('pages go on after the last', async (t) => {
  const { items, nextCursor } = await register.done<{ items: Assessment[], nextCursor: string }>('GET', '/risk-assessments?limit=2')
  const rest = await register.done<{ items: Assessment[], nextCursor: null }>('GET', `/risk-assessments?limit=2&cursor=${nextCursor}`)
  t.equal(new Set([...items, ...rest.items].map(({ id }) => id)).size, 3)
  t.equal(rest.nextCursor, null)
})

const FAULTS: [name: string, body: object, pointer: string][] = [
  ['a day that does not exist', { scope: { to: '2026-02-30' } }, '/scope/to'], ['an end before the beginning', { scope: { from: '2026-03-02', to: '2026-03-01' } }, '/scope/to'], ['a site that is none', { scope: { sites: ['MOON'] } }, '/scope/sites/0'],
  ['a pillar that is none', { scope: { pillars: ['weather'] } }, '/scope/pillars/0'], ['an unknown field', { colour: 'red' }, '/colour'], ['no reason', { reason: ' ' }, '/reason']
]
for (const [name, body, pointer] of FAULTS) t.test(`${name} is refused with its place`, async (t) => { t.match((await assess(body)).json(), { status: 400, errors: [{ pointer }] }) })

t.test('nobody reads another operator\'s', async (t) => {
  const { items: [{ id } = { id: '' }] } = await register.done<{ items: Assessment[] }>('GET', '/risk-assessments')
  for (const path of [`/risk-assessments/${id}`, `/risk-assessments/${id}/risks`, `/risk-assessments/${id}/risks/MASS`]) t.equal((await register.call('GET', path, undefined, {}, { operator: OTHER_OPERATOR })).statusCode, 404, path)
})

t.test('the log tells of it without words', async (t) => {
  const { items } = await register.done<{ items: { type: string, data: object }[] }>('GET', '/events?limit=1000')
  const told = items.filter(({ type }) => type === 'risk.assessed' || type === 'risk.settings_changed')
  t.equal(told.length, 4)
  t.notMatch(JSON.stringify(told), /Quarter|Young/)
})

t.test('what it costs depends on the kinds of exposure, and not on the number of risks', async (t) => {
  const count = async (): Promise<number> => (await statementsOf(db, async () => await assess())).length
  await register.done('POST', '/risks/proposals', {})
  const { items } = await register.done<{ items: { code: string }[] }>('GET', '/risks?state=proposed&limit=200')
  for (const { code } of items) await register.done('POST', `/risks/${code}/inputs`, { reason: 'As proposed' })
  const before = await count()
  for (let index = 0; index < 20; index++) {
    await register.done('POST', '/risks', ownRisk(`MORE-${index}`))
    await register.done('POST', `/risks/MORE-${index}/inputs`, { ...STATED, exposureBasis: index % 2 === 0 ? 'people' : 'ai_outputs' })
  }
  t.match((await assess()).json(), { scored: 115, unscored: 0 })
  t.equal(await count(), before)
  t.ok(before <= 28, `${before} statements`)
})

t.test('all that it rests on stood at one instant, whatever is changed while it is read', async (t) => {
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const principal: Principal = { subject: 'x', eori: TEST_OPERATOR, operatorId, scopes: new Set(['risks:write']), expiresAt: Number.MAX_SAFE_INTEGER }
  const evidence: EvidenceSources = {
    ...RISK_EVIDENCE,
    confirmedFindings: async (tx, days) => {
      await register.done('PUT', '/risk-appetites/value', { acceptableScore: 25, appetiteEur: 77, reason: 'While it is read' })
      return await RISK_EVIDENCE.confirmedFindings(tx, days)
    }
  }
  const { body } = await assessScope({ db, clock: () => now.at, holds: HOLDS, evidence, knownSites: async () => await Promise.resolve(new Set<string>()) }, principal, { reason: 'Quarter' }, undefined)
  const { items } = await register.done<{ items: { code: string, appetiteEur: number | null }[] }>('GET', `/risk-assessments/${(JSON.parse(body) as Assessment).id}/risks`)
  t.match(items.find(({ code }) => code === 'MASS'), { appetiteEur: null })
})

t.test('where too many simulations wait, nothing is read for one more: neither for an assessment nor for a stage of an audit', async (t) => {
  const audits = new RiskAudits(app)
  const { id } = await audits.draft()
  const key = { 'idempotency-key': 'before-the-crowd' }
  const before = await register.call('POST', '/risk-assessments', { reason: 'Quarter' }, key)
  t.equal(before.statusCode, 201)
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const places = []
  try {
    for (;;) places.push(SIMULATIONS.keepPlace(operatorId))
  } catch (error) {
    t.match(error, { status: 503, type: '/problems/overloaded' })
  }
  const refused: Awaited<ReturnType<typeof assess>>[] = []
  const statements = await statementsOf(db, async () => {
    refused.push(await assess())
    refused.push(await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'identified' }))
  })
  for (const answer of refused) {
    t.match(answer.json(), { status: 503, type: '/problems/overloaded' })
    t.equal(answer.headers['retry-after'], '5')
  }
  t.strictSame(statements.filter((text) => /risk|declaration|finding/.test(text)), [])
  t.equal((await register.call('POST', '/risk-assessments', { reason: 'Quarter' }, key)).body, before.body, 'what was answered before is answered again')
  for (const place of places) place.giveBack()
  t.equal((await assess()).statusCode, 201)
  t.equal((await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'identified' })).statusCode, 200)
})

t.test('whoever is refused, or whose assessment fails, leaves no place taken', async (t) => {
  for (let times = 0; times < 20; times++) t.equal((await assess({ scope: { sites: ['NO-SITE'] } })).statusCode, 400)
  t.equal((await assess()).statusCode, 201)
})
