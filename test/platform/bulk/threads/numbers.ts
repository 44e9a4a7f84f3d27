import { isMainThread } from 'node:worker_threads'
import { tooLong } from '../../../../src/platform/bulk/split.ts'
import { serveFiles } from '../../../../src/platform/bulk/threads/file-thread.ts'
import { invalidRequest } from '../../../../src/platform/problem.ts'

/** Files of numbers, a line each: `write` is the statement that takes those of a chunk, `first` what is asked besides. */

const LONGEST = 100
export const DIES_READING = -1001
export const DIES_WRITING = -1002
export const LARGE = 256 * 1024

if (!isMainThread) {
  serveFiles<number, { outcome: string, number: number }>({
    longest: { bytes: LONGEST, problem: () => tooLong(LONGEST, 'Send a shorter one') },
    prepare: (bytes, now, rows) => {
      const number = Number(bytes.toString('latin1'))
      if (Number.isNaN(number)) throw invalidRequest('No number', { errors: [{ pointer: '', detail: `at ${now.toISOString()}` }] })
      if (number === DIES_READING) process.exit(1)
      rows.integer(number)
      rows.take()
      return number
    },
    write: async (tx, numbers, ask) => {
      const first = await ask(numbers[0])
      const [row] = await tx.query<{ sum: number }>('write', [tx.operatorId, numbers, Buffer.alloc(LARGE, 7), Buffer.from('small')])
      if (numbers.includes(DIES_WRITING)) process.exit(1)
      tx.log('numbers.taken', 'numbers', { first, sum: row?.sum })
      return numbers.map((number) => number < 0 ? invalidRequest('Negative') : { outcome: 'created', number })
    }
  })
}
