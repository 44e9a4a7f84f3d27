import type { Fault } from '../../platform/problem.ts'

/** A message that people must acknowledge: a change of law, the result of an audit. Pure. */

export const MESSAGE_KINDS = ['law_change', 'nomenclature_change', 'audit_result', 'procedure_change', 'system_change', 'other'] as const
export type MessageKind = typeof MESSAGE_KINDS[number]

/** Whom it is for, by the organisation of each day: everybody, or whoever is named in any of the lists. */
export interface Audience {
  readonly all: boolean
  /** With all units below them. */
  readonly units: readonly string[]
  readonly positions: readonly string[]
  readonly responsibilities: readonly string[]
  /** Pseudonyms; while they hold a position. */
  readonly people: readonly string[]
}

export interface MessageTerms {
  readonly kind: MessageKind
  readonly title: string
  readonly text: string | null
  readonly documentReference: string | null
  readonly documentSha256: string | null
  readonly issuedOn: string
  /** For whoever was addressed on the day of issue; whoever comes later has as many days. */
  readonly dueOn: string
  readonly audience: Audience
}

/** Faults that stand in the message itself. */
export function messageFaults ({ text, documentReference, documentSha256, issuedOn, dueOn, audience }: MessageTerms): Fault[] {
  const named = [audience.units, audience.positions, audience.responsibilities, audience.people].some((names) => names.length > 0)
  return [
    ...text === null && documentReference === null ? [{ pointer: '/text', detail: 'is missing, and no document is named', hint: 'State the text, or the document by reference and hash' }] : [],
    ...(documentReference === null) === (documentSha256 === null) ? [] : [{ pointer: documentReference === null ? '/documentReference' : '/documentSha256', detail: 'is missing', hint: 'A document is named by its reference and its hash' }],
    ...dueOn < issuedOn ? [{ pointer: '/dueOn', detail: 'is before issuedOn', hint: 'The last day in time is no earlier than the day of issue' }] : [],
    ...audience.all === named ? [{ pointer: '/audience', detail: named ? 'names everybody and somebody' : 'names nobody', hint: 'Say `all: true` alone, or name units, positions, responsibilities or people' }] : []
  ]
}

/** Whether anybody owes it on the day. */
export const isInForce = ({ issuedOn, withdrawnOn }: { readonly issuedOn: string, readonly withdrawnOn: string | null }, day: string): boolean =>
  issuedOn <= day && (withdrawnOn === null || withdrawnOn > day)
