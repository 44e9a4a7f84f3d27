import t from 'tap'
import pg from 'pg'
import { rebuildExaminationTotals } from '../../src/declarations/index.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Finding { id: string, state: string, check: string | null, decision: string | null, revision: number, closedBecause: string | null, groupId: string | null }
interface Action { id: string, state: string, effect: { evaluated: number, hits: number, shown: boolean } | null, closedBecause: string | null, overdue: boolean }

const call = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const graph = async <T>(query: string): Promise<T> => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
/** Pushes a declaration whose item has eight digits only. */
async function wrong (lrn: string, changes: object = {}): Promise<Finding> {
  const pushed = await call('POST', '/declarations', declaration({ lrn, items: [item({ taric2: undefined })], ...changes }))
  const { declarationId } = pushed.json<{ declarationId: string }>()
  const { items } = (await call('GET', `/findings?declarationId=${declarationId}`)).json<{ items: Finding[] }>()
  if (items[0] === undefined) throw new Error('no finding')
  return items[0]
}
const etagOf = async (id: string): Promise<string> => String((await call('GET', `/findings/${id}`)).headers.etag)
const review = async (id: string, body: object, headers: Record<string, string> = {}) => await call('POST', `/findings/${id}/review`, body, { 'if-match': await etagOf(id), ...headers })
const CONFIRM = { decision: 'confirmed', words: 'The digits are missing in the master data.', cause: 'master_data' }
const PERIOD = 'from: "2026-01-01", to: "2026-12-31"'

t.test('a finding is listed by every filter, and decided with its cause', async (t) => {
  const finding = await wrong('F-1', { orgUnitId: 'U-1', representative: { eori: 'DE123', status: '2' } })
  t.match(finding, { check: 'CLA-01', state: 'open' })
  for (const filter of ['state=open', 'check=CLA-01', 'pillar=classification', 'severity=error', 'source=check', 'orgUnitId=U-1', 'broker=DE123', 'from=2026-03-02&to=2026-03-02']) {
    t.ok((await call('GET', `/findings?${filter}`)).json<{ items: Finding[] }>().items.some(({ id }) => id === finding.id), filter)
  }
  for (const filter of ['state=closed', 'check=CLA-02', 'orgUnitId=U-2', 'from=2026-03-03']) t.strictSame((await call('GET', `/findings?${filter}`)).json(), { items: [], nextCursor: null }, filter)
  t.equal((await call('GET', '/findings?from=2026-02-30')).statusCode, 400)
  t.match((await review(finding.id, { decision: 'confirmed', words: 'x' })).json(), { type: '/problems/finding-state', because: /cause/ })
  const decided = await review(finding.id, CONFIRM)
  t.match(decided.json(), { state: 'confirmed', decision: 'confirmed', cause: 'master_data', competence: 'unknown', decidedBy: /^[0-9a-f-]{36}$/ })
  t.match((await review(finding.id, CONFIRM)).json(), { status: 409, because: 'it is confirmed already' })
  t.match((await call('GET', `/findings/${finding.id}/reviews`)).json(), { items: [{ number: 1, words: CONFIRM.words, decision: 'confirmed' }] })
})

t.test('a decision names the state that it is based on, and takes effect once', async (t) => {
  const { id } = await wrong('F-2')
  t.equal((await call('POST', `/findings/${id}/review`, CONFIRM)).statusCode, 428)
  t.equal((await call('POST', `/findings/${id}/review`, CONFIRM, { 'if-match': '"99"' })).statusCode, 412)
  const etag = await etagOf(id)
  const both = await Promise.all([CONFIRM, { decision: 'dismissed', words: 'It is right.' }].map(async (body) => await call('POST', `/findings/${id}/review`, body, { 'if-match': etag })))
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [200, 412], 'of two reviewers one comes too late')
  const other = await wrong('F-3')
  const headers = { 'idempotency-key': 'review-1', 'if-match': await etagOf(other.id) }
  const first = await call('POST', `/findings/${other.id}/review`, CONFIRM, headers)
  const again = await call('POST', `/findings/${other.id}/review`, CONFIRM, headers)
  t.equal(first.statusCode, 200)
  t.equal(again.body, first.body, 'the same answer to the same key')
  t.equal((await call('POST', `/findings/${other.id}/review`, { ...CONFIRM, words: 'Other words.' }, headers)).statusCode, 422)
})

t.test('a decision may be changed, all are kept, and words can be erased without the decision', async (t) => {
  const { id } = await wrong('F-4')
  await review(id, { decision: 'dismissed', words: 'It is right.' })
  t.match((await review(id, CONFIRM)).json(), { state: 'confirmed' })
  await superuser.query('delete from aeo.finding_words where finding_id = $1 and review_number = 1', [id])
  t.match((await call('GET', `/findings/${id}/reviews`)).json(), { items: [{ number: 1, words: null, decision: 'dismissed' }, { number: 2, words: CONFIRM.words }] })
  const log = await superuser.query<{ data: string }>('select data from aeo.operator_log where subject = $1', [`finding:${id}`])
  t.equal(log.rows.length, 2)
  t.notMatch(log.rows.map(({ data }) => data).join(), /right|digits/, 'no free words in the log')
})

t.test('findings of one cause are decided together; those that may not be are left and named', async (t) => {
  const findings = [await wrong('G-1'), await wrong('G-2'), await wrong('G-3')]
  await review(findings[0]?.id ?? '', CONFIRM)
  const group = (await call('POST', '/findings/groups', { title: 'Old master data', cause: 'master_data', findingIds: findings.map(({ id }) => id) })).json<{ id: string }>()
  t.match((await call('POST', '/findings/groups', { title: 'x', cause: 'other', findingIds: ['018f0000-0000-7000-8000-000000000000'] })).json(), { errors: [{ pointer: '/findingIds/0' }] })
  const decided = (await call('POST', `/findings/groups/${group.id}/review`, CONFIRM)).json<{ decided: string[], left: { id: string, because: string }[] }>()
  t.strictSame(decided.decided, findings.slice(1).map(({ id }) => id).toSorted())
  t.match(decided.left, [{ id: findings[0]?.id, because: 'it is confirmed already' }])
  t.equal((await call('GET', `/findings?groupId=${group.id}&state=confirmed`)).json<{ items: Finding[] }>().items.length, 3)
})

t.test('a corrective action closes by its measured effect, else for a stated reason', async (t) => {
  const finding = await wrong('A-1')
  const body = { kind: 'correction_at_source', description: 'Complete the codes.', owner: 'Master data', dueOn: '2026-04-01', findingIds: [finding.id], requiredClean: 3 }
  t.match((await call('POST', '/findings/actions', body)).json(), { errors: [{ pointer: '/findingIds/0', detail: /no confirmed finding/ }] })
  await review(finding.id, CONFIRM)
  const opened = await call('POST', '/findings/actions', body)
  t.match(opened.json(), { state: 'open', check: 'CLA-01', overdue: true, effect: null })
  const { id } = opened.json<Action>()
  const step = async (name: string, payload: object) => await call('POST', `/findings/actions/${id}/${name}`, payload, { 'if-match': String((await call('GET', `/findings/actions/${id}`)).headers.etag) })
  t.match((await step('close', {})).json(), { type: '/problems/effect-not-shown' })
  t.match((await review(finding.id, { decision: 'dismissed', words: 'x' })).json(), { because: /corrective action is under way/ })
  t.match((await step('implement', { implementedOn: '2026-05-01' })).json(), { state: 'implemented', effect: { evaluated: 0, hits: 0, shown: false } })
  for (const lrn of ['A-2', 'A-3']) await call('POST', '/declarations', declaration({ lrn, acceptanceDate: '2026-05-02' }))
  await call('POST', '/declarations', declaration({ lrn: 'A-4', acceptanceDate: '2026-05-01' }))
  t.match((await step('close', {})).json(), { type: '/problems/effect-not-shown', effect: { evaluated: 2, hits: 0 } }, 'the day itself does not count')
  await call('POST', '/declarations', declaration({ lrn: 'A-5', acceptanceDate: '2026-05-03' }))
  t.match((await step('close', {})).json(), { state: 'closed', closedBecause: 'effect_shown', effect: { evaluated: 3, hits: 0, shown: true } })
  t.match((await call('GET', `/findings/${finding.id}`)).json(), { state: 'closed', closedBecause: 'corrected', decision: 'confirmed' })
  const other = await wrong('A-6')
  await review(other.id, CONFIRM)
  const second = (await call('POST', '/findings/actions', { ...body, findingIds: [other.id] })).json<Action>()
  const etag = String((await call('GET', `/findings/actions/${second.id}`)).headers.etag)
  t.match((await call('POST', `/findings/actions/${second.id}/close`, { reason: 'The supplier is gone.' }, { 'if-match': etag })).json(), { closedBecause: 'stated_reason', closingWords: 'The supplier is gone.' })
})

t.test('an instruction to a broker shows its effect in that broker\'s declarations alone, and is not done before its day', async (t) => {
  const broker = { representative: { eori: 'DE777', status: '2' } }
  const finding = await wrong('B-1', broker)
  await review(finding.id, CONFIRM)
  const opened = await call('POST', '/findings/actions', { kind: 'instruction_to_broker', description: 'Ten digits, please.', owner: 'Customs', dueOn: '2026-12-31', findingIds: [finding.id], requiredClean: 1 })
  t.match(opened.json(), { broker: 'DE777' })
  const { id } = opened.json<Action>()
  const step = async (name: string, payload: object) => await call('POST', `/findings/actions/${id}/${name}`, payload, { 'if-match': '*' })
  t.match((await step('implement', { implementedOn: '2999-01-01' })).json(), { errors: [{ pointer: '/implementedOn' }] })
  await step('implement', { implementedOn: '2026-06-01' })
  await call('POST', '/declarations', declaration({ lrn: 'B-2', acceptanceDate: '2026-06-02' }))
  t.match((await step('close', {})).json(), { type: '/problems/effect-not-shown', effect: { evaluated: 0, hits: 0 } }, 'a clean declaration of another shows nothing')
  await call('POST', '/declarations', declaration({ lrn: 'B-3', acceptanceDate: '2026-06-02', ...broker }))
  t.match((await step('close', {})).json(), { state: 'closed', closedBecause: 'effect_shown', effect: { evaluated: 1, hits: 0 } })
})

t.test('a person records what no check finds', async (t) => {
  const { declarationId } = (await call('POST', '/declarations', declaration({ lrn: 'P-1', orgUnitId: 'U-9' }))).json<{ declarationId: string }>()
  const body = { pillar: 'value', severity: 'warning', message: 'The freight is not in the price.', declarationId, itemNumber: 1 }
  const recorded = await call('POST', '/findings', body)
  t.match(recorded.json(), { source: 'person', state: 'open', declarationId, countedOn: '2026-03-02', orgUnitId: 'U-9' })
  t.equal(recorded.statusCode, 201)
  t.match((await call('POST', '/findings', { ...body, declarationId: '018f0000-0000-7000-8000-000000000000' })).json(), { errors: [{ pointer: '/declarationId' }] })
  t.match((await call('POST', '/findings', { ...body, declarationId: undefined })).json(), { errors: [{ pointer: '/itemNumber' }] })
  t.match((await call('POST', '/findings', { ...body, on: '2026-02-30' })).json(), { errors: [{ pointer: '/on' }] })
  t.match((await call('POST', '/findings', { ...body, message: '  ' })).json(), { errors: [{ pointer: '/message' }] })
  await call('POST', '/declarations', declaration({ lrn: 'P-1', orgUnitId: 'U-9', netMass: undefined, incoterm: 'FOB' }))
  t.match((await call('GET', `/findings?declarationId=${declarationId}`)).json(), { items: [{ source: 'person', state: 'open' }] }, 'no version cures what a person found')
})

t.test('reports count what was found and decided, with intervals, and agree with a recount', async (t) => {
  const { findingRates, checkPrecision, checkOutcomes, firstTimeRight } = await graph<Record<string, Record<string, unknown>[]>>(`{
    findingRates(${PERIOD}, groupBy: check) { key opened confirmed dismissed cured declarations perThousand lower upper lowData }
    checkPrecision(${PERIOD}) { check confirmed dismissed share lower upper }
    checkOutcomes(${PERIOD}) { check pass hit notEvaluable notApplicable }
    firstTimeRight(${PERIOD}) { key declarations released rightFirstTime share }
  }`)
  const { rows: [counts] } = await superuser.query<{ declarations: string, findings: string, confirmed: string, dismissed: string }>(`select (select count(*) from aeo.declarations)::text as declarations, count(*)::text as findings,
    (count(*) filter (where decision = 'confirmed'))::text as confirmed, (count(*) filter (where decision = 'dismissed'))::text as dismissed from aeo.findings where check_id = 'CLA-01'`)
  const rate = findingRates?.find(({ key }) => key === 'CLA-01')
  t.match(rate, { opened: Number(counts?.findings), confirmed: Number(counts?.confirmed), declarations: Number(counts?.declarations), perThousand: 1000 * Number(counts?.findings) / Number(counts?.declarations) })
  t.ok(Number(rate?.['lower']) < Number(rate?.['perThousand']) && Number(rate?.['perThousand']) < Number(rate?.['upper']))
  t.match(checkPrecision?.find(({ check }) => check === 'CLA-01'), { confirmed: Number(counts?.confirmed), dismissed: Number(counts?.dismissed) })
  const outcome = checkOutcomes?.find(({ check }) => check === 'CLA-01')
  t.equal(Number(outcome?.['pass']) + Number(outcome?.['hit']), Number(counts?.declarations))
  t.match(firstTimeRight, [{ key: null, declarations: Number(counts?.declarations), released: 0, share: null }])
  for (const groupBy of ['pillar', 'unit', 'broker', 'month']) {
    const { findingRates: rates } = await graph<{ findingRates: { key: string | null, opened: number, declarations: number }[] }>(`{ findingRates(${PERIOD}, groupBy: ${groupBy}) { key opened declarations } }`)
    t.equal(rates.reduce((sum, { opened }) => sum + opened, 0), Number((await superuser.query('select count(*) from aeo.findings')).rows[0].count), groupBy)
  }
  t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [])
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
})

t.test('the graph shows findings and actions as the API does, page by page', async (t) => {
  const first = await graph<{ findings: { nodes: Finding[], pageInfo: { hasNextPage: boolean, endCursor: string } } }>('{ findings(first: 2, filter: { check: "CLA-01" }) { nodes { id check state pillar } pageInfo { hasNextPage endCursor } } }')
  t.equal(first.findings.nodes.length, 2)
  t.ok(first.findings.pageInfo.hasNextPage)
  const next = await graph<{ findings: { nodes: Finding[] } }>(`{ findings(first: 2, after: "${first.findings.pageInfo.endCursor}", filter: { check: "CLA-01" }) { nodes { id } } }`)
  t.not(next.findings.nodes[0]?.id, first.findings.nodes[1]?.id)
  const { findings: { nodes } } = await graph<{ findings: { nodes: { declarationId: string, declaration: { id: string, lrn: string, findings: { id: string }[] }, id: string }[] } }>('{ findings(first: 20, filter: { check: "CLA-01" }) { nodes { id declarationId declaration { id lrn findings { id } } } } }')
  t.ok(nodes.length > 5 && nodes.every(({ declarationId, declaration: { id } }) => id === declarationId), 'each finding leads to its declaration')
  t.ok(nodes.every(({ id, declaration }) => declaration.findings.some((finding) => finding.id === id)), 'and back')
  const { correctiveActions } = await graph<{ correctiveActions: { nodes: Action[] } }>('{ correctiveActions(state: closed) { nodes { id state effect { evaluated shown } findingIds closedBecause } pageInfo { hasNextPage } } }')
  t.equal(correctiveActions.nodes.length, 3)
  t.equal((await call('GET', '/findings/actions?overdue=true')).json<{ items: Action[] }>().items.length, 0)
})
