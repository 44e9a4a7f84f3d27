import { readInstant, utcDay } from '../../../platform/calendar.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import type { Problem } from '../../../platform/problem.ts'
import { outcomeOf } from '../outcomes/right-value.ts'
import type { KeptOutput } from '../outputs/kept-output.ts'
import { judged } from '../steps/output-state.ts'
import type { KeptOutcome } from '../steps/output-state.ts'
import type { StatedDecision } from './decision.ts'
import type { NewDecision, NewOutcome, NewSecondReview, NewUse } from './schemas.ts'

/** Steps as they are sent, read and judged by the output that they follow on. Pure. */

/** Clocks of two machines differ: an instant so much ahead of ours is not to come. */
const CLOCKS_DIFFER_MS = 60_000

const wrong = (pointer: string, detail: string, hint: string): Problem => invalidRequest('The content of the request is not valid.', { errors: [{ pointer, detail, hint }] })

/** @throws invalid-request for an instant that does not exist. */
function instantAt (text: string, pointer: string): Date {
  const instant = readInstant(text)
  if (instant === undefined) throw wrong(pointer, 'is an instant that does not exist', 'Give an instant as RFC 3339 has it')
  return instant
}

/** An instant from the making of the output up to now. @throws invalid-request. */
function followingInstant (text: string, pointer: string, { madeAt }: Pick<KeptOutput, 'madeAt'>, now: Date): Date {
  const instant = instantAt(text, pointer)
  if (instant < madeAt) throw wrong(pointer, 'is before the output was made', 'Give the instant of it')
  if (instant.getTime() > now.getTime() + CLOCKS_DIFFER_MS) throw wrong(pointer, 'is still to come', 'Record it once it is so')
  return instant
}

export function readDecision ({ shownAt, explanationOpenedAt, decidedAt, ...rest }: NewDecision): StatedDecision & { readonly activeSeconds?: number | undefined } {
  return {
    ...rest, shownAt: instantAt(shownAt, '/shownAt'), decidedAt: instantAt(decidedAt, '/decidedAt'), explanationOpenedAt: explanationOpenedAt === undefined ? undefined : instantAt(explanationOpenedAt, '/explanationOpenedAt')
  }
}

export const readUse = ({ usedAt }: NewUse, output: KeptOutput, now: Date): Date => followingInstant(usedAt, '/usedAt', output, now)

export const readSecondReview = ({ value, reviewedAt }: Pick<NewSecondReview, 'value' | 'reviewedAt'>, output: KeptOutput, now: Date): { readonly value: string, readonly reviewedAt: Date } =>
  ({ value, reviewedAt: followingInstant(reviewedAt, '/reviewedAt', output, now) })

/** @throws invalid-request for a day before the output, or to come. */
export function readOutcome ({ source, value, knownOn, evidence }: NewOutcome, output: KeptOutput, now: Date): KeptOutcome {
  if (knownOn < utcDay(output.madeAt)) throw wrong('/knownOn', 'is before the output was made', 'Give the day on which it became known what is right of it')
  if (knownOn > utcDay(now)) throw wrong('/knownOn', 'is still to come', 'Record it once it is known')
  return { ...outcomeOf(judged(output), source, value, knownOn), rightValue: value, reference: evidence ?? null, origin: 'stated' }
}

export const outcomeToWire = ({ source, knownOn, proposalRight, finalRight, blindRight, digits, rightValue, reference, origin }: KeptOutcome) =>
  ({ source, knownOn, value: rightValue, proposalRight, finalRight, blindRight, digits, evidence: reference, origin })
