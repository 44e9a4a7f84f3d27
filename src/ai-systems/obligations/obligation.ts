import type { Status } from '../register/life-cycle.ts'

/** What is owed for a system, and what the company made of it. Pure. */

export const OBLIGATION_STATES = ['open', 'fulfilled', 'not_applicable'] as const
export type ObligationState = typeof OBLIGATION_STATES[number]

export interface KeptObligation {
  readonly systemId: string
  readonly obligation: string
  readonly owed: boolean
  readonly owedSince: string
  readonly title: string
  readonly legalRef: string
  readonly binding: 'law' | 'good_practice'
  readonly dueFrom: string | null
  readonly state: ObligationState
  readonly reason: string | null
  readonly evidenceReference: string | null
  readonly evidenceSha256: string | null
  readonly ownerKind: 'person' | 'position' | null
  readonly owner: string | null
  readonly statedDueOn: string | null
  /** The earlier of the law's day and the company's own; null: no day yet. */
  readonly dueOn: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly revision: number
}

/** Systems of these statuses bind the company: before its use nothing is late, and afterwards nothing is owed any more. */
export const BINDING_STATUSES: readonly Status[] = ['in_use', 'suspended']

export type OverdueFacts = Pick<KeptObligation, 'owed' | 'state' | 'dueOn'>

/** Open on a day after the one by which it was due. */
export const isOverdue = ({ owed, state, dueOn }: OverdueFacts, status: Status, today: string): boolean =>
  owed && state === 'open' && dueOn !== null && dueOn < today && BINDING_STATUSES.includes(status)

export interface StatedDecision {
  readonly state: ObligationState
  readonly reason?: string | null | undefined
  readonly evidence?: unknown
}

/** What a decision lacks: proof of what is fulfilled, a reason for what does not apply. */
export function missingOf ({ state, reason, evidence }: StatedDecision): 'evidence' | 'reason' | undefined {
  if (state === 'fulfilled' && (evidence === undefined || evidence === null)) return 'evidence'
  return state === 'not_applicable' && (reason === undefined || reason === null) ? 'reason' : undefined
}
