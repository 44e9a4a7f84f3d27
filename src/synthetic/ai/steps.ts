import { randomOf } from '../../statistics/seeded-random.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { instant } from './decide.ts'
import type { MadeOutput } from './made-output.ts'
import { referenceOf, streamOutputs } from './outputs.ts'
import { reviewersOf } from './reviewers.ts'
import { STREAMS } from './streams.ts'

/** What follows on outputs: what turned out to be right, and what a colleague found who did the same anew. Pure. */

export function * outputSteps (trader: Trader): Generator<Members, void, undefined> {
  const again = new Set(STREAMS.flatMap(({ system, outputs, secondReviews }) => Array.from({ length: secondReviews }, (_, index) => referenceOf(system, Math.floor(index * outputs / secondReviews)))))
  for (const made of streamOutputs(trader)) {
    const { sent: { system, reference }, right, knownOn } = made
    if (again.has(reference)) yield * secondReview(made, trader)
    if (knownOn !== null) yield { kind: 'outcome', system, reference, source: 'blind_sample', value: right, knownOn, evidence: `sample-${knownOn.slice(0, 7)}` }
  }
}

/** Of what a colleague finds, how much is right. */
const RIGHT = 0.95
const LATER_MS = 2 * 86_400_000

function * secondReview ({ sent: { system, reference, unit, decision, alternatives = [] }, right }: MadeOutput, { seed }: Trader): Generator<Members, void, undefined> {
  if (decision === undefined || decision.decision === 'rejected') return
  const random = randomOf(`${seed}/ai/again/${reference}`)
  const others = reviewersOf(unit).filter((person) => person !== decision.reviewer)
  const value = random.uniform() < RIGHT ? right : alternatives[0]?.value ?? right
  yield { kind: 'second_review', system, reference, value, reviewer: random.pick(others), reviewedAt: instant(Date.parse(decision.decidedAt) + LATER_MS) }
}

const TIMED = 40
const QUICKEST = 8
const STEP = 3.7
const TIMED_BEFORE = -100

/** Reviews in earnest that were timed before the year: one in twenty took less than a quarter of a minute. */
export const referenceTimes = ({ until }: Trader): Members[] => ['classification', 'origin', 'value', 'identifiers', 'lifecycle'].map((pillar) => ({
  pillar, measuredOn: dayAfter(firstDay(until), TIMED_BEFORE), seconds: Array.from({ length: TIMED }, (_, index) => Math.round((QUICKEST + STEP * index) * 10) / 10)
}))
