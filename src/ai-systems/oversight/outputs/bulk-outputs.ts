import { IncomingMessage } from 'node:http'
import { availableParallelism } from 'node:os'
import type { Principal } from '../../../platform/access.ts'
import { BULK_LIMITS, readBulk } from '../../../platform/bulk/file-stream.ts'
import type { BulkSettings } from '../../../platform/bulk/settings.ts'
import { threadedVerdicts } from '../../../platform/bulk/threads/threaded-file.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { SharedThreads } from '../../../platform/threads/shared-threads.ts'
import type { OversightDeps } from '../../deps.ts'
import type { AskedOfLog } from './line-thread.ts'

/** Outputs as one file, NDJSON: on the same way as one alone, a chunk in one transaction. Lines are read in a thread. */

/** Outputs are small: so many times what other files have in a transaction. */
const CHUNK_FACTOR = 6
const CHUNK_BYTES = 8 * 1024 * 1024
/** Two in the database, one for each core that writes, while the next is read; more would only be held. */
const CHUNKS_IN_FLIGHT = 3

/** One reads as fast as two cores write; more would be memory for nothing. */
const THREADS = availableParallelism() > 3 ? 2 : 1

export const LINE_THREADS = new SharedThreads({ script: new URL('./line-thread.ts', import.meta.url), threads: THREADS, memoryMb: 192, youngMb: 6, most: 8, mostOfOne: 4, idleMs: 30_000 })

/** Faults of the file as a whole are thrown before the first verdict; after that everything is said in verdicts. */
export async function recordBulk (deps: OversightDeps, bulk: BulkSettings, principal: Principal, file: AsyncIterable<Buffer>, encoding: string | undefined): Promise<AsyncIterable<Uint8Array>> {
  const bytes = readBulk(file, encoding, { ...BULK_LIMITS, windowMs: bulk.idleMs }, bulk.stopping)
  return await threadedVerdicts(bytes, {
    threads: LINE_THREADS,
    principal,
    chunkItems: bulk.chunkItems * CHUNK_FACTOR,
    chunkBytes: CHUNK_BYTES,
    chunksInFlight: CHUNKS_IN_FLIGHT,
    clock: deps.clock,
    // What is unpacked comes out of memory that is used again.
    ownsBytes: file instanceof IncomingMessage && encoding !== 'gzip',
    mayGoOn: async () => await bulk.mayGoOn(principal),
    inTransaction: async (work) => await runOperatorTx(deps.db.ingest, principal, work, deps.clock),
    answer: async (tx, question) => await answerThread(deps, tx, question as AskedOfLog)
  })
}

async function answerThread (deps: OversightDeps, tx: OperatorTx, question: AskedOfLog): Promise<unknown> {
  switch (question.kind) {
    // Who asks the database each time makes one chunk wait for the end of the other.
    case 'actor': return await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
    case 'units': return await deps.knownUnits(tx, question.codes)
    case 'competence': return await deps.competenceOfPeople(tx, question.asked)
  }
}
