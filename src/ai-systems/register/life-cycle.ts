import type { AiActClass } from '../../ai-act/rule-set.ts'

/** The life cycle of an AI system: proposed, assessed, in use, suspended, retired (ai.md 2.1). Pure. */

export const STATUSES = ['proposed', 'assessed', 'in_use', 'suspended', 'retired'] as const
export type Status = typeof STATUSES[number]

const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  proposed: ['assessed', 'retired'],
  assessed: ['in_use', 'proposed', 'retired'],
  in_use: ['suspended', 'retired'],
  suspended: ['in_use', 'retired'],
  retired: []
}

export const REFUSALS = ['not_next', 'not_assessed', 'changed_since', 'prohibited', 'class_open', 'class_provisional', 'answers_contradict', 'four_eyes', 'legal_review_missing'] as const
export type Refusal = typeof REFUSALS[number]

export const WHY: Readonly<Record<Refusal, string>> = {
  not_next: 'A system of this status does not go there.',
  not_assessed: 'It was never assessed.',
  changed_since: 'It changed materially since it was assessed. Assess it again.',
  prohibited: 'Article 5 forbids it.',
  class_open: 'The answers leave its class open. Answer the open questions.',
  class_provisional: 'Open questions could still change its class. Answer them.',
  answers_contradict: 'Answers say otherwise than the register. Correct one or the other, and assess it again.',
  four_eyes: 'Whoever gave the answers does not put it in use as well. Somebody else must.',
  legal_review_missing: 'A rule that fires needs a lawyer. Name the opinion in legalReview.'
}

export interface HoldingAssessment {
  /** Version of the system that was answered about. */
  readonly version: number
  readonly class: AiActClass | null
  readonly provisional: boolean
  readonly requiresLegalReview: boolean
  readonly contradictions: readonly unknown[]
  /** Pseudonym of who gave the answers. */
  readonly answeredBy: string
}

export interface Situation {
  readonly status: Status
  /** The last version that changed something material. */
  readonly materialVersion: number
  readonly assessment: HoldingAssessment | undefined
}

export interface Step {
  readonly to: Status
  /** Pseudonym of who decides. */
  readonly by: string
  readonly hasLegalReview: boolean
}

/** Why a step is refused; undefined when it is taken. What stands against it longest is named first. */
export function refusalOf ({ status, materialVersion, assessment }: Situation, { to, by, hasLegalReview }: Step): Refusal | undefined {
  if (!NEXT[status].includes(to)) return 'not_next'
  if (to !== 'assessed' && to !== 'in_use') return undefined
  if (assessment === undefined) return 'not_assessed'
  if (assessment.version < materialVersion) return 'changed_since'
  if (to === 'assessed') return undefined
  if (assessment.class === 'prohibited') return 'prohibited'
  if (assessment.class === null) return 'class_open'
  if (assessment.provisional) return 'class_provisional'
  if (assessment.contradictions.length > 0) return 'answers_contradict'
  if (assessment.answeredBy === by) return 'four_eyes'
  return assessment.requiresLegalReview && !hasLegalReview ? 'legal_review_missing' : undefined
}

/** Whether an assessment takes a system that is in use out of it at once. An open class does not: nobody is helped by a gap in the records. */
export const mustSuspend = (status: Status, found: AiActClass | null): boolean => status === 'in_use' && found === 'prohibited'

export const ATTENTION = ['not_assessed', 'changed_since', 'class_open', 'class_provisional', 'answers_contradict'] as const
export type Attention = typeof ATTENTION[number]

/** What is to be seen to before it may be in use, or although it is; nothing once retired. */
export function attentionOf ({ status, materialVersion, assessment }: Situation): Attention[] {
  if (status === 'retired') return []
  if (assessment === undefined) return ['not_assessed']
  return [
    ...assessment.version < materialVersion ? ['changed_since' as const] : [],
    ...assessment.class === null ? ['class_open' as const] : assessment.provisional ? ['class_provisional' as const] : [],
    ...assessment.contradictions.length > 0 ? ['answers_contradict' as const] : []
  ]
}
