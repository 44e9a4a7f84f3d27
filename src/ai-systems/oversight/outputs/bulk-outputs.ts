import { createHash } from 'node:crypto'
import { Compile } from 'typebox/compile'
import type { Principal } from '../../../platform/access.ts'
import { BULK_LIMITS, readBulk } from '../../../platform/bulk/file-stream.ts'
import type { BulkSettings } from '../../../platform/bulk/settings.ts'
import { splitLines } from '../../../platform/bulk/split.ts'
import { bulkVerdicts, verdictLines } from '../../../platform/bulk/verdicts.ts'
import { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { decodeStrictly, parseJsonStrictly } from '../../../platform/http/body.ts'
import { faultsOf } from '../../../platform/http/faults.ts'
import type { Problem } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { invalid } from '../../register/system-operations.ts'
import { contentHashOf } from './insert-outputs.ts'
import { readyOutput } from './ready-output.ts'
import type { ReadyOutput } from './ready-output.ts'
import { NewOutputSchema } from './schemas.ts'
import { readOutput } from './stated-output.ts'
import type { SentOutput } from './stated-output.ts'
import { countOutputs, takeOutputs } from './take-outputs.ts'
import type { NewOutput, TakenOutput } from './take-outputs.ts'

/** Outputs as one file, NDJSON: on the same way as one alone, a chunk in one transaction. */

/** Outputs are small: so many times what other files have in a transaction. */
const CHUNK_FACTOR = 5
const CHUNK_BYTES = 8 * 1024 * 1024
/** One is in the database while the next is read; more would only be held. */
const CHUNKS_IN_FLIGHT = 2

const checked = Compile(NewOutputSchema)

/** Faults of the file as a whole are thrown before the first verdict; after that everything is said in verdicts. */
export async function recordBulk (deps: OversightDeps, bulk: BulkSettings, principal: Principal, file: AsyncIterable<Buffer>, encoding: string | undefined): Promise<AsyncGenerator<string>> {
  const bytes = readBulk(file, encoding, { ...BULK_LIMITS, windowMs: bulk.idleMs }, bulk.stopping)
  const fields = new FieldWriter()
  return await verdictLines(bulkVerdicts<ReadyOutput, TakenOutput>(splitLines(bytes), {
    chunkItems: bulk.chunkItems * CHUNK_FACTOR,
    chunkBytes: CHUNK_BYTES,
    chunksInFlight: CHUNKS_IN_FLIGHT,
    mayGoOn: async () => await bulk.mayGoOn(principal),
    prepare: ({ bytes: line }) => readLine(line, deps.clock(), fields),
    write: async (outputs) => await recordChunk(deps, principal, outputs)
  }))
}

/** @throws invalid-request with a pointer to each fault. */
function readLine (line: Buffer, now: Date, fields: FieldWriter): ReadyOutput {
  const sent = parseJsonStrictly(decodeStrictly(line))
  if (!checked.Check(sent)) throw invalid(faultsOf(checked, sent))
  const stated = readOutput(sent as SentOutput, now)
  if (Array.isArray(stated)) throw invalid(stated)
  return readyOutput(stated, fields)
}

async function recordChunk (deps: OversightDeps, principal: Principal, outputs: readonly ReadyOutput[]): Promise<readonly (TakenOutput | Problem)[]> {
  return await runOperatorTx(deps.db.ingest, principal, async (tx) => {
    const { results, created } = await takeOutputs(deps, tx, outputs)
    logChunk(tx, created)
    await countOutputs(tx, created)
    return results
  }, deps.clock)
}

/** One event a chunk, so that a million outputs are no million events; the hash ties it to each of them. */
function logChunk (tx: OperatorTx, created: readonly NewOutput[]): void {
  const [first, last] = [created[0], created.at(-1)]
  if (first === undefined || last === undefined) return
  const sha256 = createHash('sha256')
  for (const output of created) sha256.update(contentHashOf(output))
  tx.log('ai_output.recorded_many', `ai_output:${first.id}`, {
    count: created.length, firstId: first.id, lastId: last.id, sha256: sha256.digest('hex'), decided: created.filter(({ counted: { review } }) => review !== null).length, used: created.filter(({ use }) => use !== 'not_used').length
  })
}
