import { addDays, addMonths } from '../platform/calendar.ts'
import { changedTerms, NO_TERMS } from './terms.ts'
import type { Terms, TermsChange } from './terms.ts'

/**
 * What held of an authorisation on a day, from its dated decisions alone. A correction of the past is a further record that replaces
 * an earlier one; both are kept. Pure.
 */

export const DECISION_KINDS = ['applied', 'refused', 'granted', 'amended', 'suspended', 'suspension_ended', 'annulled', 'revoked', 'recorded_in_error'] as const
export type DecisionKind = typeof DECISION_KINDS[number]
export const STATUSES = ['applied', 'refused', 'granted', 'amended', 'suspended', 'annulled', 'revoked', 'expired'] as const
export type Status = typeof STATUSES[number]

export interface DatedDecision {
  readonly number: number
  readonly kind: DecisionKind
  readonly decisionDate: string
  /** First day of its effect; of an annulment normally that of the grant (UCC 27), of an ended suspension the first day of validity. */
  readonly effectiveFrom: string
  /** Last day of a suspension; null while it is open. */
  readonly effectiveTo: string | null
  readonly terms: TermsChange | null
  /** An annulment or revocation because the holder failed to meet an obligation. */
  readonly forFailure: boolean
  /** Number of the record that this one corrects. */
  readonly replaces: number | null
}

/** A stretch of days on which the same held; the last has no end. */
export interface Period {
  readonly from: string
  readonly to: string | null
  readonly status: Status
  readonly terms: Terms
}

const IN_FORCE: ReadonlySet<Status> = new Set(['granted', 'amended'])
export const isInForce = (status: Status | undefined): boolean => status !== undefined && IN_FORCE.has(status)

/** A record that counts, with its place among them: a correction has the place of what it corrects. */
export interface Standing extends DatedDecision { readonly place: number }

/** The records that count, neither replaced nor said to be an error, in the order of their effect. */
export function standing (decisions: readonly DatedDecision[]): Standing[] {
  const replaced = new Set(decisions.map(({ replaces }) => replaces))
  const places = new Map<number, number>()
  for (const { number, replaces } of decisions.toSorted((a, b) => a.number - b.number)) places.set(number, replaces === null ? number : places.get(replaces) ?? number)
  return decisions.filter(({ number, kind }) => !replaced.has(number) && kind !== 'recorded_in_error')
    .map((decision) => ({ ...decision, place: places.get(decision.number) ?? decision.number }))
    .toSorted((a, b) => a.effectiveFrom < b.effectiveFrom ? -1 : a.effectiveFrom > b.effectiveFrom ? 1 : a.place - b.place)
}

/** The days of an authorisation from its application or grant on, without gaps. */
export function timelineOf (decisions: readonly DatedDecision[]): Period[] {
  const counting = standing(decisions)
  const periods: Period[] = []
  for (const day of turningDays(counting)) {
    const status = statusOn(counting, day)
    if (status === undefined) continue
    const terms = termsOn(counting, day)
    const before = periods.at(-1)
    if (before !== undefined && before.status === status && JSON.stringify(before.terms) === JSON.stringify(terms)) continue
    if (before !== undefined) periods[periods.length - 1] = { ...before, to: addDays(day, -1) }
    periods.push({ from: day, to: null, status, terms })
  }
  return periods
}

export const periodOn = (timeline: readonly Period[], day: string): Period | undefined =>
  timeline.find(({ from, to }) => from <= day && (to === null || day <= to))

/** Days on which something may begin to hold. */
function turningDays (counting: readonly Standing[]): string[] {
  const days = counting.flatMap(({ effectiveFrom, effectiveTo, kind, terms }) => [
    effectiveFrom,
    ...(kind === 'suspended' && effectiveTo !== null ? [addDays(effectiveTo, 1)] : []),
    ...(terms?.effectiveTo == null ? [] : [addDays(terms.effectiveTo, 1)])
  ])
  return [...new Set(days)].toSorted()
}

function statusOn (counting: readonly Standing[], day: string): Status | undefined {
  const has = (kind: DecisionKind): boolean => counting.some((decision) => decision.kind === kind && decision.effectiveFrom <= day)
  if (has('annulled')) return 'annulled'
  if (!has('granted')) return has('refused') ? 'refused' : has('applied') ? 'applied' : undefined
  if (has('revoked')) return 'revoked'
  const { effectiveTo } = termsOn(counting, day)
  if (effectiveTo !== null && day > effectiveTo) return 'expired'
  if (isSuspended(counting, day)) return 'suspended'
  return has('amended') ? 'amended' : 'granted'
}

/** Until its stated last day, or the day before the decision that ended it. */
function isSuspended (counting: readonly Standing[], day: string): boolean {
  return counting.some((suspension) => {
    if (suspension.kind !== 'suspended' || suspension.effectiveFrom > day) return false
    if (suspension.effectiveTo !== null && suspension.effectiveTo < day) return false
    return !counting.some(({ kind, effectiveFrom, place }) => kind === 'suspension_ended' && place > suspension.place && effectiveFrom >= suspension.effectiveFrom && effectiveFrom <= day)
  })
}

const STATING: ReadonlySet<DecisionKind> = new Set(['applied', 'granted', 'amended'])

function termsOn (counting: readonly Standing[], day: string): Terms {
  return counting.filter(({ kind, effectiveFrom }) => STATING.has(kind) && effectiveFrom <= day)
    .reduce((terms, decision) => decision.terms === null ? terms : changedTerms(terms, decision.terms), NO_TERMS)
}

/** How a check names the state (`declarations/checks/knowledge.ts`). */
export function validityOf (status: Status | undefined): 'valid' | 'suspended' | 'revoked' | 'annulled' | 'expired' | 'not_yet_valid' {
  if (status === undefined || status === 'applied' || status === 'refused') return 'not_yet_valid'
  return status === 'granted' || status === 'amended' ? 'valid' : status
}

const AEO: ReadonlySet<string> = new Set(['AEOC', 'AEOS', 'AEOF'])

/** Last day on which customs accept no new application for the same purpose: one year after the decision, three for an AEO (UCC-DA 11). Null where nothing bars it. */
export function barredUntil (type: string, decisions: readonly DatedDecision[]): string | null {
  const ends = standing(decisions).filter(({ forFailure }) => forFailure).map(({ decisionDate }) => addDays(addMonths(decisionDate, AEO.has(type) ? 36 : 12), -1))
  return ends.toSorted().at(-1) ?? null
}
