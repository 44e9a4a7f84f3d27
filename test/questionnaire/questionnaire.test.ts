import { createHash } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { RETAINED_ELSEWHERE } from '../../src/features.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { canonicalJson } from '../../src/platform/log/canonical-json.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { runRetention } from '../../src/records/index.ts'
import { AskedQuestionnaire, ANSWER } from '../support/questionnaire.ts'
import { Inventory } from '../support/ai-systems.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { inTx as inTransaction, RiskAudits } from '../support/risk-audits.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

let now = new Date('2026-11-10T10:00:00Z')
const { appUrl, superuserUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const asked = new AskedQuestionnaire(app)
const inventory = new Inventory(app)
await asked.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await inTransaction(db, operatorId, work)
const superuser = new pg.Client(superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

/** Tables in any column of which the text stands. */
async function tablesWith (text: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
  const found: string[] = []
  for (const { name } of rows) if ((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [text])).rowCount !== 0) found.push(name)
  return found
}
/** An hour and a bit: whatever is recorded next is recorded later. */
const later = (): void => { now = new Date(now.getTime() + 3_700_000) }

t.test('a question is asked in our words, with what the system itself shows of it, and is unanswered until somebody answers', async (t) => {
  const { items, release } = await asked.list()
  t.equal(items.length, 129)
  t.equal(release, '2026.1')
  t.strictSame([...new Set(items.map(({ state }) => state))], ['unanswered'])
  const { wire, etag } = await asked.find('1.3.2')
  t.equal(etag, '"0"')
  t.match(wire, { id: '1.3.2', section: '1.3', criteria: ['39b', '39a'], appliesTo: ['AEOC', 'AEOS', 'AEOF'], ai: true, numberOrigin: 'confirmed', answer: null, history: [], reasons: [{ because: 'never_answered' }] })
  t.ok(wire.shownBy.some(({ kind, name, href }) => kind === 'kpi' && name === 'error_rate_classification' && href === '/graphql'))
  t.equal((await asked.call('GET', '/questionnaire/9.9.9')).json<{ type: string }>().type, '/problems/questionnaire-question-not-found')
  t.equal((await asked.call('GET', '/questionnaire/nonsense')).statusCode, 400)
})

t.test('an answer is given on the state that was seen, whole, and what was answered before is kept', async (t) => {
  const put = async (body: object, headers: Record<string, string>) => await asked.call('PUT', '/questionnaire/4.2', body, headers)
  t.equal((await put(ANSWER, {})).statusCode, 428)
  t.equal((await put(ANSWER, { 'if-match': '"1"' })).statusCode, 412)
  const first = await put({ ...ANSWER, evidence: [{ title: 'Bank letter', reference: 'dms:77', sha256: 'c'.repeat(64) }, { title: 'Accounts', reference: 'dms:78' }] }, { 'if-match': '"0"' })
  t.equal(first.statusCode, 200, first.body)
  t.equal(first.headers['etag'], '"1"')
  t.match(first.json(), { state: 'answered', reasons: [], reviewOn: '2027-11-10', owner: { kind: 'position', code: 'HEAD' }, answer: { text: ANSWER.text, notApplicable: null, confirmedBy: null, evidence: [{ title: 'Bank letter', reference: 'dms:77', sha256: 'c'.repeat(64) }, { title: 'Accounts', sha256: null }] } })
  later()
  t.match((await put({ ...ANSWER, text: undefined, notApplicable: { because: 'Founded this year' }, reviewBy: '2027-01-31' }, { 'if-match': '"1"' })).json(), { revision: 2, reviewOn: '2027-01-31', notApplicable: true, answer: { text: null, notApplicable: { because: 'Founded this year' }, evidence: [] } })
  const { items: [last, before], nextCursor } = (await asked.call('GET', '/questionnaire/4.2/revisions')).json<{ items: { number: number, text: string | null }[], nextCursor: null }>()
  t.match([last, before], [{ number: 2, kind: 'answered', text: null }, { number: 1, text: ANSWER.text }])
  t.equal(nextCursor, null)
  t.match((await asked.call('GET', `/questionnaire/4.2/revisions?limit=1&cursor=${(await asked.call('GET', '/questionnaire/4.2/revisions?limit=1')).json<{ nextCursor: string }>().nextCursor}`)).json(), { items: [{ number: 1 }], nextCursor: null })
  const answers = await Promise.all([1, 2, 3].map(async () => await put(ANSWER, { 'if-match': '"2"' })))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412, 412], 'once, however many answer at once')
  const firsts = await Promise.all([1, 2, 3].map(async () => await asked.call('PUT', '/questionnaire/4.3', ANSWER, { 'if-match': '"0"' })))
  t.strictSame(firsts.map(({ statusCode }) => statusCode).toSorted(), [200, 412, 412], 'also where nobody has answered yet')
})

t.test('what no schema can see is refused where it stands', async (t) => {
  const cases: [name: string, changes: object, pointer: string][] = [
    ['neither an answer nor a reason', { text: undefined }, '/text'], ['both', { notApplicable: { because: 'x' } }, '/notApplicable'], ['an unknown position', { owner: { kind: 'position', code: 'NOBODY' } }, '/owner/code'],
    ['a position that is named as a unit', { owner: { kind: 'unit', code: 'HEAD' } }, '/owner/code'], ['no day', { answeredOn: '2026-02-30' }, '/answeredOn'], ['a day to come', { answeredOn: '2026-11-11' }, '/answeredOn'],
    ['no day of review', { reviewBy: '2027-02-30' }, '/reviewBy'], ['a review on the day itself', { reviewBy: '2026-11-10' }, '/reviewBy'], ['a review later than a year', { reviewBy: '2027-11-11' }, '/reviewBy'], ['an unknown member', { operator: 'x' }, '/operator']
  ]
  for (const [name, changes, pointer] of cases) t.match((await asked.call('PUT', '/questionnaire/1.1.4', { ...ANSWER, ...changes }, { 'if-match': '*' })).json(), { status: 400, errors: [{ pointer }] }, name)
  t.equal((await asked.call('PUT', '/questionnaire/1.1.4', { ...ANSWER, reviewBy: '2027-11-10', owner: { kind: 'unit', code: 'DESK' } }, { 'if-match': '*' })).statusCode, 200, 'a year to the day is none too late')
  t.match((await asked.call('PUT', '/questionnaire/1.1.4', { ...ANSWER, answeredOn: '2026-11-09' }, { 'if-match': '*' })).json(), { status: 400, errors: [{ pointer: '/answeredOn' }] }, 'nobody answers before somebody last looked')
})

t.test('an answer is confirmed by a person, once for a key, and not where there is none', async (t) => {
  const confirm = async (question: string, body: object, headers: Record<string, string> = { 'if-match': '*' }, subject = 'erp') => await asked.call('POST', `/questionnaire/${question}/confirm`, body, headers, subject)
  t.match((await confirm('2.2', {})).json(), { status: 409, type: '/problems/questionnaire-answer-not-found', because: 'unanswered' })
  await asked.answer('2.2')
  t.match((await confirm('2.2', {})).json(), { status: 400, errors: [{ pointer: '/person' }] }, 'no token of a machine confirms for nobody')
  t.match((await confirm('2.2', { person: 'P-NOBODY' })).json(), { status: 400, errors: [{ pointer: '/person' }] })
  t.equal((await confirm('2.2', {}, {}, 'head@example')).statusCode, 428)
  t.match((await confirm('2.2', { on: '2026-11-09' }, { 'if-match': '*' }, 'head@example')).json(), { status: 400, errors: [{ pointer: '/on' }] })
  later()
  const answer = await confirm('2.2', { reviewBy: '2027-05-01' }, { 'if-match': '"1"', 'idempotency-key': 'confirm-1' }, 'head@example')
  t.match(answer.json(), { state: 'answered', revision: 2, reviewOn: '2027-05-01', answer: { text: ANSWER.text, confirmedBy: 'P-HEAD', answeredOn: '2026-11-10' }, history: [{ kind: 'confirmed', answer: 1, text: null, owner: null, person: 'P-HEAD' }, { kind: 'answered' }] })
  t.strictSame((await confirm('2.2', { reviewBy: '2027-05-01' }, { 'if-match': '"1"', 'idempotency-key': 'confirm-1' }, 'head@example')).json(), answer.json())
  t.equal((await confirm('2.2', { reviewBy: '2027-05-01' }, { 'if-match': '"1"' }, 'head@example')).statusCode, 412)
})

t.test('what happens in the registers makes the answers stale that speak of it, and a confirmation ends that', async (t) => {
  const QUESTIONS = ['1.1.1', '1.1.3', '1.1.5', '1.3.1', '1.3.2', '2.1', '3.2.1', '3.6.2', '3.7.1', '5.1.1', '6.1.1', '6.7.1', '6.9.1', 'AI.1']
  later()
  const system = await inventory.inUse('TARIFF')
  for (const question of QUESTIONS) await asked.answer(question)
  const stale = async (): Promise<Record<string, string[]>> => Object.fromEntries((await asked.list('?state=stale')).items.map(({ id, reasons }) => [id, reasons.map(({ event }) => event ?? '')]))
  t.strictSame(await stale(), {}, 'nothing has happened yet')
  const cases: [name: string, happens: () => Promise<unknown>, touched: Record<string, string[]>][] = [
    ['a material change of an AI system', async () => await inventory.call('PATCH', `/ai-systems/${system}`, { models: [{ name: 'codewise-lm', version: '4.0' }] }),
      { '1.3.2': ['ai_system_changed'], '3.7.1': ['ai_system_changed'], 'AI.1': ['ai_system_changed'] }],
    ['an AI system that is suspended', async () => await inventory.step(system, 'suspended'), { '1.3.2': ['ai_system_step'], '3.7.1': ['ai_system_step'], 'AI.1': ['ai_system_step'] }],
    ['a serious sanction', async () => await asked.post('/sanctions', { authority: 'ADM', authorityReference: 'S-1', memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'serious', severityReason: 'x', infringementDates: [{ from: '2026-03-03' }], decisionDate: '2026-09-01', cause: 'other', detectedBy: 'customs', declarations: [] }),
      { '2.1': ['serious_sanction'] }],
    ['a medium one', async () => await asked.post('/sanctions', { authority: 'ADM', authorityReference: 'S-2', memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'medium', severityReason: 'x', infringementDates: [{ from: '2026-03-03' }], decisionDate: '2026-09-01', cause: 'other', detectedBy: 'customs', declarations: [] }),
      { '2.1': ['medium_sanction'] }],
    ['a minor one', async () => await asked.post('/sanctions', { authority: 'ADM', authorityReference: 'S-3', memberState: 'IT', legalBasis: 'x', pillar: 'value', severity: 'minor', severityReason: 'x', infringementDates: [{ from: '2026-03-03' }], decisionDate: '2026-09-01', cause: 'other', detectedBy: 'customs', declarations: [] }), {}],
    ['an authorisation', async () => await asked.post('/authorisations', { type: 'CW1', reference: 'ITCW1', holderEori: 'IT01234567890', decisionDate: '2026-03-02' }), { '6.7.1': ['authorisation_decided'] }],
    ['another head of customs, told late', async () => await asked.post('/assignments', { person: 'P-OTHER', position: 'HEAD', ftePercent: 50, validFrom: '2026-10-01' }), { '1.1.3': ['customs_head_changed'], '5.1.1': ['customs_head_changed'] }],
    ['somebody of no responsibility', async () => await asked.post('/assignments', { person: 'P-OTHER', position: 'CLERK', ftePercent: 50, validFrom: '2026-10-01' }), {}],
    ['a site', async () => await asked.post('/sites', { code: 'SITE', name: 'x', address: 'x', country: 'IT', validFrom: '2026-11-01' }), { '1.1.5': ['site_changed'], '6.7.1': ['site_changed'] }],
    ['software', async () => await asked.post('/software', { code: 'ERP', name: 'x', kind: 'erp', hosting: 'cloud', validFrom: '2026-11-01' }), { '3.2.1': ['software_changed'] }],
    ['a legal entity', async () => await asked.post('/organisation/legal-entities', { eori: 'FR1', name: 'x', relation: 'subsidiary', validFrom: '2026-11-01' }), { '1.1.1': ['legal_entity_changed'] }],
    ['a mandate', async () => {
      await asked.post('/representatives', { eori: 'DE0', name: 'x', kind: 'other' })
      await asked.post('/mandates', { representative: 'DE0', representation: 'direct', validFrom: '2026-11-01' })
    }, { '1.3.1': ['mandate_changed'] }],
    ['a penetration test', async () => await asked.post('/criteria-evidence', { reference: 'PEN', criterion: 'security', kind: 'penetration_test', issuedOn: '2026-11-01', validFrom: '2026-11-01', sha256: 'a'.repeat(64), archive: 'dms', locator: '1' }), { '3.7.1': ['evidence_penetration_test'] }],
    ['the head of customs, who will leave in a month', async () => {
      const { items } = (await asked.call('GET', '/assignments?person=P-OTHER')).json<{ items: { id: string, position: string }[] }>()
      const { id } = items.find(({ position }) => position === 'HEAD') ?? { id: '' }
      const answer = await app.inject({ method: 'PATCH', url: `/v1/assignments/${id}`, headers: { ...bearer(), 'if-match': '*' }, payload: { validTo: '2026-12-15' } })
      if (answer.statusCode !== 200) throw new Error(answer.body)
    }, {}],
    ['software that moved', async () => await app.inject({ method: 'PATCH', url: '/v1/software/ERP', headers: { ...bearer(), 'if-match': '*' }, payload: { hosting: 'own_premises' } }), { '3.2.1': ['software_changed'] }],
    ['a site that opens in a week', async () => await asked.post('/sites', { code: 'SOON', name: 'x', address: 'x', country: 'IT', validFrom: '2026-11-20' }), {}]
  ]
  for (const [name, happens, touched] of cases) {
    later()
    await happens()
    t.strictSame(await stale(), touched, name)
    later()
    for (const question of Object.keys(touched)) await asked.confirm(question)
    t.strictSame(await stale(), {}, `${name}: confirmed`)
  }
  const week = (await asked.list('?on=2026-11-20&state=stale')).items
  t.strictSame(week.map(({ id, reasons }) => [id, reasons[0]?.event, reasons[0]?.on, reasons[0]?.subject]), [['1.1.5', 'site_changed', '2026-11-20', 'site:SOON'], ['6.7.1', 'site_changed', '2026-11-20', 'site:SOON']], 'what is known to come makes answers stale when it comes')
  t.match((await asked.list('?on=2026-12-16&state=stale')).items.find(({ id }) => id === '1.1.3'), { reasons: [{ event: 'customs_head_changed', on: '2026-12-16', subject: 'position:HEAD' }] }, 'an end that was announced counts when it comes')
  const loading = async (on: string) => (await asked.list(`?section=6.9&on=${on}`)).items[0]
  t.match(await loading('2026-11-20'), { id: '6.9.1', state: 'answered' }, 'what nothing speaks of stays')
  t.match(await loading('2027-11-01'), { state: 'due_for_review', reasons: [{ because: 'review_near' }] })
  t.match(await loading('2027-11-20'), { state: 'stale', reasons: [{ because: 'review_passed' }] })
  t.match(await loading('2026-11-09'), { state: 'unanswered' }, 'before the answer there was none')
})

t.test('a follow-up of an audit marks its question until somebody answers or confirms it, and is done then', async (t) => {
  const audits = new RiskAudits(app)
  await audits.prepare()
  await audits.risksIn(['VAL-X1'])
  const { id } = await audits.draft()
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  await asked.answer('6.9.2')
  later()
  const add = async (reference: string) => await audits.call('POST', `/risk-audits/${id}/follow-ups`, { kind: 'questionnaire_update', risk: 'VAL-X1', title: 'Say who seals', reference })
  t.match((await add('9.9.9')).json(), { status: 400, errors: [{ pointer: '/reference' }] }, 'it points to a question that exists')
  const added = await add('6.9.2')
  t.match(added.json(), { state: 'open', href: '/v1/questionnaire/6.9.2' })
  t.match((await asked.find('6.9.2')).wire, { state: 'stale', reasons: [{ event: 'audit_follow_up', subject: `risk_audit:${id}` }] })
  t.match((await audits.call('POST', `/risk-audits/${id}/follow-ups/${added.json<{ id: string }>().id}/done`, { doneOn: '2026-11-11', reference: 'x' }, { 'if-match': '*' })).json(), { status: 409, because: 'kept_elsewhere' })
  later()
  await asked.answer('6.9.2')
  t.match((await audits.done<{ items: object[] }>('GET', `/risk-audits/${id}/follow-ups`)).items, [{ kind: 'questionnaire_update', state: 'done', doneOn: null }])
  t.equal((await asked.find('6.9.2')).wire.state, 'answered')
  later()
  t.equal((await add('6.9.2')).json<{ state: string }>().state, 'open', 'another one is open again')
  t.match((await audits.done<{ items: object[] }>('GET', `/risk-audits/${id}/follow-ups`)).items, [{ state: 'done' }, { state: 'open' }])
})

t.test('who may not read a register is not told what of it touched an answer, only that it did', async (t) => {
  const reasons = async (scope: string) => (await app.inject({ url: '/v1/questionnaire/6.9.2', headers: bearer({ scope }) })).json<{ reasons: { event: string, subject: string | null }[] }>().reasons
  t.match(await reasons('questionnaire:read'), [{ event: 'audit_follow_up', subject: null }])
  t.match(await reasons('questionnaire:read risks:read'), [{ event: 'audit_follow_up', subject: /^risk_audit:/ }])
})

t.test('the whole as of a day is handed to customs with a hash, and as lines that no spreadsheet takes for formulas', async (t) => {
  await asked.answer('6.9.3', { text: '=HYPERLINK("http://x")\nsecond line', evidence: [{ title: '@now', reference: 'dms:9' }] })
  const answer = await asked.call('GET', '/questionnaire/export.json')
  const { sha256, ...file } = answer.json<{ sha256: string, progress: { questions: number }, sections: { section: string, questions: { id: string, answer: { text: string } | null }[] }[] }>()
  t.equal(createHash('sha256').update(canonicalJson(file)).digest('hex'), sha256)
  t.equal(answer.headers['etag'], `"${sha256}"`)
  t.equal(file.progress.questions, 129)
  t.equal(file.sections.flatMap(({ questions }) => questions).length, 129)
  t.equal(file.sections.flatMap(({ questions }) => questions).find(({ id }) => id === '6.9.3')?.answer?.text, '=HYPERLINK("http://x")\nsecond line', 'as it was sent')
  t.equal((await app.inject({ url: '/v1/questionnaire/export.json', headers: { ...bearer(), 'if-none-match': `"${sha256}"` } })).statusCode, 304)
  const before = (await asked.call('GET', '/questionnaire/export.json?on=2026-11-09')).json<{ progress: object }>()
  t.match(before.progress, { unanswered: 129, answered: 0 })
  const csv = await asked.call('GET', '/questionnaire/export.csv')
  t.match(csv.headers['content-type'], /^text\/csv/)
  t.match(csv.body, /\r\n6\.9 Loading of goods,SAQ 6\.9\.3,[^\r]*,"'=HYPERLINK\(""http:\/\/x""\)\nsecond line",,'@now \(dms:9\),position HEAD,/)
  t.equal((await asked.call('GET', '/questionnaire/export.json?on=2026-02-30')).statusCode, 400)
})

t.test('a section that is none is refused, and not answered by silence', async (t) => {
  const asking = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ questionnaire(section: "1.1.3") { id } }' } })
  t.match(asking.json(), { data: null, errors: [{ extensions: { type: '/problems/invalid-request', errors: [{ pointer: '/section' }] } }] })
})

t.test('progress, states and the key figure of stale answers agree, over the days asked', async (t) => {
  const graph = await asked.graph<{ questionnaire: { id: string }[], questionnaireProgress: { on: string, whole: { stale: number, unanswered: number, questions: number }, bySection: { key: string, stale: number }[], byCriterion: { key: string }[] }[], kpis: { value: { value: number, denominator: string } }[] }>(
    '{ questionnaire(state: stale) { id owner ownerKind criteria } questionnaireProgress(on: ["2026-11-09", "2026-11-12", "2027-12-01"]) { on whole { questions stale unanswered } bySection { key stale } byCriterion { key title standing } } kpis(names: ["saq_answer_stale_count"], from: "2026-11-01", to: "2026-11-12") { value { value denominator status } } }')
  const [before, today, year] = graph.questionnaireProgress
  const { items } = await asked.list()
  const answers = items.filter(({ state }) => state !== 'unanswered').length
  t.strictSame(graph.questionnaire.map(({ id }) => id), items.filter(({ state }) => state === 'stale').map(({ id }) => id))
  t.match(before, { on: '2026-11-09', whole: { unanswered: 129, stale: 0 } })
  t.equal(today?.whole.stale, graph.questionnaire.length)
  t.equal(today?.bySection.reduce((sum, { stale }) => sum + stale, 0), today?.whole.stale)
  t.match(year, { whole: { stale: answers } }, 'in a year nobody has looked at any')
  t.match(graph.kpis, [{ value: { value: graph.questionnaire.length, denominator: String(answers), status: 'green' } }])
  t.match(await asked.graph('{ questionnaireProgress { on whole { questions } } }'), { questionnaireProgress: [{ on: now.toISOString().slice(0, 10) }] })
  t.equal((await asked.graph<{ questionnaire: object[] }>('{ questionnaire(section: "6.9", criterion: criterion_39e) { id } }')).questionnaire.length, 7)
  const counted = async (query: string): Promise<number> => (await statementsOf(db, async () => await asked.graph(query))).length
  t.equal(await counted('{ questionnaireProgress(on: ["2026-11-12"]) { on } }'), await counted('{ questionnaireProgress(on: ["2026-01-31", "2026-06-30", "2026-11-12", "2027-01-31"]) { on } }'))
})

const PLANTED = 'CANARY-ANSWER'
/** An answer, its confirmation and the answer after it, with words wherever they may be said, and in stored answers. */
async function plant (question: string, canary: string): Promise<void> {
  const evidence = [{ title: `Letter of ${canary}`, reference: 'dms:5', sha256: 'd'.repeat(64) }]
  await asked.answer(question, { text: `As ${canary} said`, evidence })
  await asked.call('POST', `/questionnaire/${question}/confirm`, {}, { 'if-match': '*', 'idempotency-key': canary }, 'head@example')
  await asked.answer(question, { text: undefined, notApplicable: { because: `As ${canary} said` } })
}
const hold = async (): Promise<string> => (await asked.post('/legal-holds', { class: 'questionnaire', reason: 'Court case' })).id
const lift = async (id: string) => { await asked.call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }, { 'if-match': '*' }) }

t.test('words go on request, from every table and stored answer, unless a hold keeps them; days, references and hashes stay', async (t) => {
  await plant('6.11.1', PLANTED)
  t.strictSame(await tablesWith(PLANTED), ['idempotency_answers', 'questionnaire_entries'], 'everywhere they may stand, and nowhere else: not in the log')
  const erase = async () => await asked.call('POST', '/questionnaire/6.11.1/erase-words', undefined, {})
  const held = await hold()
  t.match((await erase()).json(), { status: 409, type: '/problems/questionnaire-words-held' })
  await lift(held)
  t.match((await erase()).json(), {
    state: 'unanswered', reasons: [{ because: 'words_erased' }], revision: 4, answer: { wordsErased: true, notApplicable: { because: null } },
    history: [{ notApplicable: { because: null } }, { kind: 'confirmed', person: 'P-HEAD' }, { text: null, evidence: [{ title: null, reference: 'dms:5', sha256: 'd'.repeat(64) }], wordsErased: true }]
  })
  t.strictSame(await tablesWith(PLANTED), [])
  t.match((await asked.call('POST', '/questionnaire/6.11.1/confirm', {}, { 'if-match': '*' }, 'head@example')).json(), { status: 409, because: 'words_erased' })
  await asked.answer('6.11.1')
  t.equal((await asked.find('6.11.1')).wire.state, 'answered')
})

t.test('words of an answer go ten years after the year in which another took its place, not before, and not under a hold', async (t) => {
  await plant('6.11.2', 'CANARY-KEPT')
  const today = now.toISOString().slice(0, 10)
  const year = Number(today.slice(0, 4))
  const run = async (on: string): Promise<object | undefined> => (await runRetention(inTx, { apply: true, today: on, others: RETAINED_ELSEWHERE })).find(({ name }) => name === 'questionnaire')
  t.match(await run(`${year + 10}-12-31`), { erased: 0, held: 0 })
  const held = await hold()
  t.match(await run(`${year + 11}-01-01`), { erased: 0, held: 4 })
  await lift(held)
  t.match(await run(`${year + 11}-01-01`), { erased: 4, held: 0, dueUntil: `${year}-12-31` }, 'every answer that another replaced')
  t.match((await asked.find('6.11.2')).wire, { state: 'answered', answer: { notApplicable: { because: 'As CANARY-KEPT said' } } }, 'the answer that holds stays')
  t.match((await asked.call('GET', '/questionnaire/6.11.2/revisions')).json(), { items: [{}, {}, { text: null, wordsErased: true, evidence: [{ title: null, reference: 'dms:5' }] }] })
  t.match(await run(`${year + 11}-01-01`), { erased: 0, held: 0 }, 'once')
})

t.test('another operator has a questionnaire of its own', async (t) => {
  const other = bearer({ operator: OTHER_OPERATOR })
  const { items } = (await app.inject({ url: '/v1/questionnaire', headers: other })).json<{ items: { state: string }[] }>()
  t.ok(items.every(({ state }) => state === 'unanswered'))
  t.match((await app.inject({ url: '/v1/questionnaire/4.2', headers: other })).json(), { answer: null, history: [], revision: 0 })
  t.match((await app.inject({ method: 'PUT', url: '/v1/questionnaire/4.2', headers: { ...other, 'if-match': '"0"' }, payload: ANSWER })).json(), { status: 400, errors: [{ pointer: '/owner/code' }] }, 'and no position of the first')
})
