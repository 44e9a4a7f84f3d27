/** Findings and what people decide of them. Pure: types, the states and what leads from one to another. */

export const FINDING_STATES = ['open', 'confirmed', 'dismissed', 'in_correction', 'closed'] as const
export type FindingState = typeof FINDING_STATES[number]
export const DECISIONS = ['confirmed', 'dismissed'] as const
export type Decision = typeof DECISIONS[number]
export const SOURCES = ['check', 'person', 'customs', 'sample', 'reconciliation'] as const
export const SEVERITIES = ['error', 'warning', 'info'] as const
export const PILLARS = ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] as const
/** Root causes (customs.md 5.1). */
export const CAUSES = ['ai', 'broker', 'master_data', 'training', 'procedure', 'system', 'supplier', 'clerical', 'other'] as const
export type Cause = typeof CAUSES[number]
export const ACTION_KINDS = ['correction_at_source', 'training', 'procedure', 'control', 'instruction_to_broker'] as const
export type ActionKind = typeof ACTION_KINDS[number]
export const ACTION_STATES = ['open', 'implemented', 'closed'] as const
export type ActionState = typeof ACTION_STATES[number]
/** How competent the reviewer was on the day; unknown until training is recorded. */
export type Competence = 'competent' | 'not_competent' | 'unknown'

export interface Finding {
  readonly id: string
  readonly source: typeof SOURCES[number]
  readonly checkId: string | null
  readonly checkVersion: number | null
  readonly declarationId: string | null
  readonly version: number | null
  readonly itemNumber: number | null
  readonly pillar: typeof PILLARS[number]
  readonly severity: typeof SEVERITIES[number]
  readonly state: FindingState
  readonly message: string
  readonly values: Record<string, unknown>
  readonly atStake: string | null
  readonly currency: string | null
  readonly legalRef: string
  /** AI system and version that proposed what it is about, a JSON array; null for people's. */
  readonly proposedBy: string | null
  readonly countedOn: string
  readonly orgUnitId: string | null
  readonly broker: string | null
  readonly openedAt: Date
  readonly decision: Decision | null
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly competence: Competence | null
  readonly cause: Cause | null
  readonly dutyEffect: string | null
  readonly dutyCurrency: string | null
  readonly disclosedOn: string | null
  readonly groupId: string | null
  readonly closedAt: Date | null
  readonly closedBecause: string | null
  readonly revision: number
}

export interface Review {
  readonly decision: Decision
  readonly words: string
  readonly cause?: Cause | undefined
  /** Duty that the error changed, decimal text, with its currency. */
  readonly dutyEffect?: { readonly amount: string, readonly currency: string } | undefined
  /** Day on which customs was told of it by the operator itself. */
  readonly disclosedOn?: string | undefined
}

/** Why a review cannot be; undefined when it can. A decision may be changed until a correction has begun. */
export function reviewRefusal ({ state, decision }: Pick<Finding, 'state' | 'decision'>, review: Review): string | undefined {
  if (state === 'in_correction') return 'a corrective action is under way; close it first'
  if (state === 'closed') return 'it is closed'
  if (decision === review.decision) return `it is ${decision} already`
  if (review.decision === 'confirmed' && review.cause === undefined) return 'a confirmed finding needs its cause'
  return undefined
}

/** What a decision adds to the totals and takes away. */
export function movedBy (before: Decision | null, after: Decision): { readonly confirmed: number, readonly dismissed: number } {
  const counts = (decision: Decision | null, kind: Decision): number => decision === kind ? 1 : 0
  return { confirmed: counts(after, 'confirmed') - counts(before, 'confirmed'), dismissed: counts(after, 'dismissed') - counts(before, 'dismissed') }
}

export interface CorrectiveAction {
  readonly id: string
  readonly kind: ActionKind
  readonly description: string
  readonly owner: string
  readonly dueOn: string
  readonly state: ActionState
  readonly checkId: string | null
  readonly requiredClean: number
  /** EORI of the representative whose later declarations show the effect; null: all declarations do. */
  readonly broker: string | null
  readonly implementedOn: string | null
  readonly closedAt: Date | null
  readonly closedBecause: 'effect_shown' | 'stated_reason' | null
  readonly closingWords: string | null
  readonly openedAt: Date
  readonly revision: number
  readonly findingIds: readonly string[]
}

/** What the check found in declarations after the day of implementation. */
export interface Effect {
  /** Declarations that the check could judge. */
  readonly evaluated: number
  readonly hits: number
}

/** The check found nothing in enough later declarations. */
export const isEffectShown = ({ requiredClean }: Pick<CorrectiveAction, 'requiredClean'>, { evaluated, hits }: Effect): boolean => hits === 0 && evaluated >= requiredClean

export const isOverdue = ({ state, dueOn }: Pick<CorrectiveAction, 'state' | 'dueOn'>, today: string): boolean => state === 'open' && dueOn < today

/** An instruction to a broker shows its effect in that broker's declarations alone; null: in all. */
export function instructedBroker (kind: ActionKind, findings: readonly Pick<Finding, 'broker'>[]): string | null {
  const brokers = new Set(findings.map(({ broker }) => broker))
  return kind === 'instruction_to_broker' && brokers.size === 1 ? [...brokers][0] ?? null : null
}
