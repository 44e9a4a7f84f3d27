import type { AppealStep } from './appeal.ts'
import type { FactsPeriod, SanctionContent } from './model.ts'

/** From what was sent to what is stated. Pure. */

/** Content as it is sent: absent leaves, null clears. */
export type SentContent = Partial<Omit<SanctionContent, 'appeal' | 'infringementDates'>> & {
  readonly infringementDates?: readonly { readonly from: string, readonly to?: string | undefined }[] | undefined
  readonly appealDeadline?: string | null | undefined
}

/** Sent anew: what must be there is. */
export type SentAnew = SentContent & Pick<SanctionContent, 'authority' | 'authorityReference' | 'memberState' | 'legalBasis' | 'pillar' | 'severity' | 'decisionDate' | 'cause' | 'detectedBy'> &
  { readonly infringementDates: readonly { readonly from: string, readonly to?: string | undefined }[] }

const periods = (sent: readonly { readonly from: string, readonly to?: string | undefined }[]): FactsPeriod[] => sent.map(({ from, to = from }) => ({ from, to }))

const NOTHING_STATED = {
  seriousCrime: false, finalDate: null, amountDuty: null, amountPenalty: null, currency: null, declarations: [], items: [], orgUnitId: null, personIds: [], aiInvolved: null, aiSystemIds: [],
  disclosedAt: null, findingIds: [], correctiveActionIds: [], paidAt: null, documents: [], sites: null, procedures: null, brokers: null, goods: null
}

/** A new decision: nobody has appealed yet. */
export function newContent ({ infringementDates, appealDeadline = null, ...sent }: SentAnew): SanctionContent {
  const appeal: AppealStep = { status: 'none', on: sent.decisionDate, deadline: appealDeadline, lateAdmitted: false, reference: null }
  return { ...NOTHING_STATED, ...stated(sent), infringementDates: periods(infringementDates), appeal: [appeal] }
}

/** The content with what was sent in its place. */
export function changedContent (before: SanctionContent, { infringementDates, appealDeadline, ...sent }: SentContent): SanctionContent {
  const merged = { ...before, ...stated(sent), ...(infringementDates === undefined ? {} : { infringementDates: periods(infringementDates) }) }
  return { ...merged, appeal: movedAppeal(before.appeal, merged.decisionDate, appealDeadline) }
}

/** Without members that are absent, spelt as undefined. */
const stated = <T extends object>(sent: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }

/** Until somebody appeals, the first state begins with the decision; the deadline is that of the state now. */
function movedAppeal (steps: readonly AppealStep[], decisionDate: string, deadline: string | null | undefined): AppealStep[] {
  return steps.map((step, index) => ({
    ...step,
    ...(index === 0 ? { on: decisionDate } : {}),
    ...(index === steps.length - 1 && deadline !== undefined ? { deadline } : {})
  }))
}
