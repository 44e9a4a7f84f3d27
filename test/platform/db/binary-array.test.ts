import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { byteaArray, textArray } from '../../../src/platform/db/binary-array.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const texts = async (values: readonly (string | null)[]): Promise<unknown> =>
  (await db.reports.query('select $1::text[] as list', [textArray(values)])).rows[0].list
const bytes = async (values: readonly (Buffer | null)[]): Promise<unknown> =>
  (await db.reports.query('select $1::bytea[] as list', [byteaArray(values)])).rows[0].list

t.test('the database reads what was written, whatever the driver would have had to escape', async (t) => {
  for (const values of [[], [''], [null], ['NULL', null, 'null'], ['a,b', '{c}', '"d"', 'e\\f', ' '], ['é€😀\u2028', '\n\t', "'; drop"]]) t.strictSame(await texts(values), values)
  for (const values of [[], [Buffer.alloc(0)], [null, Buffer.of(0, 255, 92)]]) t.strictSame(await bytes(values), values)
})

t.test('an empty list is a list of no elements, with the right type', async (t) => {
  const { rows } = await db.reports.query('select cardinality($1::text[]) as texts, cardinality($2::bytea[]) as bytes', [textArray([]), byteaArray([])])
  t.strictSame(rows, [{ texts: 0, bytes: 0 }])
})

t.test('any texts and any bytes come back', async (t) => {
  // U+0000 is refused before anything reaches the database.
  const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'))
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(fc.option(text), { maxLength: 8 }), async (values) => { assert.deepEqual(await texts(values), values) }), { numRuns: 100 }))
  const some = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value))
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(fc.option(some), { maxLength: 8 }), async (values) => { assert.deepEqual(await bytes(values), values) }), { numRuns: 100 }))
})

t.test('bytes that are a part of a larger buffer are sent alone', async (t) => {
  t.strictSame(await bytes([Buffer.from('before and after').subarray(7, 10)]), [Buffer.from('and')])
})

t.test('thousands of elements go in one parameter', async (t) => {
  const values = Array.from({ length: 70_000 }, (_, index) => `element ${index}`)
  const { rows } = await db.reports.query('select cardinality(l.list) as length, l.list[70000] as last from (select $1::text[] as list) l', [textArray(values)])
  t.strictSame(rows, [{ length: 70_000, last: 'element 69999' }])
})
