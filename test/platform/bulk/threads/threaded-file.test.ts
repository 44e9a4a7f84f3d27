import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { BLOCK_BYTES } from '../../../../src/platform/bulk/threads/blocks.ts'
import { threadedVerdicts } from '../../../../src/platform/bulk/threads/threaded-file.ts'
import type { ThreadedFile } from '../../../../src/platform/bulk/threads/threaded-file.ts'
import type { OperatorTx } from '../../../../src/platform/db/operator-tx.ts'
import { contentTooLarge, operatorSuspended, Problem } from '../../../../src/platform/problem.ts'
import { SharedThreads } from '../../../../src/platform/threads/shared-threads.ts'
import { DIES_READING, DIES_WRITING, HELD, LARGE } from './numbers.ts'

const threads = new SharedThreads({ script: new URL('./numbers.ts', import.meta.url), threads: 1, memoryMb: 64, most: 4, mostOfOne: 4, idleMs: 20_000 })
t.teardown(async () => { await threads.close() })

const principal = { subject: 'erp', eori: 'IT1', operatorId: 'op', scopes: new Set(['*']), expiresAt: 1 }
const NOW = new Date('2026-03-20T10:00:00Z')

/** Transactions that a test looks into: what was written, and logged, of those that got through. */
class Transactions {
  readonly written: number[][] = []
  readonly events: unknown[] = []
  readonly asked: unknown[] = []
  /** Runs first, with the numbers. */
  onWrite: (numbers: readonly number[]) => Promise<void> = async () => {}

  async run (work: (tx: OperatorTx) => Promise<Uint8Array>): Promise<Uint8Array> {
    const [written, events]: [number[][], unknown[]] = [[], []]
    const verdicts = await work({
      operatorId: principal.operatorId, principal, at: NOW,
      query: async <Row>(text: string, values: readonly unknown[] = []) => {
        const [operator, numbers, large, small] = values as [string, number[], Uint8Array, Uint8Array]
        if (text !== 'write' || operator !== 'op' || large.byteLength !== LARGE || large.some((byte) => byte !== 7) || String(Buffer.from(small)) !== 'small') throw new Error('The values are others')
        await this.onWrite(numbers)
        written.push(numbers)
        return [{ sum: numbers.reduce((sum, number) => sum + number, 0) }] as Row[]
      },
      log: (type, _subject, data) => { events.push({ type, ...data }) }
    })
    this.written.push(...written)
    this.events.push(...events)
    return verdicts
  }
}

function fileOf (to: Transactions, changes: Partial<ThreadedFile> = {}): ThreadedFile {
  return {
    threads, principal, chunkItems: 2, chunkBytes: 1_000_000, chunksInFlight: 2, clock: () => NOW, ownsBytes: false, mayGoOn: async () => undefined,
    inTransaction: async (work) => await to.run(work),
    answer: async (_tx, question) => {
      to.asked.push(question)
      return `number ${String(question)}`
    },
    ...changes
  }
}

interface Verdict { readonly line: number, readonly outcome: string, readonly number?: number, readonly problem?: { readonly type: string, readonly resumeFromLine?: number, readonly because?: string, readonly errors?: { detail: string, hint?: string }[] } }

async function * chunks (...parts: (string | Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}
const numbers = (from: number, to: number): string => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('')

async function read (file: ThreadedFile, ...parts: (string | Buffer | Error)[]): Promise<Verdict[]> {
  let text = ''
  for await (const lines of await threadedVerdicts(chunks(...parts), file)) text += Buffer.from(lines).toString()
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict)
}
const said = (verdicts: readonly Verdict[]): string[] => verdicts.map(({ line, outcome }) => `${line} ${outcome}`)
const failed = async (promise: Promise<unknown>): Promise<unknown> => await promise.then(() => undefined, (error: unknown) => error)

/** Fills a block with blank lines. */
const FILLER = '\n'.repeat(BLOCK_BYTES / 2)

/** What is on its way ends soon after the file. */
async function leftOpen (): Promise<number> {
  for (let turn = 0; turn < 100 && threads.open > 0; turn++) await sleep(5)
  return threads.open
}

t.test('verdicts stand in the order of the file, each chunk in a transaction of its own', async (t) => {
  const to = new Transactions()
  // The first chunk takes longest.
  to.onWrite = async ([first]) => { await sleep(first === 1 ? 50 : 1) }
  const verdicts = await read(fileOf(to), numbers(1, 3), '\n-5\nx\r\n', `${'1'.repeat(101)}\n7`)
  t.strictSame(said(verdicts), ['1 created', '2 created', '3 created', '5 refused', '6 refused', '7 refused', '8 created'])
  t.match(verdicts.slice(3, 6).map(({ problem }) => problem?.errors?.[0]), [undefined, { detail: 'at 2026-03-20T10:00:00.000Z' }, { detail: 'is too long', hint: 'Send a shorter one' }])
  t.equal(verdicts.at(-1)?.number, 7)
  t.strictSame(to.written.toSorted(([a = 0], [b = 0]) => a - b), [[1, 2], [3, -5], [7]], 'a chunk of refused lines alone is none')
  t.strictSame(to.events.length, 3)
  t.match(to.events[to.written.findIndex(([first]) => first === 1)], { type: 'numbers.taken', first: 'number 1', sum: 3 })
})

t.test('an empty file has no verdicts', async (t) => {
  t.strictSame(await read(fileOf(new Transactions())), [])
  t.strictSame(await read(fileOf(new Transactions()), '\n', '  \n'), [])
})

t.test('a last line without its end is read by the same clock as the others', async (t) => {
  t.match(await read(fileOf(new Transactions()), 'x\n', 'y'), [{ line: 1, problem: { errors: [{ detail: 'at 2026-03-20T10:00:00.000Z' }] } }, { line: 2, problem: { errors: [{ detail: 'at 2026-03-20T10:00:00.000Z' }] } }])
})

t.test('lines are the same wherever blocks and chunks of the sender end, and memory that is ours alone is given back', async (t) => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `${index}`)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  t.ok(bytes.byteLength > BLOCK_BYTES, 'more than a block')
  const part = 70_001
  for (const ownsBytes of [false, true]) {
    const sent = Array.from({ length: Math.ceil(bytes.byteLength / part) }, (_, index) => new Uint8Array(bytes.subarray(index * part, (index + 1) * part)))
    const to = new Transactions()
    let last = 0
    let count = 0
    for await (const text of await threadedVerdicts((async function * () { for (const one of sent) yield Buffer.from(one.buffer) })(), fileOf(to, { chunkItems: 5_000, ownsBytes }))) {
      for (const line of Buffer.from(text).toString().trim().split('\n')) {
        const verdict = JSON.parse(line) as Verdict
        if (verdict.number === verdict.line - 1 && verdict.line === last + 1) count++
        last = verdict.line
      }
    }
    t.equal(count, 60_000)
    t.equal(to.written.flat().length, 60_000)
    t.ok(sent.every(({ byteLength }) => (byteLength === 0) === ownsBytes))
  }
})

t.test('a transaction that comes to nothing runs again: verdicts and events are those of the one that got through', async (t) => {
  const to = new Transactions()
  let runs = 0
  const verdicts = await read(fileOf(to, {
    inTransaction: async (work) => {
      if (++runs === 1) await new Transactions().run(work)
      return await to.run(work)
    }
  }), numbers(1, 2))
  t.strictSame(said(verdicts), ['1 created', '2 created'])
  t.strictSame(to.written, [[1, 2]])
  t.equal(to.events.length, 1)
})

t.test('what fails in a statement fails as itself, so that a deadlock is known as one', async (t) => {
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' })
  const to = new Transactions()
  to.onWrite = async () => { throw deadlock }
  t.equal(await failed(read(fileOf(to), numbers(1, 2))), deadlock)
  const away = new Transactions()
  away.onWrite = async ([first]) => { if (first === 3) throw operatorSuspended('Away.') }
  t.match(await read(fileOf(away), numbers(1, 9)), [{ outcome: 'created' }, { outcome: 'created' }, { line: 3, outcome: 'stopped', problem: { resumeFromLine: 3, because: '/problems/operator-suspended' } }])
  t.strictSame(away.written.flat().filter((number) => number === 3), [])
})

t.test('a file that breaks off is stopped where nothing more was taken, and refused as a whole before the first chunk', async (t) => {
  const broken = contentTooLarge('Too large.')
  t.equal(await failed(read(fileOf(new Transactions()), '1\n', broken)), broken)
  t.equal(await leftOpen(), 0)
  const to = new Transactions()
  t.match(await read(fileOf(to), numbers(1, 5), broken), [{ line: 1 }, { line: 2 }, { line: 3 }, { line: 4 }, { line: 5, outcome: 'stopped', problem: { resumeFromLine: 5, because: '/problems/content-too-large' } }])
  t.strictSame(to.written.flat().toSorted(), [1, 2, 3, 4])
  t.match(await read(fileOf(new Transactions()), numbers(1, 2), '3', broken), [{ line: 1 }, { line: 2 }, { line: 2, outcome: 'stopped' }], 'the last line is named again where none is known to have begun')
  const other = new RangeError('Ours')
  t.equal(await failed(read(fileOf(new Transactions()), numbers(1, 2), other)), other, 'what is no problem is said by nobody')
})

t.test('when the thread dies, what has no verdict was not taken, and the next file is read', async (t) => {
  const reading = await failed(read(fileOf(new Transactions()), `1\n${DIES_READING}\n`))
  t.ok(reading instanceof Problem && reading.status === 503 && reading.headers['retry-after'] !== undefined)
  const later = new Transactions()
  const pausing = (async function * (): AsyncGenerator<Buffer> {
    yield * chunks(numbers(1, 6), FILLER, FILLER)
    while (later.written.length === 0) await sleep(5)
    yield * chunks(`${DIES_READING}\n`)
  })()
  let text = ''
  for await (const lines of await threadedVerdicts(pausing, fileOf(later))) text += Buffer.from(lines).toString()
  const verdicts = text.trim().split('\n').map((line) => JSON.parse(line) as Verdict)
  t.match(verdicts.at(-1), { outcome: 'stopped', problem: { because: '/problems/overloaded' } })
  t.strictSame(verdicts.filter(({ outcome }) => outcome === 'created').map(({ number }) => number), later.written.flat())
  t.ok(later.written.length >= 1 && later.written.length <= 3)
  const writing = new Transactions()
  t.match(await read(fileOf(writing, { chunksInFlight: 1 }), numbers(1, 2), `3\n${DIES_WRITING}\n`, numbers(5, 9)), [{ line: 1, outcome: 'created' }, { line: 2, outcome: 'created' }, { line: 3, outcome: 'stopped', problem: { resumeFromLine: 3 } }])
  t.strictSame([writing.written, writing.events.length], [[[1, 2]], 1], 'the transaction of the chunk came to nothing')
  t.strictSame(said(await read(fileOf(new Transactions()), '1\n')), ['1 created'])
  t.equal(await leftOpen(), 0)
})

t.test('whoever leaves ends the reading, and what was on its way gets through', async (t) => {
  const to = new Transactions()
  const gate = Promise.withResolvers<undefined>()
  to.onWrite = async ([first]) => { if (first !== 1) await gate.promise }
  let ended = false
  const endless = (async function * (): AsyncGenerator<Buffer> {
    try {
      for (let from = 1; ; from += 2) yield Buffer.from(`${numbers(from, from + 1)}${FILLER}`)
    } finally {
      ended = true
    }
  })()
  for await (const lines of await threadedVerdicts(endless, fileOf(to))) {
    t.match(Buffer.from(lines).toString(), /"line":1/)
    break
  }
  for (let turn = 0; turn < 100 && !ended; turn++) await sleep(5)
  t.ok(ended)
  t.equal(threads.open, 1, 'until it is through')
  gate.resolve(undefined)
  t.equal(await leftOpen(), 0)
  t.strictSame(to.written.toSorted(([a = 0], [b = 0]) => a - b), [[1, 2], [3, 4]], 'and no more is begun')
})

t.test('however a file ends, each of its chunks is released, and once', async (t) => {
  const held = async (): Promise<number | undefined> => {
    await leftOpen()
    return (await read(fileOf(new Transactions()), `${HELD}\n`))[0]?.number
  }
  const own = await held()
  await read(fileOf(new Transactions()), numbers(1, 9))
  t.equal(await held(), own, 'to its end')
  const full = new Transactions()
  full.onWrite = async ([first]) => { if (first === 3) throw operatorSuspended('Full') }
  t.ok((await read(fileOf(full), numbers(1, 9))).some(({ outcome }) => outcome === 'stopped'))
  t.equal(await held(), own, 'stopped')
  await read(fileOf(new Transactions()), numbers(1, 2), FILLER, numbers(3, 7), contentTooLarge('Too large'))
  t.equal(await held(), own, 'broken off')
  const again = new Transactions()
  let attempts = 0
  await read(fileOf(again, { inTransaction: async (work) => {
    if (attempts++ === 0) await failed(again.run(work))
    return await again.run(work)
  } }), numbers(1, 5))
  t.equal(await held(), own, 'written twice')
  for await (const lines of await threadedVerdicts(chunks(numbers(1, 6), FILLER, numbers(7, 9), FILLER), fileOf(new Transactions()))) {
    t.ok(lines.byteLength > 0)
    break
  }
  t.equal(await held(), own, 'left')
})

t.test('a sender is not read further than chunks are written', async (t) => {
  const to = new Transactions()
  const gate = Promise.withResolvers<undefined>()
  to.onWrite = async () => { await gate.promise }
  let sent = 0
  const many = (async function * (): AsyncGenerator<Buffer> {
    for (; sent < 60; sent++) yield Buffer.from(`${sent}\n${FILLER}`)
  })()
  const verdicts = (async () => {
    let count = 0
    for await (const lines of await threadedVerdicts(many, fileOf(to))) count += Buffer.from(lines).toString().split('\n').length - 1
    return count
  })()
  await sleep(300)
  t.ok(sent < 12, `${sent} of 60 while two chunks wait`)
  gate.resolve(undefined)
  t.equal(await verdicts, 60)
})
