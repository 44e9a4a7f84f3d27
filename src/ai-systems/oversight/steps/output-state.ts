import type { Outcome, OversightRecord } from '../../../ai-oversight/record.ts'
import { useOf } from '../../../ai-oversight/record.ts'
import { outcomeOf } from '../outcomes/right-value.ts'
import type { JudgedOutput } from '../outcomes/right-value.ts'
import { recordOf } from '../outputs/kept-output.ts'
import type { KeptDecision, KeptOutput } from '../outputs/kept-output.ts'
import { featuresOfProposal } from '../outputs/watched-features.ts'

/** An output with all that followed on it, and what each further step makes of it. Pure. */

export interface KeptOutcome extends Outcome {
  /** Null where it is only known that another one was wrong. */
  readonly rightValue: string | null
  /** Ruling, answer, finding or judgment that it is known from. */
  readonly reference: string | null
  /** stated: somebody said so; derived: it follows from what this system keeps. */
  readonly origin: 'stated' | 'derived'
}

export interface KeptSecondReview {
  readonly reviewer: string
  readonly firstValue: string
  readonly secondValue: string
  readonly firstCategory: string
  readonly secondCategory: string
  readonly reviewedAt: Date
}

export interface OutputState {
  readonly output: KeptOutput
  /** At most one of each source. */
  readonly outcomes: readonly KeptOutcome[]
  readonly second: KeptSecondReview | null
}

/** How it is counted. */
export const countedAs = ({ output, outcomes, second }: OutputState): OversightRecord =>
  recordOf(output, outcomes, second === null ? null : { first: second.firstCategory, second: second.secondCategory })

/** What an outcome judges: while nobody decided, the proposal itself is in use once it is used. */
export function judged ({ pillar, proposal, decision, usedAt }: KeptOutput): JudgedOutput {
  return { pillar, proposal, finalValue: decision === null ? usedAt === null ? null : proposal : decision.finalValue, blindValue: decision?.blindValue ?? null }
}

export const withDecision = (state: OutputState, decision: KeptDecision): OutputState => settled(state, { ...state.output, decision })
export const withUse = (state: OutputState, usedAt: Date, underRule: boolean): OutputState => settled(state, { ...state.output, usedAt, underRule })

/** Use and outcomes follow the decision, whichever came first. */
function settled (state: OutputState, output: KeptOutput): OutputState {
  const { decision, usedAt, underRule } = output
  // Where no training is kept nobody is shown to lack it.
  const use = useOf(usedAt, decision?.decidedAt ?? null, decision?.competence !== 'not_competent', underRule ?? false)
  const after = { ...output, use }
  return { ...state, output: after, outcomes: state.outcomes.map((outcome) => rejudged(after, outcome)) }
}

function rejudged (output: KeptOutput, outcome: KeptOutcome): KeptOutcome {
  const subject = judged(output)
  if (outcome.rightValue !== null) return { ...outcome, ...outcomeOf(subject, outcome.source, outcome.rightValue, outcome.knownOn) }
  const finalRight = output.decision?.decision === 'accepted' ? outcome.proposalRight : subject.finalValue === null ? null : outcome.finalRight
  return { ...outcome, finalRight }
}

/** In place of the one of the same source. */
export const withOutcome = (state: OutputState, outcome: KeptOutcome): OutputState =>
  ({ ...state, outcomes: [...state.outcomes.filter(({ source }) => source !== outcome.source), outcome].toSorted((a, b) => a.source < b.source ? -1 : 1) })

/** What follows from what this system keeps takes the place of what followed before; what somebody stated stays. */
export function withDerived (state: OutputState, derived: readonly KeptOutcome[]): OutputState {
  const stated = state.outcomes.filter(({ origin }) => origin === 'stated')
  const known = new Set(stated.map(({ source }) => source))
  return { ...state, outcomes: [...stated, ...derived.filter(({ source }) => !known.has(source))].toSorted((a, b) => a.source < b.source ? -1 : 1) }
}

/** Two people chose: the first the value in use, or none; the second their own. The categories are those that drift is watched by. */
export function withSecondReview (state: OutputState, second: { readonly reviewer: string, readonly value: string, readonly reviewedAt: Date }): OutputState {
  const { output } = state
  const firstValue = output.decision?.blindValue ?? output.decision?.finalValue ?? NONE
  return {
    ...state,
    second: {
      reviewer: second.reviewer, firstValue, secondValue: second.value, reviewedAt: second.reviewedAt,
      firstCategory: categoryOf(output.pillar, firstValue), secondCategory: categoryOf(output.pillar, second.value)
    }
  }
}

/** Stands for the value of a rejection. */
const NONE = 'none'
const HS_DIGITS = 6

/** A bounded number of categories: of codes the six digits that the world shares, else what is watched for drift. */
function categoryOf (pillar: string, value: string): string {
  if (value === NONE) return NONE
  const digits = value.replaceAll(/[\s.]/gu, '')
  if (pillar === 'classification' && /^\d{6,}$/u.test(digits)) return digits.slice(0, HS_DIGITS)
  return Object.values(featuresOfProposal(pillar, value))[0] ?? NONE
}

export type StateChange = { readonly before: OutputState, readonly after: OutputState }

const sameOutcome = (a: KeptOutcome, b: KeptOutcome): boolean =>
  a.knownOn === b.knownOn && a.proposalRight === b.proposalRight && a.finalRight === b.finalRight && a.blindRight === b.blindRight && a.digits === b.digits && a.rightValue === b.rightValue && a.reference === b.reference && a.origin === b.origin

/** Outcomes that are new or another, and sources of those that hold no more. */
export function changedOutcomes ({ before, after }: StateChange): { readonly put: readonly KeptOutcome[], readonly gone: readonly string[] } {
  const known = new Map(before.outcomes.map((outcome) => [outcome.source, outcome]))
  const kept = new Set<string>(after.outcomes.map(({ source }) => source))
  const put = after.outcomes.filter((outcome) => {
    const one = known.get(outcome.source)
    return one === undefined || !sameOutcome(one, outcome)
  })
  return { put, gone: before.outcomes.flatMap(({ source }) => kept.has(source) ? [] : [source]) }
}

export function isChanged (change: StateChange): boolean {
  const { before, after } = change
  const { put, gone } = changedOutcomes(change)
  return before.output.decision !== after.output.decision || before.output.usedAt !== after.output.usedAt || before.second !== after.second || put.length > 0 || gone.length > 0
}
