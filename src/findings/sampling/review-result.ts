import { canonicalDecimalText } from '../../platform/decimal.ts'
import type { ReviewResult } from './projection.ts'

/** What a reviewer reports of a drawn entry, and what becomes of it. */

export interface ReportedResult {
  readonly declarationId: string
  readonly itemNumber: number
  readonly hasError: boolean
  /** As it should have been declared; the book value if absent. */
  readonly correctValue?: string | undefined
  /** An error is a finding: one that is there already, or a new one. */
  readonly findingId?: string | undefined
  readonly finding?: unknown
  /** Revision of the result that this one corrects. */
  readonly replaces?: number | undefined
}

export interface RecordedResult {
  readonly hasError: boolean
  readonly correctValue: string
  readonly findingId: string | null
  readonly revision: number
}

export interface EntryUnderReview {
  readonly bookValue: string
  /** Currency of the declared value where it is not that of the sample. */
  readonly otherCurrency: string | null
  /** The declaration now: another than was drawn, when it was joined to that. */
  readonly currentDeclarationId: string
  readonly result: RecordedResult | null
}

export interface LinkedFinding {
  readonly declarationId: string | null
  readonly itemNumber: number | null
  readonly decision: 'confirmed' | 'dismissed' | null
}

export type ResultDecision =
  /** `findingId` is null where a new finding is opened, or none is needed. */
  | { readonly outcome: 'record', readonly hasError: boolean, readonly correctValue: string, readonly findingId: string | null, readonly opens: boolean }
  /** Somebody else recorded a result meanwhile, or there is none to correct. */
  | { readonly outcome: 'conflict', readonly revision: number | null }
  | { readonly outcome: 'fault', readonly member: string, readonly detail: string, readonly hint: string }

const fault = (member: string, detail: string, hint: string): ResultDecision => ({ outcome: 'fault', member, detail, hint })

/**
 * Whether the result can be recorded.
 *
 * An error always has a finding. It is taken back by dismissing that finding, which is a review of its own, and not by a correction of
 * the result: findings and projection never say different things of one entry.
 *
 * @param entry undefined when it was not drawn.
 * @param findingOf findings of the operator that results name or are linked with.
 */
export function decideResult (reported: ReportedResult, entry: EntryUnderReview | undefined, findingOf: (id: string) => LinkedFinding | undefined): ResultDecision {
  if (entry === undefined) return fault('', 'was not drawn in this sample', 'GET /v1/findings/samples/{id}/draw lists what was drawn')
  const { result } = entry
  if (reported.replaces !== (result?.revision ?? undefined)) return { outcome: 'conflict', revision: result?.revision ?? null }
  const refused = valueFault(reported, entry) ?? (reported.hasError ? findingFault(reported, entry, findingOf) : takenBackFault(reported, result, findingOf))
  if (refused !== undefined) return refused
  const correctValue = reported.correctValue === undefined ? entry.bookValue : canonicalDecimalText(reported.correctValue)
  const findingId = reported.hasError && reported.finding === undefined ? reported.findingId ?? result?.findingId ?? null : null
  return { outcome: 'record', hasError: reported.hasError, correctValue, findingId, opens: reported.finding !== undefined }
}

function valueFault ({ hasError, correctValue }: ReportedResult, { bookValue, otherCurrency }: EntryUnderReview): ResultDecision | undefined {
  if (correctValue === undefined) return undefined
  if (otherCurrency !== null) return fault('/correctValue', 'cannot be compared: the value was declared in another currency', 'Leave it out; the error counts, its amount does not')
  if (!hasError && canonicalDecimalText(correctValue) !== bookValue) return fault('/hasError', 'is false although the value was declared wrong', 'A changed value is an error')
  return undefined
}

function findingFault ({ finding, findingId, itemNumber }: ReportedResult, { currentDeclarationId, result }: EntryUnderReview, findingOf: (id: string) => LinkedFinding | undefined): ResultDecision | undefined {
  if (finding !== undefined && findingId !== undefined) return fault('/finding', 'and findingId are both given', 'Open a finding, or name one that is there')
  const before = result?.findingId ?? null
  const stands = before !== null && findingOf(before)?.decision !== 'dismissed'
  if (finding !== undefined) return stands ? fault('/finding', 'would be a second one for the same error', 'Leave it out: the finding of the result stays') : undefined
  const linked = findingId ?? before
  if (linked === null) return fault('', 'has an error without a finding', 'Describe it in finding, or name an existing one in findingId')
  const member = findingId === undefined ? '' : '/findingId'
  const known = findingOf(linked)
  if (known === undefined || known.declarationId !== currentDeclarationId) return fault(member, 'is no finding on this declaration', 'The id of a finding, from GET /v1/findings')
  if (known.itemNumber !== null && known.itemNumber !== itemNumber) return fault(member, 'is a finding on another item', 'One on this item, or on the whole declaration')
  return known.decision === 'dismissed' ? fault(member, 'is a dismissed finding', 'Confirm it, or describe another in finding') : undefined
}

function takenBackFault ({ finding, findingId }: ReportedResult, result: RecordedResult | null, findingOf: (id: string) => LinkedFinding | undefined): ResultDecision | undefined {
  if (finding !== undefined || findingId !== undefined) return fault(finding === undefined ? '/findingId' : '/finding', 'belongs to an entry without an error', 'Leave it out, or say hasError')
  const before = result?.findingId ?? null
  return before === null || findingOf(before)?.decision === 'dismissed' ? undefined : fault('/hasError', 'cannot be taken back while its finding stands', 'Dismiss the finding: the projection then counts the entry as right')
}

/**
 * What the projection counts: a result whose finding was dismissed in review is no error, and its value was declared right. When the
 * finding is confirmed after all, the result counts again.
 */
export function countedResult (result: ReviewResult, bookValue: string, decision: 'confirmed' | 'dismissed' | null): ReviewResult {
  return decision === 'dismissed' ? { ...result, hasError: false, correctValue: bookValue } : result
}
