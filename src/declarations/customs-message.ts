import type { DeclarationStatus } from './data-elements.ts'
import { utcDay } from '../platform/calendar.ts'
import type { Change as ContentChange } from './formats/wco-changes.ts'

/** Messages about a declaration, as the formats read them: the operator's requests and customs' answers. Pure. */

export const REQUEST_KINDS = ['amendment', 'invalidation', 'presentation'] as const
export type RequestKind = typeof REQUEST_KINDS[number]

/** A request to customs. It takes effect only when customs' answer grants it. */
export interface CustomsRequest {
  readonly kind: RequestKind
  readonly mrn?: string
  /** The request's own functional reference; in practice often the LRN of the declaration. */
  readonly reference?: string
  readonly submitter?: string
  readonly issuedAt?: string
  readonly reason?: string
  readonly changes: readonly ContentChange[]
}

/** A tax as customs assessed it. Amounts are decimal text. */
export interface AssessedTax {
  /** Item it falls on; absent for the declaration as a whole. */
  readonly itemNumber?: number
  readonly type?: string
  readonly base?: string
  readonly rate?: string
  readonly assessed?: string
  readonly payable?: string
  readonly currency?: string
}

/** Customs' answer. */
export interface CustomsAnswer {
  readonly kind: 'answer'
  /** WCO response function: 01 accepted, 02 received, 03 rejected, 05 control … (see `ANSWER_STATUS`). */
  readonly functionCode: string
  /** Customs' own message number. */
  readonly reference?: string
  readonly mrn?: string
  /** Functional reference of what is answered: the LRN, or a request's own reference. */
  readonly lrn?: string
  readonly issuedAt?: string
  readonly versionId?: string
  /** Day of acceptance in the office's own time, YYYY-MM-DD. */
  readonly acceptedOn?: string
  readonly statusCode?: string
  readonly changes: readonly ContentChange[]
  readonly taxes: readonly AssessedTax[]
  readonly errors: readonly { readonly code?: string, readonly pointer?: string, readonly detail?: string }[]
  readonly notes: readonly string[]
}

/** Status that an answer gives by its function. Codes without a row (taxes, payment, corrections) give none. */
export const ANSWER_STATUS: ReadonlyMap<string, DeclarationStatus> = new Map([
  ['01', 'accepted'], ['02', 'lodged'], ['03', 'rejected'], ['05', 'under_control'], ['06', 'under_control'],
  ['08', 'released'], ['09', 'released'], ['10', 'invalidated'], ['16', 'exit_confirmed']
])
export const ACCEPTED = '01'
export const REJECTED = '03'
export const CORRECTED = '07'
export const INVALIDATED = '10'
export const REQUEST_DECIDED = '11'
export const TAXED = '13'
export const RELEASES: ReadonlySet<string> = new Set(['08', '09'])
export const isRelease = (answer: CustomsAnswer): boolean => RELEASES.has(answer.functionCode)

/** Day of issue in the sender's own time, by which periods run (Reg. 1182/71); where a message does not say it, the UTC day of receipt. */
export const issueDay = ({ issuedAt }: { readonly issuedAt?: string }, receivedAt: Date): string => issuedAt?.slice(0, 10) ?? utcDay(receivedAt)

/** Decision codes of an answer to a request. [M] other national codes leave the request open. */
export const GRANTED_CODES: ReadonlySet<string> = new Set(['39'])
export const REFUSED_CODES: ReadonlySet<string> = new Set(['41'])
