import t from 'tap'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer } from '../support/tokens.ts'

const database = await testDatabase(t)
const clock = (): Date => new Date('2026-06-15T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, { bulkChunk: 500 }, { clock })

interface Verdict { line: number, outcome: string, id?: string, reference?: string, problem?: { type: string, errors?: { pointer: string }[] } }
async function send (path: string, payload: string, type = 'application/x-ndjson', scope?: string): Promise<Verdict[]> {
  const answer = await app.inject({ method: 'POST', url: `/v1${path}`, headers: { ...bearer(scope === undefined ? {} : { scope }), 'content-type': type }, payload })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.body.trim().split('\n').map((line) => JSON.parse(line) as Verdict)
}
const lines = (...records: object[]): string => records.map((record) => JSON.stringify(record)).join('\n')
const outcomes = (verdicts: readonly Verdict[]): string[] => verdicts.map(({ outcome }) => outcome)
const get = async (url: string) => (await app.inject({ url: `/v1${url}`, headers: bearer() })).json<Record<string, unknown>>()

const code = (changes: object = {}) => ({ direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01', approvedBy: 'P-2', approvedOn: '2025-12-02', ...changes })

t.test('a file of goods has a verdict a line: created, changed, replayed, refused with a pointer', async (t) => {
  const file = lines(
    { goodsRef: 'B-1', roles: ['imported'], codeDecisions: [code()] }, { goodsRef: 'B-2', roles: ['bought'] }, { goodsRef: 'B-3', codeDecisions: [code({ approvedBy: 'P-1' })] },
    { goodsRef: 'B-1', retiredOn: '2027-12-31' }, { goodsRef: 'B-4' }, { goodsRef: 'B-4' }
  ) + '\nnot json'
  const verdicts = await send('/goods/bulk', file)
  t.strictSame(outcomes(verdicts), ['created', 'refused', 'refused', 'changed', 'created', 'replayed', 'refused'])
  t.match(verdicts[0], { line: 1, reference: 'B-1', id: /^[0-9a-f-]{36}$/ })
  t.match(verdicts[1]?.problem, { errors: [{ pointer: '/roles/0' }] } as object)
  t.match(verdicts[2]?.problem, { type: '/problems/goods-statement-refused', errors: [{ pointer: '/codeDecisions/0/approvedBy' }] } as object)
  t.match(await get('/goods/B-1'), { retiredOn: '2027-12-31', onDay: { importCode: { code: '8518300090' } } }, 'of two about the same the later is put into the earlier')
  t.equal((await app.inject({ url: '/v1/goods/B-3', headers: bearer() })).statusCode, 404, 'what is refused is not recorded')
  t.strictSame(outcomes(await send('/goods/bulk', file)), ['replayed', 'refused', 'refused', 'replayed', 'replayed', 'replayed', 'refused'], 'the file again changes nothing')
})

t.test('who may not approve brings in drafts alone', async (t) => {
  const verdicts = await send('/goods/bulk', lines({ goodsRef: 'A-1', codeDecisions: [code()] }, { goodsRef: 'A-2', codeDecisions: [code({ approvedBy: undefined, approvedOn: undefined })] }), undefined, 'goods:write')
  t.strictSame(outcomes(verdicts), ['refused', 'created'])
  t.match(await get('/goods/A-2'), { codeDecisions: [{ status: 'draft' }] })
})

t.test('goods come as CSV too, with their first entries as columns', async (t) => {
  const verdicts = await send('/goods/bulk', 'goodsRef,roles,activeFrom,descriptions.0.language,descriptions.0.text,codeDecisions.0.direction,codeDecisions.0.code,codeDecisions.0.validFrom,codeDecisions.0.decidedBy,codeDecisions.0.decidedOn\nC-1,imported exported,2025-01-01,en,Headphones,import,8518300090,2026-01-01,P-1,2025-12-01\nC-2,,,,,,,,,\nC-3,,,en,,,,,,\n', 'text/csv')
  t.strictSame(outcomes(verdicts), ['created', 'created', 'refused'])
  t.match(await get('/goods/C-1'), { roles: ['imported', 'exported'], descriptions: [{ text: 'Headphones' }], codeDecisions: [{ code: '8518300090', status: 'draft' }] })
})

t.test('suppliers, supplier\'s declarations and licences come as files alike', async (t) => {
  t.strictSame(outcomes(await send('/suppliers/bulk', 'supplierRef,eori,terms.0.validFrom,terms.0.country,terms.0.related\nS-1,IT123,2026-01-01,VN,true\nS-2,,2026-01-01,CN,false\nS-2,,2026-01-01,CN,false\n', 'text/csv')), ['created', 'created', 'replayed'])
  t.match(await get('/suppliers/S-1'), { onDay: { related: true, country: 'VN' } })
  const declared = { supplierRef: 'S-1', documentReference: 'D-1', kind: 'long_term', issuedOn: '2026-01-01', validFrom: '2026-01-01', validTo: '2026-12-31', goodsRefs: ['B-1', 'B-4'] }
  const verdicts = await send('/supplier-declarations/bulk', lines(declared, { ...declared, goodsRefs: ['B-4'] }, { ...declared, documentReference: 'D-2', validTo: '2025-12-31' }, { ...declared, documentReference: 'D-3', goodsRefs: [] }))
  t.strictSame(outcomes(verdicts), ['created', 'changed', 'refused', 'refused'])
  t.match(verdicts[2]?.problem, { errors: [{ pointer: '/validTo' }] } as object)
  t.equal((await get('/supplier-declarations?goodsRef=B-1'))['items'] instanceof Array && ((await get('/supplier-declarations?goodsRef=B-1'))['items'] as unknown[]).length, 0, 'the last line says what it covers')
  t.strictSame(outcomes(await send('/licences/bulk', 'reference,type,validUntil,authorisedQuantity,unit\nL-1,L001,2026-12-31,1000,KGM\nL-2,L001,,1000,\n', 'text/csv')), ['created', 'refused'])
})

t.test('a chunk takes as many statements as a single record, and a large file little memory', async (t) => {
  const records = (from: number, count: number): string => lines(...Array.from({ length: count }, (_, index) => ({ goodsRef: `M-${from + index}`, roles: ['imported'], activeFrom: '2025-01-01', codeDecisions: [code()] })))
  await send('/goods/bulk', records(0, 1))
  const one = (await statementsOf(db, async () => await send('/goods/bulk', records(1, 1)))).length
  const chunk = (await statementsOf(db, async () => await send('/goods/bulk', records(100, 400)))).length
  t.equal(chunk, one, `${chunk} statements`)
})

t.test('files that name the same goods at once leave each as one of them says, and count each once', async (t) => {
  const file = (role: string): string => lines(...Array.from({ length: 300 }, (_, index) => ({ goodsRef: `P-${index}`, roles: [role], activeFrom: '2025-01-01' })))
  const verdicts = await Promise.all(['imported', 'exported', 'produced'].map(async (role) => await send('/goods/bulk', file(role))))
  t.equal(verdicts.flat().filter(({ outcome }) => outcome === 'created').length, 300)
  t.equal(verdicts.flat().filter(({ outcome }) => outcome === 'changed').length, 600)
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ goodsClassificationState { active } goods(first: 1000, filter: { status: draft, text: "P-" }) { nodes { id } } }' } })
  t.equal(answer.json<{ data: { goods: { nodes: unknown[] } } }>().data.goods.nodes.length, 300)
})
