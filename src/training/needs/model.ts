import { addDays, addMonths, daysBetween } from '../../platform/calendar.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'
import type { EvidenceKind, NeedRules, RaisedCut, Span } from './cuts.ts'

/** Needs for training (customs.md 11): that somebody must learn something, why, by when, and what answered it. Pure. */

/** Derived by the system: `finding` and `sanction` from evidence, `gap` from requirements that nobody meets. */
export const DERIVED_SOURCES = ['finding', 'sanction', 'gap'] as const
/** Stated by people. */
export const STATED_SOURCES = ['law_change', 'audit_finding', 'new_authorisation', 'new_ai_system', 'role_change', 'kpi', 'questionnaire', 'other'] as const
export const NEED_SOURCES = [...DERIVED_SOURCES, ...STATED_SOURCES] as const
export type NeedSource = typeof NEED_SOURCES[number]
export const NEED_STATES = ['open', 'closed'] as const
export type NeedState = typeof NEED_STATES[number]
/** `records`: all concerned have shown it; `stated_reason`: somebody said why it is none any more. */
export const CLOSINGS = ['records', 'stated_reason'] as const
export type Closing = typeof CLOSINGS[number]

/** A person concerned, and the level to be shown. */
export interface ConcernedPerson { readonly person: string, readonly level: number }

/** Findings of those who bore a responsibility when they handled what was found; null: the roles with too few findings or holders together. */
export interface RoleCount { readonly role: string | null, readonly findings: number }

export interface Need {
  readonly id: string
  readonly source: NeedSource
  readonly topic: string
  readonly level: number
  /** Null: the whole company. */
  readonly unit: string | null
  readonly severity: RequirementSeverity
  readonly openedOn: string
  readonly dueOn: string
  /** Code of a position; null: the head of customs. */
  readonly ownerPosition: string | null
  readonly state: NeedState
  readonly closedOn: string | null
  readonly closedBecause: Closing | null
  /** Day from which the effect of the training can be looked at. */
  readonly effectCheckOn: string | null
  /** Release of the rules that it was derived by; null: stated. */
  readonly rulesRelease: string | null
  /** Days of the evidence; null: stated. */
  readonly evidenceFrom: string | null
  readonly evidenceTo: string | null
  /** Rates that were above others, with their figures. */
  readonly figures: readonly RaisedCut[]
  readonly roles: readonly RoleCount[]
  /** What a person named as its ground: a number of a law, a key figure, a question. */
  readonly references: readonly string[]
  /** Words of people; null where nothing was said, or once erased. */
  readonly reason: string | null
  readonly closingReason: string | null
  /** Why it was opened again by hand, last; null where it was not, or once erased. */
  readonly reopeningReason: string | null
  readonly revision: number
}

export interface NeedEvidence { readonly needId: string, readonly kind: EvidenceKind, readonly id: string, readonly on: string }

export const dueOf = ({ dueDays }: Pick<NeedRules, 'dueDays'>, severity: RequirementSeverity, from: string): string => addDays(from, dueDays[severity])

export const effectCheckOf = ({ effectCheckMonths }: Pick<NeedRules, 'effectCheckMonths'>, closedOn: string): string => addMonths(closedOn, effectCheckMonths)

/** How many days it has been open, or was. */
export const ageOf = ({ openedOn, closedOn }: Pick<Need, 'openedOn' | 'closedOn'>, today: string): number => daysBetween(openedOn, closedOn ?? today)

export const isOverdue = ({ state, dueOn }: Pick<Need, 'state' | 'dueOn'>, today: string): boolean => state === 'open' && dueOn < today

/** Where evidence can be read. */
export const hrefOf = (kind: EvidenceKind, id: string): string => `/v1/${kind === 'finding' ? 'findings' : 'sanctions'}/${id}`

/** The later days are both in it. */
export const spanOf = (days: readonly string[]): Span | undefined => {
  const inOrder = days.toSorted()
  const [from, to] = [inOrder[0], inOrder.at(-1)]
  return from === undefined || to === undefined ? undefined : { from, to }
}
