import { isMainThread } from 'node:worker_threads'
import { tooLong } from '../../../../src/platform/bulk/split.ts'
import { serveFiles } from '../../../../src/platform/bulk/threads/file-thread.ts'
import type { LineChunk } from '../../../../src/platform/bulk/threads/file-thread.ts'
import type { OperatorTx } from '../../../../src/platform/db/operator-tx.ts'
import { invalidRequest } from '../../../../src/platform/problem.ts'

/** Files of numbers, a line each: `write` is the statement that takes those of a chunk, `first` what is asked besides. */

const LONGEST = 100
export const DIES_READING = -1001
export const DIES_WRITING = -1002
export const LARGE = 256 * 1024
/** Its verdict says how many chunks of the thread, its own with them, were not released yet. */
export const HELD = 1_000_003
let held = 0

class Numbers implements LineChunk<{ outcome: string, number: number }> {
  readonly #numbers: number[] = []

  constructor () {
    held++
  }

  add (bytes: Buffer, now: Date): void {
    const number = Number(bytes.toString('latin1'))
    if (Number.isNaN(number)) throw invalidRequest('No number', { errors: [{ pointer: '', detail: `at ${now.toISOString()}` }] })
    if (number === DIES_READING) process.exit(1)
    this.#numbers.push(number)
  }

  async write (tx: OperatorTx, ask: (question: unknown) => Promise<unknown>) {
    const first = await ask(this.#numbers[0])
    const [row] = await tx.query<{ sum: number }>('write', [tx.operatorId, this.#numbers, Buffer.alloc(LARGE, 7), Buffer.from('small')])
    if (this.#numbers.includes(DIES_WRITING)) process.exit(1)
    tx.log('numbers.taken', 'numbers', { first, sum: row?.sum })
    return this.#numbers.map((number) => number < 0 ? invalidRequest('Negative') : { outcome: 'created', number: number === HELD ? held : number })
  }

  release (): void {
    this.#numbers.length = 0
    held--
  }
}

if (!isMainThread) serveFiles({ longest: { bytes: LONGEST, problem: () => tooLong(LONGEST, 'Send a shorter one') }, begin: () => new Numbers() })
