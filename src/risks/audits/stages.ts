/** The stages of a risk audit (customs rules, 7.1): forward only; to open it again makes the next version, which starts over. Pure. */

export const AUDIT_STAGES = ['draft', 'identified', 'residual_determined', 'treated', 'communicated', 'closed'] as const
export type AuditStage = typeof AUDIT_STAGES[number]

/** Those that are frozen when they are reached; a draft is not. */
export const CLOSED_STAGES = ['identified', 'residual_determined', 'treated', 'communicated', 'closed'] as const
export type ClosedStage = typeof CLOSED_STAGES[number]

/** The one after it; null: there is none. */
export const stageAfter = (stage: AuditStage): ClosedStage | null => CLOSED_STAGES[AUDIT_STAGES.indexOf(stage)] ?? null

/** Whether a version that is at this stage has closed the other. */
export const hasReached = (stage: AuditStage, other: AuditStage): boolean => AUDIT_STAGES.indexOf(stage) >= AUDIT_STAGES.indexOf(other)

/** Scope, what stage 1 takes into account and what it leaves out are stated before it closes. */
export const mayBeDescribed = (stage: AuditStage): boolean => stage === 'draft'

/** Why a risk's controls were not evaluated can be said until stage 2 closes. */
export const mayExplainControls = (stage: AuditStage): boolean => !hasReached(stage, 'residual_determined')

/** A draft has nothing to open again. */
export const mayReopen = (stage: AuditStage): boolean => stage !== 'draft'

/** Documents that stage 1 takes into account beside the register. */
export const CONSIDERED_KINDS = ['security_plan', 'threat_assessment', 'measures', 'internal_controls'] as const
export type ConsideredKind = typeof CONSIDERED_KINDS[number]
