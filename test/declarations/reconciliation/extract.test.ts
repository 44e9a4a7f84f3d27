import t from 'tap'
import { readExtract } from '../../../src/declarations/reconciliation/extract.ts'
import type { ExtractEntry, ExtractLine } from '../../../src/declarations/reconciliation/extract.ts'

const PERIOD = { from: '2026-03-01', to: '2026-03-31' }
const MRN = '26IT00000000000010'

async function * chunksOf (parts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function read (...parts: (string | Buffer)[]): Promise<ExtractEntry[]> {
  const entries: ExtractEntry[] = []
  for await (const entry of readExtract(chunksOf(parts), PERIOD)) entries.push(entry)
  return entries
}

const lines = (entries: readonly ExtractEntry[]): ExtractLine[] => entries.flatMap((entry) => entry.kind === 'line' ? [entry.line] : [])
const faults = (entries: readonly ExtractEntry[]): string[] => entries.flatMap((entry) => entry.kind === 'fault' ? entry.faults.map(({ pointer, detail }) => `${pointer} ${detail}`) : [])
const plain = { mrn: MRN, day: '2026-03-02', type: null, value: null, duty: null, currency: 'EUR' }

t.test('lines are read by their columns, in any order, and empty cells are not stated', async (t) => {
  t.strictSame(lines(await read(`mrn,date\n${MRN},2026-03-02\n`)), [{ ...plain, line: 2 }])
  t.strictSame(lines(await read(`currency,duty,date,value,mrn,type\nGBP,0.50,2026-03-31,0010.10,${MRN},IMA\n,,2026-03-01,,${MRN},\n`)), [
    { line: 2, mrn: MRN, day: '2026-03-31', type: 'IMA', value: '10.1', duty: '0.5', currency: 'GBP' }, { ...plain, line: 3, day: '2026-03-01' }
  ])
  t.strictSame(await read('mrn,date\n'), [], 'an extract may be empty')
  t.strictSame(await read('mrn,date'), [])
})

t.test('a byte order mark, CRLF, quotes, blank lines and a missing last line end are nothing', async (t) => {
  t.strictSame(lines(await read(`\ufeff"mrn",date\r\n\r\n"${MRN}","2026-03-02"\r\n${MRN},2026-03-02`)), [{ ...plain, line: 3 }, { ...plain, line: 4 }])
  const whole = Buffer.from(`mrn,date\n${MRN},2026-03-02\n${MRN},2026-03-03\n`)
  const split = await read(...[...whole].map((byte) => Buffer.from([byte])))
  t.strictSame(split, await read(whole), 'wherever the bytes are split')
})

t.test('the names of columns may be written as customs pleases', async (t) => {
  t.strictSame(lines(await read(`MRN, Date\n${MRN},2026-03-02\n`)), [{ ...plain, line: 2 }])
})

t.test('a first line that does not name the columns ends it, with the place of each wrong name', async (t) => {
  const cases: [firstLine: string, expected: RegExp[]][] = [
    ['mrn', [/^\/1\/date is needed/]], ['date,value', [/^\/1\/mrn is needed/]], ['mrn,date,colour', [/^\/1\/2 "colour" is no column/]], ['mrn,date,mrn', [/^\/1\/2 "mrn" is no column/]],
    ['MRN,date,Mrn', [/^\/1\/2 "mrn" is no column/]], ['mrn,date,__proto__', [/^\/1\/2 "__proto__"/]], ['mrn;date', [/mrn is needed/, /date is needed/, /^\/1\/0 "mrn;date"/]],
    [`${MRN},2026-03-02`, [/mrn is needed/, /date is needed/, /\/1\/0/, /\/1\/1/]]
  ]
  for (const [firstLine, expected] of cases) {
    const found = faults(await read(`${firstLine}\n${MRN},2026-03-02\n`))
    t.equal(found.length, expected.length, firstLine)
    expected.forEach((pattern, index) => { t.match(found[index], pattern, firstLine) })
  }
  for (const nothing of ['', '\n\n', '\ufeff']) t.match(faults(await read(nothing)), [/^ is empty/])
  t.ok(faults(await read(`${'x,'.repeat(100_000)}\n`)).length <= 10, 'very many columns')
})

t.test('a cell is what it should be on both sides of each boundary', async (t) => {
  const good: [column: string, cell: string][] = [
    ['value', '0'], ['value', '-1'], ['value', '9999999999999999.999999'], ['duty', '00.10'], ['type', 'IM'], ['type', 'EXA'], ['currency', 'CHF']
  ]
  for (const [column, cell] of good) t.strictSame(faults(await read(`mrn,date,${column}\n${MRN},2026-03-01,${cell}\n`)), [], `${column} ${cell}`)
  const bad: [column: string, cell: string][] = [
    ['value', '1.1234567'], ['value', '12345678901234567'], ['value', '"1,50"'], ['value', '1e5'], ['value', '+1'], ['value', 'NaN'], ['value', 'Infinity'], ['value', '١'], ['value', ' 1'], ['duty', '.5'], ['duty', '1.'],
    ['type', 'im'], ['type', 'I'], ['type', 'IMAIMAI'], ['currency', 'eur'], ['currency', 'EURO'], ['currency', '€']
  ]
  for (const [column, cell] of bad) t.match(faults(await read(`mrn,date,${column}\n${MRN},2026-03-01,${cell}\n`)), [new RegExp(`^/2/${column} is no`)], `${column} ${cell}`)
  for (const mrn of ['', '26IT0000000000001', '26IT000000000000100', '26it00000000000010', '26IT0000000000001A', `${MRN} `, '26IT0000000000001\u0660']) t.match(faults(await read(`mrn,date\n${mrn},2026-03-01\n`)), [/^\/2\/mrn /], mrn)
  for (const date of ['', '2026-02-30', '2026-3-1', '01.03.2026', 'now', 'infinity', '2026-03-01T00:00:00Z']) t.match(faults(await read(`mrn,date\n${MRN},${date}\n`)), [/^\/2\/date is (needed|not a day)/], date)
  for (const date of ['2026-02-28', '2026-04-01']) t.strictSame(faults(await read(`mrn,date\n${MRN},${date}\n`)), ['/2/date is outside the period'])
  t.equal(faults(await read('mrn,date,value,duty,currency,type\nx,y,z,z,z,z\n')).length, 6, 'every fault of a line is named')
})

t.test('lines of another length are faults of their own, and the next is read', async (t) => {
  const entries = await read(`mrn,date\n${MRN}\n${MRN},2026-03-02,x\n${MRN},2026-03-02\n`)
  t.strictSame(faults(entries), ['/2 has 1 cells', '/3 has 3 cells'])
  t.equal(lines(entries).length, 1)
})

t.test('what is no CSV or no UTF-8 ends the reading, and lines before it were read', async (t) => {
  const start = `mrn,date\n${MRN},2026-03-02\n`
  const open = await read(start, `"${MRN},2026-03-02\n`)
  t.strictSame([lines(open).length, faults(open).length], [1, 1])
  t.match(faults(open), [/cannot be read from here on: a quote/])
  const latin = await read(start, Buffer.from([0xff, 0xfe, 0x0a]))
  t.match(faults(latin), [/^ cannot be read from here on: it is not UTF-8/])
  t.match(faults(await read(Buffer.from(start, 'utf16le'))), [/./], 'UTF-16')
  t.match(faults(await read(start, `${MRN}\0,2026-03-02\n`)), [/^\/3\/mrn is no MRN/], 'U+0000')
})

t.test('an open quote costs no memory beyond a record', async (t) => {
  async function * endless (): AsyncGenerator<Buffer> {
    yield Buffer.from('mrn,date\n"')
    for (let index = 0; index < 3_200; index++) yield Buffer.alloc(64 * 1024, 'x')
  }
  const before = process.memoryUsage().rss
  const entries: ExtractEntry[] = []
  for await (const entry of readExtract(endless(), PERIOD)) entries.push(entry)
  t.match(faults(entries), [/cannot be read/])
  t.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024)
})
