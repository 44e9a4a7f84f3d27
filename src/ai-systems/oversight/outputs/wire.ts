import { hasScope } from '../../../platform/access.ts'
import type { Principal } from '../../../platform/access.ts'
import type { KeptDecision, KeptOutput } from './kept-output.ts'

/** Outputs as they cross the wire. */

export interface Showing {
  /** Who reviewed, and how long that person took. */
  readonly people: boolean
  /** Whether it was planted: a reviewer who knows looks otherwise. */
  readonly planted: boolean
}

export const showingOf = (principal: Principal): Showing => ({ people: hasScope(principal, 'ai:personal'), planted: hasScope(principal, 'ai:write') })

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

export function outputToWire (output: KeptOutput, showing: Showing) {
  const { mrn, lrn, declarant, unit, madeAt, decision, usedAt, wordsErasedAt, recordedAt, contentSha256, planted, plantedCheckId: _check, underRule: _rule, revision: _revision, ...rest } = output
  return {
    ...rest, unit: unit === '' ? null : unit, madeAt: madeAt.toISOString(), declaration: mrn === null && lrn === null ? null : { mrn, lrn, declarant }, ...showing.planted ? { planted } : {},
    decision: decision === null ? null : decisionToWire(decision, showing), usedAt: instant(usedAt), wordsErasedAt: instant(wordsErasedAt), contentSha256: contentSha256.toString('hex'), recordedAt: recordedAt.toISOString()
  }
}

function decisionToWire ({ reviewer, shownAt, explanationOpenedAt, decidedAt, activeSeconds, ...decision }: KeptDecision, { people }: Showing) {
  const { rationaleBucket: _bucket, referenceSeconds: _reference, readingSeconds: _reading, ...rest } = decision
  return {
    ...rest, reviewer: people ? reviewer : null, shownAt: instant(shownAt), explanationOpenedAt: instant(explanationOpenedAt), decidedAt: decidedAt.toISOString(),
    seconds: people ? secondsOf({ activeSeconds, shownAt, decidedAt }) : null
  }
}

const secondsOf = ({ activeSeconds, shownAt, decidedAt }: Pick<KeptDecision, 'activeSeconds' | 'shownAt' | 'decidedAt'>): number | null =>
  activeSeconds ?? (shownAt === null ? null : (decidedAt.getTime() - shownAt.getTime()) / 1000)
