import { gzipSync } from 'node:zlib'
import t from 'tap'
import { rebuildTotals } from '../../../src/declarations/index.ts'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, { bulkChunk: 7 })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

interface Receipt { declarationId: string, version: number, outcome: string, replayed: boolean, mrn: string | null, lrn: string | null }

async function push (payload: object, headers: Record<string, string> = {}) {
  return await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), ...headers }, payload })
}
const pushed = async (payload: object): Promise<Receipt> => (await push(payload)).json<Receipt>()
const read = async (id: string, query = '') => await app.inject({ url: `/v1/declarations/${id}${query}`, headers: bearer() })

t.test('a new declaration is 201, the same again 200 and replayed, other content the next version', async (t) => {
  const first = await push(declaration({ lrn: 'V-1' }))
  t.equal(first.statusCode, 201)
  const { declarationId } = first.json<Receipt>()
  t.equal(first.headers.location, `/v1/declarations/${declarationId}`)
  const again = await push({ ...declaration({ lrn: 'V-1', sourceSystem: 'broker', documents: [] }), items: [item({ netMass: 120.50, statisticalValue: 4200 })] })
  t.equal(again.statusCode, 200)
  t.match(again.json(), { replayed: true, declarationId, version: 1 }, 'numbers, another system and an empty list say the same')
  t.match((await push(declaration({ lrn: 'V-1', incoterm: 'FOB' }))).json(), { outcome: 'new_version', declarationId, version: 2 })
  t.match((await push(declaration({ lrn: 'V-1' }))).json(), { replayed: true, version: 1 }, 'a retry of an old version makes none')
  const shown = (await read(declarationId)).json<{ version: number, incoterm: string }>()
  t.match(shown, { version: 2, incoterm: 'FOB', versionCount: 2, items: [{ commodityCode: '8518300090', netMass: '120.5' }] })
  const { changes } = (await read(declarationId, '/difference?from=1&to=2')).json<{ changes: unknown[] }>()
  t.strictSame(changes, [{ pointer: '/incoterm', from: null, to: 'FOB' }])
})

t.test('statusAt orders the versions, and asOf answers what was known then', async (t) => {
  const at = (statusAt: string, status: string) => declaration({ lrn: 'ORDER', status, statusAt })
  const { declarationId } = await pushed(at('2026-03-03T10:00:00Z', 'accepted'))
  const before = new Date().toISOString()
  await new Promise((resolve) => { setTimeout(resolve, 5) })
  t.match(await pushed(at('2026-03-03T09:00:00Z', 'lodged')), { version: 2 }, 'an older one is kept')
  t.match((await read(declarationId)).json(), { version: 1, status: 'accepted', versionCount: 2 }, 'and does not become current')
  t.match(await pushed(at('2026-03-03T12:00:00+01:00', 'released')), { version: 3 })
  t.match((await read(declarationId)).json(), { version: 3, status: 'released', statusAt: '2026-03-03T11:00:00.000Z' })
  t.match((await read(declarationId, `?asOf=${before}`)).json(), { version: 1, status: 'accepted', versionCount: 1 })
  t.equal((await read(declarationId, '?asOf=2020-01-01T00:00:00Z')).statusCode, 404)
  t.equal((await read(declarationId, '?asOf=2026-02-30T00:00:00Z')).statusCode, 400)
  t.match(await pushed(at('2026-03-03T13:00:00Z', 'released')), { outcome: 'new_version', version: 4 }, 'the same content with a later statusAt is said anew')
})

t.test('an LRN and an MRN are joined as they become known', async (t) => {
  const open = await pushed(declaration({ lrn: 'JOIN-1' }))
  t.match(await pushed(declaration({ lrn: 'JOIN-1', mrn: '26IT00000000000110' })), { declarationId: open.declarationId, version: 2 }, 'the open row is adopted')
  const other = await pushed(declaration({ lrn: 'JOIN-1', mrn: '26IT00000000000120' }))
  t.not(other.declarationId, open.declarationId, 'an LRN that has another MRN makes a new row')

  const byMrn = await pushed(declaration({ lrn: undefined, mrn: '26IT00000000000130' }))
  const byLrn = await pushed(declaration({ lrn: 'JOIN-3' }))
  t.not(byMrn.declarationId, byLrn.declarationId)
  const joined = await pushed(declaration({ lrn: 'JOIN-3', mrn: '26IT00000000000130', incoterm: 'CIF' }))
  t.equal(joined.declarationId, byMrn.declarationId, 'the older id survives')
  const moved = await read(byLrn.declarationId)
  t.equal(moved.statusCode, 308)
  t.equal(moved.headers.location, `/v1/declarations/${byMrn.declarationId}`)
  t.match((await read(byMrn.declarationId)).json(), { versionCount: 3, incoterm: 'CIF', lrn: 'JOIN-3', mrn: '26IT00000000000130' })
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, data: { joined?: string } }[] }>()
  t.ok(items.some(({ type, data }) => type === 'declaration.joined' && data.joined === byLrn.declarationId))
})

t.test('an LRN may be used anew after a rejection, while a retry is a retry', async (t) => {
  const first = await pushed(declaration({ lrn: 'REJ-1', status: 'rejected', statusAt: '2026-03-03T10:00:00Z' }))
  const second = await pushed(declaration({ lrn: 'REJ-1', incoterm: 'EXW' }))
  t.not(second.declarationId, first.declarationId)
  t.match(await pushed(declaration({ lrn: 'REJ-1', status: 'rejected' })), { declarationId: first.declarationId, replayed: true })
})

t.test('a wrong shape is refused with a pointer to each fault, a wrong fact is recorded', async (t) => {
  const refused = await push(declaration({ lrn: 'BAD', netWeight: '1', items: [item({ netMass: '1e5' }), item({ itemNumber: 2, hs6: 851830 as unknown as string })] }))
  t.equal(refused.statusCode, 400)
  t.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8')
  const pointers = refused.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)
  for (const pointer of ['/netWeight', '/items/0/netMass', '/items/1/hs6']) t.ok(pointers.includes(pointer), pointer)
  for (const [name, payload] of Object.entries({
    'no reference': declaration({ lrn: undefined }), 'an LRN without its declarant': declaration({ declarant: undefined }), 'a number twice': declaration({ items: [item(), item()] }),
    'no item': declaration({ items: [] }), 'a wrong MRN': declaration({ mrn: 'ABC' }), 'an instant that is none': declaration({ statusAt: '2026-02-30T10:00:00Z' }), 'null': declaration({ incoterm: null })
  })) t.equal((await push(payload)).statusCode, 400, name)
  const odd = await push(declaration({ lrn: 'ODD', mrn: '26IT00000000000999', acceptanceDate: '2026-02-30' }))
  t.equal(odd.statusCode, 201, 'a wrong check digit and an impossible day are facts')
  t.match((await read(odd.json<Receipt>().declarationId)).json(), { acceptanceDate: '2026-02-30', acceptedOn: null })
})

t.test('text stays as it was sent, or is refused with a pointer; nothing makes a 500', async (t) => {
  const hostile = ['plain', "Robert'); drop table aeo.declarations;--", '__proto__', '<script>alert(1)</script>', '=cmd|calc', '\u202Eevil', '\u200B', '😀'.repeat(10), 'ﷺ', '\t\n', '\\', '"', '%s%n', '${x}', '../../etc', 'é'.normalize('NFD'), '\u2028', '\uFEFF', ' '.repeat(3), 'a'.repeat(512)]
  for (const [index, text] of hostile.entries()) {
    const answer = await push(declaration({ lrn: `TEXT-${index}`, items: [item({ description: text })] }))
    t.equal(answer.statusCode, 201, `text ${index}`)
    t.equal((await read(answer.json<Receipt>().declarationId)).json<{ items: { description: string }[] }>().items[0]?.description, text)
    t.ok([201, 400].includes((await push(declaration({ lrn: text }))).statusCode), 'as a reference')
  }
  for (const [index, raw] of ['{"lrn":"a\\u0000b"}', '{"lrn":"\\ud800"}', '{"lrn":', '[]', 'null', '"x"', '{"__proto__":{"x":1}}', ''].entries()) {
    const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': 'application/json' }, payload: raw })
    t.equal(answer.statusCode, 400, `content ${index}`)
  }
  t.equal(({} as { x?: number }).x, undefined)
})

t.test('an Idempotency-Key gets the first answer again, byte for byte', async (t) => {
  const key = { 'idempotency-key': 'key-1' }
  const first = await push(declaration({ lrn: 'IDEM-1' }), key)
  const second = await push(declaration({ lrn: 'IDEM-1' }), key)
  t.equal(second.statusCode, 201)
  t.equal(second.body, first.body)
  t.equal(second.headers.location, first.headers.location)
  const reused = await push(declaration({ lrn: 'IDEM-2' }), key)
  t.equal(reused.statusCode, 422)
  t.match(reused.json(), { type: '/problems/idempotency-key-reused' })
  t.equal((await push(declaration({ lrn: 'IDEM-2' }), { ...key, ...bearer({ subject: 'another' }) })).statusCode, 201, 'another subject has keys of its own')
  t.equal((await push(declaration({ lrn: 'IDEM-3' }), { ...key, ...bearer({ scope: 'declarations:read' }) })).statusCode, 403, 'the right is checked before the answer is given again')
  t.equal((await push(declaration(), { 'idempotency-key': 'ü' })).statusCode, 400)
  const many = await Promise.all(Array.from({ length: 20 }, async () => await push(declaration({ lrn: 'IDEM-9' }), { 'idempotency-key': 'key-9' })))
  t.ok(many.every(({ statusCode }) => statusCode === 201 || statusCode === 409), 'a twin of one that runs is refused at once')
  t.equal(new Set(many.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body)).size, 1)
})

t.test('the same declaration fifty times at once is there once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 50 }, async () => await push(declaration({ lrn: 'FIFTY', mrn: '26IT00000000000500' }))))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [...Array.from({ length: 49 }, () => 200), 201])
  t.equal(new Set(answers.map((answer) => answer.json<Receipt>().declarationId)).size, 1)
  const versions = await Promise.all(Array.from({ length: 20 }, async (_, index) => await push(declaration({ lrn: 'FIFTY', mrn: '26IT00000000000500', incotermPlace: `P${index}` }))))
  t.strictSame(versions.map((answer) => answer.json<Receipt>().version).toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index + 2), 'and twenty others are twenty versions')
})

async function bulk (payload: string | Buffer, type: string, headers: Record<string, string> = {}) {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': type, ...headers }, payload })
  return { status: answer.statusCode, verdicts: answer.statusCode === 200 ? answer.body.trim().split('\n').map((line) => JSON.parse(line) as { line: number, outcome: string, lrn?: string, problem?: { type: string, errors?: { pointer: string }[] } }) : [] }
}

t.test('bulk answers a verdict a document, and one that is bad fails alone', async (t) => {
  const line = (index: number): string => JSON.stringify(declaration({ lrn: `NDJSON-${index}` }))
  const file = `${line(1)}\r\n\n${line(2)}\n{"lrn":"x"}\nnot json\n${Array.from({ length: 20 }, (_, index) => line(index + 3)).join('\n')}`
  const { verdicts } = await bulk(file, 'application/x-ndjson')
  t.strictSame(verdicts.slice(0, 5).map(({ line: number, outcome }) => [number, outcome]), [[1, 'created'], [3, 'created'], [4, 'refused'], [5, 'refused'], [6, 'created']])
  t.ok(verdicts[2]?.problem?.errors?.some(({ pointer }) => pointer === '/declarationType' || pointer === ''))
  t.equal(verdicts.filter(({ outcome }) => outcome === 'created').length, 22)
  const again = await bulk(gzipSync(file), 'application/x-ndjson', { 'content-encoding': 'gzip' })
  t.equal(again.verdicts.filter(({ outcome }) => outcome === 'replayed').length, 22, 'the file again, packed, changes nothing')
  const sequence = await bulk(`${line(1)}${line(30)} \u001e${line(31)}`, 'application/json-seq')
  t.strictSame(sequence.verdicts.map(({ outcome }) => outcome), ['replayed', 'created', 'created'])
})

t.test('CSV lines of one declaration are its items', async (t) => {
  const { verdicts } = await bulk('lrn,declarant,declarationType,itemNumber,hs6,statisticalValue,statisticalValueCurrency,importerName,tax_type,tax_payable\n' +
    'CSV-1,IT01234567890,IM,1,851830,10.50,EUR,"Rossi, S.p.A.",A00,1\nCSV-1,IT01234567890,IM,2,620342,7,EUR,,,\nCSV-2,IT01234567890,IM,x,620342,7,EUR,,,\nshort\n', 'text/csv')
  t.strictSame(verdicts.map(({ outcome }) => outcome), ['created', 'refused', 'refused'])
  const { items } = (await app.inject({ url: '/v1/declarations?limit=1000', headers: bearer() })).json<{ items: { lrn: string, id: string }[] }>()
  t.match((await read(items.find(({ lrn }) => lrn === 'CSV-1')?.id ?? '')).json(), { importer: { name: 'Rossi, S.p.A.' }, items: [{ itemNumber: 1, taxes: [{ type: 'A00', payable: '1' }] }, { itemNumber: 2, statisticalValue: '7' }] })
  t.equal((await bulk('lrn,colour\n', 'text/csv')).status, 400, 'unknown columns are named before anything is read')
  t.equal((await bulk('x', 'text/plain')).status, 415)
  t.equal((await bulk(gzipSync(Buffer.alloc(300 * 1024 * 1024)), 'application/x-ndjson', { 'content-encoding': 'gzip' })).status, 413, 'a bomb is cut')
})

t.test('originals come back byte for byte, as an attachment', async (t) => {
  const body = `{ "declarationType":"IM",\n "lrn":"ORIGINAL", "declarant":"IT01234567890", "items":[{"itemNumber":1,"netMass":1.500}] }`
  const { declarationId } = (await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': 'application/json' }, payload: body })).json<Receipt>()
  const original = await read(declarationId, '/original')
  t.equal(original.body, body)
  t.match(original.headers, { 'content-type': 'application/octet-stream', 'content-disposition': /^attachment/, 'x-content-type-options': 'nosniff' })
})

t.test('walking the pages shows everything once, and filters show what they say', async (t) => {
  const walk = async (query: string): Promise<{ id: string, direction: string, status: string }[]> => {
    const found: { id: string, direction: string, status: string }[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: typeof found, nextCursor: string | null } = (await app.inject({ url: `/v1/declarations?limit=9${query}${cursor === '' ? '' : `&cursor=${cursor}`}`, headers: bearer() })).json()
      found.push(...page.items)
      cursor = page.nextCursor
    }
    return found
  }
  await pushed(declaration({ lrn: 'EX-1', declarationType: 'EX', items: [item({ requestedProcedure: '10', hs6: '999999', originCountry: 'IT' })] }))
  const all = await walk('')
  t.equal(new Set(all.map(({ id }) => id)).size, all.length)
  t.ok(all.length > 60)
  t.equal((await walk('&direction=export')).length, 1)
  t.equal((await walk('&commodityCode=9999')).length, 1)
  t.equal((await walk('&origin=IT&procedure=10')).length, 1)
  t.ok((await walk('&status=rejected')).every(({ status }) => status === 'rejected'))
  t.equal((await app.inject({ url: '/v1/declarations?cursor=abc', headers: bearer() })).statusCode, 400)
  t.equal((await app.inject({ url: '/v1/declarations?from=2026-02-30', headers: bearer() })).statusCode, 400)
})

t.test('the feed is gapless, the log verifies and the totals are those of a recount', async (t) => {
  await Promise.all(Array.from({ length: 60 }, async (_, index) => await push(declaration({ lrn: `FEED-${index}` }))))
  const seen: number[] = []
  for (let after = '0'; ;) {
    const page = (await app.inject({ url: `/v1/events?after=${after}&limit=50`, headers: bearer() })).json<{ items: { seq: string }[], nextAfter: string, hasMore: boolean }>()
    seen.push(...page.items.map(({ seq }) => Number(seq)))
    after = page.nextAfter
    if (!page.hasMore) break
  }
  t.strictSame(seen, Array.from({ length: seen.length }, (_, index) => index + 1))
  const { fault, events } = await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))
  t.equal(fault, null)
  t.equal(events, seen.length)
  const { differences } = await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, false))
  t.strictSame(differences, [])
})

t.test('totals: one declaration with two currencies counts in each, and sums never mix', async (t) => {
  await pushed(declaration({ lrn: 'TOTALS', acceptanceDate: '2031-01-05', items: [item(), item({ itemNumber: 2, statisticalValue: '5.25', statisticalValueCurrency: 'USD', taxes: [{ type: 'A00', payable: '1.5' }, { type: 'B00', payable: '9' }] })] }))
  const query = '{ declarationTotals(from: "2031-01-01", to: "2031-12-31", groupBy: [month, chapter]) { key month currency declarations items statisticalValue duties } }'
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
  t.strictSame(answer.json<{ data: { declarationTotals: unknown[] } }>().data.declarationTotals, [
    { key: '85', month: '2031-01', currency: 'EUR', declarations: 1, items: 1, statisticalValue: '4200', duties: '1.5' },
    { key: '85', month: '2031-01', currency: 'USD', declarations: 1, items: 1, statisticalValue: '5.25', duties: '0' }
  ])
  const refused = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: query.replace('[month, chapter]', '[origin, chapter]') } })
  t.match(refused.json(), { errors: [{ extensions: { type: '/problems/invalid-request' } }] })
})

t.test('reading a list of any length takes the same number of statements', async (t) => {
  const counted = async (first: number): Promise<number> => {
    let statements = 0
    const listener = (client: { query: (...words: unknown[]) => unknown }): void => {
      const { query } = client
      client.query = (...words: unknown[]) => { statements++; return query.apply(client, words) }
      restore.push(() => { client.query = query })
    }
    const restore: (() => void)[] = []
    db.reports.on('acquire', listener as never)
    const query = `{ declarations(first: ${first}) { nodes { lrn items { commodityCode } } } }`
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
    t.notOk(answer.json<{ errors?: unknown }>().errors)
    db.reports.off('acquire', listener as never)
    for (const undo of restore.toReversed()) undo()
    return statements
  }
  await counted(5)
  t.equal(await counted(60), await counted(5))
})
