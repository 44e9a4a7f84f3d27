import t from 'tap'
import { CSV_COLUMNS, readCsv } from '../../../src/declarations/formats/csv.ts'
import type { CsvDeclaration } from '../../../src/declarations/formats/csv.ts'
import { Problem } from '../../../src/platform/problem.ts'

async function * chunksOf (parts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function read (...parts: (string | Buffer)[]): Promise<CsvDeclaration[]> {
  const result: CsvDeclaration[] = []
  for await (const declaration of readCsv(chunksOf(parts))) result.push(declaration)
  return result
}

/** The values read, and for refused lines the line and why. */
const shown = (read: readonly CsvDeclaration[]): unknown[] => read.map(({ line, value, problem }) => problem === undefined ? value : [line, problem.message])

async function refusal (firstLine: string): Promise<Problem> {
  const failure: unknown = await read(`${firstLine}\n`).catch((error: unknown) => error)
  if (!(failure instanceof Problem)) throw new Error(`${firstLine} was not refused`)
  return failure
}

const NOT_CSV = 'The file is not CSV from here on: a quote is not closed or stands in the middle of a cell, or a record is longer than 1 MiB.'
const NOT_UTF8 = 'The file is not UTF-8 from somewhere after the last verdict on.'

t.test('lines that follow each other with one identity are one declaration, its header from the first', async (t) => {
  const file = 'lrn,declarant,declarationType,itemNumber,originCountry\nL1,IT1,IM,1,CN\nL1,IT1,EX,2,VN\nL2,IT1,IM,1,CN\nL1,IT1,IM,3,CN\nL1,IT2,IM,1,CN\n'
  t.strictSame(shown(await read(file)), [
    { lrn: 'L1', declarant: 'IT1', declarationType: 'IM', items: [{ itemNumber: 1, originCountry: 'CN' }, { itemNumber: 2, originCountry: 'VN' }] },
    { lrn: 'L2', declarant: 'IT1', declarationType: 'IM', items: [{ itemNumber: 1, originCountry: 'CN' }] },
    { lrn: 'L1', declarant: 'IT1', declarationType: 'IM', items: [{ itemNumber: 3, originCountry: 'CN' }] },
    { lrn: 'L1', declarant: 'IT2', declarationType: 'IM', items: [{ itemNumber: 1, originCountry: 'CN' }] }
  ])
  t.strictSame((await read(file)).map(({ line }) => line), [2, 4, 5, 6])
})

t.test('the bytes of a declaration are those of its lines, with their line ends', async (t) => {
  for (const end of ['\n', '\r\n']) {
    const [first, second, third] = await read(['lrn,itemNumber,description', '"L1",1,"a ""b"", c"', 'L1,2,', 'L2,1,é', 'L3,1,'].join(end))
    t.equal(String(first?.bytes), `"L1",1,"a ""b"", c"${end}L1,2,${end}`)
    t.equal(String(second?.bytes), `L2,1,é${end}`)
    t.equal(String(third?.bytes), 'L3,1,', 'the last line has no end')
  }
  const mixed = await read('lrn,itemNumber\r\nL1,1\nL2,1\r\n')
  t.strictSame(mixed.map(({ bytes }) => String(bytes)), ['L1,1\n', 'L2,1\r\n'], 'one file may have both')
})

t.test('cells go to the places of their columns', async (t) => {
  const cells: [column: string, cell: string][] = [
    ['mrn', '26IT4567890123A451'], ['importerEori', 'IT1'], ['importerName', 'One, Two'], ['warehouseType', 'R'], ['itemNumber', '1'], ['netMass', '1.50'],
    ['additionalProcedures', 'F48  C07'], ['tax_type', 'A00'], ['tax_amount', '5'], ['packages_number', '3'], ['packages_type', 'CT'], ['document_type', 'N380']
  ]
  const file = `${cells.map(([column]) => column).join(',')}\n${cells.map(([, cell]) => `"${cell}"`).join(',')}\n`
  t.strictSame(shown(await read(file)), [{
    mrn: '26IT4567890123A451', importer: { eori: 'IT1', name: 'One, Two' }, warehouse: { type: 'R' },
    items: [{
      itemNumber: 1, netMass: '1.50', additionalProcedures: ['F48', 'C07'], taxes: [{ type: 'A00', amount: '5' }], packages: [{ number: 3, type: 'CT' }], documents: [{ type: 'N380' }]
    }]
  }])
})

t.test('an empty cell is absent, and a number that is none stays text for the check of the shape', async (t) => {
  t.strictSame(shown(await read('lrn,itemNumber,netMass,taricAdd\nL1,,,\nL2,one,,\nL3,-1,,\nL4,1.0,,\nL5,1234567890,,\n')), [
    { lrn: 'L1', items: [{}] }, { lrn: 'L2', items: [{ itemNumber: 'one' }] }, { lrn: 'L3', items: [{ itemNumber: '-1' }] },
    { lrn: 'L4', items: [{ itemNumber: '1.0' }] }, { lrn: 'L5', items: [{ itemNumber: '1234567890' }] }
  ])
})

t.test('a byte order mark, blank lines and a missing last line end are nothing', async (t) => {
  t.strictSame(shown(await read('\ufefflrn,itemNumber\r\n\r\nL1,1\r\n\r\nL1,2')), [{ lrn: 'L1', items: [{ itemNumber: 1 }, { itemNumber: 2 }] }])
  t.strictSame(await read(''), [])
  t.strictSame(await read('lrn,itemNumber\n'), [], 'column names alone')
})

t.test('unknown, repeated and dangerous columns are refused by name', async (t) => {
  const cases: [firstLine: string, pointer: string, name: string][] = [
    ['lrn,colour', '/0/1', '"colour"'], ['lrn,netMass,lrn', '/0/2', '"lrn"'], ['__proto__,lrn', '/0/0', '"__proto__"'],
    ['lrn,constructor', '/0/1', '"constructor"'], ['lrn,toString', '/0/1', '"toString"'], ['lrn,items', '/0/1', '"items"'], ['LRN', '/0/0', '"LRN"'], ['lrn,', '/0/1', '""'], ['lrn, mrn', '/0/1', '" mrn"']
  ]
  for (const [firstLine, pointer, name] of cases) {
    const { status, members } = await refusal(firstLine)
    t.equal(status, 400)
    t.match(members.errors, [{ pointer, detail: `${name} is no column, or stands there twice` }], firstLine)
    t.equal(members.errors?.length, 1)
  }
  t.match((await refusal('x'.repeat(1000))).members.errors?.[0]?.detail, /^"x{60}"/, 'a long name is cut')
  t.equal((await refusal('a,b,c,d,e,f,g')).members.errors?.length, 5, 'the first five are named')
  t.equal((await refusal(Array.from({ length: 300 }, () => 'lrn').join(','))).members.errors?.length, 5)
})

t.test('no name of the file becomes a key', async (t) => {
  const [read1] = await read('lrn,importerName,itemNumber\n__proto__,__proto__,1\n')
  t.strictSame(read1?.value, { lrn: '__proto__', importer: { name: '__proto__' }, items: [{ itemNumber: 1 }] })
  t.equal(({} as Record<string, unknown>)['name'], undefined)
  t.equal(CSV_COLUMNS.has('__proto__'), false)
})

t.test('a line with too few or too many cells is one verdict and ends the declaration before it', async (t) => {
  t.strictSame(shown(await read('lrn,itemNumber\nL1,1\nL1\nL1,2\nL1,3,x\nL2,1\n')), [
    { lrn: 'L1', items: [{ itemNumber: 1 }] }, [3, 'The line has 1 cells, the first line names 2 columns.'],
    { lrn: 'L1', items: [{ itemNumber: 2 }] }, [5, 'The line has 3 cells, the first line names 2 columns.'],
    { lrn: 'L2', items: [{ itemNumber: 1 }] }
  ])
})

t.test('the character U+0000 refuses its line alone', async (t) => {
  t.strictSame(shown(await read('lrn,itemNumber\nL1,1\nL\0,1\nL2,1\n')), [
    { lrn: 'L1', items: [{ itemNumber: 1 }] }, [3, 'The line holds the character U+0000.'], { lrn: 'L2', items: [{ itemNumber: 1 }] }
  ])
})

t.test('what is no CSV ends the reading with one verdict, after all that was read before it', async (t) => {
  const bad: [name: string, lines: string][] = [
    ['an open quote', 'L2,"open,1\nL3,c,1\n'], ['a quote in the middle of a cell', 'L2,a"b,1\nL3,c,1\n'], ['text after a quoted cell', 'L2,"a"b,1\nL3,c,1\n'],
    ['a record that is too long', `L2,"${'x'.repeat(1024 * 1024 + 1)}",1\nL3,c,1\n`]
  ]
  for (const [name, lines] of bad) {
    const result = shown(await read(`lrn,description,itemNumber\nL0,a,1\nL1,a,1\n${lines}`))
    t.match(result, [{ lrn: 'L0' }, { lrn: 'L1' }, [Number, NOT_CSV]], name)
    t.equal(result.length, 3, 'nothing after it is guessed at')
  }
})

t.test('bytes that are no UTF-8 end the reading, they are not replaced', async (t) => {
  const bad: [name: string, bytes: Buffer][] = [
    ['Latin-1', Buffer.from('é', 'latin1')], ['an overlong form', Buffer.of(0xc0, 0xaf)], ['half of a surrogate pair', Buffer.of(0xed, 0xa0, 0x80)], ['UTF-16', Buffer.from('\ufeffL', 'utf16le')]
  ]
  for (const [name, bytes] of bad) {
    const result = shown(await read('lrn,description,itemNumber\nL1,a,1\n', Buffer.concat([Buffer.from('L2,'), bytes, Buffer.from(',1\n')])))
    t.strictSame(result.at(-1), [0, NOT_UTF8], name)
    t.notMatch(JSON.stringify(result), '\ufffd')
  }
  t.strictSame(shown(await read('lrn,itemNumber\nL1,1\nL', Buffer.of(0xc3))).at(-1), [0, NOT_UTF8], 'a character cut off by the end')
})

t.test('a character may be cut by a chunk, anywhere', async (t) => {
  const bytes = Buffer.from('lrn,description,itemNumber\r\nL1,"é€😀\r\n,""x",1\r\nL2,,2\r\n')
  const whole = shown(await read(bytes))
  t.strictSame(whole, [{ lrn: 'L1', items: [{ description: 'é€😀\r\n,"x', itemNumber: 1 }] }, { lrn: 'L2', items: [{ itemNumber: 2 }] }])
  t.strictSame(shown(await read(...[...bytes].map((byte) => Buffer.of(byte)))), whole)
})

t.test('a quoted line break belongs to its cell, and later lines are counted past it', async (t) => {
  const result = await read('lrn,description,itemNumber\nL1,"two\nlines",1\nL2\n')
  t.strictSame(shown(result), [{ lrn: 'L1', items: [{ description: 'two\nlines', itemNumber: 1 }] }, [4, 'The line has 1 cells, the first line names 3 columns.']])
})
