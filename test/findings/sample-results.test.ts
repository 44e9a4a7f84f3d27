import t from 'tap'
import pg from 'pg'
import { rebuildExaminationTotals } from '../../src/declarations/index.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { right, samplesOver, wrongBy } from './samples-over-http.ts'
import type { DrawnItem, Sample } from './samples-over-http.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { call, draw, drawn, find, record, projection } = samplesOver(app)

interface Finding { id: string, source: string, state: string, severity: string, declarationId: string, itemNumber: number | null, revision: number }
interface Projection { outcome: string, missing: number, dismissed: number, errorHits: object | null, random: { strata: { stratum: string, reviewed: number, errors: number }[], rate: { share: number } } | null, monetary: Record<'overstated' | 'understated', Record<string, string | null>> | null }

const push = async (changes: object): Promise<string> => (await call('POST', '/declarations', declaration(changes as Record<string, unknown>))).json<{ declarationId: string }>().declarationId
const finding = async (id: string): Promise<Finding> => (await call('GET', `/findings/${id}`)).json()
const review = async (id: string, body: object) => await call('POST', `/findings/${id}/review`, body, { 'if-match': '*' })
const CONFIRM = { decision: 'confirmed', words: 'It is wrong.', cause: 'clerical' }
const DISMISS = { decision: 'dismissed', words: 'It is right.' }
const UNKNOWN = '018f0000-0000-7000-8000-000000000000'

let month = 0
/** A month of its own: so many declarations of one item of 100, one of 2,000, and one whose code is an error. */
async function population (size: number): Promise<{ from: string, to: string, top: string, wrong: string }> {
  const prefix = `2025-${String(++month).padStart(2, '0')}`
  const payload = Array.from({ length: size }, (_, index) => JSON.stringify(declaration({ lrn: `R-${prefix}-${index}`, acceptanceDate: `${prefix}-02`, items: [item({ statisticalValue: '100' })] }))).join('\n')
  if (size > 0) await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload })
  const top = await push({ lrn: `R-${prefix}-top`, acceptanceDate: `${prefix}-03`, items: [item({ statisticalValue: '2000' })] })
  const wrong = await push({ lrn: `R-${prefix}-wrong`, acceptanceDate: `${prefix}-03`, items: [item({ statisticalValue: '300', taric2: undefined })] })
  return { from: `${prefix}-01`, to: `${prefix}-28`, top, wrong }
}
const byMoney = (from: string, to: string) => ({ from, to, seed: 'known', random: null, monetaryInterval: '1000' })
const one = (entries: readonly DrawnItem[], reason: string): DrawnItem => {
  const entry = entries.find(({ reasons }) => reasons.includes(reason))
  if (entry === undefined) throw new Error(`nothing drawn for ${reason}`)
  return entry
}

t.test('a reviewed sample projects its errors onto the frame: the known answer of a draw by money', async (t) => {
  const { from, to, wrong } = await population(100)
  const { id, drawSize } = await draw(byMoney(from, to))
  const entries = await drawn(id)
  t.equal(entries.filter(({ reasons }) => reasons.includes('monetary_unit')).length, 10, '10,000 of value, one in 1,000')
  t.equal(drawSize, 12)
  t.match(await projection(id), { outcome: 'not_evaluable', missing: 12, errorHits: null, random: null, monetary: null })
  const [sampled, top, hit] = [one(entries, 'monetary_unit'), one(entries, 'top_stratum'), one(entries, 'error_hit')]
  t.equal(hit.declarationId, wrong)
  const others = entries.filter((entry) => ![sampled, top, hit].includes(entry))
  t.match((await record(id, others.map(right))).json(), { sample: { reviewed: 9, missing: 3, recordedErrors: 0 } })
  t.match(await projection(id), { outcome: 'not_evaluable', missing: 3 })
  // Half of 100 too high in the sample, 500 too high in the top stratum; the known error hit changes no value.
  const known = (await call('GET', `/findings?declarationId=${wrong}`)).json<{ items: Finding[] }>().items[0]
  t.match((await record(id, [wrongBy(sampled, '50'), wrongBy(top, '1500.00'), { ...right(hit), hasError: true, findingId: known?.id }])).json(), { sample: { reviewed: 12, missing: 0, recordedErrors: 3 } })
  // 1,000 · 0.5 projected; bound 1,000 · (2.995732 + 0.5 · (4.743865 − 2.995732)) = 3,869.80 beyond the 500 known.
  const projected = await projection<Projection>(id)
  t.strictSame(projected.monetary, {
    overstated: { knownError: '500', projectedError: '500', likelyError: '1000', upperBound: '4369.8' },
    understated: { knownError: '0', projectedError: '0', likelyError: '0', upperBound: '2995.74' }
  })
  t.match(projected, { outcome: 'projected', missing: 0, dismissed: 0, errorHits: { reviewed: 1, errors: 1, rate: { share: 1 } }, random: null })
  const { reviewSample } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ reviewSample(id: "${id}") { sample { reviewed missing drawBecause: drawnBecause { monetaryUnit } }
    projection { outcome monetary { overstated { likelyError upperBound } understated { upperBound } } errorHits { errors rate { share } } random { strata { stratum } } } } }` } })).json<{ data: Record<string, unknown> }>().data
  t.strictSame(reviewSample, {
    sample: { reviewed: 12, missing: 0, drawBecause: { monetaryUnit: 10 } },
    projection: { outcome: 'projected', monetary: { overstated: { likelyError: '1000', upperBound: '4369.8' }, understated: { upperBound: '2995.74' } }, errorHits: { errors: 1, rate: { share: 1 } }, random: null }
  }, 'the graph says the same')
})

t.test('rates come by stratum from the random sample', async (t) => {
  const { from, to } = await population(20)
  const { id } = await draw({ from, to, seed: 'rates', random: { size: 10, leastPerStratum: 1 } })
  const entries = await drawn(id)
  const random = entries.filter(({ reasons }) => reasons.includes('random'))
  await record(id, entries.filter((entry) => !random.includes(entry)).map(right))
  await record(id, [...random.slice(0, 2).map((entry) => wrongBy(entry, '100')), ...random.slice(2).map(right)])
  t.match(await projection(id), { outcome: 'projected', monetary: null, random: { strata: [{ stratum: 'import/own/1_to_99', volume: 21, reviewed: 10, errors: 2, rate: { share: 0.2 } }], rate: { share: 0.2 } } })
})

t.test('an error opens a finding of the declaration, which is counted and decided like any other', async (t) => {
  const { from, to, top } = await population(0)
  const { id } = await draw(byMoney(from, to))
  const entry = one(await drawn(id), 'top_stratum')
  const answer = (await record(id, [{ ...wrongBy(entry, '1900'), finding: { pillar: 'value', message: 'The freight is twice in it.', severity: 'warning', atStake: { amount: '12.30', currency: 'EUR' } } }])).json<{ items: DrawnItem[] }>()
  const result = answer.items[0]?.result
  t.match(result, { hasError: true, correctValue: '1900', findingDecision: null, revision: 1 })
  t.match(await finding(result?.findingId ?? ''), { source: 'sample', state: 'open', severity: 'warning', declarationId: top, itemNumber: 1, pillar: 'value', atStake: { amount: '12.30', currency: 'EUR' }, countedOn: `2025-0${month}-03` })
  t.equal((await call('GET', `/findings?source=sample&from=${from}&to=${to}`)).json<{ items: unknown[] }>().items.length, 1)
  t.match((await call('GET', `/findings/samples/${id}`)).json(), { reviewed: 1, recordedErrors: 1 })
})

t.test('a finding that review dismisses counts as no error, until it is confirmed after all', async (t) => {
  const { from, to } = await population(0)
  const { id } = await draw(byMoney(from, to))
  const entries = await drawn(id)
  const entry = one(entries, 'top_stratum')
  await record(id, entries.filter((other) => other !== entry).map(right))
  const { items } = (await record(id, [wrongBy(entry, '1500')])).json<{ items: DrawnItem[] }>()
  const findingId = items[0]?.result?.findingId ?? ''
  const known = async () => { const { monetary, dismissed } = await projection<Projection>(id); return [monetary?.overstated['knownError'], dismissed] }
  t.strictSame(await known(), ['500', 0], 'open')
  t.match((await record(id, [{ ...right(entry), replaces: 1 }])).json(), { status: 400, errors: [{ pointer: '/results/0/hasError', detail: /finding stands/ }] }, 'an error is taken back by its finding alone')
  await review(findingId, DISMISS)
  t.strictSame(await known(), ['0', 1], 'dismissed')
  t.match((await drawn(id)).find(({ position }) => position === entry.position)?.result, { hasError: true, findingDecision: 'dismissed' }, 'what was recorded is shown as it was')
  t.match((await record(id, [{ declarationId: entry.declarationId, itemNumber: 1, hasError: true, correctValue: '1600', replaces: 1 }])).json(), { errors: [{ pointer: '/results/0', detail: /dismissed/ }] })
  await review(findingId, CONFIRM)
  t.strictSame(await known(), ['500', 0], 'confirmed')
  await review(findingId, DISMISS)
  t.match((await record(id, [{ ...right(entry), replaces: 1 }])).json(), { sample: { recordedErrors: 0 }, items: [{ result: { hasError: false, findingId: null, revision: 2 } }] }, 'and may then be recorded as right')
  t.strictSame(await known(), ['0', 0])
  t.match((await record(id, [{ ...wrongBy(entry, '1000'), replaces: 2 }])).json(), { sample: { recordedErrors: 1 }, items: [{ result: { revision: 3 } }] }, 'or as wrong anew')
  t.strictSame(await known(), ['1000', 0])
})

t.test('a result is corrected by whoever saw it, and the log keeps all of them', async (t) => {
  const { from, to } = await population(0)
  const { id } = await draw(byMoney(from, to))
  const entry = one(await drawn(id), 'top_stratum')
  await record(id, [wrongBy(entry, '1500')])
  const stale = await record(id, [wrongBy(entry, '1400')])
  t.match(stale.json(), { status: 409, type: '/problems/review-sample-result', errors: [{ pointer: '/results/0/replaces', detail: /revision 1/ }] })
  t.match((await record(id, [{ ...wrongBy(entry, '1400'), replaces: 1 }])).json(), { errors: [{ pointer: '/results/0/finding', detail: /second/ }] }, 'one error, one finding')
  const corrected = { declarationId: entry.declarationId, itemNumber: 1, hasError: true, correctValue: '1400', replaces: 1 }
  t.match((await record(id, [corrected])).json(), { items: [{ result: { correctValue: '1400', revision: 2 } }], sample: { reviewed: 1, recordedErrors: 1 } })
  t.equal((await record(id, [corrected])).statusCode, 409, 'not twice')
  const other = one(await drawn(id), 'error_hit')
  t.match((await record(id, [{ ...right(other), replaces: 1 }])).json(), { status: 409, errors: [{ detail: /there is none/ }] })
  const { rows } = await superuser.query<{ data: string }>('select data from aeo.operator_log where subject = $1 and type = \'finding.sample_reviewed\' order by seq', [`sample:${id}`])
  t.match(rows.map(({ data }) => JSON.parse(data) as object), [
    { results: [{ declaration: entry.declarationId, itemNumber: 1, revision: 1, before: null, after: { hasError: true, correctValue: '1500' } }] },
    { results: [{ revision: 2, before: { hasError: true, correctValue: '1500' }, after: { hasError: true, correctValue: '1400' } }] }
  ])
  t.notMatch(rows.map(({ data }) => data).join(), /freight/, 'nobody\'s words')
})

t.test('a result that cannot be is refused, and then nothing of the request is recorded', async (t) => {
  const { from, to, wrong, top } = await population(0)
  const foreign = await push({ lrn: `R-USD-${month}`, acceptanceDate: from, accountsCurrency: 'USD', items: [item({ taric2: undefined })] })
  const { id } = await draw(byMoney(from, to))
  const entries = await drawn(id)
  const entry = one(entries, 'top_stratum')
  const inDollars = entries.find(({ declarationId }) => declarationId === foreign)
  if (inDollars === undefined) throw new Error('not drawn')
  t.match(inDollars, { bookValue: '0', otherCurrency: 'USD' })
  const foreignFinding = (await call('GET', `/findings?declarationId=${wrong}`)).json<{ items: Finding[] }>().items[0]?.id
  const findingBody = { pillar: 'value', message: 'x' }
  const cases: [name: string, pointer: string, result: object][] = [
    ['an item that was not drawn', '/results/1', { declarationId: entry.declarationId, itemNumber: 2, hasError: false }],
    ['a declaration that was not drawn', '/results/1', { declarationId: UNKNOWN, itemNumber: 1, hasError: false }],
    ['another value without an error', '/results/1/hasError', { declarationId: top, itemNumber: 1, hasError: false, correctValue: '1' }],
    ['an error without a finding', '/results/1', { declarationId: top, itemNumber: 1, hasError: true }],
    ['both a new finding and one that is there', '/results/1/finding', { declarationId: top, itemNumber: 1, hasError: true, finding: findingBody, findingId: UNKNOWN }],
    ['a finding that is not there', '/results/1/findingId', { declarationId: top, itemNumber: 1, hasError: true, findingId: UNKNOWN }],
    ['a finding on another declaration', '/results/1/findingId', { declarationId: top, itemNumber: 1, hasError: true, findingId: foreignFinding }],
    ['a finding without an error', '/results/1/finding', { declarationId: top, itemNumber: 1, hasError: false, finding: findingBody }],
    ['a value in a currency that cannot be compared', '/results/1/correctValue', { declarationId: foreign, itemNumber: 1, hasError: false, correctValue: '4200' }],
    ['an entry twice', '/results/1', right(one(entries, 'error_hit'))]
  ]
  for (const [name, pointer, result] of cases) t.match((await record(id, [right(one(entries, 'error_hit')), result])).json(), { status: 400, errors: [{ pointer }] }, name)
  for (const correctValue of ['-1', '1e3', '', '1.0000001']) t.equal((await record(id, [wrongBy(entry, correctValue)])).statusCode, 400, correctValue)
  t.equal((await record(id, [])).statusCode, 400)
  t.equal((await record(UNKNOWN, [right(entry)])).statusCode, 404)
  t.match(await find(id), { reviewed: 0, recordedErrors: 0 }, 'nothing of it')
  t.equal((await call('GET', `/findings?source=sample&from=${from}&to=${to}`)).json<{ items: unknown[] }>().items.length, 0)
  t.equal((await record(id, [{ ...right(entry), correctValue: '2000.00' }])).statusCode, 200, 'the same value in another form is no change')
})

t.test('of two reviewers of the same entry one comes too late; of different entries both are in time', async (t) => {
  const { from, to } = await population(20)
  const { id } = await draw({ ...byMoney(from, to), monetaryInterval: '100' })
  const entries = await drawn(id)
  t.ok(entries.length >= 22)
  const [first] = entries
  if (first === undefined) throw new Error('nothing drawn')
  const twins = await Promise.all([wrongBy(first, '50'), right(first), wrongBy(first, '60')].map(async (result) => await record(id, [result])))
  t.strictSame(twins.map(({ statusCode }) => statusCode).toSorted(), [200, 409, 409])
  const others = await Promise.all(entries.slice(1).map(async (entry) => await record(id, [wrongBy(entry, '10')])))
  t.ok(others.every(({ statusCode }) => statusCode === 200))
  const sample = await find(id)
  t.match(sample, { reviewed: entries.length, missing: 0 })
  const { rows: [counted] } = await superuser.query('select count(*)::integer as reviewed, (count(*) filter (where has_error))::integer as errors from aeo.review_sample_results where sample_id = $1', [id])
  t.strictSame(counted, { reviewed: sample.reviewed, errors: sample.recordedErrors }, 'progress is what a recount says')
})

t.test('results take effect once under their key, in a constant number of statements', async (t) => {
  const { from, to } = await population(30)
  const { id } = await draw({ ...byMoney(from, to), monetaryInterval: '100' })
  const entries = (await drawn(id)).filter(({ reasons }) => !reasons.includes('error_hit'))
  const key = { 'idempotency-key': 'results-1' }
  const results = [wrongBy(entries[0] as DrawnItem, '50')]
  const [first, again] = [await record(id, results, key), await record(id, results, key)]
  t.equal(first.statusCode, 200)
  t.equal(again.body, first.body)
  t.equal((await record(id, [right(entries[1] as DrawnItem)], key)).statusCode, 422)
  const counts: number[] = []
  for (const few of [entries.slice(1, 2), entries.slice(2, 25)]) {
    const statements = await statementsOf(db, async () => { t.equal((await record(id, few.map((entry) => wrongBy(entry, '50')))).statusCode, 200) })
    counts.push(statements.length)
  }
  t.equal(counts[0], counts[1], 'as many for one result as for many')
  t.equal((await call('GET', `/findings?source=sample&from=${from}&to=${to}`)).json<{ items: unknown[] }>().items.length, 1 + 1 + 23)
})

t.test('the result of a declaration that was joined to another goes to that', async (t) => {
  const mrn = '25IT00000000000080'
  const survivor = await push({ lrn: 'JOIN-1', acceptanceDate: undefined })
  const joined = await push({ lrn: undefined, mrn, acceptanceDate: '2025-12-02', items: [item({ statisticalValue: '5000' })] })
  const { id } = await draw({ from: '2025-12-01', to: '2025-12-31', random: null, monetaryInterval: '1000' })
  t.strictSame((await drawn(id)).map(({ declarationId }) => declarationId), [joined])
  await push({ lrn: 'JOIN-1', mrn, acceptanceDate: '2025-12-02', items: [item({ statisticalValue: '5000' })] })
  const [entry] = await drawn(id)
  t.match(entry, { declarationId: joined, currentDeclarationId: survivor })
  const { items } = (await record(id, [wrongBy(entry as DrawnItem, '4000')])).json<{ items: DrawnItem[] }>()
  t.match(await finding(items[0]?.result?.findingId ?? ''), { declarationId: survivor, source: 'sample' })
  t.match((await call('POST', `/findings/samples/${id}/redraw`)).json(), { identical: true })
})

t.test('totals and log agree with a recount after all of it', async (t) => {
  const sampled = (await call('GET', '/findings?source=sample&limit=1000')).json<{ items: Finding[] }>().items
  t.ok(sampled.length > 50)
  t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [])
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
  const samples = (await call('GET', '/findings/samples')).json<{ items: Sample[] }>().items
  t.ok(samples.every(({ reviewed, missing, drawSize }) => reviewed + missing === drawSize))
})

t.test('an item on which people confirmed an error cannot be recorded as right until the finding is dismissed', async (t) => {
  const { from, to, wrong } = await population(0)
  const { id } = await draw(byMoney(from, to))
  const hit = one(await drawn(id), 'error_hit')
  t.equal(hit.declarationId, wrong)
  const { items } = (await call('GET', `/findings?declarationId=${wrong}&severity=error`)).json<{ items: Finding[] }>()
  const [known] = items
  await review(known?.id ?? '', CONFIRM)
  t.match((await record(id, [right(hit)])).json(), { status: 400, errors: [{ pointer: '/results/0/hasError', detail: /confirmed/ }] })
  await review(known?.id ?? '', DISMISS)
  t.equal((await record(id, [right(hit)])).statusCode, 200)
})
