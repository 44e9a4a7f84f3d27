import { hash as digest } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../platform/calendar.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { brokerOf, memberStateOf, siteOf, usesAi } from '../attribution.ts'
import { comparableContent, contentHash } from '../canonical.ts'
import { changePath } from '../formats/wco-changes.ts'
import { countableItems } from '../countable.ts'
import { courseOf } from '../course.ts'
import type { Course } from '../course.ts'
import { latencyOf } from '../figure-totals.ts'
import type { CustomsAnswer, CustomsRequest } from '../customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from '../data-elements.ts'
import { declaredAcceptance, declaredStatus, directionOf, typeOf } from '../derivation.ts'
import type { CountableItem } from '../totals.ts'

/** What a sender pushed, prepared for a batch: everything that can be computed before the transaction is computed here. Pure but for the new id. */

/** The bytes as they came in. */
export interface Original {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly sha256: Buffer
}

export const originalOf = (bytes: Uint8Array, mediaType: string): Original =>
  ({ bytes, mediaType, sha256: digest('sha256', bytes, 'buffer') })

interface PushBase {
  /** Id that the declaration or message gets if it is new; tells after a lost connection whether this very push took effect. */
  readonly id: string
  readonly original: Original
  readonly receivedAt: Date
  /** `sub` of the token that pushed. */
  readonly subject: string
}

export interface DeclarationPush extends PushBase {
  readonly kind: 'declaration'
  readonly content: DeclarationContent
  /** Canonical text of what was declared; this is what is stored and compared. */
  readonly text: string
  readonly hash: Buffer
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  readonly direction: string
  readonly type: string
  readonly status: DeclarationStatus
  readonly statusDated: boolean
  readonly statusAt: Date
  readonly acceptedOn: string | null
  readonly sourceSystem: string
  /** The unit that it names; which unit it counts for is decided with the directory of the organisation. */
  readonly orgUnitId: string | null
  readonly site: string
  readonly broker: string
  readonly memberState: string
  readonly usesAi: boolean
  readonly items: readonly CountableItem[]
  readonly course: readonly Course[]
  readonly latency: string | null
}

export interface MessagePush extends PushBase {
  readonly kind: 'message'
  readonly message: CustomsRequest | CustomsAnswer
  readonly hash: Buffer
  readonly mrn: string | null
  /** The functional reference that the message names. */
  readonly reference: string | null
  readonly issuedAt: Date
}

export type Push = DeclarationPush | MessagePush

export function prepareDeclaration (content: DeclarationContent, original: Original, receivedAt: Date, subject: string): DeclarationPush {
  const declared = comparableContent(content)
  const text = JSON.stringify(declared)
  return {
    kind: 'declaration',
    id: uuidV7(),
    content: declared,
    text,
    hash: contentHash(text),
    mrn: content.mrn ?? null,
    lrn: content.lrn ?? null,
    declarant: content.declarant ?? '',
    direction: directionOf(content),
    type: typeOf(content),
    status: declaredStatus(content),
    statusDated: content.statusAt !== undefined,
    statusAt: content.statusAt === undefined ? receivedAt : new Date(content.statusAt),
    acceptedOn: declaredAcceptance(content),
    sourceSystem: content.sourceSystem ?? '',
    orgUnitId: content.orgUnitId ?? null,
    site: siteOf(content),
    broker: brokerOf(content),
    memberState: memberStateOf(content, content.mrn ?? null),
    usesAi: usesAi(content),
    items: countableItems(content, []),
    course: courseOf({ state: { status: declaredStatus(content), acceptedOn: declaredAcceptance(content), releasedAt: null, decisions: new Map() }, stated: [], contents: [], messages: [] }),
    latency: latencyOf(declaredAcceptance(content), receivedAt),
    original,
    receivedAt,
    subject
  }
}

/** The day on which a declaration that nobody pushed before counts: of acceptance, until then of receipt. */
export const countedOnOf = ({ acceptedOn, receivedAt }: DeclarationPush): string => acceptedOn ?? utcDay(receivedAt)

export function prepareMessage (message: CustomsRequest | CustomsAnswer, original: Original, receivedAt: Date, subject: string): MessagePush {
  return {
    kind: 'message',
    id: uuidV7(),
    message,
    hash: digest('sha256', canonicalJson(message), 'buffer'),
    mrn: message.mrn ?? null,
    reference: (message.kind === 'answer' ? message.lrn : message.reference) ?? null,
    issuedAt: message.issuedAt === undefined ? receivedAt : new Date(message.issuedAt),
    original,
    receivedAt,
    subject
  }
}

export const changedPaths = (message: CustomsRequest): string[] => message.changes.map(changePath)

/** What became of a push. */
export interface Verdict {
  readonly outcome: 'created' | 'replayed' | 'new_version' | 'message'
  readonly kind: 'declaration' | 'amendment' | 'invalidation' | 'presentation' | 'answer'
  /** The declaration; for a message that waits, null. */
  readonly declarationId: string | null
  /** Version of the declaration that the push is or became; null for a message. */
  readonly version: number | null
  /** The message, when the push was one. */
  readonly messageId: string | null
  readonly messageState: MessageState | null
  /** True when the same was known before and nothing changed. */
  readonly replayed: boolean
  readonly mrn: string | null
  readonly lrn: string | null
}

export type MessageState = 'waiting' | 'pending' | 'granted' | 'refused' | 'applied'
