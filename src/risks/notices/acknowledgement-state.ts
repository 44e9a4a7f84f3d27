/** Who must know the result of an audit, and who took note of it. Pure. */

export const ACKNOWLEDGEMENT_WAYS = ['token', 'evidence'] as const

export interface AuditRecipient {
  /** Code. */
  readonly position: string
  /** Instant of the first notice; null: none was sent. */
  readonly notifiedAt: string | null
  /** Notices after the first. */
  readonly reminders: number
  readonly lastNotifiedAt: string | null
  /** Data hash of the report that the last notice is about. */
  readonly dataHash: string | null
  /** Day by which note is to be taken. */
  readonly dueOn: string | null
  readonly acknowledgedAt: string | null
  /** Pseudonym of the person who took note. */
  readonly acknowledgedBy: string | null
  readonly way: typeof ACKNOWLEDGEMENT_WAYS[number] | null
  readonly evidence: { readonly reference: string, readonly sha256: string } | null
  /** Why it need not know any more; null: it must. */
  readonly withdrawnBecause: string | null
}

/** Those who were told and still have to take note. */
export const isOwing = ({ notifiedAt, acknowledgedAt, withdrawnBecause }: AuditRecipient): boolean => notifiedAt !== null && acknowledgedAt === null && withdrawnBecause === null
