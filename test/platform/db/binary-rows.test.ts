import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { FieldWriter } from '../../../src/platform/db/binary-rows.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })
const client = await db.reports.connect()
t.teardown(() => { client.release() })
await client.query('create type pg_temp.sample as (word text, data json, words text[], truth boolean, whole integer, number double precision, at timestamptz, bytes bytea, id uuid)')
const { rows: [type] } = await client.query<{ oid: number }>(`select 'pg_temp.sample'::regtype::oid as oid`)
const oid = type?.oid ?? 0

interface Sample {
  word: string | null
  data: unknown
  words: string[] | null
  truth: boolean | null
  whole: number | null
  number: number | null
  at: Date | null
  bytes: Buffer | null
  id: string | null
}
const EMPTY: Sample = { word: null, data: null, words: null, truth: null, whole: null, number: null, at: null, bytes: null, id: null }

function writeFields (to: FieldWriter, { word, data, words, truth, whole, number, at, bytes, id }: Sample): void {
  to.text(word)
  to.json(data === null ? null : JSON.stringify(data))
  to.texts(words)
  to.boolean(truth)
  to.integer(whole)
  to.double(number)
  to.instant(at)
  to.bytes(bytes)
  to.uuid(id)
}

/** Fields are written as each row is read, and put together when all are known. */
async function read (samples: readonly Sample[], slabBytes?: number): Promise<Sample[]> {
  const early = new FieldWriter(slabBytes)
  const fields = samples.map((sample) => {
    writeFields(early, sample)
    return early.take()
  })
  const all = new FieldWriter(slabBytes)
  all.beginArray(oid, fields.length)
  for (const written of fields) all.row(9, () => { all.append(written) })
  return (await client.query<Sample>('select n.* from unnest($1::pg_temp.sample[]) as n', [all.take()])).rows
}

const sample = (changes: Partial<Sample>): Sample => ({ ...EMPTY, ...changes })

t.test('the database reads the rows that were written, with nothing in them or with everything', async (t) => {
  for (const samples of [
    [], [EMPTY], [EMPTY, EMPTY],
    [sample({ word: 'é€😀\u2028', data: { a: ['\\"'] }, words: ['quo"ted\\', '', 'NULL'], truth: true, whole: -2_147_483_648, number: -1e-300, at: new Date('1999-12-31T23:59:59.999Z'), bytes: Buffer.of(0, 255), id: '01a2167c-6223-7122-af4f-a87dee0a65de' }), EMPTY],
    [sample({ word: '', words: [], truth: false, whole: 2_147_483_647, number: 1 / 3, at: new Date('2071-10-05T09:12:33.107Z'), bytes: Buffer.alloc(0), id: 'ffffffff-0000-4000-8000-9999999999aa' })]
  ]) t.strictSame(await read(samples), samples)
})

t.test('rows of any length come back whole, wherever a slab ends', async (t) => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }), fc.nat(4000).map((length) => 'x'.repeat(length)), fc.nat(4000).map((length) => '€'.repeat(length))).filter((value) => !value.includes('\0'))
  const any = fc.record({
    word: fc.option(text), data: fc.option(fc.array(text.filter((value) => value.isWellFormed()), { maxLength: 2 })), words: fc.option(fc.array(text, { maxLength: 3 })), truth: fc.option(fc.boolean()), whole: fc.option(fc.integer()),
    number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), at: fc.option(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })), bytes: fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))), id: fc.option(fc.uuid())
  }, { noNullPrototype: true })
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(any, { maxLength: 12 }), fc.constantFrom(1, 64, 1000, undefined), async (samples, slabBytes) => { assert.deepEqual(await read(samples, slabBytes), samples) }), { numRuns: 60 }))
})

t.test('a field of another type than the attribute is refused by the database', async (t) => {
  const to = new FieldWriter()
  to.beginArray(oid, 1)
  to.row(9, () => { writeFields(to, EMPTY) })
  const bytes = to.take()
  bytes.writeInt32BE(16, 28)
  await t.rejects(client.query('select n.* from unnest($1::pg_temp.sample[]) as n', [bytes]), { code: '42804' })
})

t.test('memory that was given back is written again by the next, and by nobody before', async (t) => {
  const first = new FieldWriter()
  first.text('first')
  const taken = first.take()
  const other = new FieldWriter()
  other.text('other')
  t.not(other.take().buffer, taken.buffer)
  first.release()
  const next = new FieldWriter()
  next.text('again')
  t.equal(next.take().buffer, taken.buffer)
  first.text('goes on')
  t.not(first.take().buffer, taken.buffer)
})
