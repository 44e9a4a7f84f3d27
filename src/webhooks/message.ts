import { v5 as uuidV5 } from 'uuid'
import { canonicalJson } from '../platform/log/canonical-json.ts'

/** What a receiver is sent: which event it is, and nothing of what it says. Who is told of it asks for the rest with a token. Pure. */

export const TEST_TYPE = 'webhook.test'

export interface SentEvent {
  readonly type: string
  /** `kind:id`. */
  readonly subject: string
  /** Both null for a test, which is no event of the log. */
  readonly epoch: number | null
  readonly seq: string | null
  readonly at: Date
}

/** The same event has the same id, however often it is sent and whichever webhook it is sent to. Nothing can be derived from it. */
export const messageId = (operatorId: string, epoch: number, seq: string): string => uuidV5(`${epoch}:${seq}`, operatorId)

/** Canonical JSON, so that a second attempt has the bytes of the first. */
export function contentOf (operator: string, { type, subject, epoch, seq, at }: SentEvent): string {
  return canonicalJson({ type, operator, epoch, seq, at: at.toISOString(), subject, ids: idsOf(subject) })
}

/** A subject names one thing: what stands before the colon is its kind. */
function idsOf (subject: string): Record<string, string> {
  const colon = subject.indexOf(':')
  return colon < 1 ? {} : { [subject.slice(0, colon)]: subject.slice(colon + 1) }
}
