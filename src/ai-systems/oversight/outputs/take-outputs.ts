import { randomBytes } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { useOf } from '../../../ai-oversight/record.ts'
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
import type { KnownThen, ReadyOutput, ReadyOutputs } from './ready-outputs.ts'

/** Outputs as they are taken into the log: a constant number of statements, however many they are. */

export interface TakenOutput {
  readonly outcome: 'created' | 'replayed'
  readonly id: string
  readonly reference: string
}

export interface NewOutput extends NewOutputRow, KnownThen {
  /** Among those that were ready. */
  readonly place: number
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
export async function takeOutputs (deps: IntakeDeps, tx: OperatorTx, ready: ReadyOutputs): Promise<Intake> {
  const judged = await judge(deps, tx, ready)
  const rows = new ByReference<NewOutput>()
  const asked = judged.flatMap((one) => one instanceof Problem || !rows.add(one) ? [] : [one])
  const added = await insertOutputs(tx, asked.toSorted(byKey), ({ place }) => ready.statedOf(place), await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  // Nearly always all are new, and nothing needs to be read.
  const kept: ByReference<NewOutput | RecordedReference> = added === asked.length ? rows : new ByReference(await recordedReferences(tx, asked))
  return {
    results: judged.map((one) => one instanceof Problem ? one : resultOf(ready, one, kept.get(one))),
    created: added === asked.length ? asked : asked.filter((row) => kept.get(row)?.id === row.id)
  }
}

/** As late in the transaction as may be. */
export async function countOutputs (tx: OperatorTx, ready: ReadyOutputs, created: readonly NewOutput[]): Promise<void> {
  const tally = new Tally()
  for (const output of created) tally.countRecord(ready.recordOf(output.place, output))
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

function resultOf (ready: ReadyOutputs, row: NewOutput, kept: NewOutput | RecordedReference | undefined): TakenOutput | Problem {
  if (kept === undefined) throw new Error('An output was neither added nor there')
  const { id, reference } = row
  if (kept.id === id) return { outcome: 'created', id, reference }
  if (contentHashOf(ready.statedOf(row.place)).equals('place' in kept ? contentHashOf(ready.statedOf(kept.place)) : kept.contentSha256)) return { outcome: 'replayed', id: kept.id, reference }
  return outputDiffers(`What is recorded under the reference is never changed: ${kept.id}.`, { errors: [{ pointer: '/reference', detail: 'is that of another output of the system', hint: 'Give each output a reference of its own; add a decision, a use or an outcome to the one that is recorded' }] })
}

async function judge (deps: IntakeDeps, tx: OperatorTx, ready: ReadyOutputs): Promise<(NewOutput | Problem)[]> {
  const asked = new AskedOfRegisters(ready)
  const systems = await loggedSystems(tx, asked.systems)
  const knownUnits = asked.units.size === 0 ? new Set() : await deps.knownUnits(tx, [...asked.units])
  const competences = asked.competences.length === 0 ? [] : await deps.competenceOfPeople(tx, asked.competences)
  const times = asked.competences.length === 0 ? () => null : await referenceTimes(tx)
  const ids = newIds(ready.length)
  return Array.from({ length: ready.length }, (_, place) => {
    const output = ready.at(place)
    const system = systems.get(output.system)
    if (system === undefined) return invalid([{ pointer: '/system', detail: 'is no AI system of yours', hint: 'Register it under /v1/ai-systems: what takes part is in the inventory first' }])
    if (output.unit !== '' && !knownUnits.has(output.unit)) return invalid([{ pointer: '/unit', detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' }])
    return newOutput(output, { place, id: ids[place] ?? uuidV7() }, system, competences[asked.competenceAt[place] ?? -1], times)
  })
}

/** What other registers are asked of many outputs: each question once. */
class AskedOfRegisters {
  readonly systems = new Set<string>()
  readonly units = new Set<string>()
  /** Of who decided, on the day and in the pillar of each. */
  readonly competences: { person: string, pillar: string, day: string }[] = []
  /** Where the answer of an output stands among them; -1 without a decision. */
  readonly competenceAt: number[] = []

  constructor (ready: ReadyOutputs) {
    const places = new Map<string, number>()
    for (let place = 0; place < ready.length; place++) {
      const { system, unit, pillar, reviewer, decidedOn } = ready.at(place)
      this.systems.add(system)
      if (unit !== '') this.units.add(unit)
      if (reviewer === null || decidedOn === null) {
        this.competenceAt.push(-1)
        continue
      }
      const key = `${decidedOn} ${pillar} ${reviewer}`
      const known = places.get(key)
      if (known === undefined) places.set(key, this.competences.length)
      this.competenceAt.push(known ?? this.competences.push({ person: reviewer, pillar, day: decidedOn }) - 1)
    }
  }
}

const ID_BYTES = 16

/** In their order, with the randomness of all drawn at once: drawing it for each takes longer than all else of an id. */
function newIds (count: number): string[] {
  const random = randomBytes(ID_BYTES * (count + 1))
  const [now, first] = [Date.now(), random.readUInt32BE(0) >>> 1]
  return Array.from({ length: count }, (_, index) => uuidV7({ random: random.subarray(ID_BYTES * (index + 1), ID_BYTES * (index + 2)), msecs: now, seq: first + index }))
}

function newOutput (output: ReadyOutput, { place, id }: { place: number, id: string }, { id: systemId, code, inUseOn, skipsReviewOn }: LoggedSystem, competent: Competence | undefined, times: ReferenceTimes): NewOutput {
  const { reference, pillar, processStep, madeOn, reviewer, decidedAt, usedAt, usedOn } = output
  const competence = reviewer === null ? null : competent ?? 'unknown'
  const underRule = usedOn === null ? null : skipsReviewOn(usedOn)
  return {
    place, id, systemId, system: code, reference, approved: inUseOn(madeOn), planted: false, plantedCheckId: null, competence, referenceSeconds: reviewer === null ? null : times(pillar, processStep), underRule,
    // That nothing is known of the competence is no proof that it was missing.
    use: useOf(usedAt, decidedAt, competence !== 'not_competent', underRule === true)
  }
}
