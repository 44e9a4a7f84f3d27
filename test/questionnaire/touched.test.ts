import pg from 'pg'
import t from 'tap'
import { addDays, utcDay } from '../../src/platform/calendar.ts'
import { completed } from '../support/ai-act.ts'
import { Inventory } from '../support/ai-systems.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { AskedQuestionnaire } from '../support/questionnaire.ts'
import { bearer } from '../support/tokens.ts'

/** What touches answers beside the plain cases: what is told late, corrected, taken back, or decided by its details. */

let now = new Date('2026-11-10T10:00:00Z')
const { appUrl, superuserUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const asked = new AskedQuestionnaire(app)
const inventory = new Inventory(app)
await asked.prepare()
const superuser = new pg.Client(superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

/** Whatever is recorded next is recorded later. */
const later = (): void => { now = new Date(now.getTime() + 3_700_000) }
const day = (days: number): string => addDays(utcDay(now), days)
const patch = async (path: string, payload: object): Promise<void> => {
  const answer = await app.inject({ method: 'PATCH', url: `/v1${path}`, headers: { ...bearer(), 'if-match': '*' }, payload })
  if (answer.statusCode !== 200) throw new Error(answer.body)
}
const eventsOf = async (question: string): Promise<(string | null)[]> => (await asked.find(question)).wire.reasons.map(({ event }) => event)
/** Answers them, and lets time pass. */
const answered = async (...questions: string[]): Promise<void> => {
  later()
  for (const question of questions) await asked.answer(question)
  later()
}

t.test('what nobody looked at stays stale, whatever end is announced meanwhile', async (t) => {
  await answered('1.1.3', '3.2.1', '1.1.1', '1.3.1')
  const { id } = await asked.post('/assignments', { person: 'P-OTHER', position: 'HEAD', ftePercent: 50, validFrom: '2026-10-01' })
  await asked.post('/software', { code: 'WMS', name: 'x', kind: 'erp', hosting: 'cloud', validFrom: '2026-10-01' })
  await asked.post('/organisation/legal-entities', { eori: 'FR9', name: 'x', relation: 'subsidiary', validFrom: '2026-10-01' })
  await asked.post('/representatives', { eori: 'DE9', name: 'x', kind: 'other' })
  const mandate = await asked.post('/mandates', { representative: 'DE9', representation: 'direct', validFrom: '2026-10-01' })
  const told = { '1.1.3': ['customs_head_changed'], '3.2.1': ['software_changed'], '1.1.1': ['legal_entity_changed'], '1.3.1': ['mandate_changed'] }
  for (const [question, events] of Object.entries(told)) t.strictSame(await eventsOf(question), events, question)
  t.match((await asked.find('1.1.3')).wire.reasons, [{ on: '2026-10-01', recordedAt: now.toISOString() }], 'it happened before the answer, and was told after it')
  later()
  await patch(`/assignments/${id}`, { validTo: day(30) })
  await patch('/software/WMS', { validTo: day(30) })
  await patch(`/mandates/${mandate.id}`, { validTo: day(30) })
  for (const [question, events] of Object.entries(told)) t.strictSame(await eventsOf(question), events, `${question}, whose end is announced`)
  await patch(`/assignments/${id}`, { ftePercent: 40 })
  t.strictSame(await eventsOf('1.1.3'), ['customs_head_changed'], 'nor does a share of time take it back')
})

t.test('an end that is announced counts when it comes, one that had come and is moved counts at once, and so does what is changed before', async (t) => {
  await answered('1.1.3', '3.2.1')
  const { items } = (await asked.call('GET', '/assignments?person=P-OTHER')).json<{ items: { id: string }[] }>()
  const path = `/assignments/${items[0]?.id}`
  await patch(path, { validTo: day(20) })
  t.strictSame(await eventsOf('1.1.3'), [], 'moved before it came')
  await patch('/software/WMS', { hosting: 'own_premises' })
  t.strictSame(await eventsOf('3.2.1'), ['software_changed'], 'it moves, and is to be retired later')
  now = new Date(now.getTime() + 22 * 86_400_000)
  t.strictSame(await eventsOf('1.1.3'), ['customs_head_changed'], 'it came')
  await answered('1.1.3')
  t.strictSame(await eventsOf('1.1.3'), [])
  await patch(path, { validTo: day(40) })
  t.strictSame(await eventsOf('1.1.3'), ['customs_head_changed'], 'it did not come after all')
  await patch(path, { validTo: null })
  await answered('1.1.3')
  t.strictSame(await eventsOf('1.1.3'), [])
})

t.test('a position that answers for customs no more, or from now on, changes who is in charge of it', async (t) => {
  await answered('1.1.3', '6.1.1', '1.3.2')
  await patch('/positions/CLERK', { responsibilities: ['head_of_customs'], validFrom: day(0) })
  t.strictSame([await eventsOf('1.1.3'), await eventsOf('6.1.1'), await eventsOf('1.3.2')], [['customs_head_changed'], [], []])
  await answered('1.1.3')
  await patch('/positions/CLERK', { title: 'Head clerk', validFrom: day(0) })
  t.strictSame(await eventsOf('1.1.3'), [], 'by whatever title')
  later()
  await patch('/positions/CLERK', { responsibilities: ['security_officer'], validFrom: day(1) })
  t.strictSame([await eventsOf('1.1.3'), await eventsOf('6.1.1')], [[], []], 'from tomorrow on')
  now = new Date(now.getTime() + 86_400_000)
  t.strictSame([await eventsOf('1.1.3'), await eventsOf('6.1.1')], [['customs_head_changed'], ['security_officer_changed']])
})

t.test('whoever is told late to hold a position holds what it came to answer for meanwhile', async (t) => {
  await asked.post('/positions', { code: 'CODES', title: 'Codes', unit: 'DESK', responsibilities: [], validFrom: '2020-01-01' })
  await patch('/positions/CODES', { responsibilities: ['classification_owner'], validFrom: '2026-09-01' })
  await answered('1.3.2')
  const { id } = await asked.post('/assignments', { person: 'P-OTHER', position: 'CODES', ftePercent: 0, validFrom: '2026-08-01' })
  t.strictSame(await eventsOf('1.3.2'), ['classifier_changed'])
  await patch(`/assignments/${id}`, { validTo: day(-2) })
  await answered('1.3.2')
  t.strictSame(await eventsOf('1.3.2'), [])
  await patch(`/assignments/${id}`, { validTo: null })
  t.strictSame(await eventsOf('1.3.2'), ['classifier_changed'], 'and so does whoever did not leave after all')
  const { id: before } = await asked.post('/assignments', { person: 'P-HEAD', position: 'CODES', ftePercent: 0, validFrom: '2026-07-01', validTo: '2026-08-31' })
  await patch(`/assignments/${before}`, { validTo: '2026-08-30' })
  await answered('1.3.2')
  await asked.post('/assignments', { person: 'P-HEAD', position: 'CODES', ftePercent: 0, validFrom: '2026-06-01', validTo: '2026-06-30' })
  t.strictSame(await eventsOf('1.3.2'), [], 'who left before it answered for that never did')
})

t.test('what had begun, and is to begin on a day to come, is not so: at once, and again when it begins', async (t) => {
  await asked.post('/software', { code: 'TMS', name: 'x', kind: 'erp', hosting: 'cloud', validFrom: '2026-09-01' })
  await answered('3.2.1')
  await patch('/software/TMS', { validFrom: day(5) })
  t.strictSame(await eventsOf('3.2.1'), ['software_changed'])
  await patch('/software/TMS', { validTo: day(60) })
  t.strictSame(await eventsOf('3.2.1'), ['software_changed'], 'also once its end is announced')
  await answered('3.2.1')
  t.strictSame(await eventsOf('3.2.1'), [])
  now = new Date(now.getTime() + 6 * 86_400_000)
  t.strictSame(await eventsOf('3.2.1'), ['software_changed'])
})

t.test('whoever left before the position came to answer for something is found to have, where they were thought to be there', async (t) => {
  const { id } = await asked.post('/assignments', { person: 'P-OTHER', position: 'AI-OWNER', ftePercent: 0, validFrom: '2026-08-01' })
  await patch('/positions/AI-OWNER', { responsibilities: ['security_officer'], validFrom: day(-5) })
  await answered('6.1.1')
  await patch(`/assignments/${id}`, { validTo: day(-10) })
  t.strictSame(await eventsOf('6.1.1'), ['security_officer_changed'])
})

t.test('whoever deputises by position touches the answer that names deputies', async (t) => {
  await asked.post('/positions', { code: 'DEPUTY', title: 'Deputy head', unit: 'DESK', responsibilities: ['deputy_head_of_customs'], validFrom: '2020-01-01' })
  await answered('1.1.8', '1.1.3')
  await asked.post('/assignments', { person: 'P-OTHER', position: 'DEPUTY', ftePercent: 0, validFrom: '2026-09-01' })
  t.strictSame([await eventsOf('1.1.8'), await eventsOf('1.1.3')], [['deputy_changed'], []])
})

t.test('whoever is in charge of customs is employed otherwise, or has other experience; a step of production moves', async (t) => {
  await answered('1.1.3', '5.1.1', '6.8.1')
  await patch('/people/P-HEAD', { employmentKind: 'contractor' })
  t.strictSame([await eventsOf('1.1.3'), await eventsOf('5.1.1')], [[], []], 'who holds no position')
  await asked.post('/assignments', { person: 'P-HEAD', position: 'HEAD', ftePercent: 50, validFrom: '2026-09-01' })
  await answered('1.1.3', '5.1.1')
  await patch('/people/P-HEAD', { customsExperienceSince: '2025-01-01' })
  t.strictSame([await eventsOf('1.1.3'), await eventsOf('5.1.1')], [['customs_head_described'], ['customs_head_described']])
  await asked.post('/production-steps', { code: 'WELD', name: 'Welding', phase: 'production', ordinal: 1, validFrom: day(0) })
  t.strictSame(await eventsOf('6.8.1'), ['production_step_changed'])
})

t.test('a decision of customs that is corrected, or was never made, touches what answers say of it', async (t) => {
  const { id } = await asked.post('/authorisations', { type: 'SDE', reference: 'ITSDE1', holderEori: 'IT01234567890', decisionDate: '2026-03-02' })
  const decide = async (payload: object): Promise<void> => {
    const answer = await asked.call('POST', `/authorisations/${id}/decisions`, payload, { 'if-match': '*' })
    if (answer.statusCode >= 300) throw new Error(answer.body)
  }
  await decide({ kind: 'amended', decisionDate: '2026-05-02', terms: { scope: { goodsCodes: ['8518'] } } })
  await decide({ kind: 'suspended', decisionDate: '2026-06-02', words: 'x' })
  const QUESTIONS = ['2.2', '1.2.3', '1.3.2', '1.1.5']
  const touched = async () => (await Promise.all(QUESTIONS.map(async (question) => (await eventsOf(question)).length > 0 ? [question] : []))).flat()
  await answered(...QUESTIONS)
  t.strictSame(await touched(), [])
  await decide({ kind: 'recorded_in_error', decisionDate: '2026-06-03', replaces: 3 })
  t.strictSame(await touched(), ['2.2', '1.2.3'], 'it was never suspended')
  await answered(...QUESTIONS)
  await decide({ kind: 'amended', decisionDate: '2026-05-02', terms: { memberStates: ['IT'] }, replaces: 2 })
  t.strictSame(await touched(), ['1.2.3', '1.3.2', '1.1.5'], 'other conditions than were thought')
})

t.test('a penalty that is found less grave touches answers that say it was serious, and what follows from declarations alone touches none', async (t) => {
  const { id } = await asked.post('/sanctions', { authority: 'ADM', authorityReference: 'S-1', memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'serious', severityReason: 'x', infringementDates: [{ from: '2026-03-03' }], decisionDate: '2026-09-01', cause: 'other', detectedBy: 'customs', declarations: [] })
  await answered('2.1')
  t.strictSame(await eventsOf('2.1'), [])
  await superuser.query('insert into aeo.sanction_revisions select r.operator_id, r.sanction_id, r.revision + 1, \'derived\', r.content, null, null, $2, r.changed_by from aeo.sanction_revisions r where r.sanction_id = $1', [id, now])
  await superuser.query('update aeo.sanctions s set revision = s.revision + 1 where s.id = $1', [id])
  t.strictSame(await eventsOf('2.1'), [], 'its declarations changed')
  later()
  await patch(`/sanctions/${id}`, { severity: 'minor', severityReason: 'Found less grave' })
  t.strictSame(await eventsOf('2.1'), ['serious_sanction'])
  await answered('2.1')
  t.strictSame(await eventsOf('2.1'), [])
})

t.test('evidence that is corrected touches the answers that speak of it, as new one does', async (t) => {
  const evidence = (outcome: string) => ({ reference: 'PEN', criterion: 'security', kind: 'penetration_test', outcome, issuedOn: '2026-11-01', validFrom: '2026-11-01', sha256: 'a'.repeat(64), archive: 'dms', locator: '1' })
  const { id } = await asked.post('/criteria-evidence', evidence('passed'))
  await answered('3.7.1')
  t.strictSame(await eventsOf('3.7.1'), [])
  await patch(`/criteria-evidence/${id}`, { outcome: 'passed' })
  t.strictSame(await eventsOf('3.7.1'), [], 'the same again')
  await patch(`/criteria-evidence/${id}`, { outcome: 'failed' })
  t.strictSame(await eventsOf('3.7.1'), ['evidence_penetration_test'])
})

t.test('an AI system touches what answers say about it: who answers for it, its contract, data, class, and what is told of it late', async (t) => {
  const QUESTIONS = ['1.3.2', '3.8.1', 'AI.1', 'AI.3', 'AI.6', 'AI.7', 'AI.10', 'AI.11', 'AI.12']
  const touched = async (): Promise<Record<string, (string | null)[]>> => {
    const found: Record<string, (string | null)[]> = {}
    for (const question of QUESTIONS) {
      const events = await eventsOf(question)
      if (events.length > 0) found[question] = events
    }
    return found
  }
  await answered(...QUESTIONS)
  const registered = await inventory.register('CODER', { validFrom: day(-20) })
  await inventory.assess(registered)
  await inventory.step(registered, 'assessed')
  t.strictSame(await touched(), {}, 'before it comes into use it takes part in nothing')
  t.equal((await inventory.step(registered, 'in_use')).statusCode, 200)
  const INTRODUCED = ['ai_system_introduced']
  t.strictSame(await touched(), { '1.3.2': INTRODUCED, '3.8.1': INTRODUCED, 'AI.1': INTRODUCED, 'AI.3': INTRODUCED, 'AI.6': INTRODUCED, 'AI.7': INTRODUCED, 'AI.10': INTRODUCED, 'AI.11': INTRODUCED })
  const cases: [name: string, happens: () => Promise<unknown>, expected: Record<string, string[]>][] = [
    ['another owner', async () => await inventory.call('PATCH', `/ai-systems/${registered}`, { owner: { kind: 'position', code: 'HEAD' } }), { '1.3.2': ['ai_system_staffed'], 'AI.1': ['ai_system_staffed'], 'AI.11': ['ai_system_staffed'] }],
    ['another contract', async () => await inventory.call('PATCH', `/ai-systems/${registered}`, { contractClauses: ['confidentiality'] }), { '3.8.1': ['ai_contract_changed'], 'AI.6': ['ai_contract_changed'] }],
    ['other data', async () => await inventory.call('PATCH', `/ai-systems/${registered}`, { data: { categories: ['goods_data'], trainingUseAllowed: true } }),
      { '3.8.1': ['ai_system_changed'], 'AI.1': ['ai_system_changed'], 'AI.3': ['ai_system_changed'], 'AI.7': ['ai_data_changed'], 'AI.10': ['ai_system_changed'] }],
    ['the same class again', async () => await inventory.assess(registered), {}],
    ['another class', async () => await inventory.assess(registered, completed({ r_roles: ['deployer'], c_domains: ['tariff_classification'], c_cloud: 'eu_cloud', t_interacts: true, t_obvious: false })), { 'AI.10': ['ai_class_changed'] }],
    ['a control that is found to work', async () => await inventory.call('PUT', `/ai-systems/${registered}/controls/AIC-03`, { rating: 'effective', evidence: { reference: 'dms:1', sha256: 'a'.repeat(64) } }), {}],
    ['a control that works no more', async () => await inventory.call('PUT', `/ai-systems/${registered}/controls/AIC-03`, { rating: 'designed' }), { '1.3.2': ['ai_control_failed'] }],
    ['a control that works no better', async () => await inventory.call('PUT', `/ai-systems/${registered}/controls/AIC-03`, { rating: 'missing' }), {}],
    ['another name', async () => await inventory.call('PATCH', `/ai-systems/${registered}`, { name: 'Coder' }), {}]
  ]
  for (const [name, happens, expected] of cases) {
    await answered(...QUESTIONS)
    t.strictSame(await touched(), {})
    const answer = await happens() as { statusCode: number, body: string }
    t.ok(answer.statusCode < 300, `${name}: ${answer.body}`)
    t.strictSame(await touched(), expected, name)
  }
  const late = await inventory.register('LATE', { validFrom: day(-20) })
  await inventory.assess(late)
  await inventory.step(late, 'assessed')
  await inventory.step(late, 'in_use')
  await answered(...QUESTIONS)
  await inventory.call('PATCH', `/ai-systems/${late}`, { models: [{ name: 'codewise-lm', version: '9' }], validFrom: day(-10) })
  t.ok((await touched())['AI.1']?.includes('ai_system_changed'), 'a change of before it came into use that nobody had told')
})

t.test('whoever confirms or answers has seen what touched the answer: what happens after they read it is refused, and not swallowed', async (t) => {
  await answered('6.7.1', '6.9.1')
  const confirm = async (question: string, etag: unknown) => await asked.call('POST', `/questionnaire/${question}/confirm`, {}, { 'if-match': String(etag) }, 'head@example')
  const site = async (code: string, validFrom: string) => await asked.post('/sites', { code, name: 'x', address: 'x', country: 'IT', validFrom })
  const before = (await asked.find('6.7.1')).etag
  const elsewhere = (await asked.find('6.9.1')).etag
  await site('ONE', day(0))
  t.equal((await confirm('6.7.1', before)).statusCode, 412, 'it was read before the site was opened')
  t.equal((await confirm('6.9.1', elsewhere)).statusCode, 200, 'sites are nothing to it')
  const first = (await asked.find('6.7.1')).etag
  t.not(first, before)
  t.equal((await asked.find('6.7.1')).etag, first, 'whoever reads it again finds the same')
  later()
  await site('TWO', day(0))
  t.equal((await confirm('6.7.1', first)).statusCode, 412, 'and so is the next of the same kind and day')
  await site('SOON', day(1))
  const second = (await asked.find('6.7.1')).etag
  const midnight = now
  now = new Date(now.getTime() + 86_400_000)
  t.equal((await confirm('6.7.1', second)).statusCode, 412, 'and what takes effect at midnight')
  t.equal((await asked.call('PUT', '/questionnaire/6.7.1', { text: 'x', owner: { kind: 'unit', code: 'DESK' }, answeredOn: day(0) }, { 'if-match': String(second) })).statusCode, 412, 'an answer as well')
  now = midnight
  const confirmed = await confirm('6.7.1', second)
  t.equal(confirmed.statusCode, 200)
  t.match([confirmed.headers['etag'], confirmed.json()], [/^"[0-9]+"$/, { state: 'answered' }], 'that was seen, and touches it no more')
  t.equal((await confirm('6.7.1', confirmed.headers['etag'])).statusCode, 200, 'the answer gives the next ETag')
})
