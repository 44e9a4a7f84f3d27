import { Type } from 'typebox'
import type { Static, TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Principal, Scope } from '../access.ts'
import { decodeStrictly, parseJsonStrictly } from '../http/body.ts'
import { faultsOf } from '../http/faults.ts'
import type { App } from '../http/route-config.ts'
import { problems } from '../http/schemas.ts'
import { invalidRequest } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { fileBody, mediaTypeOf, receiveFiles, sendVerdicts, verdictsAnswer } from './file-route.ts'
import { BULK_LIMITS, readBulk } from './file-stream.ts'
import { readRecordCsv, recordColumns } from './record-csv.ts'
import type { BulkSettings } from './settings.ts'
import { splitLines } from './split.ts'
import { bulkVerdicts, verdictLines } from './verdicts.ts'

/** Records of a register as one file, NDJSON or CSV: each is created or changed by its own reference, with a verdict a line. */

export interface ImportedRecord {
  readonly outcome: 'created' | 'changed' | 'replayed'
  readonly id: string
  /** What names the record in the sending world. */
  readonly reference: string
}

export interface RecordImport<R extends TObject> {
  readonly path: string
  readonly scope: Scope
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: string[]
  /** What one line holds. The same as creates one record alone. */
  readonly record: R
  /**
   * Creates or changes the records of one chunk in one transaction, with a constant number of statements; of several with the same
   * reference the last one holds. A record that cannot be taken gets a Problem, and the others are taken all the same.
   */
  readonly save: (principal: Principal, records: readonly Static<R>[]) => Promise<readonly (ImportedRecord | Problem)[]>
}

export const ImportVerdictSchema = Type.Object({
  line: Type.Integer({ minimum: 0, description: 'Line of the file on which the record begins, from 1' }),
  outcome: Type.Enum(['created', 'changed', 'replayed', 'refused', 'stopped'], { description: 'replayed: the record was the same already; stopped: nothing from this line on was taken, but what has a verdict after it' }),
  id: Type.Optional(Type.String({ maxLength: 36, description: 'Identifier of the record in this system' })),
  reference: Type.Optional(Type.String({ maxLength: 200, description: 'What names the record in the sending world' })),
  problem: Type.Optional(Type.Ref('Problem'))
}, { $id: 'ImportVerdict', additionalProperties: false, description: 'Verdict on one record of a file; one JSON object a line' })

const MEDIA_TYPES = ['application/x-ndjson', 'text/csv'] as const
const CHUNK_BYTES = 8 * 1024 * 1024

/** Adds the route. `ImportVerdictSchema` must have been added to the app once. */
export function importRoute<R extends TObject> (app: App, bulk: BulkSettings, work: RecordImport<R>): void {
  const { path, scope, operationId, summary, description, tags, record } = work
  const columns = recordColumns(record)
  const check = recordCheck(record)
  void app.register(async (context) => {
    const own = context as App
    receiveFiles(own, MEDIA_TYPES)
    own.post(path, {
      config: { scope, mediaTypes: MEDIA_TYPES, contentEncodings: ['gzip'], longBody: true },
      validatorCompiler: () => () => true,
      schema: {
        operationId, summary, tags,
        description: `${description} A JSON object a line, or CSV with the columns ${[...columns.keys()].map((name) => `\`${name}\``).join(', ')}; lists of texts are separated by a blank, an empty cell is an absent field. A verdict per line streams back, each after its chunk is committed and flushed. Sent again, the file changes nothing. gzip is taken.`,
        body: fileBody(MEDIA_TYPES),
        response: { 200: verdictsAnswer('ImportVerdict'), ...problems(400, 408, 413, 415) }
      }
    }, async (request, reply) => {
      const { principal } = request
      const bytes = readBulk(request.body as AsyncIterable<Buffer>, request.headers['content-encoding'], { ...BULK_LIMITS, windowMs: bulk.idleMs }, bulk.stopping)
      const documents = mediaTypeOf(request) === 'text/csv' ? readRecordCsv(bytes, columns) : splitLines(bytes)
      const verdicts = await verdictLines(bulkVerdicts<Static<R>, ImportedRecord>(documents, {
        chunkItems: bulk.chunkItems,
        chunkBytes: CHUNK_BYTES,
        chunksInFlight: 1,
        mayGoOn: async () => await bulk.mayGoOn(principal),
        prepare: ({ bytes: line, value }) => check(value ?? parseJsonStrictly(decodeStrictly(line))),
        write: async (records) => await work.save(principal, records)
      }))
      return await sendVerdicts(reply, verdicts, bulk.idleMs)
    })
  })
}

/** @throws invalid-request with a pointer to each fault. */
function recordCheck<R extends TObject> (record: R): (value: unknown) => Static<R> {
  const compiled = Compile(record)
  return (value) => {
    if (!compiled.Check(value)) throw invalidRequest('The record is not valid.', { errors: faultsOf(compiled, value) })
    return value as Static<R>
  }
}
