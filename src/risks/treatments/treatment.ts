import type { PlanChoice } from '../../risk/plan.ts'
import type { Holder } from '../register/risk.ts'

/** What is done against risks (risk-method.md 3). Pure. */

/** To accept a risk is no treatment of it: somebody signs, as an acceptance says. */
export const TREATMENT_KINDS = ['reduce', 'avoid', 'transfer'] as const
/** proposed: it could be done; decided and in_progress: it will be; finished: it works, as what it has become; dropped: it will not be. */
export const TREATMENT_STATES = ['proposed', 'decided', 'in_progress', 'finished', 'dropped'] as const
export type TreatmentState = typeof TREATMENT_STATES[number]
/** Between these, people move it; the other two are reached with what they ask for, and left no more. */
export const OPEN_STATES = ['proposed', 'decided', 'in_progress'] as const satisfies readonly TreatmentState[]
export type OpenState = typeof OPEN_STATES[number]

/** What it does to a risk. */
export interface TreatmentEffect {
  /** Code of the risk. */
  readonly risk: string
  /** q: share of its events that are expected to be prevented, 0 to 0.99. */
  readonly share: number
}

/** What may be changed of it. */
export interface TreatmentDescription {
  readonly title: string
  readonly action: string
  readonly kind: typeof TREATMENT_KINDS[number]
  /** Of each year in which it works, decimal text in EUR. */
  readonly annualCostEur: string
  readonly owner: Holder
  readonly dueOn: string
  readonly state: OpenState
  /** In the order of the risks' codes, each once. */
  readonly effects: readonly TreatmentEffect[]
}
export const DESCRIPTION_FIELDS = ['title', 'action', 'kind', 'annualCostEur', 'owner', 'dueOn', 'state', 'effects'] as const

/** What a finished treatment goes on as: from then on its effect is measured, and no longer expected. */
export type Became =
  | { readonly kind: 'control', readonly control: string }
  | { readonly kind: 'training', readonly need: string | null, readonly course: string | null }
  | { readonly kind: 'procedure', readonly reference: string, readonly sha256: string | null }
export const BECOMES = ['control', 'training', 'procedure'] as const

export interface KeptTreatment extends Omit<TreatmentDescription, 'state'> {
  readonly id: string
  readonly code: string
  readonly revision: number
  readonly state: TreatmentState
  /** First day on which it worked. */
  readonly finishedOn: string | null
  readonly became: Became | null
  readonly droppedOn: string | null
  readonly droppedBecause: string | null
  readonly recordedAt: Date
}

export const isOpen = (state: TreatmentState): state is OpenState => (OPEN_STATES as readonly TreatmentState[]).includes(state)

/** Whether somebody decided that it is done. */
export const isDecided = ({ state }: Pick<KeptTreatment, 'state'>): boolean => state === 'decided' || state === 'in_progress'

/** What a plan does with it; null: it is past planning. One that is finished is a control by now, or seen in the evidence. */
export const choiceOf = ({ state }: Pick<KeptTreatment, 'state'>): PlanChoice | null => isDecided({ state }) ? 'required' : state === 'proposed' ? 'open' : null

/** Fields in which they differ. */
export const changedFields = (before: TreatmentDescription, after: TreatmentDescription): string[] => DESCRIPTION_FIELDS.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
