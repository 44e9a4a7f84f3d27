import { randomOf } from '../../statistics/seeded-random.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { instant, secondsOf } from './decide.ts'
import { confidenceOf } from './declared-use.ts'
import type { SentDecision } from './made-output.ts'
import { referenceOf } from './outputs.ts'
import { reviewersOf } from './reviewers.ts'
import { STREAMS } from './streams.ts'
import type { Stream } from './streams.ts'
import { CODES, ORIGINS, VALUES } from './systems.ts'
import { wrongSubject } from './subjects.ts'
import type { Subject } from './subjects.ts'

/** Wrong proposals that were shown among the others of three systems, and what people did with them. Pure. */

const TRIED: readonly string[] = [CODES, ORIGINS, VALUES]
/** By unit, so many of each system. */
const SHOWN: Readonly<Record<string, number>> = { 'import-ports': 16, 'operations-north': 13, 'operations-centre': 11 }
const FIRST = 20
const LAST = 340
const MINUTE_MS = 60_000

interface Planted {
  readonly stream: Stream
  readonly unit: string
  readonly reference: string
  readonly subject: Subject
  readonly confidence: number
  /** Milliseconds since 1970. */
  readonly due: number
  readonly decision: SentDecision
}

export const plantedChecks = (trader: Trader): Members[] => [...Map.groupBy(plantedOf(trader), ({ stream, unit }) => `${stream.system} ${unit}`).values()].flatMap((planted) => {
  const [one] = planted
  if (one === undefined) return []
  const from = firstDay(trader.until)
  return [{
    system: one.stream.system, pillar: one.stream.pillar, unit: one.unit, from: dayAfter(from, FIRST), to: dayAfter(from, LAST),
    proposals: planted.map(({ stream, reference, subject, confidence, due }) => ({
      inputReference: `enquiry-${reference.replace('/', '-')}`, proposal: subject.proposal, rightValue: subject.right, reference, dueAt: instant(due), ...(subject.goodsRef === undefined ? {} : { goodsRef: subject.goodsRef }),
      confidence, explanation: subject.explanation, shownWords: stream.shownWords
    }))
  }]
})

/** Decided as all others are: named by the reference alone. */
export const plantedSteps = (trader: Trader): Members[] => plantedOf(trader).map(({ stream: { system }, reference, decision }) => ({ kind: 'decision', system, reference, ...decision }))

function plantedOf (trader: Trader): Planted[] {
  return STREAMS.filter(({ system }) => TRIED.includes(system)).flatMap((stream) => {
    const units = Object.entries(SHOWN).flatMap(([unit, count]) => Array.from({ length: count }, () => unit))
    return units.map((unit, index) => plantedOne(trader, stream, unit, index, units.length))
  })
}

function plantedOne (trader: Trader, stream: Stream, unit: string, index: number, shown: number): Planted {
  const { system, pillar, outputs, manner } = stream
  const random = randomOf(`${trader.seed}/ai/planted/${system}/${index}`)
  const subject = wrongSubject(pillar, trader, outputs + index)
  const confidence = confidenceOf(random.uniform())
  const due = Date.parse(`${dayAfter(firstDay(trader.until), FIRST + 1 + Math.floor(index * (LAST - FIRST - 2) / shown))}T00:00:00Z`) + (7 * 60 + random.below(420)) * MINUTE_MS
  const people = reviewersOf(unit)
  const shownAt = due + (3 + random.below(40)) * MINUTE_MS
  const isCaught = manner === 'waves_through' ? index % 20 === 3 : index % 13 !== 7
  return {
    stream, unit, reference: referenceOf(system, outputs + index), subject, confidence, due,
    decision: {
      decision: isCaught ? 'overridden' : 'accepted', ...(isCaught ? { finalValue: subject.right, rationaleCode: subject.reason.code, rationale: subject.reason.words } : {}), reviewer: people[index % people.length] ?? '',
      shownAt: instant(shownAt), decidedAt: instant(shownAt + secondsOf(manner, confidence, random) * 1000)
    }
  }
}
