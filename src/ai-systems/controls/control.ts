import { Judgement } from '../../ai-act/judgement.ts'
import type { Truth } from '../../ai-act/judgement.ts'
import type { Condition } from '../../ai-act/condition.ts'
import type { Answers, RuleSet } from '../../ai-act/rule-set.ts'
import { addMonths } from '../../platform/calendar.ts'
import type { SystemContent } from '../register/system.ts'

/** Controls over AI systems and how they stand (ai.md 3). The rating is the company's; the class of the AI Act is another thing. Pure. */

export const RATINGS = ['not_applicable', 'missing', 'designed', 'operating', 'effective'] as const
export type Rating = typeof RATINGS[number]
export const SEVERITIES = ['high', 'medium'] as const

export interface Control {
  readonly id: string
  readonly theme: string
  readonly control: string
  readonly evidenceExpected: readonly string[]
  /** Questions of the self-assessment questionnaire that it supports. */
  readonly saq: readonly string[]
  readonly source: string
  readonly iso42001: readonly string[]
  readonly nistAiRmf: readonly string[]
  readonly cadence: string
  /** Months after which a rating is looked at again; null: none by itself. */
  readonly everyMonths: number | null
  /** Whether a material change of the system makes the rating stale. */
  readonly onChange: boolean
  readonly appliesWhen: string
  /** Null: always. */
  readonly applies: Condition | null
  /** Applies as well where data is processed, or cared for, outside the Union. */
  readonly orAbroad: boolean
  readonly severityIfMissing: typeof SEVERITIES[number]
}

export interface ControlCatalogue {
  readonly release: string
  readonly themes: readonly string[]
  readonly saqTitles: Readonly<Record<string, string>>
  readonly memberStates: readonly string[]
  readonly controls: readonly Control[]
}

export interface GivenRating {
  readonly rating: Rating
  /** The system's version that was looked at. */
  readonly version: number
  readonly ratedOn: string
}

export const CONTROL_STATES = ['not_applicable', 'unrated', 'missing', 'designed', 'stale', 'overdue', 'in_order'] as const
/**
 * unrated: nobody said; missing; designed: written, and not shown to work; stale: the system has changed since; overdue: to be looked at
 * again; in_order: it works, and that was seen lately enough.
 */
export type ControlState = typeof CONTROL_STATES[number]

/** What of a system decides about its controls. */
export interface Controlled {
  readonly content: SystemContent
  readonly materialVersion: number
  /** Of the assessment that holds; undefined: none yet. */
  readonly answers: Answers | undefined
}

export interface ControlStanding {
  readonly control: Control
  /** Undefined while unanswered questions decide it; it counts as applying then. */
  readonly applies: Truth
  readonly rating: Rating | null
  readonly state: ControlState
  /** Day from which the rating is to be looked at again. */
  readonly reviewOn: string | null
}

/** Each control of the catalogue as it stands for a system. */
export function standingsOf ({ controls, memberStates }: ControlCatalogue, rules: RuleSet, system: Controlled, ratings: ReadonlyMap<string, GivenRating>, today: string): ControlStanding[] {
  const judgement = new Judgement(rules, system.answers ?? {})
  const abroad = isAbroad(system.content, memberStates)
  return controls.map((control) => {
    const applies = control.applies === null || (control.orAbroad && abroad) ? true : judgement.of(control.applies)
    const given = ratings.get(control.id)
    const reviewOn = given === undefined || control.everyMonths === null ? null : addMonths(given.ratedOn, control.everyMonths)
    return { control, applies, rating: given?.rating ?? null, state: stateOf(control, applies, given, reviewOn, system.materialVersion, today), reviewOn }
  })
}

function stateOf ({ onChange }: Control, applies: Truth, given: GivenRating | undefined, reviewOn: string | null, materialVersion: number, today: string): ControlState {
  if (applies === false) return 'not_applicable'
  if (given === undefined) return 'unrated'
  if (given.rating === 'not_applicable' || given.rating === 'missing' || given.rating === 'designed') return given.rating
  if (onChange && given.version < materialVersion) return 'stale'
  return reviewOn !== null && reviewOn < today ? 'overdue' : 'in_order'
}

const isAbroad = ({ processingCountries, subProcessors }: SystemContent, memberStates: readonly string[]): boolean =>
  [...processingCountries, ...subProcessors.map(({ country }) => country)].some((country) => !memberStates.includes(country))

export const isGap = ({ state }: Pick<ControlStanding, 'state'>): boolean => state !== 'not_applicable' && state !== 'in_order'

/** What a rating lacks: proof of what works, a reason for what does not apply. */
export function missingOf ({ rating, reason, evidence }: { readonly rating: Rating, readonly reason?: unknown, readonly evidence?: unknown }): 'evidence' | 'reason' | undefined {
  if ((rating === 'operating' || rating === 'effective') && (evidence === undefined || evidence === null)) return 'evidence'
  return rating === 'not_applicable' && (reason === undefined || reason === null) ? 'reason' : undefined
}
