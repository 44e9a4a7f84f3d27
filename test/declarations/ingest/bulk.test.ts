import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { setOperatorStatus } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const CHUNK = 4
const { app, db, lifecycle } = await testApp(t, appUrl, { bulkChunk: CHUNK, bulkIdleMs: 1500 })

interface BulkLine { line: number, outcome: string, id?: string, lrn?: string | null, problem?: { type: string, detail: string, resumeFromLine?: number, because?: string, errors?: { pointer: string }[] } }

async function send (payload: string | Buffer, type: string, headers: Record<string, string> = {}): Promise<{ status: number, verdicts: BulkLine[], body: string }> {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': type, ...headers }, payload })
  return { status: answer.statusCode, body: answer.body, verdicts: answer.statusCode === 200 ? answer.body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as BulkLine) : [] }
}
const ndjson = async (lines: string[], headers: Record<string, string> = {}) => await send(lines.join('\n'), 'application/x-ndjson', headers)
const document = (lrn: string, changes: Record<string, unknown> = {}): string => JSON.stringify(declaration({ lrn, ...changes }))
const count = async (): Promise<number> => (await app.inject({ url: '/v1/declarations?limit=1000', headers: bearer() })).json<{ items: unknown[] }>().items.length

t.test('one bad line, wherever it stands, is refused alone and named', async (t) => {
  for (let position = 0; position < 2 * CHUNK + 1; position++) {
    const lines = Array.from({ length: 2 * CHUNK + 1 }, (_, index) => index === position ? document(`BAD-${position}`, { items: [item({ netMass: 'heavy' })] }) : document(`P${position}-${index}`))
    const { verdicts } = await ndjson(lines)
    t.strictSame(verdicts.map(({ line, outcome }) => [line, outcome]), lines.map((_, index) => [index + 1, index === position ? 'refused' : 'created']))
    t.match(verdicts[position]?.problem, { type: '/problems/invalid-request', errors: [{ pointer: '/items/0/netMass' }] })
  }
})

t.test('every kind of bad line has its verdict', async (t) => {
  const good = document('KIND-OK')
  const bad: [name: string, line: string | Buffer][] = [
    ['no JSON', '{"lrn":'], ['a list', '[]'], ['a text', '"x"'], ['null', 'null'], ['an empty object', '{}'], ['two documents', `${good}${good}`], ['half a surrogate pair', good.replace('KIND-OK', '\\ud800')],
    ['U+0000', good.replace('KIND-OK', '\\u0000')], ['__proto__', `{"__proto__":{},${good.slice(1)}`], ['no UTF-8', Buffer.concat([Buffer.from(good.slice(0, 20)), Buffer.of(0xff), Buffer.from(good.slice(20))])],
    ['a byte order mark', `\ufeff${good}`], ['a member of another', good.replace('{', '{"operatorId":"x",')], ['40 levels', `${'['.repeat(40)}${']'.repeat(40)}`]
  ]
  const file = Buffer.concat(bad.flatMap(([, line]) => [Buffer.from(line), Buffer.from('\n')]))
  const { verdicts } = await send(Buffer.concat([file, Buffer.from(good)]), 'application/x-ndjson')
  t.strictSame(verdicts.map(({ outcome }) => outcome), [...bad.map(() => 'refused'), 'created'])
  for (const [index, [name]] of bad.entries()) t.match(verdicts[index]?.problem, { type: String, detail: String }, name)
})

t.test('later lines of one declaration are its next versions, in order', async (t) => {
  const { verdicts } = await ndjson(['FOB', 'CIF', 'EXW', 'FOB'].map((incoterm) => document('SAME', { incoterm })))
  t.strictSame(verdicts.map(({ outcome }) => outcome), ['created', 'new_version', 'new_version', 'replayed'])
  t.equal(new Set(verdicts.map(({ id }) => id)).size, 1)
  const shown = await app.inject({ url: `/v1/declarations/${verdicts[0]?.id}`, headers: bearer() })
  t.match(shown.json(), { version: 3, incoterm: 'EXW' })
})

t.test('CSV that breaks off is a verdict after those of the lines before it, never a 500', async (t) => {
  for (const [index, broken] of ['"open', 'a"b', '"a"b'].entries()) {
    const rows = Array.from({ length: CHUNK + 1 }, (_, row) => `CSV-${index}-${row},IT01234567890,IM,1,plain`)
    const { status, verdicts } = await send(['lrn,declarant,declarationType,itemNumber,description', ...rows, `CSV-${index}-x,IT01234567890,IM,1,${broken}`, `CSV-${index}-y,IT01234567890,IM,1,z`].join('\r\n'), 'text/csv')
    t.equal(status, 200)
    t.strictSame(verdicts.map(({ outcome }) => outcome), [...rows.map(() => 'created'), 'refused'], broken)
  }
})

t.test('the original of a CSV declaration is its lines, to the byte', async (t) => {
  const lines = 'CSV-O,IT01234567890,IM,1,"two ""words"""\r\nCSV-O,IT01234567890,IM,2,é\r\n'
  const { verdicts } = await send(`lrn,declarant,declarationType,itemNumber,description\r\n${lines}CSV-P,IT01234567890,IM,1,`, 'text/csv')
  const original = await app.inject({ url: `/v1/declarations/${verdicts[0]?.id}/original`, headers: bearer() })
  t.equal(original.body, lines)
})

t.test('documents that follow each other need nothing between them, and stray text is one verdict', async (t) => {
  const { verdicts } = await send(`${document('SEQ-1')}${document('SEQ-2')}\n\n stray } text ${document('SEQ-3')}\u001e${document('SEQ-4').replaceAll(',', ',\n')}\n{"open":`, 'application/json-seq')
  t.strictSame(verdicts.map(({ outcome }) => outcome), ['created', 'created', 'refused', 'created', 'created', 'refused'])
  t.strictSame(verdicts.slice(0, 4).map(({ line }) => line), [1, 1, 3, 3])
})

t.test('gzip is unpacked once, within limits, and a broken one is refused', async (t) => {
  const lines = `${document('GZIP-1')}\n${document('GZIP-2')}`
  const packed = gzipSync(lines)
  t.strictSame((await send(packed, 'application/x-ndjson', { 'content-encoding': 'gzip' })).verdicts.map(({ outcome }) => outcome), ['created', 'created'])
  t.equal((await send(gzipSync(packed), 'application/x-ndjson', { 'content-encoding': 'gzip' })).verdicts.every(({ outcome }) => outcome === 'refused'), true, 'packed twice is no text')
  t.equal((await send(lines, 'application/x-ndjson', { 'content-encoding': 'gzip' })).status, 400, 'not packed at all')
  t.equal((await send(packed.subarray(0, packed.length - 6), 'application/x-ndjson', { 'content-encoding': 'gzip' })).status, 400, 'cut off')
  for (const encoding of ['deflate', 'br', 'gzip, gzip', 'x']) t.equal((await send(packed, 'application/x-ndjson', { 'content-encoding': encoding })).status, 415, encoding)
  const before = await count()
  t.equal((await send(gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20)), 'application/x-ndjson', { 'content-encoding': 'gzip' })).status, 413, 'a bomb of blanks')
  t.equal(await count(), before)
})

t.test('an empty file has no verdict', async (t) => {
  for (const type of ['application/x-ndjson', 'text/csv', 'application/json-seq']) for (const payload of ['', '\n\n']) {
    const { status, verdicts } = await send(payload, type)
    t.strictSame([status, verdicts], [200, []], `${type} ${JSON.stringify(payload)}`)
  }
})

t.test('a file stops where it may not go on, and says from which line to send it again', async (t) => {
  const lines = Array.from({ length: 3 * CHUNK }, (_, index) => document(`STOP-${index}`))
  t.teardown(async () => { await setOperatorStatus(db.operations, TEST_OPERATOR, 'active') })
  async function * suspendedAfter (chunks: number): AsyncGenerator<string> {
    yield `${lines.slice(0, chunks * CHUNK).join('\n')}\n`
    // The rest leaves the sender when the first chunks are written.
    for (let wait = 0; await count() < before + chunks * CHUNK && wait < 100; wait++) await new Promise((resolve) => { setTimeout(resolve, 10) })
    await setOperatorStatus(db.operations, TEST_OPERATOR, 'suspended')
    yield lines.slice(chunks * CHUNK).join('\n')
  }
  const before = await count()
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: Readable.from(suspendedAfter(1)) })
  const verdicts = answer.body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as BulkLine)
  t.strictSame(verdicts.slice(0, CHUNK).map(({ outcome }) => outcome), Array.from({ length: CHUNK }, () => 'created'))
  t.match(verdicts.at(-1), { outcome: 'stopped', line: CHUNK + 1, problem: { type: '/problems/bulk-stopped', resumeFromLine: CHUNK + 1, because: '/problems/operator-suspended' } })
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'active')
  t.equal(await count(), before + CHUNK)
})

t.test('lines of a CSV declaration that stop coming are no declaration: more items may belong to it', async (t) => {
  const before = await count()
  // The parser holds the last line back until it has seen what follows.
  const rows = Array.from({ length: CHUNK + 1 }, (_, index) => `OPEN-${index},IT01234567890,IM,1,plain\r\n`)
  async function * neverEnding (): AsyncGenerator<string> {
    yield `lrn,declarant,declarationType,itemNumber,description\r\n${rows.join('')}`
    await new Promise((resolve) => { setTimeout(resolve, 60_000).unref() })
  }
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'text/csv' }, payload: Readable.from(neverEnding()) })
  t.equal(answer.statusCode, 408)
  t.equal(await count(), before)
})

t.test('a service that stops takes no file', async (t) => {
  const before = await count()
  lifecycle.beginStop()
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: document('LATE') })
  t.match([answer.statusCode, answer.headers, answer.json()], [503, { 'retry-after': '5' }, { type: '/problems/overloaded' }])
  t.equal(await count(), before)
})
