import t from 'tap'
import { oversightJoinDeps } from '../../../../src/features.ts'
import { followForOversight } from '../../../../src/ai-systems/index.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, decision, ndjson } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { declaration, item } from '../../../support/facts.ts'
import { oversightTotals, totalsAgree } from '../../../support/oversight-totals.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { statementsOf } from '../../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

/** Outputs find the items that carry them, and what became of those, by themselves and in whatever order they come. */

const { appUrl } = await testDatabase(t)
const clock = (): Date => new Date('2026-06-20T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-06-20' })
const call = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, payload?: object) => {
  const answer = await inventory.call(method === 'PUT' ? 'PUT' : method, path, payload, 'erp')
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`)
  return answer
}
const follow = async (): Promise<number> => await followForOversight(oversightJoinDeps({ db, clock }))
const record = async (reference: string, changes: Parameters<typeof aiOutput>[1] = {}): Promise<string> => (await call('POST', '/ai-outputs', aiOutput(reference, { proposal: '8518300090', madeAt: '2026-03-01T10:00:00Z', ...changes }))).json<{ id: string }>().id
const push = async (changes: Record<string, unknown>): Promise<string> => (await call('POST', '/declarations', declaration(changes))).json<{ declarationId: string }>().declarationId
const read = async (id: string) => (await call('GET', `/ai-outputs/${id}`)).json<{ use: string, usedAt: string | null, decision: Record<string, unknown> | null }>()
const outcomes = async (id: string) => (await call('GET', `/ai-outputs/${id}/outcomes`)).json<{ items: object[] }>().items
const carried = (changes: object = {}, of: object = {}) => item({ aiAssisted: { classification: { systemId: 'CLASSIFIER', version: '4.2', ...changes } }, ...of })
/** Items that carry a proposal: logged, and not. */
async function items (): Promise<[logged: number, notLogged: number]> {
  const { totals } = await oversightTotals(db, operatorId)
  const sum = (bin: string): number => totals.filter((count) => count.counter === 'item' && count.bin === bin).reduce((all, { count }) => all + count, 0)
  return [sum('logged'), sum('not_logged')]
}

t.test('an item that carries a proposal nobody logged is counted as such, until its output comes', async (t) => {
  await push({ lrn: 'J-1', statusAt: '2026-03-02T09:00:00Z', items: [carried()] })
  await follow()
  t.strictSame(await items(), [0, 1])
  t.match((await call('GET', '/ai-proposals-not-logged')).json(), { items: [{ itemNumber: 1, pillar: 'classification', system: 'CLASSIFIER', version: '4.2', countedOn: '2026-03-02' }], nextCursor: null })
  const id = await record('late', { declaration: { lrn: 'J-1', declarant: 'IT01234567890' }, itemNumber: 1 })
  t.equal(await follow(), 1)
  t.strictSame(await items(), [1, 0])
  t.strictSame((await call('GET', '/ai-proposals-not-logged')).json(), { items: [], nextCursor: null })
  t.match(await read(id), { use: 'unreviewed', usedAt: '2026-03-02T09:00:00.000Z', decision: null })
  t.equal(await follow(), 0, 'and once only')
  await totalsAgree(t, db, operatorId)
})

t.test('the reviewer that the item names decided, where the log knows none', async (t) => {
  const id = await record('stated', { declaration: { lrn: 'J-2', declarant: 'IT01234567890' }, itemNumber: 1 })
  const other = await record('put right', { declaration: { lrn: 'J-2', declarant: 'IT01234567890' }, itemNumber: 2, proposal: '8471300000' })
  const logged = await record('logged', { declaration: { lrn: 'J-2', declarant: 'IT01234567890' }, itemNumber: 3, decision: decision({ shownAt: '2026-03-01T10:00:05Z', decidedAt: '2026-03-01T10:00:45Z' }) })
  const reviewed = { reviewerId: 'P-7', reviewedAt: '2026-03-02T08:00:00Z' }
  await push({ lrn: 'J-2', statusAt: '2026-03-02T09:00:00Z', items: [carried(reviewed), carried(reviewed, { itemNumber: 2 }), carried(reviewed, { itemNumber: 3 })] })
  t.equal(await follow(), 3)
  t.match(await read(id), { use: 'reviewed', decision: { decision: 'accepted', reviewer: 'P-7', source: 'declaration', shownAt: null, seconds: null, finalValue: '8518300090' } })
  t.match(await read(other), { use: 'reviewed', decision: { decision: 'overridden', finalValue: '8518300090', source: 'declaration' } })
  t.match(await read(logged), { use: 'reviewed', decision: { reviewer: 'P-1', source: 'log' } })
  await totalsAgree(t, db, operatorId)
})

t.test('goods are classified once and declared often', async (t) => {
  const id = await record('on goods', { goodsRef: 'M-1' })
  await record('another version', { goodsRef: 'M-1', modelVersion: '5.0', madeAt: '2026-03-01T11:00:00Z' })
  for (const lrn of ['J-3', 'J-4']) await push({ lrn, statusAt: '2026-03-05T09:00:00Z', items: [carried({}, { goodsRef: 'M-1' })] })
  const [logged] = await items()
  t.equal(await follow(), 1)
  t.strictSame(await items(), [logged + 2, 0])
  t.match(await read(id), { use: 'unreviewed' })
})

t.test('a correction after acceptance shows that the proposal was wrong, and one before does not', async (t) => {
  const id = await record('amended', { declaration: { mrn: '26IT00000000000010' }, itemNumber: 1 })
  const pushed = { lrn: 'J-5', mrn: '26IT00000000000010' }
  await push({ ...pushed, acceptanceDate: undefined, status: 'lodged', statusAt: '2026-03-02T08:00:00Z', items: [carried({}, { netMass: '1.5' })] })
  await push({ ...pushed, status: 'accepted', statusAt: '2026-03-02T09:00:00Z', items: [carried()] })
  await follow()
  t.strictSame(await outcomes(id), [])
  await push({ ...pushed, status: 'amended', statusAt: '2026-04-02T09:00:00Z', items: [carried({}, { hs6: '851762', cn2: '00', taric2: '00' })] })
  t.equal(await follow(), 1)
  t.match(await outcomes(id), [{ source: 'amendment', value: '8517620000', proposalRight: false, finalRight: false, knownOn: '2026-04-02', digits: 2, origin: 'derived' }])
  await totalsAgree(t, db, operatorId)
})

t.test('what people decide of findings on the code follows, also when they change their minds', async (t) => {
  const id = await record('found', { declaration: { lrn: 'J-6', declarant: 'IT01234567890' }, itemNumber: 1, proposal: '85183000' })
  const declarationId = await push({ lrn: 'J-6', statusAt: '2026-03-02T09:00:00Z', items: [carried({}, { taric2: undefined })] })
  await follow()
  const finding = (await call('GET', `/findings?declarationId=${declarationId}`)).json<{ items: { id: string, check: string }[] }>().items.find(({ check }) => check === 'CLA-01')
  const decide = async (verdict: object): Promise<void> => { await call('POST', `/findings/${finding?.id ?? ''}/review`, { words: 'So it is', ...verdict }) }
  await decide({ decision: 'confirmed', cause: 'ai' })
  t.equal(await follow(), 1)
  t.match(await outcomes(id), [{ source: 'confirmed_finding', proposalRight: false, finalRight: false, knownOn: '2026-06-20', value: null, evidence: finding?.id }])
  await decide({ decision: 'dismissed' })
  t.equal(await follow(), 1)
  t.match(await outcomes(id), [{ source: 'confirmed_finding', proposalRight: true, finalRight: true }])
  await totalsAgree(t, db, operatorId)
})

t.test('a binding ruling on the goods says what was right, and says no more once it is annulled', async (t) => {
  const id = await record('ruled', { goodsRef: 'M-9' })
  await follow()
  const goods = { goodsRef: 'M-9', descriptions: [{ language: 'en', text: 'x', validFrom: '2026-01-01' }], rulings: [{ reference: 'ITBTI-1', code: '8517620000', validFrom: '2026-05-04' }] }
  await call('POST', '/goods', goods)
  t.equal(await follow(), 1)
  t.match(await outcomes(id), [{ source: 'binding_ruling', value: '8517620000', proposalRight: false, finalRight: null, knownOn: '2026-05-04', evidence: 'ITBTI-1' }])
  await call('PATCH', '/goods/M-9', { rulings: [{ reference: 'ITBTI-1', code: '8517620000', validFrom: '2026-05-04', lostOn: '2026-06-01', lostBecause: 'annulled' }] })
  t.equal(await follow(), 1)
  t.strictSame(await outcomes(id), [])
  await totalsAgree(t, db, operatorId)
})

t.test('what somebody stated stays, whatever follows from elsewhere', async (t) => {
  const id = await record('known', { goodsRef: 'M-10', madeAt: '2026-03-01T10:00:00Z' })
  await call('POST', `/ai-outputs/${id}/outcomes`, { source: 'binding_ruling', value: '8518300090', knownOn: '2026-05-05' })
  await call('POST', '/goods', { goodsRef: 'M-10', descriptions: [{ language: 'en', text: 'x', validFrom: '2026-01-01' }], rulings: [{ reference: 'ITBTI-2', code: '8517620000', validFrom: '2026-05-04' }] })
  await follow()
  t.match(await outcomes(id), [{ source: 'binding_ruling', value: '8518300090', origin: 'stated' }])
})

t.test('outputs that come as a file are joined, with as many statements for a hundred as for one', async (t) => {
  const file = async (name: string, count: number): Promise<void> => {
    for (let index = 0; index < count; index++) await push({ lrn: `${name}-${index}`, statusAt: '2026-03-02T09:00:00Z', items: [carried({ reviewerId: 'P-7', reviewedAt: '2026-03-02T08:00:00Z' })] })
    await follow()
    const lines = Array.from({ length: count }, (_, index) => aiOutput(`${name}-${index}`, { proposal: '8518300090', madeAt: '2026-03-01T10:00:00Z', declaration: { lrn: `${name}-${index}`, declarant: 'IT01234567890' }, itemNumber: 1 }))
    await app.inject({ method: 'POST', url: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(lines) })
  }
  await file('ONE', 1)
  const one = await statementsOf(db, async () => { t.equal(await follow(), 1) })
  await file('MANY', 100)
  const many = await statementsOf(db, async () => { t.equal(await follow(), 100) })
  t.equal(many.length, one.length)
  t.equal((await items())[1], 0)
  await totalsAgree(t, db, operatorId)
})

t.test('what is not logged is listed by pages that end with a whole item', async (t) => {
  const both = { aiAssisted: { classification: { systemId: 'UNKNOWN' }, origin: { systemId: 'UNKNOWN' } } }
  for (const lrn of ['N-1', 'N-2']) await push({ lrn, items: [item(both), item({ ...both, itemNumber: 2 })] })
  await follow()
  const pages: number[] = []
  let cursor = ''
  const seen = new Set<string>()
  do {
    const page = (await call('GET', `/ai-proposals-not-logged?limit=3&from=2026-03-01&to=2026-03-02${cursor === '' ? '' : `&cursor=${cursor}`}`)).json<{ items: { declarationId: string, itemNumber: number, pillar: string }[], nextCursor: string | null }>()
    pages.push(page.items.length)
    for (const one of page.items) seen.add(`${one.declarationId} ${one.itemNumber} ${one.pillar}`)
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  t.strictSame([pages, seen.size], [[2, 2, 2, 2], 8])
  t.strictSame((await call('GET', '/ai-proposals-not-logged?from=2026-03-03')).json(), { items: [], nextCursor: null })
})

t.test('a decision that is logged after its finding was decided is judged by it as well', async (t) => {
  const id = await record('late decision', { declaration: { lrn: 'J-7', declarant: 'IT01234567890' }, itemNumber: 1, proposal: '85183000' })
  const declarationId = await push({ lrn: 'J-7', statusAt: '2026-03-02T09:00:00Z', items: [carried({}, { hs6: '851762', taric2: undefined })] })
  await follow()
  const finding = (await call('GET', `/findings?declarationId=${declarationId}`)).json<{ items: { id: string, check: string }[] }>().items.find(({ check }) => check === 'CLA-01')
  await call('POST', `/findings/${finding?.id ?? ''}/review`, { words: 'In order', decision: 'dismissed' })
  await follow()
  t.strictSame(await outcomes(id), [], 'another value was declared than the one in use')
  await call('POST', `/ai-outputs/${id}/decision`, { ...decision({ reviewer: 'P-1', shownAt: '2026-03-01T10:00:05Z', decidedAt: '2026-03-01T10:00:45Z' }), decision: 'overridden', finalValue: '85176200', rationaleCode: 'goods_differ', rationale: 'Transmits voice' })
  t.equal(await follow(), 1)
  t.match(await outcomes(id), [{ source: 'confirmed_finding', proposalRight: false, finalRight: true }])
  await totalsAgree(t, db, operatorId)
})

t.test('decisions and uses that come as a file after their findings were decided are judged by them as well', async (t) => {
  const ids = [await record('late file', { declaration: { lrn: 'J-8', declarant: 'IT01234567890' }, itemNumber: 1, proposal: '85183000' }), await record('late use', { declaration: { lrn: 'J-8', declarant: 'IT01234567890' }, itemNumber: 2, proposal: '85176200' })]
  const unnamed = { hs6: '851762', taric2: undefined, aiAssisted: undefined }
  const declarationId = await push({ lrn: 'J-8', statusAt: '2026-03-02T09:00:00Z', items: [carried({}, unnamed), carried({}, { ...unnamed, itemNumber: 2 })] })
  await follow()
  const findings = (await call('GET', `/findings?declarationId=${declarationId}`)).json<{ items: { id: string, check: string }[] }>().items.filter(({ check }) => check === 'CLA-01')
  t.equal(findings.length, 2)
  for (const { id } of findings) await call('POST', `/findings/${id}/review`, { words: 'In order', decision: 'dismissed' })
  await follow()
  for (const id of ids) t.strictSame(await outcomes(id), [], 'nothing is in use yet')
  const steps = [
    { kind: 'decision', reference: 'late file', ...decision({ reviewer: 'P-1', shownAt: '2026-03-01T10:00:05Z', decidedAt: '2026-03-01T10:00:45Z' }), decision: 'overridden', finalValue: '85176200', rationaleCode: 'goods_differ', rationale: 'Transmits voice' },
    { kind: 'use', reference: 'late use', usedAt: '2026-03-02T09:00:00Z' }
  ].map((step) => ({ system: 'CLASSIFIER', ...step }))
  const { body } = await app.inject({ method: 'POST', url: '/v1/ai-decisions/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(steps) })
  t.equal(body.match(/"changed"/g)?.length, 2, body)
  t.equal(await follow(), 2)
  t.match(await outcomes(ids[0] ?? ''), [{ source: 'confirmed_finding', proposalRight: false, finalRight: true }])
  t.match(await outcomes(ids[1] ?? ''), [{ source: 'confirmed_finding', proposalRight: true, finalRight: true }])
  await totalsAgree(t, db, operatorId)
})

t.test('what the log says of a decision takes the place of what the item said, where the same person decided', async (t) => {
  const named = (reference: string, itemNumber: number) => record(reference, { declaration: { lrn: 'J-9', declarant: 'IT01234567890' }, itemNumber })
  const [one, file, other] = [await named('told', 1), await named('told as a file', 2), await named('told by another', 3)]
  const reviewed = { reviewerId: 'P-1', reviewedAt: '2026-03-01T10:00:45Z' }
  await push({ lrn: 'J-9', statusAt: '2026-03-02T09:00:00Z', items: [carried(reviewed), carried(reviewed, { itemNumber: 2 }), carried(reviewed, { itemNumber: 3 })] })
  t.equal(await follow(), 3)
  const told = decision({ reviewer: 'P-1', shownAt: '2026-03-01T10:00:05Z', decidedAt: '2026-03-01T10:00:45Z' })
  await call('POST', `/ai-outputs/${one}/decision`, told)
  const { body } = await app.inject({
    method: 'POST', url: '/v1/ai-decisions/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' },
    payload: ndjson([{ ...told, reference: 'told as a file' }, { ...told, reference: 'told as a file' }, { ...told, reviewer: 'P-2', reference: 'told by another' }].map((line) => ({ kind: 'decision', system: 'CLASSIFIER', ...line })))
  })
  t.match(body.trim().split('\n').map((line) => JSON.parse(line) as object), [{ outcome: 'changed' }, { outcome: 'replayed' }, { outcome: 'refused', problem: { because: 'already_decided' } }])
  for (const id of [one, file]) t.match(await read(id), { use: 'reviewed', decision: { source: 'log', reviewer: 'P-1', seconds: 40 } })
  t.match(await read(other ?? ''), { decision: { source: 'declaration', reviewer: 'P-1' } })
  await follow()
  t.match(await read(one), { use: 'reviewed', decision: { source: 'log' } }, 'and stays')
  await totalsAgree(t, db, operatorId)
})
