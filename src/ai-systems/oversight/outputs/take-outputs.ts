import { randomBytes } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { useOf } from '../../../ai-oversight/record.ts'
import { Tally } from '../../../ai-oversight/tally.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { Problem } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { outputDiffers } from '../../problems.ts'
import { invalid } from '../../register/system-operations.ts'
import { referenceTimes } from '../decisions/reference-times.ts'
import type { ReferenceTimes } from '../decisions/reference-times.ts'
import { moveTotals } from '../totals/total-store.ts'
import { insertOutputs, recordedReferences } from './insert-outputs.ts'
import type { NewOutputRow } from './insert-outputs.ts'
import { recordOf } from './kept-output.ts'
import type { Competence, KeptDecision } from './kept-output.ts'
import { loggedSystems } from './known-systems.ts'
import type { LoggedSystem } from './known-systems.ts'
import type { StatedOutput } from './stated-output.ts'

/** Outputs as they are taken into the log: a constant number of statements, however many they are. */

export interface TakenOutput {
  readonly outcome: 'created' | 'replayed'
  readonly id: string
  readonly reference: string
}

export interface Intake {
  /** In the order of what was stated. */
  readonly results: readonly (TakenOutput | Problem)[]
  readonly created: readonly NewOutputRow[]
}

type Deps = Pick<OversightDeps, 'knownUnits' | 'competenceOfPeople'>

/**
 * Of several with the same reference the first is taken. Writes the rows; the caller logs what was created, and moves the totals last
 * (`countOutputs`).
 */
export async function takeOutputs (deps: Deps, tx: OperatorTx, stated: readonly StatedOutput[]): Promise<Intake> {
  const judged = await judge(deps, tx, stated)
  const rows = new Map<string, NewOutputRow>()
  for (const one of judged) if (!(one instanceof Problem) && !rows.has(keyOf(one))) rows.set(keyOf(one), one)
  const asked = [...rows.values()]
  const added = await insertOutputs(tx, asked, await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  // Nearly always all are new, and nothing needs to be read.
  const kept = added === asked.length ? rows : new Map((await recordedReferences(tx, asked)).map((one) => [keyOf(one), one]))
  return {
    results: judged.map((one) => one instanceof Problem ? one : resultOf(one, kept.get(keyOf(one)))),
    created: added === asked.length ? asked : asked.filter((row) => kept.get(keyOf(row))?.id === row.id)
  }
}

/** As late in the transaction as may be. */
export async function countOutputs (tx: OperatorTx, rows: readonly NewOutputRow[]): Promise<void> {
  const tally = new Tally()
  for (const row of rows) tally.countRecord(recordOf(row))
  await moveTotals(tx, tally.counts())
}

const keyOf = ({ systemId, reference }: { readonly systemId: string, readonly reference: string }): string => `${systemId} ${reference}`

function resultOf (row: NewOutputRow, kept: { readonly id: string, readonly contentSha256: Buffer } | undefined): TakenOutput | Problem {
  if (kept === undefined) throw new Error('An output was neither added nor there')
  const { reference, contentSha256 } = row
  if (kept.id === row.id) return { outcome: 'created', id: kept.id, reference }
  if (kept.contentSha256.equals(contentSha256)) return { outcome: 'replayed', id: kept.id, reference }
  return outputDiffers(`What is recorded under the reference is never changed: ${kept.id}.`, { errors: [{ pointer: '/reference', detail: 'is that of another output of the system', hint: 'Give each output a reference of its own; add a decision, a use or an outcome to the one that is recorded' }] })
}

async function judge (deps: Deps, tx: OperatorTx, stated: readonly StatedOutput[]): Promise<(NewOutputRow | Problem)[]> {
  const systems = await loggedSystems(tx, stated.map(({ system }) => system))
  const units = [...new Set(stated.map(({ unit }) => unit).filter((unit) => unit !== ''))]
  const knownUnits = units.length === 0 ? new Set() : await deps.knownUnits(tx, units)
  const competence = await competences(deps, tx, stated)
  const times = stated.some(({ decision }) => decision !== null) ? await referenceTimes(tx) : () => null
  const ids = newIds(stated.length)
  return stated.map((output, index) => {
    const system = systems.get(output.system)
    if (system === undefined) return invalid([{ pointer: '/system', detail: 'is no AI system of yours', hint: 'Register it under /v1/ai-systems: what takes part is in the inventory first' }])
    if (output.unit !== '' && !knownUnits.has(output.unit)) return invalid([{ pointer: '/unit', detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' }])
    return rowOf(output, ids[index] ?? uuidV7(), system, competence[index], times)
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
async function competences ({ competenceOfPeople }: Deps, tx: OperatorTx, stated: readonly StatedOutput[]): Promise<readonly (Competence | undefined)[]> {
  const asked = new Map<string, { person: string, pillar: string, day: string }>()
  const keys = stated.map(({ pillar, decision }) => {
    if (decision === null) return undefined
    const day = utcDay(decision.decidedAt)
    const key = `${day} ${pillar} ${decision.reviewer}`
    if (!asked.has(key)) asked.set(key, { person: decision.reviewer, pillar, day })
    return key
  })
  if (asked.size === 0) return []
  const answers = await competenceOfPeople(tx, [...asked.values()])
  const byKey = new Map([...asked.keys()].map((key, index) => [key, answers[index]]))
  return keys.map((key) => key === undefined ? undefined : byKey.get(key) ?? 'unknown')
}

function rowOf (output: StatedOutput, id: string, { id: systemId, code, inUseOn, skipsReviewOn }: LoggedSystem, competence: Competence | undefined, times: ReferenceTimes): NewOutputRow {
  const { decision: read, usedAt } = output
  const decision: KeptDecision | null = read === null ? null : { ...read, competence: competence ?? 'unknown', referenceSeconds: times(output.pillar, output.processStep) }
  const underRule = usedAt === null ? null : skipsReviewOn(utcDay(usedAt))
  return {
    ...output, id, systemId, system: code, approved: inUseOn(utcDay(output.madeAt)), planted: false, plantedCheckId: null, decision, underRule,
    // That nothing is known of the competence is no proof that it was missing.
    use: useOf(usedAt, decision?.decidedAt ?? null, decision?.competence !== 'not_competent', underRule === true)
  }
}
