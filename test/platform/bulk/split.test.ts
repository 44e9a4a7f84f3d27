import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { DocumentBuffer, MAX_DOCUMENT_BYTES, splitJsonDocuments, splitLines } from '../../../src/platform/bulk/split.ts'
import type { BulkDocument } from '../../../src/platform/bulk/split.ts'

type Splitter = typeof splitLines

async function * chunksOf (...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

/** Each document as its line and text, a refused one as its line and why. */
async function read (split: Splitter, ...parts: (string | Buffer)[]): Promise<[line: number, text: string][]> {
  const documents: BulkDocument[] = []
  for await (const document of split(chunksOf(...parts))) documents.push(document)
  return documents.map(({ line, bytes, problem }) => [line, problem === undefined ? String(bytes) : `! ${problem.message}`])
}

/** Reads the text cut in two at every byte, and byte by byte: the result must be the same each time. */
async function readCutAnywhere (t: { pass: (name: string) => unknown }, split: Splitter, text: string): Promise<[line: number, text: string][]> {
  const bytes = Buffer.from(text)
  const expected = await read(split, bytes)
  for (let at = 0; at <= bytes.length; at++) assert.deepEqual(await read(split, bytes.subarray(0, at), bytes.subarray(at)), expected, `cut at ${at}`)
  assert.deepEqual(await read(split, ...[...bytes].map((byte) => Buffer.of(byte))), expected, 'byte by byte')
  t.pass(`cut at each of ${bytes.length} bytes`)
  return expected
}

t.test('lines end at line feeds, wherever the chunks end', async (t) => {
  t.strictSame(await readCutAnywhere(t, splitLines, '{"a":"é€😀"}\n{"b":2}\r\n\n  \t\n{"c":3}'), [[1, '{"a":"é€😀"}'], [2, '{"b":2}'], [5, '{"c":3}']])
  t.strictSame(await readCutAnywhere(t, splitLines, '1\n'), [[1, '1']], 'a last line feed begins no document')
  t.strictSame(await readCutAnywhere(t, splitLines, ''), [])
  t.strictSame(await readCutAnywhere(t, splitLines, '\n\r\n \n'), [], 'blank lines alone')
})

t.test('a lone carriage return, U+2028, U+2029 and U+0085 end nothing', async (t) => {
  const line = '{"a":"x\ry\u2028z\u2029q\u0085"}'
  t.strictSame(await readCutAnywhere(t, splitLines, `${line}\n${line}\r\r\n`), [[1, line], [2, `${line}\r`]])
})

t.test('any lines come back as they were, however they are cut', async (t) => {
  const line = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', '{', '"', '\\', '\r', 'é', '\u2028', '😀') }).map((text) => `x${text}x`)
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.array(fc.nat({ max: 80 }), { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), async (lines, cuts, end) => {
    const bytes = Buffer.from(lines.join(end))
    const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
    const parts = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))
    assert.deepEqual(await read(splitLines, ...parts), lines.map((text, index) => [index + 1, text]))
  })))
})

t.test('a line that is too long is one verdict, and the next is read', async (t) => {
  const long = Buffer.alloc(MAX_DOCUMENT_BYTES + 1, 'x')
  const verdict = `! The document is longer than ${MAX_DOCUMENT_BYTES} bytes.`
  t.strictSame(await read(splitLines, '1\n', long, '\n3\n'), [[1, '1'], [2, verdict], [3, '3']])
  t.strictSame(await read(splitLines, long, long, long, '\r\n2'), [[1, verdict], [2, '2']], 'over several chunks')
  t.strictSame(await read(splitLines, '1\n', long), [[1, '1'], [2, verdict]], 'at the end of the file')
  const [longest] = await read(splitLines, long.subarray(1), '\n')
  t.equal(longest?.[1].length, MAX_DOCUMENT_BYTES, 'the longest that is allowed is a document')
})

t.test('a buffer keeps nothing of a document that is too long, and begins again', (t) => {
  const buffer = new DocumentBuffer()
  buffer.add(Buffer.alloc(MAX_DOCUMENT_BYTES))
  t.equal(buffer.isTooLong, false)
  buffer.add(Buffer.from('x'))
  t.equal(buffer.isTooLong, true)
  buffer.drop()
  t.strictSame([buffer.size, buffer.isTooLong], [0, false])
  buffer.add(Buffer.from('next'))
  t.equal(String(buffer.take()), 'next')
  t.equal(String(buffer.take()), '')
  t.end()
})

t.test('a document outlives the chunk that it came in', async (t) => {
  const chunk = Buffer.from('{"a":1}\n{"b":2}')
  const documents: BulkDocument[] = []
  for await (const document of splitLines(chunksOf(chunk))) documents.push(document)
  chunk.fill(0)
  t.strictSame(documents.map(({ bytes }) => String(bytes)), ['{"a":1}', '{"b":2}'])
})

t.test('JSON documents follow each other with anything blank or nothing between them, wherever the chunks end', async (t) => {
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '{"a":{"b":[1,{}]}}{"c":2}\n\n[3] \x1e{\r\n"d":"é😀"\r\n}\r\n'),
    [[1, '{"a":{"b":[1,{}]}}'], [1, '{"c":2}'], [3, '[3]'], [3, '{\r\n"d":"é😀"\r\n}']])
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, ' \n\x1e\t'), [], 'nothing but blanks')
})

t.test('braces, brackets and escaped quotes inside a text count for nothing', async (t) => {
  const text = '{"a":"}]{[\\"}\\\\","b":"\\\\\\""}'
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, `${text}\n${text}`), [[1, text], [2, text]])
})

t.test('stray text between two documents is one refused document at its first line', async (t) => {
  const stray = '! Between two documents stands something that is no JSON object.'
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '{"a":1}\n,\nxx {"b":2}'), [[1, '{"a":1}'], [2, stray], [3, '{"b":2}']])
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '}{"a":1}'), [[1, stray], [1, '{"a":1}']], 'a brace too many')
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '{"a":1}\nnull\n'), [[1, '{"a":1}'], [2, stray]], 'at the end')
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, 'true'), [[1, stray]], 'and nothing else')
})

t.test('a document that is not closed is named by the line on which it began', async (t) => {
  const open = '! The last document ends before its closing brace.'
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '{"a":1}\n{"b":{\n}\n'), [[1, '{"a":1}'], [2, open]])
  t.strictSame(await readCutAnywhere(t, splitJsonDocuments, '{"a":"}'), [[1, open]], 'nor a text')
})

t.test('a JSON document that is too long is one verdict, and the next is read', async (t) => {
  const long = Buffer.alloc(MAX_DOCUMENT_BYTES, 'x')
  t.strictSame(await read(splitJsonDocuments, '{"a":"', long, '"}\n{"b":2}'), [[1, `! The document is longer than ${MAX_DOCUMENT_BYTES} bytes.`], [2, '{"b":2}']])
})
