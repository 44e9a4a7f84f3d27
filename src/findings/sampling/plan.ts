import { createHash } from 'node:crypto'
import { type SeededRandom, randomOf, shuffled } from '../../statistics/seeded-random.ts'
import { type AllocatedStratum, allocated } from './allocation.ts'
import { type FrameEntry, frameHash, orderedFrame } from './frame.ts'
import { type MonetaryDraw, drawByMoney } from './monetary-draw.ts'

/** Changes whenever the same frame, settings and seed would draw otherwise. */
export const SAMPLING_METHOD = 'review-sampling/1'

export const DRAW_REASONS = ['error_hit', 'random', 'monetary_unit', 'top_stratum'] as const
export type DrawReason = typeof DRAW_REASONS[number]

export interface RandomSettings {
  /** Entries to draw in all. Least sizes come first, and may add up to more. */
  readonly size: number
  /** Entries to draw of each stratum at least, or all it has; one or more. */
  readonly leastPerStratum: number
}

export interface SamplingSettings {
  /** Any text; it is stored with the plan, so that the draw can be made again. */
  readonly seed: string
  /** Null leaves the random sample out. */
  readonly random: RandomSettings | null
  /** Decimal text in whole cents; null leaves the monetary-unit sample out. */
  readonly monetaryInterval: string | null
}

export interface DrawnEntry extends FrameEntry {
  /** Every reason for which it is reviewed: the samples are drawn independently, so an entry can be in both. */
  readonly reasons: readonly DrawReason[]
}

export interface SamplingPlan {
  readonly method: string
  readonly settings: SamplingSettings
  readonly frameHash: string
  readonly frameSize: number
  /** Strata of the random sample, without error hits; null where none was drawn. */
  readonly strata: readonly AllocatedStratum[] | null
  readonly monetary: MonetaryDraw | null
  /** What is to be reviewed, in frame order. */
  readonly draw: readonly DrawnEntry[]
}

/**
 * Plans which entries a person reviews: all with an error hit; of the others a random sample from every stratum and a sample by money.
 *
 * Error hits are no part of either sample, so their many errors are not projected onto entries that nothing speaks against. The same
 * frame, in any order, with the same settings gives the same plan.
 *
 * @throws Error when the frame holds an entry twice or a negative value, or a setting is out of range.
 */
export function planReviewSample (entries: readonly FrameEntry[], settings: SamplingSettings): SamplingPlan {
  const ordered = orderedFrame(entries)
  const reasons = new Map<FrameEntry, DrawReason[]>()
  const give = (drawn: readonly FrameEntry[], reason: DrawReason): void => {
    for (const entry of drawn) reasons.set(entry, [...reasons.get(entry) ?? [], reason])
  }
  const sampled = ordered.filter(({ hasErrorHit }) => !hasErrorHit)
  give(ordered.filter(({ hasErrorHit }) => hasErrorHit), 'error_hit')
  const random = settings.random === null ? null : drawByStratum(sampled, settings.seed, settings.random)
  if (random !== null) give(random.drawn, 'random')
  const monetary = settings.monetaryInterval === null
    ? null
    : drawByMoney(sampled, settings.monetaryInterval, streamOf(settings.seed, 'monetary_unit'))
  if (monetary !== null) {
    give(monetary.hit, 'monetary_unit')
    give(monetary.top, 'top_stratum')
  }
  return {
    method: SAMPLING_METHOD,
    settings,
    frameHash: frameHash(ordered),
    frameSize: ordered.length,
    strata: random?.strata ?? null,
    monetary: monetary?.draw ?? null,
    draw: ordered.flatMap((entry) => {
      const given = reasons.get(entry)
      return given === undefined ? [] : [{ ...entry, reasons: given }]
    })
  }
}

/** SHA-256 over the drawn entries with their reasons, one JSON array a line: equal hashes are equal draws, byte for byte. */
export function drawHash (draw: readonly DrawnEntry[]): string {
  const hash = createHash('sha256')
  for (const { declarationId, itemNumber, stratum, bookValue, hasErrorHit, reasons } of draw) {
    hash.update(`${JSON.stringify([declarationId, itemNumber, stratum, bookValue, hasErrorHit, reasons])}\n`)
  }
  return hash.digest('hex')
}

/** Each draw has its own stream: to change one sample or stratum leaves the others as they were. */
const streamOf = (seed: string, ...draw: string[]): SeededRandom => randomOf(JSON.stringify([SAMPLING_METHOD, seed, ...draw]))

interface StratifiedDraw { readonly strata: AllocatedStratum[], readonly drawn: FrameEntry[] }

function drawByStratum (ordered: readonly FrameEntry[], seed: string, { size, leastPerStratum }: RandomSettings): StratifiedDraw {
  if (!Number.isSafeInteger(size) || size < 0) throw new Error(`${size} is no number of entries to draw`)
  if (!Number.isSafeInteger(leastPerStratum) || leastPerStratum < 1) {
    throw new Error(`A stratum is judged by at least one entry, not ${leastPerStratum}`)
  }
  const members = Map.groupBy(ordered, ({ stratum }) => stratum)
  const strata = allocated([...members].map(([stratum, { length }]) => ({ stratum, volume: length })), size, leastPerStratum)
  const drawn = strata.flatMap(({ stratum, size }) =>
    shuffled(streamOf(seed, 'random', stratum), members.get(stratum) ?? []).slice(0, size))
  return { strata, drawn }
}
