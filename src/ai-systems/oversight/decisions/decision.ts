import type { Decision } from '../../../ai-oversight/record.ts'
import type { Fault } from '../../../platform/problem.ts'
import { sameValue } from '../outcomes/right-value.ts'
import RULES from './decision-rules.json' with { type: 'json' }

/** What a person may decide of an output, and when (ai.md 4.1). Pure. */

/** Versioned data of this system, without legal force. */
export interface DecisionRules {
  readonly version: number
  /** An accepted proposal of a lower confidence needs its reason, as every override and rejection does. */
  readonly lowConfidenceBelow: number
  readonly rationaleCodes: readonly string[]
}
export const DECISION_RULES: DecisionRules = RULES

export interface StatedDecision {
  readonly decision: Decision
  /** In use from now on, where another one than the proposal. */
  readonly finalValue?: string | undefined
  readonly rationaleCode?: string | undefined
  readonly rationale?: string | undefined
  readonly shownAt: Date
  readonly explanationOpenedAt?: Date | undefined
  readonly decidedAt: Date
  /** The reviewer's own value, given before the proposal was shown. */
  readonly blindValue?: string | undefined
}

/** The output as far as a decision depends on it. */
export interface DecidedOutput {
  readonly pillar: string
  readonly proposal: string
  readonly confidence: number | null
  readonly explanation: boolean
  readonly madeAt: Date
}

/** Clocks of two machines differ: an instant so much ahead of ours is not to come. */
const CLOCKS_DIFFER_MS = 60_000

/** What is wrong with it, each at its member; nothing where it can be. */
export function decisionFaults (output: DecidedOutput, stated: StatedDecision, now: Date, rules: DecisionRules = DECISION_RULES): Fault[] {
  return [...timeFaults(output, stated, now), ...valueFaults(output, stated), ...reasonFaults(output, stated, rules)]
}

function timeFaults ({ madeAt, explanation }: DecidedOutput, { shownAt, explanationOpenedAt: opened, decidedAt }: StatedDecision, now: Date): Fault[] {
  return [
    ...shownAt < madeAt ? [fault('/shownAt', 'is before the output was made', 'Give the instant at which the reviewer saw it')] : [],
    ...decidedAt < shownAt ? [fault('/decidedAt', 'is before the output was shown', 'A decision follows what it is about')] : [],
    ...decidedAt.getTime() > now.getTime() + CLOCKS_DIFFER_MS ? [fault('/decidedAt', 'is still to come', 'Give the instant of the decision')] : [],
    ...opened !== undefined && (opened < shownAt || opened > decidedAt) ? [fault('/explanationOpenedAt', 'is not between shownAt and decidedAt', 'Leave it out when the explanation was not opened before the decision')] : [],
    ...opened !== undefined && !explanation ? [fault('/explanationOpenedAt', 'stands for an output without an explanation', 'Leave it out')] : []
  ]
}

function valueFaults ({ pillar, proposal }: DecidedOutput, { decision, finalValue }: StatedDecision): Fault[] {
  if (decision === 'rejected') return finalValue === undefined ? [] : [fault('/finalValue', 'stands for a rejection', 'Leave it out: there is no value yet. Where there is one the proposal was overridden')]
  if (decision === 'accepted') return finalValue === undefined || sameValue(pillar, finalValue, proposal) ? [] : [fault('/finalValue', 'is another value than the proposal that was accepted', 'Leave it out, or say that the proposal was overridden')]
  if (finalValue === undefined) return [fault('/finalValue', 'is missing', 'Give the value that takes the place of the proposal, or say that it was rejected')]
  return sameValue(pillar, finalValue, proposal) ? [fault('/finalValue', 'is the proposal', 'Give another value, or say that it was accepted')] : []
}

function reasonFaults ({ confidence }: DecidedOutput, { decision, rationaleCode, rationale }: StatedDecision, { lowConfidenceBelow, rationaleCodes }: DecisionRules): Fault[] {
  const known = rationaleCode === undefined || rationaleCodes.includes(rationaleCode) ? [] : [fault('/rationaleCode', 'is no code of a reason', `One of ${rationaleCodes.join(', ')}`)]
  const isLow = confidence !== null && confidence < lowConfidenceBelow
  if (decision === 'accepted' && !isLow) return known
  const why = decision === 'accepted' ? `an accepted proposal of a confidence below ${lowConfidenceBelow}` : `a proposal that was ${decision}`
  return [
    ...known,
    ...rationaleCode === undefined ? [fault('/rationaleCode', `is missing for ${why}`, `One of ${rationaleCodes.join(', ')}`)] : [],
    ...rationale === undefined || !/[\p{L}\p{N}]/u.test(rationale) ? [fault('/rationale', `is missing for ${why}`, 'Say in a few words what the decision rests on')] : []
  ]
}

const fault = (pointer: string, detail: string, hint: string): Fault => ({ pointer, detail, hint })

/** The value in use once it is decided; null of a rejection. */
export const valueInUse = ({ decision, finalValue }: Pick<StatedDecision, 'decision' | 'finalValue'>, proposal: string): string | null =>
  decision === 'rejected' ? null : decision === 'overridden' ? finalValue ?? null : proposal

/** Seconds from showing to deciding. */
export const secondsOf = ({ shownAt, decidedAt }: Pick<StatedDecision, 'shownAt' | 'decidedAt'>): number => (decidedAt.getTime() - shownAt.getTime()) / 1000

/** Why a step cannot follow on what an output has already; undefined where it can. */
export type Step = 'decision' | 'use' | 'second_review'
export interface StepState {
  readonly planted: boolean
  readonly decision: Decision | null
  readonly decidedBy: string | null
  /** The decision follows from the declared item, which says nothing of times and reasons. */
  readonly fromDeclaration: boolean
  readonly used: boolean
  readonly secondReview: boolean
}

export function stepRefusal (state: StepState, step: Step, reviewer: string | null = null): string | undefined {
  if (step === 'decision') return decisionRefusal(state, reviewer)
  if (step === 'use') return useRefusal(state)
  if (state.secondReview) return 'second_review_already'
  // A second look before the first one would be the first; and nobody is their own second pair of eyes.
  if (state.decision === null) return 'not_decided'
  return reviewer !== null && reviewer === state.decidedBy ? 'same_reviewer' : undefined
}

/** What the same person says in the log takes the place of what the item says: declarations often come before the log does. */
function decisionRefusal ({ decision, decidedBy, fromDeclaration }: StepState, reviewer: string | null): string | undefined {
  return decision === null || (fromDeclaration && (reviewer === null || reviewer === decidedBy)) ? undefined : 'already_decided'
}

function useRefusal ({ planted, used, decision }: StepState): string | undefined {
  // What was planted is wrong: it must never reach customs, whoever accepted it.
  if (planted) return 'not_for_use'
  if (used) return 'already_used'
  return decision === 'rejected' ? 'rejected' : undefined
}
