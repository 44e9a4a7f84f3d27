import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import t from 'tap'
import '../../support/bare-processes.ts'
import { setOperatorStatus } from '../../../src/platform/operators.ts'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { factsHash, factsOf } from '../../../src/risks/report/report-of.ts'
import type { ReportModel } from '../../../src/risks/report/model.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { buildApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { createLifecycle } from '../../../src/platform/http/lifecycle.ts'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { bearer, TEST_OPERATOR, TEST_SECRET } from '../../support/tokens.ts'
import pg from 'pg'

const database = await testDatabase(t)
let now = new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => now })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-X1', 'VAL-X2'])
const { id } = await audits.draft()

interface Link { id: string, path: string | null, dataHash: string, expiresAt: string, openings: number, revokedAt: string | null, stage: string, version: number }
const newLink = async (body: object = {}): Promise<Link & { path: string }> => await audits.done('POST', `/risk-audits/${id}/report-links`, body)
type Answer = Awaited<ReturnType<typeof app.inject>>
const open = async (path: string, method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' = 'GET', headers: Record<string, string> = {}): Promise<Answer> => await app.inject({ method, url: path, headers })
const shown = ({ statusCode, headers, body }: Answer) => ({
  statusCode, body: body.replace(/"requestId":"[^"]*"/, ''), headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !['x-request-id', 'traceresponse', 'date', 'ratelimit'].includes(name)))
})

t.test('there is no report, and no link to one, before stage 3 is closed', async (t) => {
  for (const form of ['json', 'html', 'pdf']) t.match((await audits.call('GET', `/risk-audits/${id}/report.${form}`)).json(), { status: 409, type: '/problems/risk-report-not-ready' }, form)
  t.match((await audits.call('POST', `/risk-audits/${id}/report-links`, {})).json(), { status: 409, type: '/problems/risk-report-not-ready' })
  await audits.close(id, 'identified', 'residual_determined', 'treated')
})

t.test('the report is made of the frozen stages: the same bytes in every form, whatever changes since', async (t) => {
  const read = async (form: string): Promise<Answer> => await app.inject({ url: `/v1/risk-audits/${id}/report.${form}`, headers: bearer() })
  const json = await read('json')
  const report = json.json<ReportModel>()
  t.equal(report.dataHash, factsHash(factsOf(report)), 'whoever hashes the facts finds the data hash')
  t.equal(canonicalJson(report), json.body)
  t.match(report, {
    audit: { id, version: 1, stage: 'treated', closedStages: [{ stage: 'identified' }, { stage: 'residual_determined' }, { stage: 'treated' }] }, operator: { name: 'Test operator', eori: TEST_OPERATOR }, plan: { treatments: [] },
    portfolio: { residual: { expectedAnnualLoss: Number }, planned: { expectedAnnualLoss: Number } }, recipients: []
  })
  t.strictSame(report.risks.map(({ code }) => code), ['VAL-X1', 'VAL-X2'])
  t.equal(report.portfolio.exceedance[0]?.planned !== null, true)
  const { stages } = await audits.done<{ stages: { sha256: string }[] }>('GET', `/risk-audits/${id}`)
  t.strictSame(report.audit.closedStages.map(({ snapshotHash }) => snapshotHash), stages.map(({ sha256 }) => sha256))
  const [page, pdf] = [await read('html'), await read('pdf')]
  t.match(page, { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /^default-src 'none'; style-src 'sha256-/, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } })
  t.match(pdf, { statusCode: 200, headers: { 'content-type': 'application/pdf' } })
  t.equal(pdf.rawPayload.subarray(0, 5).toString(), '%PDF-')
  t.ok(page.body.includes(report.dataHash))
  await audits.done('POST', '/risks/VAL-X1/inputs', { likelihood: 5, reason: 'It happens more often' })
  await audits.done('PATCH', '/risks/VAL-X2', { title: 'Renamed since' })
  t.equal((await read('json')).body, json.body)
  t.equal((await read('html')).body, page.body)
})

t.test('a link opens the page and the document, without a token, and each opening is an event', async (t) => {
  const link = await newLink()
  t.match(link, { path: /^\/reports\/[A-Za-z0-9_-]{43}$/, stage: 'treated', version: 1, expiresAt: '2026-11-17T10:00:00.000Z' })
  const page = await open(link.path)
  t.match(page, { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /^default-src 'none'; style-src 'sha256-/, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' } })
  t.ok(page.body.includes(link.dataHash))
  t.equal(page.body, (await audits.call('GET', `/risk-audits/${id}/report.html`)).body)
  t.match(await open(link.path, 'HEAD'), { statusCode: 200, body: '', headers: { 'content-type': 'text/html; charset=utf-8' } })
  t.match(await open(`${link.path}.pdf`), { statusCode: 200, headers: { 'content-type': 'application/pdf' } })
  const [kept] = (await audits.done<{ items: Link[] }>('GET', `/risk-audits/${id}/report-links`)).items
  t.match(kept, { id: link.id, openings: 3 })
  t.notOk(JSON.stringify(kept).includes(link.path.slice('/reports/'.length)), 'where it is, nobody can read')
  const events = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, subject: string, data: object }[] }>().items.filter(({ subject }) => subject === `report_link:${link.id}`)
  t.match(events.map(({ type, data }) => ({ type, data })), [{ type: 'report_link.created' }, { type: 'report_link.opened', data: { as: 'page' } }, { type: 'report_link.opened', data: { as: 'page' } }, { type: 'report_link.opened', data: { as: 'pdf' } }])
  t.notOk(JSON.stringify(events).includes(link.path.slice('/reports/'.length)))
})

t.test('the address comes with the first answer alone, and the database has its hash alone', async (t) => {
  const key = { 'idempotency-key': 'one-link', 'if-match': '*' }
  const [first, again] = [await audits.call('POST', `/risk-audits/${id}/report-links`, {}, key), await audits.call('POST', `/risk-audits/${id}/report-links`, {}, key)]
  const [made, given] = [first.json<Link>(), again.json<Link>()]
  t.equal(first.statusCode, 201)
  t.equal(given.id, made.id)
  t.equal(given.path, null)
  const token = (made.path ?? '').slice('/reports/'.length)
  const { rows } = await superuser.query<{ text: string }>(`select l::text || encode(l.token_sha256, 'hex') as text from aeo.report_links l union all select i::text from aeo.idempotency_answers i`)
  t.ok(rows.length > 0)
  t.notOk(rows.some(({ text }) => text.includes(token)))
})

t.test('what opens nothing is not there, and nobody can tell why', async (t) => {
  const { path } = await newLink()
  const token = path.slice('/reports/'.length)
  const nothing = shown(await open(`/reports/${'A'.repeat(43)}`))
  t.equal(nothing.statusCode, 404)
  const unlike = async (answer: Promise<Answer>, name: string): Promise<void> => { t.strictSame(shown(await answer), nothing, name) }
  for (const place of [0, 20, 42]) {
    const spoilt = token.split('').with(place, token[place] === 'a' ? 'b' : 'a').join('')
    if (spoilt !== token) await unlike(open(`/reports/${spoilt}`), `altered at ${place}`)
  }
  await unlike(open(`/reports/${token.slice(1)}`), 'shorter')
  await unlike(open(`/reports/${token}.html`), 'another ending')
  const revoked = await newLink()
  await audits.done('POST', `/report-links/${revoked.id}/revoke`)
  await audits.done('POST', `/report-links/${revoked.id}/revoke`)
  await unlike(open(revoked.path), 'revoked')
  const short = await newLink({ days: 1 })
  now = new Date('2026-11-11T10:00:00Z')
  await unlike(open(short.path), 'expired to the moment')
  now = new Date('2026-11-10T10:00:00Z')
  await unlike(open(`/reports/${revoked.id}`), 'its id')
  await setOperatorStatus(superuser as unknown as pg.Pool, TEST_OPERATOR, 'suspended')
  await unlike(open(path), 'of a suspended operator')
  await setOperatorStatus(superuser as unknown as pg.Pool, TEST_OPERATOR, 'active')
  const nowhere = shown(await open('/nowhere'))
  for (const method of ['POST', 'PUT', 'DELETE'] as const) t.equal(shown(await open(path, method)).statusCode, nowhere.statusCode, method)
  t.equal((await open(path)).statusCode, 200)
})

t.test('each opening is a line of the security log, in which the token is not', async (t) => {
  const lines: string[] = []
  const config = { ...readConfig({ JWT_SECRET: TEST_SECRET, DATA_DIR: t.testdir() }), logLevel: 'trace' as const }
  const { app: logging } = await buildApp({ config, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: true, checks: {} }), clock: () => now, overload: { delayMs: () => 0 }, logDestination: { write: (line) => { lines.push(line) } } })
  t.teardown(async () => { await logging.close() })
  const { id: link, path } = await newLink()
  const token = path.slice('/reports/'.length)
  for (const url of [path, `${path}.pdf`, `${path}?token=${token}`, `${path}x`, path.replace('reports', 'report')]) await logging.inject({ url })
  await logging.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/json' }, payload: '{' })
  t.equal(lines.filter((line) => line.includes('"securityEvent":"report_opened"')).length, 3)
  t.match(JSON.parse(lines.find((line) => line.includes('report_opened')) ?? '{}'), { operator: TEST_OPERATOR, link, address: '127.0.0.1' })
  t.notMatch(lines.join(''), token)
})

t.test('a link is no token, a token no link, and a calendar no report', async (t) => {
  const { path } = await newLink()
  const token = path.slice('/reports/'.length)
  t.equal((await app.inject({ url: `/v1/risk-audits/${id}`, headers: { authorization: `Bearer ${token}` } })).statusCode, 401)
  t.ok([404, 414].includes((await open(`/reports/${bearer().authorization.slice('Bearer '.length)}`)).statusCode))
  t.equal((await open(`/calendars/${token}`)).statusCode, 404)
  const calendar = await audits.done<{ path: string }>('POST', '/calendar-links', { unit: 'CUSTOMS' })
  t.equal((await open(calendar.path.replace('/calendars/', '/reports/'))).statusCode, 404)
})

t.test('another operator reads, revokes and lists none of it', async (t) => {
  const { id: link } = await newLink()
  const other = { ...bearer({ operator: OTHER_OPERATOR }), 'if-match': '*' }
  for (const path of ['report.json', 'report.html', 'report.pdf', 'report-links', 'recipients', 'follow-ups']) t.equal((await app.inject({ url: `/v1/risk-audits/${id}/${path}`, headers: other })).statusCode, 404, path)
  for (const [path, payload] of [['report-links', {}], ['recipients', { positions: ['RISK-OWNER'] }], ['notices', { acknowledgeBy: '2026-12-01' }], ['acknowledge', { dataHash: 'a'.repeat(64) }]] as const) {
    t.equal((await app.inject({ method: 'POST', url: `/v1/risk-audits/${id}/${path}`, headers: other, payload })).statusCode, 404, path)
  }
  t.equal((await app.inject({ method: 'POST', url: `/v1/report-links/${link}/revoke`, headers: other })).statusCode, 404)
})

t.test('the next audit says what moved each risk since, and by which cause', async (t) => {
  const { id: next } = await audits.draft()
  await audits.close(next, 'identified', 'residual_determined')
  now = new Date(now.getTime() + 60_000)
  const { id: meanwhile } = await audits.draft()
  await audits.close(meanwhile, 'identified', 'residual_determined')
  await audits.close(next, 'treated')
  const { risks } = await audits.done<ReportModel>('GET', `/risk-audits/${next}/report.json`)
  const [moved, still] = [risks.find(({ code }) => code === 'VAL-X1'), risks.find(({ code }) => code === 'VAL-X2')]
  t.match(moved?.movement, { since: '2026-11-10', causes: [{ cause: 'expert_input' }] }, 'its likelihood was stated anew')
  t.equal(moved?.movement?.causes.length, 1)
  t.ok(Math.abs((moved?.movement?.expectedAnnualLossBefore ?? 0) + (moved?.movement?.causes[0]?.changeEur ?? 0) - (moved?.expectedAnnualLoss ?? 0)) < 1e-6, 'the causes add up to the change')
  t.match(still?.movement, { causes: [], expectedAnnualLossBefore: still?.expectedAnnualLoss })
  t.equal((await audits.done<ReportModel>('GET', `/risk-audits/${id}/report.json`)).risks[0]?.movement, null, 'the first has nothing before it')
})

t.test('a link goes on opening the report that it was made for', async (t) => {
  const link = await newLink()
  const before = (await open(link.path)).body
  await audits.done('POST', `/risk-audits/${id}/reopen`, { reason: 'A site was forgotten' })
  t.equal((await open(link.path)).body, before, 'the version that it was made for')
  t.match((await audits.call('POST', `/risk-audits/${id}/report-links`, {})).json(), { status: 409 }, 'the new version has none yet')
  t.match(await newLink({ version: 1 }), { version: 1, dataHash: link.dataHash })
})

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

t.test('in a real browser the link opens a page that is read by its names, asks for nothing and runs nothing', { skip: executable === undefined ? 'no chromium is installed' : false }, async (t) => {
  const { path } = await newLink({ version: 1 })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const browser = await chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  t.teardown(async () => { await browser.close() })
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
  const [requests, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => { requests.push(request.url()) })
  page.on('console', (message) => { complaints.push(message.text()) })
  const answer = await page.goto(`${base}${path}`)
  t.equal(answer?.status(), 200)
  t.equal(await page.title(), 'Audit of the year')
  for (const name of ['Summary for management', 'Before and after controls', 'What a year may cost', 'The cheapest sufficient plan', 'Scope, method and proof']) t.equal(await page.getByRole('region', { name, exact: true }).count(), 1, name)
  t.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
  t.ok(await page.getByRole('img').count() > 0, 'charts have names')
  t.strictSame(requests.filter((url) => !url.endsWith(path) && !url.endsWith('/favicon.ico')), [])
  t.strictSame(complaints.filter((text) => !text.includes('favicon')), [])
  const picture = await page.screenshot({ fullPage: true })
  t.ok(picture.length > 20_000)
})

t.test('every one of thirty openings at once is counted, and the report is drawn once', async (t) => {
  const link = await newLink({ version: 1 })
  const answers = await Promise.all(Array.from({ length: 30 }, async () => await open(link.path)))
  t.ok(answers.every(({ statusCode }) => statusCode === 200))
  const kept = (await audits.done<{ items: Link[] }>('GET', `/risk-audits/${id}/report-links`)).items.find((one) => one.id === link.id)
  t.equal(kept?.openings, 30)
})
