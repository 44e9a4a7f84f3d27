import { Tally } from '../../../ai-oversight/tally.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { Problem } from '../../../platform/problem.ts'
import { outputDiffers } from '../../problems.ts'
import { moveTally } from '../totals/total-store.ts'
import { contentHashOf, insertOutputs, recordedReferences } from './insert-outputs.ts'
import type { RecordedReference } from './insert-outputs.ts'
import { judgeOutputs } from './judged-outputs.ts'
import type { IntakeDeps, JudgedOutputs, NewOutput } from './judged-outputs.ts'
import type { ReadyOutputs } from './ready-outputs.ts'

/** Outputs as they are taken into the log: a constant number of statements, however many they are. */

export interface TakenOutput {
  readonly outcome: 'created' | 'replayed'
  readonly id: string
  readonly reference: string
}

/**
 * Of several with the same reference the first is taken. Writes the rows; the caller logs what was created, and moves the totals last
 * (`count`).
 *
 * @param recordedBy pseudonym of the sender.
 */
export async function takeOutputs (deps: IntakeDeps, tx: OperatorTx, ready: ReadyOutputs, recordedBy: string): Promise<Intake> {
  const judged = await judgeOutputs(deps, tx, ready)
  const { firsts, firstOf } = byReference(ready, judged)
  const named = (): Iterable<NewOutput> => made(firsts, (place) => judged.outputAt(place))
  const added = await insertOutputs(tx, { rows: named(), count: firsts.length, bytes: ready.rowBytes, statedOf: ({ place }) => ready.statedOf(place) }, recordedBy)
  // Nearly always all are new, and nothing needs to be read.
  const recorded = added === firsts.length ? undefined : new Map((await recordedReferences(tx, [...named()])).map((one) => [keyOf(one), one]))
  return new Intake(ready, judged, firstOf, recorded)
}

function * made<From, To> (all: Iterable<From>, make: (one: From) => To): Generator<To> {
  for (const one of all) yield make(one)
}

interface Referenced { readonly systemId: string, readonly reference: string }

const keyOf = ({ systemId, reference }: Referenced): string => `${systemId} ${reference}`

/** @returns places of the first of each reference of each system, in their order, and by place those of all that come after a first. */
function byReference (ready: ReadyOutputs, judged: JudgedOutputs): { firsts: number[], firstOf: Map<number, number> } {
  // Two chunks that hold the same references wait for each other in this order, and never both.
  const sorted = judged.accepted.toSorted((one, other) => compare(judged.systemIdOf(one), judged.systemIdOf(other)) || compare(ready.referenceOf(one), ready.referenceOf(other)))
  const firsts: number[] = []
  const firstOf = new Map<number, number>()
  for (const place of sorted) {
    const first = firsts.at(-1)
    if (first !== undefined && ready.referenceOf(first) === ready.referenceOf(place) && judged.systemIdOf(first) === judged.systemIdOf(place)) firstOf.set(place, first)
    else firsts.push(place)
  }
  return { firsts, firstOf }
}

const compare = (one: string, other: string): number => one === other ? 0 : one < other ? -1 : 1

/** What became of outputs. Whatever is asked is made then: while a chunk waits for the database, nothing is held of each. */
export class Intake {
  readonly #ready: ReadyOutputs
  readonly #judged: JudgedOutputs
  readonly #firstOf: ReadonlyMap<number, number>
  readonly #recorded: ReadonlyMap<string, RecordedReference> | undefined

  /** @param recorded what stands under the references, where some were there before. */
  constructor (ready: ReadyOutputs, judged: JudgedOutputs, firstOf: ReadonlyMap<number, number>, recorded: ReadonlyMap<string, RecordedReference> | undefined) {
    this.#ready = ready
    this.#judged = judged
    this.#firstOf = firstOf
    this.#recorded = recorded
  }

  /** In the order of what was ready. */
  * results (): Generator<TakenOutput | Problem> {
    for (let place = 0; place < this.#ready.length; place++) yield this.#judged.refusalOf(place) ?? this.#resultOf(place)
  }

  /** In the same order. */
  * created (): Generator<NewOutput> {
    for (const place of this.#judged.accepted) if (this.#isCreated(place)) yield this.#judged.outputAt(place)
  }

  contentHashOf ({ place }: Pick<NewOutput, 'place'>): Buffer {
    return contentHashOf(this.#ready.statedOf(place))
  }

  /** As late in the transaction as may be. */
  async count (tx: OperatorTx): Promise<void> {
    const tally = new Tally()
    for (const output of this.created()) tally.countRecord(this.#ready.recordOf(output.place, output))
    await moveTally(tx, tally)
  }

  #isCreated (place: number): boolean {
    return this.#recorded === undefined ? !this.#firstOf.has(place) : this.#keptOf(place).id === this.#judged.idOf(place)
  }

  #resultOf (place: number): TakenOutput | Problem {
    const reference = this.#ready.referenceOf(place)
    if (this.#isCreated(place)) return { outcome: 'created', id: this.#judged.idOf(place), reference }
    const { id, contentSha256 } = this.#keptOf(place)
    if (this.contentHashOf({ place }).equals(contentSha256)) return { outcome: 'replayed', id, reference }
    return outputDiffers(`What is recorded under the reference is never changed: ${id}.`, { errors: [{ pointer: '/reference', detail: 'is that of another output of the system', hint: 'Give each output a reference of its own; add a decision, a use or an outcome to the one that is recorded' }] })
  }

  /** What stands under its reference. */
  #keptOf (place: number): Pick<RecordedReference, 'id' | 'contentSha256'> {
    const first = this.#firstOf.get(place) ?? place
    if (this.#recorded === undefined) return { id: this.#judged.idOf(first), contentSha256: this.contentHashOf({ place: first }) }
    const kept = this.#recorded.get(keyOf({ systemId: this.#judged.systemIdOf(place), reference: this.#ready.referenceOf(place) }))
    if (kept === undefined) throw new Error('An output was neither added nor there')
    return kept
  }
}
