import { createHash } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { tooLong } from '../../../platform/bulk/split.ts'
import { serveFiles } from '../../../platform/bulk/threads/file-thread.ts'
import type { LineChunk } from '../../../platform/bulk/threads/file-thread.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { decodeStrictly, parseJsonStrictly } from '../../../platform/http/body.ts'
import { faultsOf } from '../../../platform/http/faults.ts'
import type { Problem } from '../../../platform/problem.ts'
import { invalid } from '../../problems.ts'
import { contentHashOf } from './insert-outputs.ts'
import type { Competence } from './kept-output.ts'
import { ReadyOutputs } from './ready-outputs.ts'
import { NewOutputSchema } from './schemas.ts'
import { readOutput } from './stated-output.ts'
import type { SentOutput } from './stated-output.ts'
import { countOutputs, takeOutputs } from './take-outputs.ts'
import type { IntakeDeps, NewOutput, TakenOutput } from './take-outputs.ts'

/** The thread that reads outputs of files, judges them, and makes their rows, totals and verdicts. */

/** What only other features know, outside the thread. */
export type AskedOfLog =
  | { readonly kind: 'units', readonly codes: readonly string[] }
  | { readonly kind: 'competence', readonly asked: Parameters<IntakeDeps['competenceOfPeople']>[1] }

/** An output with all its words, each character escaped, has about half of it. */
const LONGEST_LINE = 256 * 1024

const checked = Compile(NewOutputSchema)

class OutputChunk implements LineChunk<TakenOutput> {
  readonly #ready = new ReadyOutputs()

  /** @throws invalid-request with a pointer to each fault. */
  add (line: Buffer, now: Date): void {
    const sent = parseJsonStrictly(decodeStrictly(line))
    if (!checked.Check(sent)) throw invalid(faultsOf(checked, sent))
    const stated = readOutput(sent as SentOutput, now)
    if (Array.isArray(stated)) throw invalid(stated)
    this.#ready.add(stated)
  }

  async write (tx: OperatorTx, ask: (question: AskedOfLog) => Promise<unknown>): Promise<readonly (TakenOutput | Problem)[]> {
    const { results, created } = await takeOutputs({
      knownUnits: async (_tx, codes) => await ask({ kind: 'units', codes }) as ReadonlySet<string>,
      competenceOfPeople: async (_tx, asked) => await ask({ kind: 'competence', asked }) as readonly Competence[]
    }, tx, this.#ready)
    this.#log(tx, created)
    await countOutputs(tx, this.#ready, created)
    return results
  }

  /** One event a chunk, so that a million outputs are no million events; the hash ties it to each of them. */
  #log (tx: OperatorTx, created: readonly NewOutput[]): void {
    const [first, last] = [created[0], created.at(-1)]
    if (first === undefined || last === undefined) return
    const sha256 = createHash('sha256')
    for (const { place } of created) sha256.update(contentHashOf(this.#ready.statedOf(place)))
    tx.log('ai_output.recorded_many', `ai_output:${first.id}`, {
      count: created.length, firstId: first.id, lastId: last.id, sha256: sha256.digest('hex'), decided: created.filter(({ competence }) => competence !== null).length, used: created.filter(({ use }) => use !== 'not_used').length
    })
  }

  release (): void {
    this.#ready.release()
  }
}

serveFiles<TakenOutput>({
  longest: { bytes: LONGEST_LINE, problem: () => tooLong(LONGEST_LINE, 'No output is so long: send it without what is no field of it') },
  begin: () => new OutputChunk()
})
