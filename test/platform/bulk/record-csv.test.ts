import t from 'tap'
import { Type } from 'typebox'
import { readRecordCsv, recordColumns } from '../../../src/platform/bulk/record-csv.ts'
import { Problem } from '../../../src/platform/problem.ts'

const Goods = Type.Object({
  goodsRef: Type.String(),
  active: Type.Optional(Type.Boolean()),
  reviewMonths: Type.Optional(Type.Integer()),
  roles: Type.Optional(Type.Array(Type.String())),
  endedOn: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  origin: Type.Optional(Type.Object({ country: Type.String(), share: Type.Optional(Type.Number()) })),
  codes: Type.Optional(Type.Array(Type.Object({ code: Type.String(), from: Type.String() })))
})
const columns = recordColumns(Goods)

async function read (...lines: string[]): Promise<unknown[]> {
  async function * file (): AsyncGenerator<Buffer> { yield Buffer.from(lines.join('\n')) }
  const found: unknown[] = []
  for await (const { line, value, problem } of readRecordCsv(file(), columns)) found.push(problem === undefined ? [line, value] : [line, problem.message])
  return found
}

t.test('columns follow from the schema of the record', (t) => {
  t.strictSame([...columns.keys()], ['goodsRef', 'active', 'reviewMonths', 'roles', 'endedOn', 'origin.country', 'origin.share', 'codes.0.code', 'codes.0.from'])
  t.end()
})

t.test('a line becomes the record that JSON would be, and an empty cell an absent field', async (t) => {
  t.strictSame(await read(
    'goodsRef,active,reviewMonths,roles,endedOn,origin.country,origin.share,codes.0.code,codes.0.from',
    'A-1,true,12,imported exported,2026-01-31,CN,0.5,85183000,2026-01-01',
    '"B,2",,,,,,,,'
  ), [
    [2, { goodsRef: 'A-1', active: true, reviewMonths: 12, roles: ['imported', 'exported'], endedOn: '2026-01-31', origin: { country: 'CN', share: 0.5 }, codes: [{ code: '85183000', from: '2026-01-01' }] }],
    [3, { goodsRef: 'B,2' }]
  ])
})

t.test('what is not of its kind stays text, so that the check of the shape names it', async (t) => {
  t.strictSame(await read('goodsRef,active,reviewMonths,origin.share', 'A,yes,1.5,half'), [[2, { goodsRef: 'A', active: 'yes', reviewMonths: '1.5', origin: { share: 'half' } }]])
})

t.test('a line with a cell too many is refused alone', async (t) => {
  t.strictSame(await read('goodsRef', 'A', 'B,C', 'D'), [[2, { goodsRef: 'A' }], [3, 'The line has 2 cells, the first line names 1 columns.'], [4, { goodsRef: 'D' }]])
})

t.test('an unknown column refuses the file and names those that are known', async (t) => {
  const error: unknown = await read('goodsRef,__proto__', 'A,1').catch((thrown: unknown) => thrown)
  t.ok(error instanceof Problem && (error.members.errors?.[0]?.hint ?? '').includes('codes.0.code'))
})
