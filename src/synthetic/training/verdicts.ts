import { randomOf } from '../../statistics/seeded-random.ts'
import type { KeyEntry } from '../answer-key.ts'
import { ERROR_KINDS } from '../kinds/all-kinds.ts'
import { dayAfter } from '../seasons.ts'
import { LESSONS } from './lessons.ts'

/** How the trader's people decide what checks found: right by the answer key, with the cause, and a little later than they should. Pure. */

/** A finding as far as its decision needs it. */
export interface FoundHit {
  readonly check: string
  readonly countedOn: string
  readonly orgUnitId: string | null
  readonly broker: string | null
  readonly mrn: string
}

export interface Verdict {
  readonly decision: 'confirmed' | 'dismissed'
  /** Of a confirmed one. */
  readonly cause?: string
  /** Name of the error, or why there is none; findings that agree in all of this are decided together. */
  readonly why: string
}

export type PlantedBy = Pick<KeyEntry, 'kind' | 'checks'>

/** Nobody has got to a part of them, and to more of those of the last days. */
const LEFT = 0.06
const LEFT_LATELY = 0.5
const LATELY_DAYS = 21

/** @param planted what the key says of the declaration. Undefined: it is not decided yet. */
export function verdictOn (hit: FoundHit, planted: readonly PlantedBy[], { seed, until }: { readonly seed: string, readonly until: string }): Verdict | undefined {
  const random = randomOf(`${seed}/review/${hit.mrn}/${hit.check}`)
  if (random.uniform() < (hit.countedOn > dayAfter(until, -LATELY_DAYS) ? LEFT_LATELY : LEFT)) return undefined
  // What a check finds beside the error itself follows from the same error.
  const error = planted.find(({ checks }) => checks.includes(hit.check)) ?? planted[0]
  if (error === undefined) return { decision: 'dismissed', why: 'The declaration is right.' }
  return { decision: 'confirmed', why: error.kind, cause: causeOf(error.kind, hit, random.uniform()) }
}

const PILLARS: ReadonlyMap<string, string> = new Map(ERROR_KINDS.map(({ id, pillar }) => [id, pillar]))
const OF_PERIMETER: Readonly<Record<string, string>> = {
  mandate_lapsed: 'procedure', authorisation_suspended: 'procedure', price_adjustment_uncorrected: 'procedure', document_not_archived: 'procedure', other_quantity_received: 'clerical', reviewer_not_trained: 'procedure', ai_code_undecided: 'ai'
}
/** Up to which draw an error of the trader's own has which cause. */
const OWN: readonly [share: number, cause: string][] = [[0.3, 'training'], [0.55, 'clerical'], [0.75, 'master_data'], [0.9, 'system'], [1, 'procedure']]

function causeOf (kind: string, { orgUnitId, broker }: FoundHit, draw: number): string {
  const lesson = LESSONS.find(({ unit, kinds }) => unit === orgUnitId && kinds.includes(kind))
  // What the unit does not know, it tells its brokers wrong.
  if (lesson !== undefined && draw < 0.8) return 'training'
  const known = OF_PERIMETER[kind]
  if (known !== undefined) return known
  if (broker !== null) return 'broker'
  if (PILLARS.get(kind) === 'identifiers') return 'clerical'
  return OWN.find(([share]) => draw < share)?.[1] ?? 'other'
}
