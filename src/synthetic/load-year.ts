import { pushBulk } from '../declarations/index.ts'
import type { Examiner } from '../declarations/index.ts'
import type { Principal } from '../platform/access.ts'
import type { Database } from '../platform/db/pool.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { YearDeclaration } from './year.ts'

/** Loads declarations the way that senders do: bulk, checked, examined, in batches. */

export interface LoadDeps {
  readonly db: Database
  readonly principal: Principal
  readonly clock: () => Date
  readonly examiner: Examiner
}

/** Declarations a transaction. Batches under way do not see each other's goods; small ones make less of that. */
const CHUNK = 100
/** The year comes from memory; it is never waited for so long. */
const IDLE_MS = 600_000

interface VerdictLine { readonly line: number, readonly outcome: string, readonly problem?: { readonly detail?: string } }

/** @throws Error at the first declaration that is refused. */
export async function loadYear ({ db, principal, clock, examiner }: LoadDeps, year: Iterable<YearDeclaration>): Promise<LoadCount> {
  const batch = { db, clock, examiner, onRefused: (error: unknown) => { throw error } }
  const verdicts = await pushBulk(
    { batch, clock, bulk: { chunkItems: CHUNK, idleMs: IDLE_MS, stopping: new AbortController().signal, mayGoOn: async () => undefined }, onBatch: () => {}, onIngest: () => {} },
    principal, { file: linesOf(year), mediaType: 'application/x-ndjson', encoding: undefined })
  const counts = new Map<string, number>()
  for await (const text of verdicts) {
    for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
      const { outcome, line: number, problem } = JSON.parse(line) as VerdictLine
      if (outcome === 'refused' || outcome === 'stopped') throw new Error(`Line ${number} was ${outcome}: ${problem?.detail ?? JSON.stringify(problem)}`)
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    }
  }
  return { created: counts.get('created') ?? 0, there: (counts.get('replayed') ?? 0) + (counts.get('new_version') ?? 0) }
}

const LINES_A_PIECE = 50

async function * linesOf (year: Iterable<YearDeclaration>): AsyncGenerator<Buffer> {
  let piece: string[] = []
  for (const { content } of year) {
    piece.push(`${JSON.stringify(content)}\n`)
    if (piece.length < LINES_A_PIECE) continue
    yield Buffer.from(piece.join(''))
    piece = []
  }
  yield Buffer.from(piece.join(''))
}
