import type { View } from './model.ts'

/** The appeal against a decision: its states and what leads from one to another. Pure. */

export const APPEAL_STATUSES = ['none', 'lodged', 'pending', 'upheld', 'reduced', 'annulled', 'withdrawn', 'further_appeal'] as const
export type AppealStatus = typeof APPEAL_STATUSES[number]

export interface AppealStep {
  readonly status: AppealStatus
  /** Day from which it is in this state. */
  readonly on: string
  /** Last day for the next step: to lodge, to appeal further, to be heard. */
  readonly deadline: string | null
  /** The authority or court took it although the deadline had passed. */
  readonly lateAdmitted: boolean
  /** Number of the case, as the authority or court has it. */
  readonly reference: string | null
}

/** What may follow. A withdrawn appeal ends it; a ruling may be appealed further, by either side. */
const NEXT: Record<AppealStatus, readonly AppealStatus[]> = {
  none: ['lodged'],
  lodged: ['pending', 'upheld', 'reduced', 'annulled', 'withdrawn'],
  pending: ['upheld', 'reduced', 'annulled', 'withdrawn'],
  upheld: ['further_appeal'],
  reduced: ['further_appeal'],
  annulled: ['further_appeal'],
  withdrawn: [],
  further_appeal: ['upheld', 'reduced', 'annulled', 'withdrawn']
}

/** Steps that must come in time. */
const IN_TIME: ReadonlySet<AppealStatus> = new Set(['lodged', 'further_appeal'])

/** Why a step cannot be; undefined when it can. @param today a step is recorded once it has happened. */
export function stepRefusal (steps: readonly AppealStep[], step: AppealStep, today: string): string | undefined {
  const last = steps.at(-1)
  if (last === undefined) throw new Error('An appeal begins with none lodged')
  if (!NEXT[last.status].includes(step.status)) {
    return NEXT[last.status].length === 0 ? `${last.status} ends it` : `${last.status} is followed by ${NEXT[last.status].join(', ')}`
  }
  if (step.on < last.on) return `it has been ${last.status} since ${last.on} only`
  if (step.on > today) return 'its day is still to come'
  if (step.deadline !== null && step.deadline < step.on) return 'its deadline is before its day'
  if (IN_TIME.has(step.status) && last.deadline !== null && step.on > last.deadline && !step.lateAdmitted) return `the deadline passed on ${last.deadline}; say lateAdmitted where it was taken all the same`
  return undefined
}

const UNDER_APPEAL: readonly AppealStatus[] = ['lodged', 'pending', 'further_appeal']

/** States that a view leaves out. */
export function leftOutBy (view: View): readonly AppealStatus[] {
  if (view === 'all') return []
  return view === 'without_annulled' ? ['annulled'] : ['annulled', ...UNDER_APPEAL]
}
