import { indexByWeight, randomOf } from '../../statistics/seeded-random.ts'
import { SITES } from '../partners.ts'
import { dayAfter, firstDay, seasonUntil } from '../seasons.ts'
import type { Season } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { decide, instant } from './decide.ts'
import { confidenceOf } from './declared-use.ts'
import type { MadeOutput, SentOutput } from './made-output.ts'
import { reviewersOf } from './reviewers.ts'
import { DRIFT_FROM, STREAMS } from './streams.ts'
import type { Stream } from './streams.ts'
import { subjectOf } from './subjects.ts'
import type { Subject } from './subjects.ts'

/** What the systems propose in the year beside what is declared. Each output has a stream of chance of its own. Pure. */

export function * streamOutputs (trader: Trader): Generator<MadeOutput, void, undefined> {
  const season = seasonUntil(trader.until)
  for (const stream of STREAMS) {
    for (let position = 0; position < stream.outputs; position++) yield streamOutput(trader, stream, position, workday(season, stream, position))
  }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const FIRST_HOUR = 6
const HOURS = 8

function streamOutput (trader: Trader, stream: Stream, position: number, day: string): MadeOutput {
  const { system, pillar, units, manner, sampled } = stream
  const random = randomOf(`${trader.seed}/ai/stream/${system}/${position}`)
  const weights = units.map((unit) => SITES.find((site) => site.unit === unit)?.weight ?? 1)
  const unit = units[indexByWeight(random, weights)] ?? ''
  const confidence = confidenceOf(random.uniform())
  const drifted = day >= dayAfter(firstDay(trader.until), DRIFT_FROM)
  const subject = subjectOf(pillar, { trader, random, confidence, drifted, position })
  const made = Date.parse(`${day}T00:00:00Z`) + FIRST_HOUR * HOUR_MS + random.below(HOURS * 3600) * 1000
  const shownAt = made + (1 + random.below(40)) * MINUTE_MS
  const isDecided = manner !== 'samples' || position % 3 === 0
  const decision = decide(manner, { proposal: subject.proposal, right: subject.right, confidence, reviewer: random.pick(reviewersOf(unit)), shownAt, reason: subject.reason }, subject.other, random)
  const usedAt = instant(shownAt + HOUR_MS)
  const isSampled = random.uniform() < sampled
  const foundOn = dayAfter(day, 8 + random.below(25))
  return {
    sent: {
      ...versionOf(stream, day), system, reference: referenceOf(system, position), pillar, unit, madeAt: instant(made), inputReference: `enquiry-${system}-${position + 1}`, ...(subject.goodsRef === undefined ? {} : { goodsRef: subject.goodsRef }),
      ...proposed(subject, confidence), shownWords: stream.shownWords, ...(isDecided ? { decision } : {}), ...(isDecided && decision.decision === 'rejected' ? {} : { usedAt })
    },
    right: subject.right, knownOn: isSampled && foundOn <= trader.until ? foundOn : null
  }
}

export const referenceOf = (system: string, position: number): string => `${system}/e${position + 1}`

export const proposed = ({ proposal, other, explanation }: Subject, confidence: number): Pick<SentOutput, 'proposal' | 'confidence' | 'alternatives' | 'explanation'> =>
  ({ proposal, confidence, ...(other === proposal ? {} : { alternatives: [{ value: other, score: Math.round((1 - confidence) * 1000) / 1000 }] }), explanation })

/** In the order of its days; the last day of the year is left free, since it may be today. */
function workday (season: Season, { outputs, from = 0 }: Stream, position: number): string {
  const [day, first, last] = [season.dayOf(position, outputs), dayAfter(season.from, from), dayAfter(season.until, -1)]
  return day < first ? dayAfter(first, position % 20) : day > last ? last : day
}

export const versionOf = ({ modelVersion, followsNomenclature }: Pick<Stream, 'modelVersion' | 'followsNomenclature'>, day: string): Pick<SentOutput, 'modelVersion' | 'nomenclatureVersion'> =>
  ({ modelVersion, ...(followsNomenclature ? { nomenclatureVersion: `CN${day.slice(0, 4)}` } : {}) })
