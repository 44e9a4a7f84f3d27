/** What became of what an audit found. Pure. */

export const FOLLOW_UP_KINDS = ['training_need', 'procedure_change', 'questionnaire_update', 'notification_duty', 'control'] as const
export type FollowUpKind = typeof FOLLOW_UP_KINDS[number]

/** Those that another register keeps, and says the state of; of the others somebody says when they are done. */
export const KEPT_ELSEWHERE = ['training_need', 'questionnaire_update', 'notification_duty'] as const satisfies readonly FollowUpKind[]
export const isKeptElsewhere = (kind: FollowUpKind): boolean => (KEPT_ELSEWHERE as readonly FollowUpKind[]).includes(kind)

export interface KeptFollowUp {
  readonly id: string
  readonly revision: number
  readonly kind: FollowUpKind
  /** Code of the risk that it follows from, and the finding if it follows from one as well. */
  readonly risk: string
  readonly finding: string | null
  readonly title: string
  /** Id of a need or a duty, code of a control, reference of a document, number of a question. */
  readonly reference: string
  readonly doneOn: string | null
  readonly doneReference: string | null
  readonly recordedAt: Date
}

export interface FollowUp extends KeptFollowUp {
  /** open or done; of a need and a duty the state that they have. An answer is updated once somebody has answered or confirmed it since. */
  readonly state: string
}

/** By what the states of those that are kept elsewhere are known: an answer may be asked for twice, and be given between. */
export const stateKey = ({ kind, id, reference }: Pick<KeptFollowUp, 'kind' | 'id' | 'reference'>): string => kind === 'questionnaire_update' ? id : reference

/** @param states by those keys. What somebody said to be done is. */
export const withState = (kept: KeptFollowUp, states: ReadonlyMap<string, string>): FollowUp =>
  ({ ...kept, state: kept.doneOn !== null ? 'done' : isKeptElsewhere(kept.kind) ? states.get(stateKey(kept)) ?? 'open' : 'open' })

/** Where what it became can be read; null: outside of this service. */
export function hrefOf ({ kind, reference }: Pick<KeptFollowUp, 'kind' | 'reference'>): string | null {
  if (kind === 'training_need') return `/v1/training/needs/${reference}`
  if (kind === 'notification_duty') return `/v1/notification-duties/${reference}`
  if (kind === 'questionnaire_update') return `/v1/questionnaire/${reference}`
  return kind === 'control' ? `/v1/controls/${reference}` : null
}
