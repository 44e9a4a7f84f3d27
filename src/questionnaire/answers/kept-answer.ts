import type { Look } from './answer-state.ts'

/** What is kept of answers. Pure. */

export interface Evidence {
  /** Null once erased. */
  readonly title: string | null
  /** Where it is kept. */
  readonly reference: string
  readonly sha256: string | null
}

export const OWNER_KINDS = ['position', 'unit'] as const
export interface Owner { readonly kind: typeof OWNER_KINDS[number], readonly code: string }

export const ENTRY_KINDS = ['answered', 'confirmed'] as const

/** Of the history at once: an answer with its evidence may take 200 kB on the wire. */
export const MOST_ENTRIES = 20

/** The last entry of a question on a day, with the answer that it gave or confirmed. */
export interface KeptStanding {
  readonly question: string
  /** Revision of the question's answer as it is now. */
  readonly revision: number
  readonly kind: typeof ENTRY_KINDS[number]
  readonly number: number
  readonly lookedOn: string
  readonly reviewOn: string
  readonly recordedAt: Date
  readonly recordedBy: string
  readonly person: string | null
  readonly answer: number
  readonly answeredOn: string
  readonly answeredBy: string
  readonly notApplicable: boolean
  readonly isErased: boolean
  readonly ownerPosition: string | null
  readonly ownerUnit: string | null
}

export interface AnswerWords { readonly words: string | null, readonly evidence: readonly Evidence[] }
export type WholeStanding = KeptStanding & AnswerWords

export const lookOf = ({ lookedOn, recordedAt, reviewOn, isErased }: KeptStanding): Look => ({ on: lookedOn, recordedAt, reviewOn, isErased })

/** Every answer has one of both. */
export const ownerOf = ({ ownerPosition, ownerUnit }: Pick<KeptStanding, 'ownerPosition' | 'ownerUnit'>): Owner =>
  ownerPosition === null ? { kind: 'unit', code: ownerUnit ?? '' } : { kind: 'position', code: ownerPosition }

/** An entry of the history. */
export interface KeptEntry {
  readonly number: number
  readonly kind: typeof ENTRY_KINDS[number]
  readonly answer: number
  readonly lookedOn: string
  readonly reviewOn: string
  readonly notApplicable: boolean | null
  readonly words: string | null
  readonly isErased: boolean
  readonly ownerPosition: string | null
  readonly ownerUnit: string | null
  readonly evidence: readonly Evidence[] | null
  readonly person: string | null
  readonly recordedBy: string
  readonly recordedAt: Date
}
