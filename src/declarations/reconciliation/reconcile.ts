import { createHash } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { databaseFault } from '../../platform/db/database-failure.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { contentTooLarge, invalidRequest, MAX_FAULTS } from '../../platform/problem.ts'
import type { Fault, Problem } from '../../platform/problem.ts'
import { refuseImpossiblePeriod } from '../examination/period.ts'
import type { BulkSettings } from '../../platform/bulk/settings.ts'
import { BULK_LIMITS, readBulk } from '../../platform/bulk/file-stream.ts'
import { reconciliationAbandoned } from '../problems.ts'
import { asksForAmounts, compareLine, UNEXPECTED_STATES } from './compare.ts'
import type { Outcome } from './compare.ts'
import { declaredNow } from './declared-now.ts'
import type { DeclaredNow } from './declared-now.ts'
import { readExtract } from './extract.ts'
import type { ExtractLine } from './extract.ts'
import { openDifferenceFindings } from './difference-findings.ts'
import type { OpenFindings } from './difference-findings.ts'
import * as store from './reconciliation-store.ts'
import type { ReconciliationRow } from './reconciliation-store.ts'
import { evidenceOf, Tally } from './tally.ts'

/**
 * Compares an extract of the authority with what stands here. The file is read, compared and kept chunk by chunk, each in a
 * transaction of its own, so that memory is flat and none waits for the network; nobody sees any of it until the last one,
 * which is one row. A file that breaks off or holds a fault leaves nothing.
 */

export interface ReconcileDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly bulk: Pick<BulkSettings, 'mayGoOn' | 'idleMs' | 'stopping'>
  readonly openFindings: OpenFindings
}

export interface Extract {
  readonly file: AsyncIterable<Buffer>
  readonly encoding: string | undefined
  /** First and last day that it covers; those of its own lines where they are not given. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly direction?: string | undefined
}

/** Not written when an earlier chunk has its MRN. */
type ComparedLine = Outcome & { readonly line: ExtractLine, readonly declared: DeclaredNow | undefined, readonly written: boolean }

interface Period { readonly from: string, readonly to: string, readonly direction: string }

export const MAX_EXTRACT_BYTES = 256 * 1024 * 1024
const MAX_LINES = 1_000_000
const MAX_DAYS = 1_100
const LINES_A_CHUNK = 1_000
const DECLARATIONS_A_WINDOW = 5_000
const LOWEST_ID = '00000000-0000-0000-0000-000000000000'
const ROWS_AT_ONCE = 20_000
/** What is read when no period is given. */
const FIRST_DAY = '1900-01-01'
const LAST_DAY = '2100-12-31'
/** Far longer than the slowest file that is still read waits between two chunks. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000

/**
 * The same extract that finds the same again is the earlier comparison (`replayed`); what changed here meanwhile makes a new one.
 *
 * @throws invalid-request with the faults of the lines; content-too-large; bulk-too-slow.
 */
export async function reconcile (deps: ReconcileDeps, principal: Principal, { file, encoding, from, to, direction = '' }: Extract): Promise<{ readonly row: ReconciliationRow, readonly replayed: boolean }> {
  const stated = { from: from ?? FIRST_DAY, to: to ?? LAST_DAY, direction }
  refuseImpossiblePeriod(stated, from === undefined || to === undefined ? undefined : MAX_DAYS)
  const run = new Run(deps, principal, stated, { from: from === undefined, to: to === undefined })
  await run.tidy()
  const outcome = await run.compare(readBulk(file, encoding, { ...BULK_LIMITS, maxBytes: MAX_EXTRACT_BYTES, windowMs: deps.bulk.idleMs }, deps.bulk.stopping))
  // Also of a replay: the first time may have broken off before all were opened.
  await openDifferenceFindings(deps, principal, outcome.row.id)
  return outcome
}

class Run {
  readonly #deps: ReconcileDeps
  readonly #principal: Principal
  #period: Period
  /** Ends of the period that the lines are to tell. */
  readonly #open: { readonly from: boolean, readonly to: boolean }
  readonly #id = uuidV7()
  readonly #tally = new Tally()

  constructor (deps: ReconcileDeps, principal: Principal, period: Period, open: { readonly from: boolean, readonly to: boolean }) {
    this.#deps = deps
    this.#principal = principal
    this.#period = period
    this.#open = open
  }

  /** What broken files and crashes left, and what has arrived since the last extract. */
  async tidy (): Promise<void> {
    const before = new Date(this.#deps.clock().getTime() - ABANDONED_AFTER_MS)
    for (const id of await this.#write(async (tx) => await store.listAbandoned(tx, before))) await this.#discard(id)
    while (await this.#write(async (tx) => await store.settleArrived(tx, ROWS_AT_ONCE)) === ROWS_AT_ONCE);
  }

  async compare (bytes: AsyncIterable<Buffer>): Promise<{ row: ReconciliationRow, replayed: boolean }> {
    const content = createHash('sha256')
    await this.#write(async (tx) => { await store.beginReconciliation(tx, this.#id, this.#period.from, this.#period.to, this.#period.direction) })
    try {
      await this.#compareLines(hashed(bytes, content))
      await this.#findMissingThere()
      const hashes = [content.digest(), this.#tally.resultHash()] as const
      return await this.#finish(...hashes) ?? await this.#sameAsBefore(...hashes)
    } catch (error) {
      // When the database is away, the next extract finds what is left.
      await this.#discard(this.#id).catch(() => {})
      throw error
    }
  }

  async #compareLines (bytes: AsyncIterable<Buffer>): Promise<void> {
    const faults: Fault[] = []
    let chunk: ExtractLine[] = []
    let lines = 0
    let [first, last] = [LAST_DAY, FIRST_DAY]
    for await (const entry of readExtract(bytes, this.#period)) {
      if (entry.kind === 'fault') faults.push(...entry.faults)
      else {
        chunk.push(entry.line)
        first = entry.line.day < first ? entry.line.day : first
        last = entry.line.day > last ? entry.line.day : last
      }
      if (++lines > MAX_LINES) throw contentTooLarge(`An extract has at most ${MAX_LINES} lines; send a shorter period.`)
      if (faults.length > MAX_FAULTS) break
      if (chunk.length < LINES_A_CHUNK) continue
      // A faulty file is read on for its other faults, but no longer compared.
      if (faults.length === 0) faults.push(...await this.#compareChunk(chunk))
      chunk = []
    }
    if (faults.length === 0 && chunk.length > 0) faults.push(...await this.#compareChunk(chunk))
    if (faults.length > 0) throw invalidRequest('The extract is not valid; nothing of it was compared.', { errors: faults })
    await this.#closePeriod(first, last)
  }

  /** Where no period was given, the extract covers the days from its first to its last. */
  async #closePeriod (first: string, last: string): Promise<void> {
    if (!this.#open.from && !this.#open.to) return
    if (first > last) throw invalidRequest('The extract has no line and names no period.', { errors: [{ pointer: '/from', detail: 'is needed for an extract without a line', hint: 'Give from and to' }] })
    this.#period = { ...this.#period, from: this.#open.from ? first : this.#period.from, to: this.#open.to ? last : this.#period.to }
    refuseImpossiblePeriod(this.#period, MAX_DAYS)
    await this.#writeChunk(async (tx) => { await store.narrowReconciliation(tx, this.#id, this.#period.from, this.#period.to) })
  }

  /** @returns faults for MRNs that stand in the extract twice. */
  async #compareChunk (lines: readonly ExtractLine[]): Promise<Fault[]> {
    const repeated: ExtractLine[] = []
    const once = new Map<string, ExtractLine>()
    for (const line of lines) {
      if (once.has(line.mrn)) repeated.push(line)
      else once.set(line.mrn, line)
    }
    const compared = await this.#writeChunk(async (tx) => await this.#writeLines(tx, [...once.values()]))
    for (const { line, declared, written, ...outcome } of compared) {
      if (written) this.#tally.add({ mrn: line.mrn, day: line.day, ...outcome, declared })
      else repeated.push(line)
    }
    return repeated.toSorted((a, b) => a.line - b.line).map(({ line, mrn }) => ({ pointer: `/${line}/mrn`, detail: `${mrn} stands on another line too`, hint: 'An extract names each declaration once' }))
  }

  async #writeLines (tx: OperatorTx, lines: readonly ExtractLine[]): Promise<ComparedLine[]> {
    const known = await declaredNow(tx, lines.map(({ mrn }) => mrn), new Set(lines.filter(asksForAmounts).map(({ mrn }) => mrn)))
    const compared = lines.map((line) => ({ line, declared: known.get(line.mrn), ...compareLine(line, known.get(line.mrn), this.#period.direction) }))
    const written = await store.insertEntries(tx, this.#id, compared.map(({ line, kind, differences }) => ({
      ...line, kind, differences, evidence: kind === 'differing' ? evidenceOf(line.mrn, differences) : null
    })))
    return compared.map((outcome) => ({ ...outcome, written: written.has(outcome.line.mrn) }))
  }

  /** Accepted here in the period, and not in the extract. */
  async #findMissingThere (): Promise<void> {
    let after: { day: string, id: string } | undefined = { day: this.#period.from, id: LOWEST_ID }
    while (after !== undefined) {
      const from = after
      const rows = await this.#writeChunk(async (tx) => {
        const window = await store.windowOfPeriod(tx, this.#id, this.#period, UNEXPECTED_STATES, DECLARATIONS_A_WINDOW, from)
        const missing = window.flatMap(({ mrn, day, known }) => mrn === null || known ? [] : [{ mrn, day, kind: 'missing_there' as const, line: null, type: null, value: null, duty: null, currency: null, differences: [], evidence: null }])
        if (missing.length > 0) await store.insertEntries(tx, this.#id, missing)
        return window
      })
      for (const { mrn, day, known, direction, sourceSystem } of rows) {
        if (mrn !== null && !known) this.#tally.add({ mrn, kind: 'missing_there', day, differences: [], declared: { direction, sourceSystem } })
      }
      after = rows.length < DECLARATIONS_A_WINDOW ? undefined : rows.at(-1)
    }
  }

  /** Makes the comparison visible, whole. @returns undefined when the same extract found the same before: the index decides, also between two at once. */
  async #finish (contentHash: Buffer, resultHash: Buffer): Promise<{ row: ReconciliationRow, replayed: boolean } | undefined> {
    try {
      const row = await this.#write(async (tx) => {
        const finished = await store.finishReconciliation(tx, this.#id, contentHash, resultHash, this.#tally)
        if (finished === undefined) throw abandoned()
        const { from, to, direction } = this.#period
        tx.log('declaration.reconciled', `reconciliation:${this.#id}`, { from, to, direction: direction === '' ? null : direction, contentHash: contentHash.toString('hex'), ...this.#tally.counts })
        return finished
      })
      return { row, replayed: false }
    } catch (error) {
      if (databaseFault(error)?.constraint !== 'reconciliations_result_once') throw error
      return undefined
    }
  }

  async #sameAsBefore (contentHash: Buffer, resultHash: Buffer): Promise<{ row: ReconciliationRow, replayed: boolean }> {
    const row = await this.#write(async (tx) => await store.findSameResult(tx, this.#period, contentHash, resultHash))
    if (row === undefined) throw new Error('A comparison that stood in the way is not there')
    await this.#discard(this.#id)
    return { row, replayed: true }
  }

  async #discard (id: string): Promise<void> {
    await this.#write(async (tx) => { await store.markDiscarded(tx, id) })
    while (await this.#write(async (tx) => await store.removeEntries(tx, id, ROWS_AT_ONCE)) > 0);
    await this.#write(async (tx) => { await store.removeDiscarded(tx, id) })
  }

  async #writeChunk<T> (work: (tx: OperatorTx) => Promise<T>): Promise<T> {
    const stop = await this.#deps.bulk.mayGoOn(this.#principal)
    if (stop !== undefined) throw stop
    return await this.#write(async (tx) => {
      if (!await store.touch(tx, this.#id)) throw abandoned()
      return await work(tx)
    })
  }

  #write<T> (work: (tx: OperatorTx) => Promise<T>): Promise<T> {
    return withOperator(this.#deps.db, this.#principal, 'declarations:write', work, this.#deps.clock)
  }
}

const abandoned = (): Problem => reconciliationAbandoned('The file stood still for an hour and was given up. Send it again whole.')

async function * hashed (bytes: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}
