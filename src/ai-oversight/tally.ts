import { binOf } from '../statistics/log-bins.ts'
import { assertCountable } from './record.ts'
import type { Outcome, OversightRecord, ProposedLine, Review } from './record.ts'

/**
 * What a record adds to the totals that all measures are made of. Pure.
 *
 * A total is a whole number under a key, so adding is all there is: order and batches do not matter, and a record that changes, because
 * its decision or its outcome became known, is taken back as it was and added as it is. Each counter has a bounded number of bins, those
 * of people as many as take part, so what is read for a measure depends on systems, versions, pillars, units and months, and not on the
 * number of records.
 */

/** Raised when a counter or a bin gets another meaning: totals of another version are made anew from the records. */
export const TALLY_VERSION = 1

/** Where a total stands. Texts hold no NUL. */
export interface Cell {
  readonly system: string
  readonly version: string
  readonly pillar: string
  readonly unit: string
  /** Month (YYYY-MM) of the output or of the acceptance of the line; of `outcome_day` the day on which the outcome became known. */
  readonly period: string
}

/**
 * Counters with their bins. Planted proposals are counted under `planted` and `reviewer` alone.
 *
 * - `decision`: a decision, or `open`
 * - `unapproved`: `made` of each output of a system that was not in use on its day
 * - `use`: of outputs used, how they had been looked at
 * - `outcome`: source / decision or none / proposal right / value in use right; `r`, `w`, or `-` where there was no value
 * - `digits`: source / digits of a code that agree: 0, 2, 4, 6, 8, 10
 * - `blind`: source / reviewer's own value right / proposal right / value in use right
 * - `confidence_outcome`: source / confidence in percent / proposal right
 * - `planted`: a decision on a planted proposal
 * - `seconds`: bin of the decision time (log-histogram.ts), 0.1 s to a day
 * - `hasty`: `yes` where it took less than the reference time
 * - `reading`: bin of the decision time by the time to read what was shown, 1/64 to 1024
 * - `time_confidence`: doubling of the decision time / tenth of the confidence
 * - `explanation`: `opened`, `left`
 * - `rationale`: group of the reason
 * - `second_review`: `same`, `different`; `second_review_chosen`: reviewer 1 or 2 / category
 * - `feature`: name / category; `confidence` is one, in tenths
 * - `reviewer`: pseudonym; `handler`: ai or human / pseudonym; how many there are is all that is read
 * - `line`: ai or human / lines, wrong, raised, decided
 * - `outcome_day`: source / proposal right
 * - `item`: items of declarations that carry a proposal, by month of acceptance: `logged`, or `not_logged` where no output of it is
 */
export const COUNTERS = [
  'decision', 'unapproved', 'use', 'outcome', 'digits', 'blind', 'confidence_outcome', 'planted', 'seconds', 'hasty', 'reading', 'time_confidence', 'explanation',
  'rationale', 'second_review', 'second_review_chosen', 'feature', 'reviewer', 'handler', 'line', 'outcome_day', 'item'
] as const
export type Counter = typeof COUNTERS[number]

/** A total as it is kept: unique by all but `count`. */
export interface Count extends Cell {
  readonly counter: Counter
  readonly bin: string
  /** Never 0; negative only in what is still to be added to totals. */
  readonly count: number
}

/** Greatest relative error of a time that is read back: a finer one would make times the most of all totals, and nobody decides within seconds. */
export const TIME_ERROR = 0.05

const DIGITS = [10, 8, 6, 4, 2, 0] as const
const LEAST_SECONDS = 0.1
const MOST_SECONDS = 86_400
const LEAST_READING = 1 / 64
const MOST_READING = 1024

/** Counts of one counter in one cell, by bin. */
export interface CounterBins extends Cell {
  readonly counter: Counter
  readonly bins: ReadonlyMap<string, number>
}

interface CellCounts {
  readonly cell: Cell
  readonly bins: Map<Counter, Map<string, number>>
}

/** Totals, or changes of totals, under way. */
export class Tally {
  readonly #cells = new Map<string, CellCounts>()

  /** Adds what a record counts for, or takes it away. */
  countRecord (record: OversightRecord, sign: 1 | -1 = 1): void {
    assertCountable(record)
    const cell = this.#cellOf(record, record.madeOn.slice(0, 7))
    const add = (counter: Counter, bin: string | number): void => this.#add(cell, counter, String(bin), sign)
    if (record.review !== null) add('reviewer', record.review.reviewer)
    if (record.planted) {
      if (record.review !== null) add('planted', record.review.decision)
      return
    }
    countOutput(record, add)
    if (record.review !== null) countReview(record.review, record.confidence, add)
    for (const outcome of record.outcomes) {
      countOutcome(outcome, record, add)
      this.#add(this.#cellOf(record, outcome.knownOn), 'outcome_day', `${outcome.source}/${letter(outcome.proposalRight)}`, sign)
    }
  }

  countLine (line: ProposedLine, sign: 1 | -1 = 1): void {
    const cell = this.#cellOf(line, line.acceptedOn.slice(0, 7))
    for (const [name, count] of Object.entries({ lines: 1, wrong: line.wrong ? 1 : 0, raised: line.raised, decided: line.decided })) {
      this.#add(cell, 'line', `${line.proposedBy}/${name}`, sign * count)
    }
    if (line.handler !== null) this.#add(cell, 'handler', `${line.proposedBy}/${line.handler}`, sign)
  }

  add (counts: Iterable<Count>): void {
    for (const count of counts) this.#add(this.#cellOf(count, count.period), count.counter, count.bin, count.count)
  }

  /** What does not cancel out, in the order of the key. */
  counts (): Count[] {
    return this.counterBins().flatMap(({ bins, ...key }) => [...bins].toSorted(([a], [b]) => a < b ? -1 : 1).map(([bin, count]): Count => ({ ...key, bin, count })))
  }

  /** The same by cell and counter: in the order of both, the bins in any. */
  counterBins (): CounterBins[] {
    const counters = [...this.#cells].flatMap(([key, { cell, bins: counters }]) => [...counters].flatMap(([counter, bins]) => {
      const left = withoutZeros(bins)
      return left.size === 0 ? [] : [{ key: `${key}\0${counter}`, of: { ...cell, counter, bins: left } }]
    }))
    return counters.toSorted((a, b) => a.key < b.key ? -1 : 1).map(({ of }) => of)
  }

  #cellOf ({ system, version, pillar, unit }: Omit<Cell, 'period'>, period: string): CellCounts {
    const key = `${system}\0${version}\0${pillar}\0${unit}\0${period}`
    let counts = this.#cells.get(key)
    if (counts === undefined) {
      counts = { cell: { system, version, pillar, unit, period }, bins: new Map() }
      this.#cells.set(key, counts)
    }
    return counts
  }

  #add ({ bins }: CellCounts, counter: Counter, bin: string, count: number): void {
    let ofCounter = bins.get(counter)
    if (ofCounter === undefined) {
      ofCounter = new Map()
      bins.set(counter, ofCounter)
    }
    ofCounter.set(bin, (ofCounter.get(bin) ?? 0) + count)
  }
}

/** What one record counts for. */
export function tallyOf (record: OversightRecord): Count[] {
  const tally = new Tally()
  tally.countRecord(record)
  return tally.counts()
}

export function addTallies (...tallies: readonly (readonly Count[])[]): Count[] {
  const tally = new Tally()
  for (const counts of tallies) tally.add(counts)
  return tally.counts()
}

/** To be added where the counts are to be taken away. */
export const takenBack = (counts: readonly Count[]): Count[] => counts.map((count) => ({ ...count, count: -count.count }))

/** What changes in the totals when a record does: empty where nothing that is counted changed. */
export function changeOf (before: OversightRecord, after: OversightRecord): Count[] {
  const tally = new Tally()
  tally.countRecord(before, -1)
  tally.countRecord(after)
  return tally.counts()
}

type Add = (counter: Counter, bin: string | number) => void

function withoutZeros (bins: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  for (const count of bins.values()) if (count === 0) return new Map([...bins].filter(([, left]) => left !== 0))
  return bins
}
const letter = (right: boolean | null): string => right === null ? '-' : right ? 'r' : 'w'
const tenthOf = (confidence: number): number => Math.min(9, Math.floor(Math.round(confidence * 100) / 10))
const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))

function countOutput ({ review, approved, use, confidence, features, secondReview }: OversightRecord, add: Add): void {
  add('decision', review?.decision ?? 'open')
  if (!approved) add('unapproved', 'made')
  if (use !== 'not_used') add('use', use)
  for (const [name, category] of Object.entries(features)) add('feature', `${name}/${category}`)
  add('feature', `confidence/${confidence === null ? 'none' : tenthOf(confidence)}`)
  if (secondReview === null) return
  add('second_review', secondReview.first === secondReview.second ? 'same' : 'different')
  add('second_review_chosen', `1/${secondReview.first}`)
  add('second_review_chosen', `2/${secondReview.second}`)
}

function countReview ({ seconds, referenceSeconds, readingSeconds, explanationOpened, rationale }: Review, confidence: number | null, add: Add): void {
  if (explanationOpened !== null) add('explanation', explanationOpened ? 'opened' : 'left')
  if (rationale !== null) add('rationale', rationale)
  if (seconds === null) return
  const counted = within(seconds, LEAST_SECONDS, MOST_SECONDS)
  add('seconds', binOf(counted, TIME_ERROR))
  if (referenceSeconds !== null) add('hasty', seconds < referenceSeconds ? 'yes' : 'no')
  if (readingSeconds !== null && readingSeconds > 0) add('reading', binOf(within(seconds / readingSeconds, LEAST_READING, MOST_READING), TIME_ERROR))
  if (confidence !== null) add('time_confidence', `${Math.floor(Math.log2(counted))}/${tenthOf(confidence)}`)
}

function countOutcome ({ source, proposalRight, finalRight, blindRight, digits }: Outcome, { review, confidence }: OversightRecord, add: Add): void {
  add('outcome', `${source}/${review?.decision ?? 'none'}/${letter(proposalRight)}/${letter(finalRight)}`)
  if (digits !== null) add('digits', `${source}/${DIGITS.find((level) => level <= digits) ?? 0}`)
  if (blindRight !== null) add('blind', `${source}/${letter(blindRight)}/${letter(proposalRight)}/${letter(finalRight)}`)
  if (confidence !== null) add('confidence_outcome', `${source}/${Math.round(confidence * 100)}/${letter(proposalRight)}`)
}
