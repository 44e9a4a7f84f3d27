import t from 'tap'
import { bulkVerdicts } from '../../../src/platform/bulk/verdicts.ts'
import type { ReadDocument } from '../../../src/platform/bulk/verdicts.ts'
import { databaseUnavailable, operatorSuspended } from '../../../src/platform/problem.ts'
import type { Problem } from '../../../src/platform/problem.ts'

const documents = async function * (count: number): AsyncGenerator<ReadDocument> {
  for (let line = 1; line <= count; line++) yield { line, bytes: Buffer.from(String(line)) }
}

async function read (count: number, write: (lines: readonly number[]) => Promise<readonly { outcome: string }[]>, mayGoOn: () => Promise<Problem | undefined> = async () => undefined): Promise<[number, string][]> {
  const found: [number, string][] = []
  const verdicts = bulkVerdicts<number, { outcome: string }>(documents(count), {
    chunkItems: 2, chunkBytes: 1_000, chunksInFlight: 3, prepare: ({ line }) => line, write, mayGoOn
  })
  for await (const chunk of verdicts) for (const { line, outcome } of chunk) found.push([line, outcome])
  return found
}

const taken = (lines: readonly number[]): { outcome: string }[] => lines.map(() => ({ outcome: 'created' }))
const soon = async (): Promise<void> => { await new Promise((resolve) => { setTimeout(resolve, 20) }) }

t.test('a chunk that was on its way when the one before it failed still gets its verdicts, and none after it is begun', async (t) => {
  const begun: number[] = []
  const [third, failure] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const found = await read(20, async (lines) => {
    begun.push(lines[0] ?? 0)
    if (lines[0] === 1) await failure.promise
    if (lines[0] === 5) third.resolve(undefined)
    if (lines[0] !== 3) return taken(lines)
    await third.promise
    failure.resolve(undefined)
    throw databaseUnavailable('Away.')
  })
  t.strictSame(found, [[1, 'created'], [2, 'created'], [3, 'stopped'], [5, 'created'], [6, 'created']])
  t.strictSame(begun, [1, 3, 5])
})

t.test('a file that was stopped once goes on no more, though it might again', async (t) => {
  let asked = 0
  const written: number[] = []
  const found = await read(20, async (lines) => {
    written.push(lines[0] ?? 0)
    await soon()
    return taken(lines)
  }, async () => ++asked === 2 ? operatorSuspended('Suspended.') : undefined)
  t.strictSame(found, [[1, 'created'], [2, 'created'], [3, 'stopped']])
  t.strictSame(written, [1])
})
