import { gzipSync } from 'node:zlib'
import t from 'tap'
import { BULK_LIMITS, readBulk } from '../../../src/platform/bulk/file-stream.ts'
import { Problem } from '../../../src/platform/problem.ts'

const limits = { ...BULK_LIMITS, windowMs: 1_000 }
const never = new AbortController().signal

/** What is read until the end, or until the problem, whose type comes last. */
async function read (source: AsyncIterable<Buffer>, encoding?: string, changes: Partial<typeof limits> = {}): Promise<string[]> {
  const found: string[] = []
  try {
    for await (const chunk of readBulk(source, encoding, { ...limits, ...changes }, never)) found.push(chunk.toString('latin1'))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    found.push(error.type)
  }
  return found
}

async function * chunks (...texts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

async function * brokenAfter (text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

t.test('a sender that hangs up is not taken for a database that is away', async (t) => {
  t.strictSame(await read(brokenAfter('a line\n')), ['a line\n', '/problems/upload-broken-off'])
  t.strictSame(await read(brokenAfter(gzipSync('a line\n').toString('latin1').slice(0, 5)), 'gzip'), ['/problems/upload-broken-off'])
})

t.test('one layer of gzip is unpacked; a broken one, a bomb and too much are refused', async (t) => {
  t.equal((await read(chunks(gzipSync('a line\n')), 'gzip')).join(''), 'a line\n')
  t.equal((await read(chunks(gzipSync('a line\n').subarray(0, 12)), 'gzip')).at(-1), '/problems/invalid-request')
  t.equal((await read(chunks(gzipSync(Buffer.alloc(20_000_000))), 'gzip')).at(-1), '/problems/content-too-large')
  t.strictSame(await read(chunks('1234', '5'), undefined, { maxBytes: 5 }), ['1234', '5'])
  t.strictSame(await read(chunks('1234', '56'), undefined, { maxBytes: 5 }), ['1234', '/problems/content-too-large'])
})

t.test('a sender that says nothing is waited for no longer than the window', async (t) => {
  async function * silent (): AsyncGenerator<Buffer> {
    yield Buffer.from('x')
    await new Promise((resolve) => { setTimeout(resolve, 300).unref() })
  }
  t.strictSame(await read(silent(), undefined, { windowMs: 50 }), ['x', '/problems/bulk-too-slow'])
})
