import { addDays, addMonths } from '../../platform/calendar.ts'

/** Whether an answer still stands on a day: computed from what happened, never kept. Pure. */

export const ANSWER_STATES = ['unanswered', 'answered', 'due_for_review', 'stale'] as const
export type AnswerState = typeof ANSWER_STATES[number]

export const REASONS = ['never_answered', 'words_erased', 'review_passed', 'review_near', 'touched'] as const

/** When somebody last looked at an answer, by answering or confirming it. */
export interface Look {
  /** Day on which they looked. */
  readonly on: string
  readonly recordedAt: Date
  /** Last day on which it counts as looked at. */
  readonly reviewOn: string
  /** Its words were erased: nothing is left that could stand. */
  readonly isErased: boolean
}

/** Something that answers speak of happened. */
export interface Touch {
  readonly kind: string
  readonly day: string
  readonly recordedAt: Date | null
  readonly subject: string
}

export interface Reason {
  readonly because: typeof REASONS[number]
  /** Kind of what happened, of an answer that was touched. */
  readonly event: string | null
  /** When it happened, or is to be reviewed; null of what has no day. */
  readonly on: string | null
  /** When the last of what happened was recorded, which may be long after; null where nobody recorded it. */
  readonly recordedAt: Date | null
  readonly subject: string | null
}

export interface StateAsked {
  readonly look: Look | undefined
  readonly touches: readonly Touch[]
  readonly on: string
  readonly dueWithinDays: number
}

export interface Standing {
  readonly state: AnswerState
  readonly reasons: readonly Reason[]
  /** All that touched it since somebody looked. */
  readonly touched: readonly Touch[]
}

/** Whether it had not happened, or nobody had recorded it, when somebody last looked. */
export const isAfter = ({ day, recordedAt }: Pick<Touch, 'day' | 'recordedAt'>, look: Pick<Look, 'on' | 'recordedAt'>): boolean =>
  day > look.on || (recordedAt !== null && recordedAt.getTime() > look.recordedAt.getTime())

/** What has not taken effect by the day touches nothing yet. Of each kind the last that happened is the reason. */
export function standingOf ({ look, touches, on, dueWithinDays }: StateAsked): Standing {
  if (look === undefined) return { state: 'unanswered', reasons: [{ because: 'never_answered', event: null, on: null, recordedAt: null, subject: null }], touched: [] }
  if (look.isErased) return { state: 'unanswered', reasons: [{ because: 'words_erased', event: null, on: null, recordedAt: null, subject: null }], touched: [] }
  const review = { event: null, on: look.reviewOn, recordedAt: null, subject: null }
  const passed: Reason[] = look.reviewOn < on ? [{ because: 'review_passed', ...review }] : []
  const touched = touches.filter((touch) => touch.day <= on && isAfter(touch, look))
  const stale = [...passed, ...lastOfEachKind(touched).map(({ kind, day, recordedAt, subject }): Reason => ({ because: 'touched', event: kind, on: day, recordedAt, subject }))]
  if (stale.length > 0) return { state: 'stale', reasons: stale, touched }
  return look.reviewOn <= addDays(on, dueWithinDays) ? { state: 'due_for_review', reasons: [{ because: 'review_near', ...review }], touched } : { state: 'answered', reasons: [], touched }
}

function lastOfEachKind (touches: readonly Touch[]): Touch[] {
  const last = new Map<string, Touch>()
  for (const touch of touches) if ((last.get(touch.kind)?.day ?? '') <= touch.day) last.set(touch.kind, touch)
  return [...last.values()].toSorted((one, other) => one.day < other.day ? 1 : one.day > other.day ? -1 : one.kind < other.kind ? -1 : 1)
}

/** The latest day that may be stated for the next review, and the one that counts where none is. */
export const latestReview = (lookedOn: string, confirmWithinMonths: number): string => addMonths(lookedOn, confirmWithinMonths)
