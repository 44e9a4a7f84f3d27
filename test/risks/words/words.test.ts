import pg from 'pg'
import t from 'tap'
import { RETAINED_ELSEWHERE } from '../../../src/features.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { onConnection, runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { runRetention } from '../../../src/records/index.ts'
import type { InTx } from '../../../src/records/retention/run-retention.ts'
import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import type { ReportModel } from '../../../src/risks/report/model.ts'
import { factsHash, factsOf } from '../../../src/risks/report/report-of.ts'
import { WORD_KINDS } from '../../../src/risks/words/kinds.ts'
import type { WordKind } from '../../../src/risks/words/kinds.ts'
import { testApp } from '../../support/app.ts'
import '../../support/bare-processes.ts'
import { testDatabase } from '../../support/postgres.ts'
import { DOCUMENT, RiskAudits, SCOPE } from '../../support/risk-audits.ts'
import { control, ownRisk, STATED, treatment } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

/** Words of people about risks: planted wherever they may be said, and looked for everywhere once erased. */

t.setTimeout(120_000)
const database = await testDatabase(t)
let today = '2026-11-10'
const clock = () => new Date(`${today}T10:00:00Z`)
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.done('POST', '/positions', { code: 'BOARD', title: 'The board', unit: 'CUSTOMS', validFrom: '2020-01-01' })
await audits.done('POST', '/people', { pseudonym: 'P-BOARD', employmentKind: 'employee' })
await audits.done('POST', '/assignments', { person: 'P-BOARD', position: 'BOARD', validFrom: '2020-01-01', ftePercent: 100 })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

/** Tables in any column of which the text stands. */
async function tablesWith (text: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
  const found: string[] = []
  for (const { name } of rows) if ((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [text])).rowCount !== 0) found.push(name)
  return found
}

const TABLES = [...new Set(Object.values<WordKind>(WORD_KINDS).flatMap(({ places }) => places.map(({ table }) => table)))].toSorted()
const CANARY = 'CANARY-SMITH'
const said = `As ${CANARY} said`
const PLACE = { reference: `dms:${CANARY}`, sha256: 'a'.repeat(64) }

let calls = 0
/** With a key, so that the answer is stored. */
async function send<Body = { id: string }> (method: 'POST' | 'PUT', path: string, body: object, caller: { subject?: string } = {}): Promise<Body> {
  const answer = await audits.call(method, path, body, { 'if-match': '*', ...method === 'POST' ? { 'idempotency-key': `key-${++calls}` } : {} }, caller)
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`)
  return answer.json<Body>()
}

const TEST = { testedOn: '2026-11-09', sampleFrom: '2026-10-01', sampleTo: '2026-10-31', sampleSize: 25, passed: 24, failed: 1, tester: 'P-TESTER', evidence: PLACE, remarks: said }

/** A register in which everything is said that may be. */
async function register (): Promise<void> {
  await send('PUT', '/risk-appetites/value', { acceptableScore: 25, appetiteEur: 1_000_000, reason: said })
  await send('PUT', '/risk-settings', { windowMonths: 36, priorStrength: 1, years: 50_000, reason: said })
  for (const code of ['VAL-W1', 'VAL-W2']) await send('POST', '/risks', ownRisk(code, { title: said, description: said, typicalCauses: [said], exampleControls: [said] }))
  await send('POST', '/risks/VAL-W1/inputs', { ...STATED, consequence: 5, reason: said })
  await send('POST', '/risks/VAL-W2/inputs', { ...STATED, reason: said })
  for (const code of ['CTL-W1', 'CTL-W2']) {
    await send('POST', '/controls', control(code, { title: said, description: said, designReason: said, risks: ['VAL-W1'], inForceFrom: '2026-01-01' }))
    await send('POST', `/controls/${code}/tests`, TEST)
  }
  const { id: mistaken } = await send('POST', '/controls/CTL-W1/tests', TEST)
  await send('POST', `/controls/CTL-W1/tests/${mistaken}/withdraw`, { reason: said })
  for (const code of ['TRT-W1', 'TRT-W2', 'TRT-W3']) await send('POST', '/risk-treatments', treatment(code, { title: said, action: said, effects: [{ risk: 'VAL-W1', share: 0.2 }] }))
  await send('POST', '/risk-treatments/TRT-W2/drop', { reason: said })
  await send('POST', '/risk-treatments/TRT-W3/complete', { procedure: PLACE })
}

interface Planted { readonly audit: string, readonly acceptances: readonly string[], readonly assessment: string }

/** An audit through all stages, with everything said. */
async function audited (): Promise<Planted> {
  const { id: assessment } = await send('POST', '/risk-assessments', { reason: said })
  const { id } = await send('POST', '/risk-audits', { title: said, scope: SCOPE })
  for (const kind of ['security_plan', 'threat_assessment', 'measures']) await send('PUT', `/risk-audits/${id}/inputs/${kind}`, { ...DOCUMENT, title: said, reference: PLACE.reference })
  await send('PUT', `/risk-audits/${id}/inputs/internal_controls`, { absentBecause: said })
  for (const area of AREAS.filter((name) => name !== 'value')) await send('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: said })
  await send('PUT', `/risk-audits/${id}/not-evaluated/VAL-W2`, { reason: said })
  for (const stage of ['identified', 'residual_determined']) await send('POST', `/risk-audits/${id}/advance`, { stage })
  const [signed, declined] = [await send('POST', '/risk-acceptances', { risk: 'VAL-W1', reason: said, expiresOn: '2027-06-30', audit: id, requestedBy: 'P-OWNER' }, { subject: 'asker' }), { id: '' }]
  await send('POST', `/risk-acceptances/${signed.id}/sign`, { position: 'BOARD', rank: said, signer: 'P-BOARD' })
  declined.id = (await send('POST', '/risk-acceptances', { risk: 'VAL-W2', reason: said, expiresOn: '2027-06-30', assessment, requestedBy: 'P-OWNER' }, { subject: 'asker' })).id
  await send('POST', `/risk-acceptances/${declined.id}/decline`, { reason: said })
  await send('POST', `/risk-audits/${id}/advance`, { stage: 'treated' })
  await send('POST', `/risk-audits/${id}/recipients`, { positions: ['BOARD', 'RISK-OWNER'] })
  await send('POST', `/risk-audits/${id}/recipients/RISK-OWNER/withdraw`, { reason: said })
  await send('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2026-11-20' })
  await send('POST', `/risk-audits/${id}/recipients/BOARD/record-acknowledgement`, { person: 'P-BOARD', evidence: PLACE })
  await send('POST', `/risk-audits/${id}/report-links`, {})
  const { id: followUp } = await send('POST', `/risk-audits/${id}/follow-ups`, { kind: 'procedure_change', risk: 'VAL-W1', title: said, reference: PLACE.reference })
  await send('POST', `/risk-audits/${id}/follow-ups/${followUp}/done`, { doneOn: '2026-11-10', reference: PLACE.reference })
  for (const stage of ['communicated', 'closed']) await send('POST', `/risk-audits/${id}/advance`, { stage })
  await send('POST', `/risk-audits/${id}/reopen`, { reason: said })
  return { audit: id, acceptances: [signed.id, declined.id], assessment }
}

await register()
const planted = await audited()
await send('POST', '/risks/VAL-W2/retire', { reason: said })
await send('POST', '/controls/CTL-W2/retire', { reason: said })

const THINGS = [
  '/risks/VAL-W1', '/risks/VAL-W2', '/controls/CTL-W1', '/controls/CTL-W2', '/risk-treatments/TRT-W1', '/risk-treatments/TRT-W2', '/risk-treatments/TRT-W3', ...planted.acceptances.map((id) => `/risk-acceptances/${id}`),
  '/risk-appetites/value', '/risk-settings', `/risk-assessments/${planted.assessment}`, `/risk-audits/${planted.audit}`
]
const erase = async (thing: string, body: object = {}) => await audits.call('POST', `${thing}/erase-words`, body)
const report = async (): Promise<ReportModel> => await audits.done<ReportModel>('GET', `/risk-audits/${planted.audit}/report.json?version=1`)
const page = async (): Promise<string> => (await audits.call('GET', `/risk-audits/${planted.audit}/report.html?version=1`)).body
const verified = async () => (await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault
async function faults (): Promise<string[]> {
  const found: string[] = []
  for await (const { version, stage, faults: wrong } of verifyAudits(db, operatorId)) found.push(...wrong.map((fault) => `${version} ${stage}: ${fault}`))
  return found
}
const inTx: InTx = async (work) => await runOperatorTx(db.operations, { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER } satisfies Principal, work, clock)
const run = async (on: string, apply: boolean) => (await runRetention(inTx, { apply, today: on, pageSize: 2, others: RETAINED_ELSEWHERE })).filter(({ name }) => name.startsWith('risk_'))
const hold = async (scope: object): Promise<string> => (await send('POST', '/legal-holds', { ...scope, reason: 'Court case' })).id
const lift = async (id: string) => { await send('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }) }

t.test('every column of the feature that may hold words is known, and all of them were planted', async (t) => {
  t.strictSame(await tablesWith(CANARY), [...TABLES, 'idempotency_answers', 'risk_frozen_words'].toSorted(), 'where words are said and put away, and nowhere else: not in what is frozen, nor in the log')
  // Names of things, codes, hashes and ids that the program gives or checks by their pattern.
  const NO_WORDS = /^(code|kind|area|criterion|origin|state|stage|indicators|questions|sites|procedures|pillars|basis|exposure_basis|position|risk|reference|member|subject|seed|tester|way|became|training_course|requested_by|signer|signer_position|acknowledged_by|acknowledged_way|owner_kind|owner_code|design|sha256|data_hash|.*_sha256|evidence_state|objections|snapshot|facts|result|words)$/
  const columns = (await superuser.query<{ table: string, column: string }>(`select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'aeo' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'text[]'::regtype) and (c.relname ~ '^risk' or c.relname in ('control_tests', 'report_links'))`)).rows
  const known = new Set(Object.values<WordKind>(WORD_KINDS).flatMap(({ places }) => places.flatMap(({ table, said: one = [], describing = [], lists = [] }) => [...one, ...describing, ...lists].map((column) => `${table}.${column}`))))
  t.strictSame(columns.filter(({ table, column }) => !known.has(`${table}.${column}`) && !NO_WORDS.test(column)), [], 'a column with words stands in src/risks/words/kinds.ts')
  t.strictSame([...known].filter((name) => !columns.some(({ table, column }) => `${table}.${column}` === name)), [])
})

t.test('a legal hold keeps words, in the register and in the audits that froze them, another one does not', async (t) => {
  const held = async (scope: object, thing: string): Promise<number> => {
    const id = await hold(scope)
    const { statusCode } = await erase(thing, { description: true })
    await lift(id)
    return statusCode
  }
  for (const thing of THINGS.filter((path) => !path.startsWith('/risk-audits'))) t.equal(await held({ class: 'risk_register' }, thing), 409, thing)
  t.equal(await held({ class: 'risk_audits' }, `/risk-audits/${planted.audit}`), 409)
  t.equal(await held({ class: 'risk_audits', from: '2026-11-10', to: '2026-11-10' }, '/risks/VAL-W1'), 409, 'an audit froze it on the day')
  t.equal(await held({ class: 'training_records' }, '/risk-settings'), 200)
  t.match((await erase('/risk-audits/0190aaaa-0000-7000-8000-000000000001')).json(), { status: 404, type: '/problems/risk-audit-not-found' })
})

t.test('what is said goes, and what describes a thing stays until that is asked for or it is called otherwise', async (t) => {
  const before = (await audits.call('GET', '/risks/VAL-W1')).headers['etag']
  t.match((await erase('/risks/VAL-W1')).json(), { erased: 2 }, 'the statement, and what was frozen of it')
  t.match(await audits.done('GET', '/risks/VAL-W1'), { title: said, input: { reason: '(erased)' } })
  t.not((await audits.call('GET', '/risks/VAL-W1')).headers['etag'], before, 'whoever holds the former state is told')
  t.match((await report()).risks.map(({ title }) => title), [said, said])
  await audits.call('PATCH', '/risks/VAL-W1', { title: 'Tooling' })
  t.match((await report()).risks.map(({ title }) => title), [said, said], 'a closed stage has the title of its day')
  t.match((await erase('/risks/VAL-W1')).json(), { erased: 1 })
  t.strictSame((await report()).risks.map(({ title }) => title).toSorted(), ['(erased)', said].toSorted(), 'until the former one is erased')
  t.match((await erase('/risks/VAL-W1')).json(), { erased: 0 }, 'once')
})

t.test('on request words go from every table and stored answer, and every hash and figure stays', async (t) => {
  const before = await report()
  t.match(await page(), CANARY)
  await send('PUT', '/risk-settings', { windowMonths: 36, priorStrength: 1, years: 50_000, reason: said })
  const STATES = ['/risk-settings', '/risk-appetites/value']
  const known = new Map(await Promise.all(STATES.map(async (path): Promise<[string, string]> => [path, String((await audits.call('GET', path)).headers['etag'])])))
  for (const thing of THINGS) t.equal((await erase(thing, { description: true })).statusCode, 200, thing)
  for (const [path, etag] of known) {
    const answer = await audits.call('GET', path, undefined, { 'if-none-match': etag })
    t.match([answer.statusCode, answer.body], [200, /\(erased\)/], `whoever has the former state is told: ${path}`)
    t.equal((await audits.call('GET', path, undefined, { 'if-none-match': String(answer.headers['etag']) })).statusCode, 304)
  }
  const read = (await audits.call('GET', '/risk-appetites/value')).headers['etag']
  const set = { acceptableScore: 25, appetiteEur: 1_000_000, reason: 'Since' }
  t.equal((await audits.call('PUT', '/risk-appetites/value', set, { 'if-match': String(known.get('/risk-appetites/value')) })).statusCode, 412)
  t.equal((await audits.call('PUT', '/risk-appetites/value', set, { 'if-match': String(read) })).statusCode, 200)
  t.strictSame(await tablesWith(CANARY), [])
  t.strictSame([await faults(), await verified()], [[], null], 'closed stages come out again to the byte')
  const after = await report()
  t.equal(after.dataHash, before.dataHash)
  t.equal(factsHash(factsOf(after)), before.dataHash, 'who has the JSON can check it still')
  t.strictSame(after.risks.map(({ expectedAnnualLoss, residualScore }) => [expectedAnnualLoss, residualScore]), before.risks.map(({ expectedAnnualLoss, residualScore }) => [expectedAnnualLoss, residualScore]))
  t.match(after, { audit: { title: '(erased)' }, acceptances: [{ reason: '(erased)', rank: '(erased)', state: 'valid' }], followUps: [{ title: '(erased)' }] })
  t.notMatch(`${await page()}${JSON.stringify(after)}`, CANARY, 'nor in a page that was drawn before')
  t.strictSame((await audits.done<{ items: { words: string | null }[] }>('GET', `/risk-audits/${planted.audit}/stages/treated/words?version=1`)).items.filter(({ words }) => words !== null), [])
  t.match(await audits.done('GET', `/risk-assessments/${planted.assessment}/risks/VAL-W1`), { title: '(erased)', statement: { reason: '(erased)' } })
  const { items } = await audits.done<{ items: { type: string }[] }>('GET', '/events?limit=1000')
  t.equal(items.filter(({ type }) => type.endsWith('words_erased')).length, THINGS.length + 3, 'an event for each, and none for what was gone')
})

t.test('what has ended loses its words with its years, and an audit goes as a whole', async (t) => {
  await send('PUT', `/risk-audits/${planted.audit}/left-out/excise`, { reason: said })
  await send('POST', '/risks/VAL-W2/reinstate', {}).catch(() => audits.call('POST', '/risks/VAL-W2/reinstate'))
  today = '2026-12-31'
  await send('POST', '/risks/VAL-W2/retire', { reason: said })
  t.match(await run('2036-12-31', true), [{ name: 'risk_register', erased: 0, years: 10 }, { name: 'risk_audits', erased: 0, years: 10 }])
  t.match(await run('2037-01-01', false), [{ erased: 3, dueUntil: '2026-12-31' }, { erased: 0 }], 'the risk, and why the two assessments of the audit were made; the audit itself waits for the last acceptance to expire')
  t.strictSame(await tablesWith(CANARY), ['idempotency_answers', 'risk_audit_exceptions', 'risks'], 'a dry run erases nothing')
  const held = await hold({ class: 'risk_register' })
  t.match(await run('2037-01-01', true), [{ erased: 0, held: 3 }, { erased: 0 }])
  await lift(held)
  t.match(await run('2037-01-01', true), [{ erased: 3, held: 0 }, { erased: 0 }])
  t.strictSame(await tablesWith(CANARY), ['risk_audit_exceptions'])
  const kept = await hold({ class: 'risk_audits' })
  t.match(await run('2038-01-01', true), [{ erased: 0 }, { erased: 0, held: 1 }])
  await lift(kept)
  t.match(await run('2038-01-01', true), [{ erased: 0 }, { erased: 1 }])
  t.strictSame([await tablesWith(CANARY), (await tablesWith(planted.audit)).filter((table) => /^risk_audit|^risk_report|^risk_notice|^risk_follow|^report_link|^risk_accept|^risk_frozen/.test(table))], [[], []])
  t.equal((await audits.call('GET', `/risk-audits/${planted.audit}`)).statusCode, 404)
  const [event] = (await superuser.query<{ data: string }>('select data from aeo.operator_log where type = \'retention.risk_audit_erased\'')).rows
  t.equal((JSON.parse(event?.data ?? '{}') as { stages: object[] }).stages.length, 5, 'with the hash of each of its stages')
  t.strictSame([await faults(), await verified()], [[], null])
})
