import { randomBytes } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { useOf } from '../../../ai-oversight/record.ts'
import type { OversightRecord } from '../../../ai-oversight/record.ts'
import { Tally } from '../../../ai-oversight/tally.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { Problem } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { invalid, outputDiffers } from '../../problems.ts'
import { referenceTimes } from '../decisions/reference-times.ts'
import type { ReferenceTimes } from '../decisions/reference-times.ts'
import { moveTally } from '../totals/total-store.ts'
import { contentHashOf, insertOutputs, recordedReferences } from './insert-outputs.ts'
import type { NewOutputRow, RecordedReference } from './insert-outputs.ts'
import type { Competence } from './kept-output.ts'
import { loggedSystems } from './known-systems.ts'
import type { LoggedSystem } from './known-systems.ts'
import type { ReadyOutput } from './ready-output.ts'

/** Outputs as they are taken into the log: a constant number of statements, however many they are. */

export interface TakenOutput {
  readonly outcome: 'created' | 'replayed'
  readonly id: string
  readonly reference: string
}

export interface NewOutput extends NewOutputRow {
  /** Code of the system. */
  readonly system: string
  /** As it counts of a system unknown, by a reviewer of whom nothing is known. */
  readonly counted: OversightRecord
}

export interface Intake {
  /** In the order of what was stated. */
  readonly results: readonly (TakenOutput | Problem)[]
  readonly created: readonly NewOutput[]
}

export type IntakeDeps = Pick<OversightDeps, 'knownUnits' | 'competenceOfPeople'>

/**
 * Of several with the same reference the first is taken. Writes the rows; the caller logs what was created, and moves the totals last
 * (`countOutputs`).
 */
export async function takeOutputs (deps: IntakeDeps, tx: OperatorTx, ready: readonly ReadyOutput[]): Promise<Intake> {
  const judged = await judge(deps, tx, ready)
  const rows = new ByReference<NewOutput>()
  const asked = judged.flatMap((one) => one instanceof Problem || !rows.add(one) ? [] : [one])
  const added = await insertOutputs(tx, asked.toSorted(byKey), await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  // Nearly always all are new, and nothing needs to be read.
  const kept: ByReference<NewOutput | RecordedReference> = added === asked.length ? rows : new ByReference(await recordedReferences(tx, asked))
  return {
    results: judged.map((one) => one instanceof Problem ? one : resultOf(one, kept.get(one))),
    created: added === asked.length ? asked : asked.filter((row) => kept.get(row)?.id === row.id)
  }
}

/** As late in the transaction as may be. */
export async function countOutputs (tx: OperatorTx, outputs: readonly NewOutput[]): Promise<void> {
  const tally = new Tally()
  for (const { system, approved, referenceSeconds, use, counted, counted: { review } } of outputs) {
    tally.countRecord({ ...counted, system, approved, use, review: review === null ? null : { ...review, referenceSeconds } })
  }
  await moveTally(tx, tally)
}

interface Referenced { readonly systemId: string, readonly reference: string }

/** Two chunks that hold the same references wait for each other in this order, and never both. */
function byKey (one: Referenced, other: Referenced): number {
  if (one.systemId !== other.systemId) return one.systemId < other.systemId ? -1 : 1
  return one.reference < other.reference ? -1 : 1
}

/** The first of each reference of each system. */
class ByReference<Of extends Referenced> {
  readonly #systems = new Map<string, Map<string, Of>>()

  constructor (all: readonly Of[] = []) {
    for (const one of all) this.add(one)
  }

  /** @returns whether it is the first. */
  add (one: Of): boolean {
    let system = this.#systems.get(one.systemId)
    if (system === undefined) {
      system = new Map()
      this.#systems.set(one.systemId, system)
    }
    if (system.has(one.reference)) return false
    system.set(one.reference, one)
    return true
  }

  get ({ systemId, reference }: Referenced): Of | undefined {
    return this.#systems.get(systemId)?.get(reference)
  }
}

function resultOf (row: NewOutput, kept: NewOutput | RecordedReference | undefined): TakenOutput | Problem {
  if (kept === undefined) throw new Error('An output was neither added nor there')
  const { id, reference } = row
  if (kept.id === id) return { outcome: 'created', id, reference }
  if (contentHashOf(row).equals('stated' in kept ? contentHashOf(kept) : kept.contentSha256)) return { outcome: 'replayed', id: kept.id, reference }
  return outputDiffers(`What is recorded under the reference is never changed: ${kept.id}.`, { errors: [{ pointer: '/reference', detail: 'is that of another output of the system', hint: 'Give each output a reference of its own; add a decision, a use or an outcome to the one that is recorded' }] })
}

async function judge (deps: IntakeDeps, tx: OperatorTx, outputs: readonly ReadyOutput[]): Promise<(NewOutput | Problem)[]> {
  const systems = await loggedSystems(tx, outputs.map(({ system }) => system))
  const units = [...new Set(outputs.map(({ counted: { unit } }) => unit).filter((unit) => unit !== ''))]
  const knownUnits = units.length === 0 ? new Set() : await deps.knownUnits(tx, units)
  const competence = await competences(deps, tx, outputs)
  const times = outputs.some(({ decidedOn }) => decidedOn !== null) ? await referenceTimes(tx) : () => null
  const ids = newIds(outputs.length)
  return outputs.map((output, index) => {
    const system = systems.get(output.system)
    const { unit } = output.counted
    if (system === undefined) return invalid([{ pointer: '/system', detail: 'is no AI system of yours', hint: 'Register it under /v1/ai-systems: what takes part is in the inventory first' }])
    if (unit !== '' && !knownUnits.has(unit)) return invalid([{ pointer: '/unit', detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' }])
    return newOutput(output, ids[index] ?? uuidV7(), system, competence[index], times)
  })
}

const ID_BYTES = 16

/** In their order, with the randomness of all drawn at once: drawing it for each takes longer than all else of an id. */
function newIds (count: number): string[] {
  const random = randomBytes(ID_BYTES * (count + 1))
  const [now, first] = [Date.now(), random.readUInt32BE(0) >>> 1]
  return Array.from({ length: count }, (_, index) => uuidV7({ random: random.subarray(ID_BYTES * (index + 1), ID_BYTES * (index + 2)), msecs: now, seq: first + index }))
}

/** Of who decided, on the day and in the pillar of each; by the place of the output. */
async function competences ({ competenceOfPeople }: IntakeDeps, tx: OperatorTx, outputs: readonly ReadyOutput[]): Promise<readonly (Competence | undefined)[]> {
  const asked = new Map<string, { person: string, pillar: string, day: string }>()
  const keys = outputs.map(({ decidedOn: day, counted: { pillar, review } }) => {
    if (day === null || review === null) return undefined
    const key = `${day} ${pillar} ${review.reviewer}`
    if (!asked.has(key)) asked.set(key, { person: review.reviewer, pillar, day })
    return key
  })
  if (asked.size === 0) return []
  const answers = await competenceOfPeople(tx, [...asked.values()])
  const byKey = new Map([...asked.keys()].map((key, index) => [key, answers[index]]))
  return keys.map((key) => key === undefined ? undefined : byKey.get(key) ?? 'unknown')
}

function newOutput (output: ReadyOutput, id: string, { id: systemId, code, inUseOn, skipsReviewOn }: LoggedSystem, competent: Competence | undefined, times: ReferenceTimes): NewOutput {
  const { reference, processStep, decidedAt, usedAt, usedOn, counted, counted: { review, pillar, madeOn }, stated } = output
  const competence = review === null ? null : competent ?? 'unknown'
  const underRule = usedOn === null ? null : skipsReviewOn(usedOn)
  return {
    id, systemId, system: code, reference, approved: inUseOn(madeOn), planted: false, plantedCheckId: null, competence, referenceSeconds: review === null ? null : times(pillar, processStep), underRule, stated, counted,
    // That nothing is known of the competence is no proof that it was missing.
    use: useOf(usedAt, decidedAt, competence !== 'not_competent', underRule === true)
  }
}
