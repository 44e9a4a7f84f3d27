import { addDays } from '../platform/calendar.ts'
import { isInForce, periodOn, standing, timelineOf } from './state.ts'
import type { DatedDecision, Standing } from './state.ts'
import { proposedEnd } from './terms.ts'
import type { TermsChange } from './terms.ts'
import type { ValidityRule } from '../reference/authorisation-catalogue.ts'

/** Whether a decision of customs may be recorded upon those on record. Pure. */

export type NewDecision = Omit<DatedDecision, 'number'>
export type Verdict =
  | { readonly outcome: 'record' }
  | { readonly outcome: 'fault', readonly pointer: string, readonly detail: string, readonly hint: string }
  | { readonly outcome: 'refuse', readonly because: string }

const fault = (pointer: string, detail: string, hint: string): Verdict => ({ outcome: 'fault', pointer, detail, hint })
const refuse = (because: string): Verdict => ({ outcome: 'refuse', because })
const RECORD: Verdict = { outcome: 'record' }

/** @param today a decision of a later day is not made yet. */
export function judgeDecision (recorded: readonly DatedDecision[], next: NewDecision, today: string): Verdict {
  const shape = shapeFault(next, today)
  if (shape !== undefined) return shape
  const corrected = correctedRecord(recorded, next)
  if ('outcome' in corrected) return corrected
  const others = next.replaces === null ? recorded : withoutRecord(recorded, next)
  if (next.kind === 'recorded_in_error') return restsOn(corrected.record, others) ? refuse('other_decisions_rest_on_it') : RECORD
  return stateVerdict(others, next)
}

/** As if the record had been made in error; what it replaced itself stays replaced. */
const withoutRecord = (recorded: readonly DatedDecision[], next: NewDecision): DatedDecision[] =>
  [...recorded, { ...next, number: Math.max(...recorded.map(({ number }) => number)) + 1, kind: 'recorded_in_error', terms: null }]

function shapeFault ({ kind, decisionDate, effectiveFrom, effectiveTo, terms, replaces, forFailure }: NewDecision, today: string): Verdict | undefined {
  if (decisionDate > today) return fault('/decisionDate', 'is a day that is still to come', 'Record a decision once it is made')
  if (effectiveTo !== null && kind !== 'suspended') return fault('/effectiveTo', 'belongs to a suspension', 'The last day of validity is a term: state it in terms')
  if (effectiveTo !== null && effectiveTo < effectiveFrom) return fault('/effectiveTo', 'is before effectiveFrom', 'Give the last day of the suspension')
  if (terms?.effectiveTo != null && terms.effectiveTo < effectiveFrom) return fault('/terms/effectiveTo', 'is before effectiveFrom', 'Give the last day of validity')
  if (forFailure && kind !== 'annulled' && kind !== 'revoked') return fault('/forFailure', 'belongs to an annulment or revocation', 'Leave it out')
  if (kind === 'recorded_in_error' && replaces === null) return fault('/replaces', 'is missing', 'Name the record that was made in error')
  return undefined
}

function correctedRecord (recorded: readonly DatedDecision[], { kind, replaces }: NewDecision): Verdict | { readonly record: Standing | undefined } {
  if (replaces === null) return { record: undefined }
  const record = standing(recorded).find(({ number }) => number === replaces)
  if (record === undefined) return fault('/replaces', 'is no record that stands', 'Name the number of a decision that nothing replaces')
  if (kind !== 'recorded_in_error' && kind !== record.kind) return fault('/kind', `differs from that of the record it corrects, ${record.kind}`, 'Say recorded_in_error of that one, then record the right one')
  return { record }
}

/** Whether what remains would hang in the air without the record. */
function restsOn (record: Standing | undefined, others: readonly DatedDecision[]): boolean {
  const remaining = standing(others)
  if (record?.kind === 'suspended') return remaining.some(({ kind, place }) => kind === 'suspension_ended' && place > record.place)
  if (record?.kind !== 'granted') return remaining.length === 0
  return remaining.length === 0 || remaining.some(({ kind }) => kind !== 'applied')
}

function stateVerdict (others: readonly DatedDecision[], next: NewDecision): Verdict {
  const counting = standing(others)
  const grant = counting.find(({ kind }) => kind === 'granted')
  if (next.kind === 'applied') return counting.some(({ kind }) => kind === 'applied') ? refuse('applied_already') : grant === undefined ? RECORD : refuse('granted_already')
  if (next.kind === 'granted' || next.kind === 'refused') {
    if (grant !== undefined) return refuse('granted_already')
    return counting.some(({ kind }) => kind === 'refused') ? refuse('refused_already') : RECORD
  }
  if (grant === undefined) return refuse('not_granted')
  if (next.effectiveFrom < grant.effectiveFrom) return fault('/effectiveFrom', `is before the grant took effect on ${grant.effectiveFrom}`, 'Nothing changes before there is something')
  const timeline = timelineOf(others)
  const status = periodOn(timeline, next.effectiveFrom)?.status
  if (next.kind === 'suspension_ended') {
    const dayBefore = periodOn(timeline, addDays(next.effectiveFrom, -1))?.status
    return status === 'suspended' || dayBefore === 'suspended' ? RECORD : refuse('not_suspended')
  }
  if (next.kind === 'annulled') return counting.some(({ kind }) => kind === 'annulled') ? refuse('annulled_already') : RECORD
  return isInForce(status) || status === 'suspended' ? RECORD : refuse(status ?? 'not_granted')
}

/** The grant with the end that the rule of its type gives where none is stated. */
export function withProposedEnd (rule: ValidityRule, effectiveFrom: string, terms: TermsChange): TermsChange {
  const end = terms.effectiveTo === undefined ? proposedEnd(rule, effectiveFrom) : null
  return end === null ? terms : { ...terms, effectiveTo: end, effectiveToProposed: true }
}
