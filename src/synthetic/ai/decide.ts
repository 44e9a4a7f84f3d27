import type { SeededRandom } from '../../statistics/seeded-random.ts'
import type { SentDecision } from './made-output.ts'
import type { Manner } from './streams.ts'

/** How people decide a proposal: some look, some wave it through. Pure. */

export interface Asked {
  readonly proposal: string
  readonly right: string
  readonly confidence: number
  readonly reviewer: string
  /** Milliseconds since 1970. */
  readonly shownAt: number
  /** What a reviewer who sees that the proposal is wrong says of it. */
  readonly reason: { readonly code: string, readonly words: string }
}

/** Of what is wrong, how much a reviewer sees; of what is right, how much is taken for wrong. */
const SEEN: Readonly<Record<Manner, number>> = { looks: 0.9, samples: 0.9, waves_through: 0.02 }
const MISTAKEN: Readonly<Record<Manner, number>> = { looks: 0.012, samples: 0.01, waves_through: 0.0005 }
/** Of what is taken for wrong, how much is given to somebody else. */
const PASSED_ON = 0.12
const OPENED: Readonly<Record<Manner, number>> = { looks: 0.7, samples: 0.5, waves_through: 0.01 }
/** A reviewer's own value, given beforehand. */
const BLIND: Readonly<Record<Manner, number>> = { looks: 0.08, samples: 0, waves_through: 0 }
const BLIND_RIGHT = 0.93

/** @param other a value that is neither right nor the proposal. */
export function decide (manner: Manner, asked: Asked, other: string, random: SeededRandom): SentDecision {
  const { proposal, right, reviewer, shownAt } = asked
  const [draw, passing, opening, blindness] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()]
  const isDoubted = draw < (proposal === right ? MISTAKEN : SEEN)[manner]
  const seconds = secondsOf(manner, asked.confidence, random)
  const rejected = isDoubted && passing < PASSED_ON
  const blind = blindness < BLIND[manner] ? random.uniform() < BLIND_RIGHT ? right : other : undefined
  return {
    decision: !isDoubted ? 'accepted' : rejected ? 'rejected' : 'overridden', ...(isDoubted && !rejected ? { finalValue: proposal === right ? other : right } : {}),
    ...(isDoubted ? { rationaleCode: asked.reason.code, rationale: asked.reason.words } : {}), reviewer, shownAt: instant(shownAt),
    ...(opening < OPENED[manner] ? { explanationOpenedAt: instant(shownAt + seconds * 200) } : {}), decidedAt: instant(shownAt + seconds * 1000), ...(blind === undefined ? {} : { blindValue: blind })
  }
}

/** Times the usual one, each as often: skewed, as times are. */
const SPREAD = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2.1, 2.6, 3.5]
const USUAL_SECONDS = 75

/** Whoever looks takes longer where the system is less sure; whoever does not takes two or three seconds. */
export function secondsOf (manner: Manner, confidence: number, random: SeededRandom): number {
  const draw = random.uniform()
  if (manner === 'waves_through') return Math.round((1.2 + 2.6 * draw) * 10) / 10
  return Math.round(USUAL_SECONDS * (0.6 + 12 * (1 - confidence)) * random.pick(SPREAD) * (0.9 + 0.2 * draw) * 10) / 10
}

export const instant = (time: number): string => new Date(time).toISOString()
