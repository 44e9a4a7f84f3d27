import { randomBytes } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { useOf } from '../../../ai-oversight/record.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { Problem } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { invalid } from '../../problems.ts'
import { referenceTimes } from '../decisions/reference-times.ts'
import type { ReferenceTimes } from '../decisions/reference-times.ts'
import type { NewOutputRow } from './insert-outputs.ts'
import type { Competence } from './kept-output.ts'
import { loggedSystems } from './known-systems.ts'
import type { LoggedSystem } from './known-systems.ts'
import type { KnownThen, ReadyOutput, ReadyOutputs } from './ready-outputs.ts'

/** Outputs against the registers: whether each can be taken, and what only its transaction knows of it. */

export type IntakeDeps = Pick<OversightDeps, 'knownUnits' | 'competenceOfPeople'>

export interface NewOutput extends NewOutputRow, KnownThen {
  /** Among those that were ready. */
  readonly place: number
}

/** What many outputs have in common. */
type Judgement = Omit<NewOutput, 'place' | 'id' | 'reference'>

/** A constant number of statements, however many they are. */
export async function judgeOutputs (deps: IntakeDeps, tx: OperatorTx, ready: ReadyOutputs): Promise<JudgedOutputs> {
  const asked = new AskedOfRegisters(ready)
  const systems = await loggedSystems(tx, asked.systems)
  const knownUnits = asked.units.size === 0 ? new Set() : await deps.knownUnits(tx, [...asked.units])
  const competences = asked.competences.length === 0 ? [] : await deps.competenceOfPeople(tx, asked.competences)
  const times = asked.competences.length === 0 ? () => null : await referenceTimes(tx)
  const judged = new JudgedOutputs(ready)
  for (let place = 0; place < ready.length; place++) {
    const output = ready.at(place)
    const system = systems.get(output.system)
    if (system === undefined) judged.refuse(place, invalid([{ pointer: '/system', detail: 'is no AI system of yours', hint: 'Register it under /v1/ai-systems: what takes part is in the inventory first' }]))
    else if (output.unit !== '' && !knownUnits.has(output.unit)) judged.refuse(place, invalid([{ pointer: '/unit', detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' }]))
    else judged.accept(place, judgementOf(output, system, competences[asked.competenceAt[place] ?? -1], times))
  }
  return judged
}

/** In the order of those that were ready. What is said of one is made when it is asked for: thousands wait for the database. */
export class JudgedOutputs {
  readonly #ready: ReadyOutputs
  readonly #ids: NewIds
  readonly #shared = new Map<string, Judgement>()
  readonly #judgements: (Judgement | undefined)[] = []
  readonly #refused = new Map<number, Problem>()
  /** Places of those that can be taken. */
  readonly accepted: number[] = []

  constructor (ready: ReadyOutputs) {
    this.#ready = ready
    this.#ids = new NewIds(ready.length)
  }

  refuse (place: number, problem: Problem): void {
    this.#refused.set(place, problem)
    this.#judgements[place] = undefined
  }

  accept (place: number, judgement: Judgement): void {
    const { systemId, approved, competence, referenceSeconds, use, underRule } = judgement
    const key = `${systemId} ${approved} ${competence} ${referenceSeconds} ${use} ${underRule}`
    const known = this.#shared.get(key)
    if (known === undefined) this.#shared.set(key, judgement)
    this.#judgements[place] = known ?? judgement
    this.accepted.push(place)
  }

  refusalOf (place: number): Problem | undefined {
    return this.#refused.get(place)
  }

  systemIdOf (place: number): string {
    return this.#judgementOf(place).systemId
  }

  idOf (place: number): string {
    return this.#ids.at(place)
  }

  outputAt (place: number): NewOutput {
    return { ...this.#judgementOf(place), place, id: this.idOf(place), reference: this.#ready.referenceOf(place) }
  }

  #judgementOf (place: number): Judgement {
    const judgement = this.#judgements[place]
    if (judgement === undefined) throw new Error('The output was refused')
    return judgement
  }
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

function judgementOf ({ pillar, processStep, madeOn, reviewer, decidedAt, usedAt, usedOn }: ReadyOutput, { id: systemId, code, inUseOn, skipsReviewOn }: LoggedSystem, competent: Competence | undefined, times: ReferenceTimes): Judgement {
  const competence = reviewer === null ? null : competent ?? 'unknown'
  const underRule = usedOn === null ? null : skipsReviewOn(usedOn)
  return {
    systemId, system: code, approved: inUseOn(madeOn), planted: false, plantedCheckId: null, competence, referenceSeconds: reviewer === null ? null : times(pillar, processStep), underRule,
    // That nothing is known of the competence is no proof that it was missing.
    use: useOf(usedAt, decidedAt, competence !== 'not_competent', underRule === true)
  }
}

const ID_BYTES = 16

/** In their order, with the randomness of all drawn at once: drawing it for each takes longer than all else of an id. */
class NewIds {
  readonly #random: Buffer
  readonly #now = Date.now()
  readonly #first: number

  constructor (count: number) {
    this.#random = randomBytes(ID_BYTES * (count + 1))
    this.#first = this.#random.readUInt32BE(0) >>> 1
  }

  /** The same each time. */
  at (place: number): string {
    return uuidV7({ random: this.#random.subarray(ID_BYTES * (place + 1), ID_BYTES * (place + 2)), msecs: this.#now, seq: this.#first + place })
  }
}
