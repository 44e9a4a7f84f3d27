import t from 'tap'
import { followDeclarations } from '../../src/records/index.ts'
import { recordDeps, REGISTERS } from '../../src/features.ts'
import { lookAgain, Examiner } from '../../src/declarations/index.ts'
import { documentsRegister, exciseRegister, exitsRegister, movementsRegister, rebuildDocumentTotals } from '../../src/records/index.ts'
import { onConnection, withOperator, withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import type { Principal } from '../../src/platform/access.ts'
import type { Register } from '../../src/platform/registers.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'test', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const clock = (): Date => new Date()

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT'
const call = async (method: Method, url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const graph = async <T>(query: string): Promise<T> => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
const bulk = async (path: string, lines: object[]) =>
  (await call('POST', `${path}/bulk`, lines.map((line) => JSON.stringify(line)).join('\n'), { 'content-type': 'application/x-ndjson' })).body.trim().split('\n').map((line) => JSON.parse(line) as { outcome: string, id?: string, problem?: unknown })
const load = async <A>(register: Register<A>, needs: object): Promise<A | undefined> => await withOperatorReadOnly(db, principal, 'records:read', async (tx) =>
  await register.load(tx.query, operatorId, { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: '', lastDay: '', ...needs }))
const follow = async (): Promise<void> => { await followDeclarations(recordDeps({ db, clock })) }

const MRN = '26IT00000000000010'
const HASH = 'a'.repeat(64)
const document = (changes: object = {}) => ({ mrn: MRN, type: 'N380', reference: 'INV-1', sha256: HASH, archive: 'dms', locator: 'box/1', archivedAt: '2026-03-03T10:00:00+01:00', ...changes })
const declared = (lrn: string, mrn: string | undefined, documents: object[], changes: object = {}) =>
  declaration({ lrn, ...(mrn === undefined ? {} : { mrn }), documents, status: 'released', statusAt: '2026-03-02T12:00:00Z', ...changes })
const completeness = async (from = '2026-01-01', to = '2026-12-31') => (await graph<{ documentCompleteness: { declarations: number, complete: number, withoutRequirement: number, share: number | null, eventsBehind: number } }>(
  `{ documentCompleteness(from: "${from}", to: "${to}") { declarations complete withoutRequirement share eventsBehind } }`)).documentCompleteness

t.test('no register answers before there is a record of it', async (t) => {
  for (const register of [documentsRegister, movementsRegister, exciseRegister, exitsRegister]) t.equal(await load<unknown>(register, { mrns: [MRN] }), undefined)
  t.strictSame(await graph('{ missingDocuments(mrn: "26IT00000000000010") quantityDifferences(mrn: "26IT00000000000010") { percent } }'), { missingDocuments: null, quantityDifferences: null })
})

t.test('a document is recorded once, found, changed by its state, and refused when it cannot be', async (t) => {
  const answer = await call('POST', '/documents', document({ reference: 'INV-0' }), { 'idempotency-key': 'doc-1' })
  t.match(answer, { statusCode: 201, headers: { etag: '"1"' } })
  const { id } = answer.json<{ id: string }>()
  t.equal(answer.headers.location, `/v1/documents/${id}`)
  t.match((await call('POST', '/documents', document({ reference: 'INV-0' }), { 'idempotency-key': 'doc-1' })).json(), { id }, 'the same key is the same answer')
  t.match((await call('POST', '/documents', document({ reference: 'INV-0' }))).json(), { type: '/problems/supporting-document-exists', status: 409, id })
  const read = await call('GET', `/documents/${id}`)
  t.match(read.json(), { mrn: MRN, lrn: null, itemNumber: null, archivedAt: '2026-03-03T09:00:00.000Z', size: null, locator: 'box/1' })
  t.equal((await call('GET', `/documents/${id}`, undefined, { 'if-none-match': '"1"' })).statusCode, 304)
  t.equal((await call('PATCH', `/documents/${id}`, { size: 5 })).statusCode, 428)
  t.equal((await call('PATCH', `/documents/${id}`, { size: 5 }, { 'if-match': '"2"' })).statusCode, 412)
  t.match((await call('PATCH', `/documents/${id}`, { size: 5, validUntil: '2026-12-31' }, { 'if-match': '"1"' })), { statusCode: 200, headers: { etag: '"2"' } })
  t.match((await call('PATCH', `/documents/${id}`, { validUntil: null }, { 'if-match': '"2"' })).json(), { size: 5, validUntil: null })
  t.equal((await call('PATCH', `/documents/${id}`, { mrn: MRN }, { 'if-match': '"3"' })).statusCode, 400, 'what names it is not changed')
  for (const [name, wrong, pointer] of [
    ['no declaration', { mrn: undefined }, '/mrn'], ['LRN without declarant', { mrn: undefined, lrn: 'L' }, '/mrn'], ['MRN and LRN', { lrn: 'L', declarant: 'IT1' }, '/lrn'],
    ['a day that does not exist', { validUntil: '2026-02-30' }, '/validUntil'], ['an end before the beginning', { validFrom: '2026-03-02', validUntil: '2026-03-01' }, '/validUntil'],
    ['an unknown field', { operatorId: 'x' }, '/operatorId'], ['a hash of another length', { sha256: 'ab' }, '/sha256'], ['second 60', { archivedAt: '2026-03-03T10:00:60Z' }, '/archivedAt']
  ] as const) t.match((await call('POST', '/documents', document(wrong))).json(), { status: 400, errors: [{ pointer }] }, name)
})

t.test('documents come as NDJSON or CSV, each line with its verdict, and the file again changes nothing', async (t) => {
  const lines = [document({ reference: 'B-1' }), document({ reference: 'B-2', itemNumber: 2 }), { mrn: MRN }, document({ reference: 'B-3', validUntil: '2026-02-30' }), document({ reference: 'B-1', size: 7 })]
  t.strictSame((await bulk('/documents', lines)).map(({ outcome }) => outcome), ['created', 'created', 'refused', 'refused', 'changed'])
  t.strictSame((await bulk('/documents', lines.slice(0, 2))).map(({ outcome }) => outcome), ['changed', 'replayed'], 'what a line does not state is not stated any more')
  const csv = `mrn,type,reference,sha256,archive,locator,archivedAt,itemNumber\n${MRN},N380,B-2,${HASH},dms,box/1,2026-03-03T10:00:00+01:00,2\n${MRN},N380,B-9,${HASH},dms,"box, 9",2026-03-03T10:00:00Z,\n`
  const answer = await call('POST', '/documents/bulk', csv, { 'content-type': 'text/csv' })
  t.strictSame(answer.body.trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome), ['replayed', 'created'])
  const found = (await call('GET', `/documents?mrn=${MRN}&reference=B-9`)).json<{ items: unknown[] }>()
  t.match(found.items, [{ locator: 'box, 9', itemNumber: null }])
  const first = (await call('GET', '/documents?limit=2')).json<{ items: { id: string }[], nextCursor: string }>()
  const second = (await call('GET', `/documents?limit=2&cursor=${first.nextCursor}`)).json<{ items: { id: string }[] }>()
  t.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 4, 'pages go on where they ended')
})

t.test('as many statements for two hundred lines as for two', async (t) => {
  const file = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => document({ reference: `${prefix}-${index}` }))
  const few = await statementsOf(db, async () => await bulk('/documents', file('S', 2)))
  const many = await statementsOf(db, async () => await bulk('/documents', file('M', 200)))
  t.equal(many.length, few.length, `${many.length} and ${few.length}`)
})

t.test('what must be archived and is not is named, until it arrives', async (t) => {
  const mrn = '26IT00000000000029'
  await call('POST', '/declarations', declared('D-1', mrn, [{ type: 'N380', reference: 'INV-7' }, { type: 'N954', reference: 'EUR 7' }, { type: 'Y022', reference: 'ITAEOF1' }]))
  t.strictSame(await graph(`{ missingDocuments(mrn: "${mrn}") }`), { missingDocuments: ['N380 INV-7', 'N954 EUR 7'] })
  await follow()
  const before = await completeness()
  t.match(before, { eventsBehind: 0, share: (before.complete - before.withoutRequirement) / (before.declarations - before.withoutRequirement) })
  await bulk('/documents', [document({ mrn, reference: 'INV-7', itemNumber: 1 })])
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete }, 'half is not complete')
  await bulk('/documents', [document({ mrn, type: 'N954', reference: 'EUR 7' })])
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete + 1 })
  t.strictSame(await graph(`{ missingDocuments(mrn: "${mrn}") }`), { missingDocuments: [] })
  const register = await load(documentsRegister, { mrns: [mrn, '26IT00000000000038'] })
  t.strictSame(register?.missingOf(mrn, { documents: [{ type: 'N380', reference: 'INV-8' }, { type: 'N380', reference: 'INV-7' }] }), ['N380 INV-8'], 'of the declaration that is examined')
  t.strictSame(register?.missingOf('26IT00000000000038', { documents: [{ type: 'N380', reference: 'INV-8' }] }), ['N380 INV-8'], 'also when it is not stored yet')
  await call('POST', '/declarations', declared('D-1', mrn, [{ type: 'N380', reference: 'INV-8' }], { statusAt: '2026-03-04T12:00:00Z' }))
  await follow()
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete }, 'a new version asks for another document')
})

t.test('documents recorded by LRN count for the declaration that gets its MRN later', async (t) => {
  const mrn = '26IT00000000000047'
  await bulk('/documents', [document({ mrn: undefined, lrn: 'D-2', declarant: 'IT01234567890', reference: 'INV-20' })])
  await call('POST', '/declarations', declaration({ lrn: 'D-2', documents: [{ type: 'N380', reference: 'INV-20' }, { type: 'N935', reference: 'INV-21' }] }))
  await follow()
  const before = await completeness()
  await call('POST', '/declarations', declaration({ lrn: 'D-2', mrn, documents: [{ type: 'N380', reference: 'INV-20' }, { type: 'N935', reference: 'INV-21' }] }))
  t.strictSame(await graph(`{ missingDocuments(mrn: "${mrn}") }`), { missingDocuments: ['N935 INV-21'] })
  await bulk('/documents', [document({ mrn, type: 'N935', reference: 'INV-21' })])
  await follow()
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete + 1 })
})

t.test('rejected, invalidated and simplified declarations do not count', async (t) => {
  await follow()
  const before = await completeness()
  const id = (await call('POST', '/declarations', declaration({ lrn: 'D-3', status: 'accepted' }))).json<{ declarationId: string }>().declarationId
  await call('POST', '/declarations', declaration({ lrn: 'D-4', additionalType: 'C' }))
  await follow()
  t.match(await completeness(), { declarations: before.declarations + 1, complete: before.complete + 1, withoutRequirement: before.withoutRequirement + 1, share: before.share }, 'one that need not archive anything does not raise the share')
  t.ok(before.share !== null && before.share < 1)
  await call('POST', '/declarations', declaration({ lrn: 'D-3', status: 'rejected' }))
  await follow()
  t.match(await completeness(), before, id)
})

t.test('which types must be archived can be set, and every declaration is judged anew', async (t) => {
  await call('POST', '/declarations', declared('D-5', '26IT00000000000056', [{ type: 'N705', reference: 'BL-1' }]))
  await follow()
  const before = await completeness()
  const setting = await call('GET', '/record-settings/archived_documents')
  t.match(setting, { statusCode: 200, headers: { etag: '"0"' } })
  const value = { always: [], never: ['N705'] }
  t.equal((await call('PUT', '/record-settings/archived_documents', { value })).statusCode, 428)
  t.equal((await call('PUT', '/record-settings/archived_documents', { value: { percent: '1' } }, { 'if-match': '"0"' })).statusCode, 400, 'the value of another setting')
  t.match(await call('PUT', '/record-settings/archived_documents', { value }, { 'if-match': '"0"' }), { statusCode: 200, headers: { etag: '"1"' } })
  t.ok((await completeness()).eventsBehind > 0, 'what is still to be judged is said')
  await follow()
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete + 1, eventsBehind: 0 })
  t.match((await call('PUT', '/record-settings/retention', { value: { originals: { years: 2, legalSource: 'x' } } }, { 'if-match': '"0"' })).json(), { type: '/problems/record-setting-impossible', errors: [{ pointer: '/value/originals/years' }] })
})

t.test('totals of documents are what an independent count over the declarations says', async (t) => {
  await follow()
  const [row] = await withOperatorReadOnly(db, principal, 'records:read', async (tx) => await tx.query<{ declarations: number, complete: number }>(`
    with needed as (
      select d.id, d.mrn, d.lrn, d.declarant, x.document ->> 'type' as type, x.document ->> 'reference' as reference
      from aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      left join lateral (select h as document from json_array_elements(coalesce(v.document -> 'documents', '[]')) h
        union all select e from json_array_elements(v.document -> 'items') i, json_array_elements(coalesce(i -> 'documents', '[]')) e) x on x.document ->> 'type' in ('N380', 'N935', 'N954')
      where d.operator_id = $1 and d.status not in ('rejected', 'invalidated', 'draft', 'cancelled', 'expired') and v.document ->> 'additionalType' <> 'C')
    select count(distinct n.id)::integer as declarations, count(distinct n.id)::integer - count(distinct n.id) filter (where n.type is not null and not exists (
      select from aeo.supporting_documents s where s.operator_id = $1 and s.type = n.type and s.reference = n.reference and (s.mrn = n.mrn or (s.mrn = '' and s.lrn = n.lrn and s.declarant = n.declarant))))::integer as complete
    from needed n`, [operatorId]))
  const { declarations, complete } = await completeness()
  t.strictSame({ declarations, complete }, row)
  t.ok(declarations > complete && complete > 0)
})

t.test('totals that drifted are found and repaired from the standings', async (t) => {
  const rebuild = async (repair: boolean) => await onConnection(db.operations, async (client) => await rebuildDocumentTotals(client, operatorId, repair))
  t.strictSame(await rebuild(false), [])
  const before = await completeness()
  await withOperator(db, principal, 'records:write', async (tx) => { await tx.query('update aeo.document_totals t set complete = complete + 1 where t.operator_id = $1 and t.day = \'2026-03-02\'', [operatorId]) })
  t.match(await rebuild(true), [{ day: '2026-03-02', declarations: 0, complete: 1, withoutRequirement: 0 }])
  t.strictSame(await rebuild(false), [])
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete })
})

t.test('documents of one declaration that arrive at once are all counted, and the same one twice is one', async (t) => {
  const mrn = '26IT00000000000092'
  const references = Array.from({ length: 8 }, (_, index) => `AT-ONCE-${index}`)
  await call('POST', '/declarations', declared('D-9', mrn, references.map((reference) => ({ type: 'N380', reference }))))
  await follow()
  const before = await completeness()
  const answers = await Promise.all([...references, ...references].map(async (reference) => (await call('POST', '/documents', document({ mrn, reference }))).statusCode))
  t.strictSame(answers.filter((status) => status === 201).length, 8)
  t.strictSame(answers.filter((status) => status === 409).length, 8)
  t.match(await completeness(), { declarations: before.declarations, complete: before.complete + 1 })
  const files = await Promise.all([0, 1, 2, 3].map(async () => (await bulk('/documents', references.map((reference) => document({ mrn, reference, size: 3 })))).map(({ outcome }) => outcome)))
  t.strictSame(files.flat().filter((outcome) => outcome === 'changed').length, 8, 'the same file four times at once changes each once')
})

t.test('an archived document makes the examination ask again', async (t) => {
  const mrn = '26IT00000000000065'
  const { declarationId } = (await call('POST', '/declarations', declared('D-6', mrn, [{ type: 'N380', reference: 'INV-60' }]))).json<{ declarationId: string }>()
  const due = async () => await withOperatorReadOnly(db, principal, 'records:read', async (tx) => (await tx.query<{ review_on: string | null }>(
    'select x.review_on from aeo.examinations x where x.operator_id = $1 and x.declaration_id = $2 and x.counted', [operatorId, declarationId]))[0]?.review_on ?? null)
  await lookAgain({ db, examiner: new Examiner({ db, clock, registers: REGISTERS }), clock })
  t.equal(await due(), null)
  await bulk('/documents', [document({ mrn, reference: 'INV-60' })])
  t.equal(await due(), clock().toISOString().slice(0, 10))
})

const movement = (changes: object = {}) => ({ movementNumber: 'GR-1', kind: 'receipt', movedOn: '2026-03-05', mrn: '26IT00000000000074', itemNumber: 1, quantity: '60', unit: 'KGM', goodsRef: 'M-1', ...changes })

t.test('movements of an item add up, a cancelled one counts nowhere, and the tolerance can be set', async (t) => {
  const mrn = '26IT00000000000074'
  await call('POST', '/declarations', declaration({ lrn: 'M-1', mrn, items: [item({ netMass: '120' }), item({ itemNumber: 2, netMass: '10' })] }))
  t.strictSame((await bulk('/goods-movements', [movement(), movement({ line: 2 }), movement({ quantity: '1e5' })])).map(({ outcome }) => outcome), ['created', 'created', 'refused'])
  const differences = async () => (await graph<{ quantityDifferences: unknown }>(`{ quantityDifferences(mrn: "${mrn}") { itemNumber declared moved percent } }`)).quantityDifferences
  t.strictSame(await differences(), [])
  const extra = (await call('POST', '/goods-movements', movement({ movementNumber: 'GR-2', quantity: '2.4' }))).json<{ id: string }>()
  t.strictSame(await differences(), [{ itemNumber: 1, declared: '120', moved: '122.4', percent: '2' }])
  t.equal((await call('PUT', '/record-settings/movement_tolerance', { value: { percent: '2' } }, { 'if-match': '"0"' })).statusCode, 200)
  t.strictSame(await differences(), [])
  t.equal((await call('PUT', '/record-settings/movement_tolerance', { value: { percent: '1' } }, { 'if-match': '"1"' })).statusCode, 200)
  t.match((await call('PATCH', `/goods-movements/${extra.id}`, { state: 'cancelled' }, { 'if-match': '"1"' })).json(), { state: 'cancelled', quantity: '2.4' })
  t.strictSame(await differences(), [])
  t.match((await call('POST', '/goods-movements', movement({ movementNumber: 'GR-3', mrn: undefined }))).json(), { status: 400, errors: [{ pointer: '/itemNumber' }] })
  t.equal((await call('GET', '/goods-movements?goodsRef=M-1&from=2026-03-05&to=2026-03-05')).json<{ items: unknown[] }>().items.length, 3)
  const register = await load(movementsRegister, { mrns: [mrn] })
  t.strictSame(register?.differencesOf(mrn, { direction: 'import', items: [{ itemNumber: 1, netMass: '60' }] }), [{ itemNumber: 1, declared: '60', moved: '120', percent: '100' }], 'of the declaration that is examined')
  t.equal(register?.differencesOf('26IT00000000000083'), undefined)
})

t.test('excise movements answer by their code once they have begun, and late reports are listed', async (t) => {
  const arc = '26ITAB12345678901234'
  const excise = (changes: object = {}) => ({ arc: `${arc}0`, status: 'dispatched', statusOn: '2026-03-06', exciseProductCode: 'W200', commodityCode: '22042111', quantity: '900.00', unit: 'LTR', dispatchedOn: '2026-03-06', ...changes })
  t.match((await call('POST', '/excise-movements', excise({ dispatchedOn: undefined }))).json(), { status: 400, errors: [{ pointer: '/dispatchedOn' }] })
  t.match((await call('POST', '/excise-movements', excise({ arrivedOn: '2026-03-05' }))).json(), { status: 400, errors: [{ pointer: '/arrivedOn' }] })
  const { id } = (await call('POST', '/excise-movements', excise())).json<{ id: string }>()
  await bulk('/excise-movements', [excise({ arc: `${arc}1`, status: 'draft', dispatchedOn: undefined }), excise({ arc: `${arc}2`, status: 'cancelled' })])
  const register = await load(exciseRegister, { arcs: [`${arc}0`, `${arc}1`, `${arc}2`, `${arc}3`] })
  t.strictSame(register?.find(`${arc}0`), { quantity: '900', commodityCode: '22042111', dispatchedOn: '2026-03-06', mrn: null })
  for (const code of ['1', '2', '3']) t.equal(register?.find(`${arc}${code}`), undefined)
  const list = async () => (await graph<{ unreportedExciseMovements: unknown[] }>('{ unreportedExciseMovements { arc report reportDueOn hasCheckDigit } }')).unreportedExciseMovements
  t.strictSame(await list(), [])
  await call('PATCH', `/excise-movements/${id}`, { arrivedOn: '2026-03-09' }, { 'if-match': '"1"' })
  t.match(await list(), [{ arc: `${arc}0`, report: 'overdue', reportDueOn: '2026-03-16' }])
  await call('PATCH', `/excise-movements/${id}`, { reportReceivedOn: '2026-03-12', status: 'received', statusOn: '2026-03-12' }, { 'if-match': '"2"' })
  t.strictSame(await list(), [])
  t.equal((await call('GET', '/excise-movements?status=received')).json<{ items: unknown[] }>().items.length, 1)
})

t.test('a declaration shows its records, each its own, those that came by LRN too', async (t) => {
  const mrn = '26IT00000000000101'
  await bulk('/documents', [document({ mrn: undefined, lrn: 'S-1', declarant: 'IT01234567890', reference: 'BY-LRN' })])
  await call('POST', '/declarations', declaration({ lrn: 'S-1', mrn }))
  await call('POST', '/declarations', declaration({ lrn: 'S-2', mrn: '26IT00000000000110' }))
  await bulk('/documents', [document({ mrn, reference: 'BY-MRN', itemNumber: 1 })])
  await bulk('/goods-movements', [movement({ movementNumber: 'S-1', mrn })])
  await bulk('/excise-movements', [{ arc: '26ITAB12345678901299'.concat('0'), status: 'dispatched', statusOn: '2026-03-06', exciseProductCode: 'W200', commodityCode: '2204', quantity: '1', unit: 'LTR', dispatchedOn: '2026-03-06', mrn }])
  const { declarations } = await graph<{ declarations: { nodes: { lrn: string, supportingDocuments: { reference: string }[], goodsMovements: unknown[], exciseMovements: unknown[] }[] } }>(
    '{ declarations(first: 100) { nodes { lrn supportingDocuments { itemNumber reference archivedAt } goodsMovements { movementNumber quantity } exciseMovements { arc hasCheckDigit } } } }')
  const of = (lrn: string) => declarations.nodes.find((node) => node.lrn === lrn)
  t.strictSame(of('S-1')?.supportingDocuments.map(({ reference }) => reference), ['BY-LRN', 'BY-MRN'])
  t.match(of('S-1'), { goodsMovements: [{ movementNumber: 'S-1', quantity: '60' }], exciseMovements: [{ hasCheckDigit: Boolean }] })
  t.match(of('S-2'), { supportingDocuments: { length: 0 }, goodsMovements: { length: 0 }, exciseMovements: { length: 0 } })
})

t.test('other proof of exit confirms it unless customs refused it', async (t) => {
  const proof = (mrn: string, state: string) => ({ mrn, kind: 'delivery_note', reference: 'DN-1', state, leftOn: '2026-04-01' })
  await bulk('/exit-proofs', [proof('26IT000000000000A0', 'collected'), proof('26IT000000000000B0', 'refused')])
  const register = await load(exitsRegister, { mrns: ['26IT000000000000A0', '26IT000000000000B0', MRN] })
  t.strictSame(['26IT000000000000A0', '26IT000000000000B0', MRN].map((mrn) => register?.confirmed(mrn)), [true, false, false])
})

t.test('evidence holds on its days, ends, and what is missing is named', async (t) => {
  const evidence = (changes: object = {}) => ({ reference: 'EV-1', criterion: 'security', kind: 'threat_assessment', outcome: 'passed', issuedOn: '2026-01-10', validFrom: '2026-01-10', sha256: HASH, archive: 'dms', locator: 'ev/1', ...changes })
  t.equal((await call('POST', '/criteria-evidence', evidence())).statusCode, 201)
  t.match((await call('POST', '/criteria-evidence', evidence({ reference: 'EV-2', criterion: 'financial_solvency' }))).json(), { status: 400, errors: [{ pointer: '/kind' }] })
  t.match((await call('POST', '/criteria-evidence', evidence({ reference: 'EV-2', kind: 'security_plan' }))).json(), { status: 400, errors: [{ pointer: '/siteCode' }] })
  await bulk('/criteria-evidence', [evidence({ reference: 'EV-3', kind: 'security_plan', siteCode: 'MILAN', validUntil: '2026-06-30' }), evidence({ reference: 'EV-4', criterion: 'financial_solvency', kind: 'filed_accounts', outcome: 'failed' })])
  const on = async (day: string) => (await graph<{ criteriaEvidence: { nodes: { reference: string }[] } }>(`{ criteriaEvidence(on: "${day}") { nodes { reference endsOn } } }`)).criteriaEvidence.nodes.map(({ reference }) => reference).toSorted()
  t.strictSame(await on('2026-01-09'), [])
  t.strictSame(await on('2026-06-30'), ['EV-1', 'EV-3', 'EV-4'])
  t.strictSame(await on('2026-07-01'), ['EV-1', 'EV-4'])
  t.strictSame(await on('2027-01-09'), ['EV-1', 'EV-4'].filter((reference) => reference === 'EV-1' || reference === 'EV-4'), 'as long as its kind holds')
  t.strictSame(await on('2027-01-10'), ['EV-4'])
  const ending = async (from: string, days: number) => (await graph<{ endingEvidence: { reference: string }[] }>(`{ endingEvidence(from: "${from}", days: ${days}) { reference } }`)).endingEvidence.map(({ reference }) => reference)
  t.strictSame(await ending('2026-06-01', 28), [])
  t.strictSame(await ending('2026-06-01', 29), ['EV-3'])
  await bulk('/criteria-evidence', [evidence({ reference: 'EV-5', kind: 'security_plan', siteCode: 'MILAN', validFrom: '2026-07-01' })])
  t.strictSame(await ending('2026-06-01', 29), [], 'another of its kind holds longer')
  const missing = async (day: string) => (await graph<{ missingEvidence: { kind: string, siteCode: string | null, lastEndedOn: string | null }[] }>(`{ missingEvidence(on: "${day}") { kind siteCode lastEndedOn } }`)).missingEvidence
  const kinds = (await missing('2026-06-30')).map(({ kind }) => kind)
  t.notOk(kinds.includes('threat_assessment') || kinds.includes('security_plan'))
  t.ok(kinds.includes('filed_accounts'), 'what failed does not hold')
  t.ok(kinds.includes('site_check'), 'a site that evidence names needs its check')
  t.equal((await call('POST', '/sites', { code: 'ROME', name: 'Rome', address: 'x', country: 'IT', validFrom: '2026-02-01' })).statusCode, 201)
  const sites = async (day: string) => (await missing(day)).filter(({ kind }) => kind === 'security_plan').map(({ siteCode }) => siteCode)
  t.strictSame([await sites('2026-01-31'), await sites('2026-02-01')], [[], ['ROME']], 'a site needs its plan from the day on which it opens')
  t.match((await missing('2027-07-01')).filter(({ kind }) => kind === 'threat_assessment'), [{ lastEndedOn: '2027-01-09' }])
})

t.test('no other operator sees or changes a record', async (t) => {
  const other = bearer({ operator: OTHER_OPERATOR })
  const { items } = (await call('GET', '/documents?limit=1')).json<{ items: { id: string }[] }>()
  const id = items[0]?.id ?? ''
  for (const path of ['documents', 'goods-movements', 'excise-movements', 'exit-proofs', 'criteria-evidence', 'legal-holds']) {
    t.strictSame((await app.inject({ url: `/v1/${path}`, headers: other })).json(), { items: [], nextCursor: null }, path)
  }
  t.equal((await app.inject({ url: `/v1/documents/${id}`, headers: other })).statusCode, 404)
  t.equal((await app.inject({ method: 'PATCH', url: `/v1/documents/${id}`, headers: { ...other, 'if-match': '*' }, payload: { size: 1 } })).statusCode, 404)
  t.equal((await app.inject({ method: 'POST', url: '/v1/documents', headers: other, payload: document({ reference: 'INV-0' }) })).statusCode, 201, 'and may have the same document')
})
