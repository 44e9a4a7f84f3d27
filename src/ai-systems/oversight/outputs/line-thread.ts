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
import type { IntakeDeps } from './judged-outputs.ts'
import type { Competence } from './kept-output.ts'
import { ReadyOutputs } from './ready-outputs.ts'
import { NewOutputSchema } from './schemas.ts'
import { readOutput } from './stated-output.ts'
import type { SentOutput } from './stated-output.ts'
import { takeOutputs } from './take-outputs.ts'
import type { Intake, TakenOutput } from './take-outputs.ts'

/** The thread that reads outputs of files, judges them, and makes their rows, totals and verdicts. */

/** What only other features know, or the process remembers, outside the thread. */
export type AskedOfLog =
  | { readonly kind: 'actor' }
  | { readonly kind: 'units', readonly codes: readonly string[] }
  | { readonly kind: 'competence', readonly asked: Parameters<IntakeDeps['competenceOfPeople']>[1] }

/** An output with all its words, each character escaped, has about half of it. */
const LONGEST_LINE = 256 * 1024

/** Outputs of a chunk, nearly always. */
const EXPECTED = 3072

const checked = Compile(NewOutputSchema)

class OutputChunk implements LineChunk<TakenOutput> {
  readonly #ready = new ReadyOutputs({ most: EXPECTED })

  /** @throws invalid-request with a pointer to each fault. */
  add (line: Buffer, now: Date): void {
    const sent = parseJsonStrictly(decodeStrictly(line))
    if (!checked.Check(sent)) throw invalid(faultsOf(checked, sent))
    const stated = readOutput(sent as SentOutput, now)
    if (Array.isArray(stated)) throw invalid(stated)
    this.#ready.add(stated)
  }

  async write (tx: OperatorTx, ask: (question: AskedOfLog) => Promise<unknown>): Promise<Iterable<TakenOutput | Problem>> {
    const intake = await takeOutputs({
      knownUnits: async (_tx, codes) => await ask({ kind: 'units', codes }) as ReadonlySet<string>,
      competenceOfPeople: async (_tx, asked) => await ask({ kind: 'competence', asked }) as readonly Competence[]
    }, tx, this.#ready, await ask({ kind: 'actor' }) as string)
    logChunk(tx, intake)
    await intake.count(tx)
    return intake.results()
  }

  release (): void {
    this.#ready.release()
  }
}

/** One event a chunk, so that a million outputs are no million events; the hash ties it to each of them. */
function logChunk (tx: OperatorTx, intake: Intake): void {
  const sha256 = createHash('sha256')
  let [firstId, lastId] = ['', '']
  const counts = { count: 0, decided: 0, used: 0 }
  for (const output of intake.created()) {
    const { id, competence, use } = output
    sha256.update(intake.contentHashOf(output))
    if (counts.count++ === 0) firstId = id
    lastId = id
    if (competence !== null) counts.decided++
    if (use !== 'not_used') counts.used++
  }
  if (counts.count > 0) tx.log('ai_output.recorded_many', `ai_output:${firstId}`, { ...counts, firstId, lastId, sha256: sha256.digest('hex') })
}

serveFiles<TakenOutput>({
  longest: { bytes: LONGEST_LINE, problem: () => tooLong(LONGEST_LINE, 'No output is so long: send it without what is no field of it') },
  begin: () => new OutputChunk()
})
