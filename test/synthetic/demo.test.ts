import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import t from 'tap'
import { verifyAudits } from '../../src/risks/index.ts'
import { shippedReference } from '../../src/reference/shipped.ts'
import type { KeyEntry } from '../../src/synthetic/answer-key.ts'
import { DEMO_SUBJECT, loadDemo } from '../../src/synthetic/demo.ts'
import { demoQueries } from '../../src/synthetic/demo-queries.ts'
import type { LoadedDemo } from '../../src/synthetic/demo.ts'
import { aiTruths } from '../../src/synthetic/ai/ai-key.ts'
import type { AiTruth } from '../../src/synthetic/ai/ai-key.ts'
import { PLANTED_ANSWERS } from '../../src/synthetic/questionnaire/planted.ts'
import { PLANTED_GAPS } from '../../src/synthetic/training/planted-gaps.ts'
import type { PlantedGap } from '../../src/synthetic/training/planted-gaps.ts'
import { DEFAULT_SETTING, traderSetting } from '../../src/synthetic/trader-setting.ts'
import { serviceOf } from '../../src/in-process-service.ts'
import { testApp } from '../support/app.ts'
import '../support/bare-processes.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db, examiner } = await testApp(t, appUrl)
const dataDir = t.testdir()
const clock = (): Date => new Date('2026-11-25T08:00:00Z')
const service = serviceOf({ app, db, examiner, clock, authorization: bearer({ subject: DEMO_SUBJECT }).authorization, another: bearer({ subject: `${DEMO_SUBJECT}-second` }).authorization })
const load = async () => await loadDemo({ db, service, dataDir, setting: DEFAULT_SETTING, declarations: 700, clock })
const partOf = ({ parts }: LoadedDemo, name: string) => parts.find(({ part }) => part === name)
const ask = async (query: string) => {
  const { data, errors } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: Record<string, { key: string, declarations: number, nodes?: object[] }[]>, errors?: unknown }>()
  t.equal(errors, undefined, query)
  return data
}

let report = ''

t.test('a year is loaded once, however often it is asked for', async (t) => {
  t.equal(DEFAULT_SETTING.operator, TEST_OPERATOR)
  const first = await load()
  report = first.report
  t.equal(first.keyFile, join(dataDir, 'demo.key.ndjson'))
  t.match(partOf(first, 'declarations'), { created: 700, there: 0 })
  for (const { part, created, there } of first.parts) t.ok(created > 10 && there === 0, `${part}: ${created} recorded, ${there} there`)
  const key = readFileSync(first.keyFile, 'utf8')
  t.equal(first.gapFile, join(dataDir, 'demo.gaps.key.ndjson'))
  t.strictSame(readFileSync(first.gapFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as PlantedGap), PLANTED_GAPS)
  t.equal(first.aiFile, join(dataDir, 'demo.ai.key.ndjson'))
  t.strictSame(readFileSync(first.aiFile, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as AiTruth).system), aiTruths(traderSetting(shippedReference(), DEFAULT_SETTING).trader).map(({ system }) => system))
  t.strictSame(readFileSync(first.answerFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as object), PLANTED_ANSWERS)
  const again = await load()
  t.equal(again.planted, first.planted)
  for (const { part, created, there } of again.parts) t.match({ created, there }, { created: 0, there: partOf(first, part)?.created }, `${part}: nothing twice`)
  t.equal(readFileSync(first.keyFile, 'utf8'), key)
  const { declarationTotals = [] } = await ask(`{ declarationTotals(from: "2025-11-01", to: "2026-10-31", groupBy: [direction]) { key declarations } }`)
  t.equal(declarationTotals.reduce((sum, { declarations }) => sum + declarations, 0), 700)
  const { rows: [lists] } = await onOperator(`select count(*)::int as revisions, count(distinct kind)::int as kinds from aeo.reference_lists`)
  t.match(lists, { revisions: 9, kinds: 9 }, 'lists are not loaded twice either')
})

t.test('what is planted is among the findings', async (t) => {
  const key = readFileSync(join(dataDir, 'demo.key.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as KeyEntry)
  const shown = key.filter(({ showable }) => showable)
  t.ok(shown.length > 10)
  const { rows } = await onOperator<{ mrn: string, check: string }>('select d.mrn, f.check_id as "check" from aeo.findings f join aeo.declarations d on d.operator_id = f.operator_id and d.id = f.declaration_id')
  for (const { mrn, kind, checks } of shown) t.ok(rows.some((row) => row.mrn === mrn && checks.includes(row.check)), `${kind} in ${mrn}`)
})

t.test('right declarations have no finding, whatever stands around them', async (t) => {
  const key = new Set(readFileSync(join(dataDir, 'demo.key.ndjson'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as KeyEntry).mrn))
  const { rows } = await onOperator<{ mrn: string, check: string }>('select d.mrn, f.check_id as "check" from aeo.findings f join aeo.declarations d on d.operator_id = f.operator_id and d.id = f.declaration_id')
  t.ok(rows.length > 20)
  // VAL-09 sees prices that rose by a fifth within the year.
  t.strictSame(rows.filter(({ mrn, check }) => check !== 'VAL-09' && !key.has(mrn)), [])
})

t.test('checks that ask registers answer', async (t) => {
  const { checkOutcomes } = await ask('{ checkOutcomes(from: "2025-11-01", to: "2026-10-31") { key: check declarations: pass notEvaluable } }') as unknown as { checkOutcomes: { key: string, declarations: number, notEvaluable: number }[] }
  const outcomes = new Map(checkOutcomes.map((outcome) => [outcome.key, outcome]))
  for (const check of ['CLA-04', 'CLA-05', 'VAL-10', 'VAL-11', 'VAL-13', 'PRO-02', 'PRO-03', 'PRO-13', 'PRO-14', 'DUT-06', 'LIC-02', 'LIC-03', 'LIC-04', 'LIC-06', 'ORI-11', 'LIF-04', 'LIF-05', 'EXC-01']) {
    const { declarations = 0, notEvaluable = 0 } = outcomes.get(check) ?? {}
    t.ok(declarations > 0, `${check}: ${declarations} pass, ${notEvaluable} not evaluable`)
  }
})

t.test('the head of customs who left is among the changes that somebody must decide on', async (t) => {
  const { notificationDuties } = await ask('{ notificationDuties(first: 50) { nodes { key: rule state occurredOn } } }') as unknown as { notificationDuties: { nodes: { key: string, state: string, occurredOn: string }[] } }
  const open = notificationDuties.nodes.filter(({ state }) => state === 'open')
  t.ok(open.some(({ key }) => key === 'head_of_customs_leaves'))
  t.ok(open.every(({ occurredOn }) => occurredOn >= '2025-11-01'), 'of the time before the year nothing is open')
})

t.test('the matrix shows what people lack, as the key of gaps has it', async (t) => {
  const { trainingMatrix } = await ask('{ trainingMatrix(on: "2026-10-31", states: [expired, too_low, missing, due], first: 200) { nodes { person cells { topic state } } } }') as unknown as { trainingMatrix: { nodes: { person: string, cells: { topic: string, state: string }[] }[] } }
  const lacking = trainingMatrix.nodes.flatMap(({ person, cells }) => cells.filter(({ state }) => ['expired', 'too_low', 'missing', 'due'].includes(state)).map((cell) => ({ person, ...cell })))
  const isPlanted = (cell: typeof lacking[number], gap: PlantedGap): boolean => gap.person === cell.person && gap.state === cell.state && (gap.topic ?? cell.topic) === cell.topic
  t.strictSame(lacking.filter((cell) => !PLANTED_GAPS.some((gap) => isPlanted(cell, gap))), [])
  t.strictSame(PLANTED_GAPS.filter((gap) => !lacking.some((cell) => isPlanted(cell, gap))), [])
})

t.test('e-learning comes as statements of the learning system, everything else as a file', async (t) => {
  const { rows } = await onOperator<{ kind: string, source: string, records: number }>('select c.kind, r.source, count(*)::int as records from aeo.training_records r join aeo.training_courses c on c.operator_id = r.operator_id and c.code = r.course group by 1, 2')
  t.ok(rows.every(({ kind, source }) => source === (kind === 'e_learning' ? 'xapi' : 'bulk')), JSON.stringify(rows))
  t.ok(rows.some(({ kind, records }) => kind === 'e_learning' && records > 50), JSON.stringify(rows))
})

t.test('findings are decided by the answer key, with the competence of who decided', async (t) => {
  const { rows } = await onOperator<{ decision: string | null, competence: string | null, found: string }>('select f.decision, f.competence, count(*) as found from aeo.findings f group by 1, 2')
  const countOf = (decision: string | null): number => rows.filter((row) => row.decision === decision).reduce((sum, { found }) => sum + Number(found), 0)
  t.ok(countOf('confirmed') > 60 && countOf(null) > 3, JSON.stringify(rows))
  t.ok(countOf('dismissed') < countOf('confirmed') / 5, 'right declarations have few findings')
  t.ok(rows.every(({ decision, competence }) => competence === (decision === null ? null : 'competent')), JSON.stringify(rows))
})

t.test('a message says who knows it and who does not', async (t) => {
  const { informationDuties } = await ask('{ informationDuties(on: "2026-10-31", first: 10) { nodes { key: title owed acknowledged overdue } } }') as unknown as { informationDuties: { nodes: { key: string, owed: number, acknowledged: number, overdue: number }[] } }
  t.strictSame(informationDuties.nodes.map(({ owed, acknowledged, overdue }) => ({ silent: owed - acknowledged, overdue })), [{ silent: 3, overdue: 3 }, { silent: 2, overdue: 2 }, { silent: 0, overdue: 0 }], JSON.stringify(informationDuties.nodes))
})

t.test('each key figure that is printed has a value', async (t) => {
  const query = demoQueries(DEFAULT_SETTING.until).find((text) => text.includes('kpis(')) ?? ''
  const { kpis } = await ask(query) as unknown as { kpis: { name: string, value: { value: number | null } | null }[] }
  t.equal(kpis.length, 23)
  for (const { name, value } of kpis) t.equal(typeof value?.value, 'number', name)
})

t.test('the queries to paste answer', async (t) => {
  for (const query of demoQueries(DEFAULT_SETTING.until)) t.ok(JSON.stringify(await ask(query)).length > 60, query)
})

interface ListedAudit { id: string, title: string, stage: string, version: number, stages: { stage: string, sha256: string }[], notEvaluated: object[] }
const get = async <Body> (path: string): Promise<Body> => JSON.parse((await service.request({ method: 'GET', path })).body) as Body

t.test('the audit of the year went through all its stages, and each comes out again to the byte', async (t) => {
  const { items: [audit, ...others] } = await get<{ items: ListedAudit[] }>('/v1/risk-audits')
  t.match({ audit, others }, { audit: { title: 'Risk audit of the year to 2026-10-31', stage: 'closed', version: 1 }, others: [] })
  t.strictSame(audit?.stages.map(({ stage }) => stage), ['identified', 'residual_determined', 'treated', 'communicated', 'closed'])
  const { findOperator } = await import('../../src/platform/operators.ts')
  const verified: object[] = []
  for await (const { stage, sha256, faults } of verifyAudits(db, (await findOperator(db.operations, TEST_OPERATOR))?.operatorId ?? '')) verified.push({ stage, sha256, faults })
  t.strictSame(verified, audit?.stages.map(({ stage, sha256 }) => ({ stage, sha256, faults: [] })))
})

t.test('the questionnaire shows what is planted, for the reason planted, and calls out no other answer; progress and the key figure count it so', async (t) => {
  const { questionnaire, questionnaireProgress: [progress] } = await ask('{ questionnaire { id state reasons { because event } } questionnaireProgress { on whole { questions answered dueForReview stale unanswered notApplicable } bySection { key stale unanswered } } }') as unknown as
    { questionnaire: { id: string, state: string, reasons: { because: string, event: string | null }[] }[], questionnaireProgress: [{ on: string, whole: Record<string, number>, bySection: { key: string, stale: number, unanswered: number }[] }] }
  const planted = new Map(PLANTED_ANSWERS.map((one) => [one.question, one]))
  t.strictSame(Object.fromEntries(questionnaire.filter(({ state }) => state !== 'answered').map(({ id, state }) => [id, state])), Object.fromEntries(questionnaire.flatMap(({ id }) => planted.has(id) ? [[id, planted.get(id)?.state]] : [])))
  for (const { id, reasons } of questionnaire.filter(({ state }) => state === 'stale')) {
    t.ok(reasons.some(({ because, event }) => event === planted.get(id)?.event && because === (event === null ? 'review_passed' : 'touched')), `${id}: ${JSON.stringify(reasons)}`)
  }
  const count = (state: string): number => PLANTED_ANSWERS.filter((one) => one.state === state).length
  t.match(progress.whole, { questions: 129, stale: count('stale'), unanswered: count('unanswered'), dueForReview: count('due_for_review'), answered: 129 - PLANTED_ANSWERS.length })
  t.strictSame(progress.bySection.filter(({ unanswered }) => unanswered > 0).map(({ key }) => key), ['1.1', '6.3', 'AI'])
  const { kpis: [figure] } = await ask(`{ kpis(names: ["saq_answer_stale_count"], from: "2025-11-01", to: "${progress.on}") { name value { value denominator status } } }`) as unknown as { kpis: object[] }
  t.match(figure, { value: { value: count('stale'), denominator: String(129 - count('unanswered')), status: 'amber' } })
  const { items: [audit] } = await get<{ items: { id: string }[] }>('/v1/risk-audits')
  t.match((await get<{ items: { kind: string }[] }>(`/v1/risk-audits/${audit?.id}/follow-ups`)).items.find(({ kind }) => kind === 'questionnaire_update'), { reference: '5.1.1', state: 'open', href: '/v1/questionnaire/5.1.1' }, 'nobody has answered what the audit asks')
})

t.test('what stands above the acceptable level is decided against, or signed for by somebody else', async (t) => {
  const { items: treatments } = await get<{ items: { state: string }[] }>('/v1/risk-treatments?limit=100')
  t.ok(treatments.some(({ state }) => state === 'decided') && treatments.some(({ state }) => state === 'proposed'), 'the plan takes some treatments and does without others')
  const { items: acceptances } = await get<{ items: { standing: string, requestedBy: string, signature: { by: string, position: string } }[] }>('/v1/risk-acceptances?limit=100')
  t.ok(acceptances.length >= 3, `${acceptances.length} are signed for`)
  for (const acceptance of acceptances) t.match(acceptance, { standing: 'valid', requestedBy: 'P-04', signature: { by: 'P-01', position: 'managing-director' } })
})

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

t.test('the link that is printed opens the report in a browser', { skip: executable === undefined ? 'no chromium is installed' : false }, async (t) => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  t.teardown(async () => { await browser.close() })
  const page = await browser.newPage()
  t.equal((await page.goto(`${address}${report}`))?.status(), 200)
  t.equal(await page.title(), 'Risk audit of the year to 2026-10-31')
  t.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
  for (const name of ['Summary for management', 'Risks in order of priority', 'The cheapest sufficient plan', 'Signed acceptances', 'Who was told']) t.equal(await page.getByRole('region', { name, exact: true }).count(), 1, name)
  const words = await page.getByRole('main').innerText()
  t.notMatch(words, /\bP-\d{2}\b/, 'positions, and no person')
  t.equal((await page.goto(`${address}${report.slice(0, -1)}`))?.status(), 404)
})

async function onOperator<Row extends object> (text: string): Promise<{ rows: Row[] }> {
  const { findOperator } = await import('../../src/platform/operators.ts')
  const { beginStatement, onConnection } = await import('../../src/platform/db/operator-tx.ts')
  const operator = await findOperator(db.operations, TEST_OPERATOR)
  return await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operator?.operatorId ?? '', true))
    const result = await client.query<Row>(text)
    await client.query('commit')
    return result
  })
}
