import type { Principal } from '../../platform/access.ts'
import { idempotentRequest } from '../../platform/idempotency/idempotency.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { readJsonDeclaration } from '../formats/json-declaration.ts'
import { readXmlMessage } from '../formats/xml-message.ts'
import { receiptOf } from '../wire.ts'
import type { IngestQueue } from './ingest-queue.ts'
import { originalOf, prepareDeclaration, prepareMessage } from './push.ts'
import type { Push, Verdict } from './push.ts'

export type IngestSource = 'json' | 'xml' | 'ndjson' | 'csv' | 'json_sequence'
export type IngestOutcome = 'created' | 'replayed' | 'new_version' | 'refused' | 'message'

export interface PushDeps {
  readonly queue: IngestQueue
  readonly clock: () => Date
  readonly onIngest: (source: IngestSource, outcome: IngestOutcome) => void
}

export interface PushedDocument {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly idempotencyKey: string | string[] | undefined
}

/** Route of the idempotency entries; never changed, since entries live for 30 days. */
const ROUTE = 'POST /v1/declarations'

/**
 * Takes one declaration or message in. Checked before the queue, prepared before the transaction.
 * @throws invalid-request with a pointer to each fault; overloaded; database-unavailable.
 */
export async function pushDocument (deps: PushDeps, principal: Principal, document: PushedDocument): Promise<StoredAnswer> {
  const source = document.mediaType === 'application/xml' ? 'xml' : 'json'
  try {
    const push = await preparePush(deps, principal, document)
    const request = idempotentRequest(document.idempotencyKey, ROUTE, principal.subject, document.bytes)
    const result = await deps.queue.submit(principal, { push, ...(request === undefined ? {} : { idempotency: { request, answerOf } }) })
    if (result.kind === 'refused') throw result.problem
    if (result.kind === 'answered') return result.answer
    deps.onIngest(source, result.verdict.replayed ? 'replayed' : result.verdict.outcome)
    return answerOf(result.verdict)
  } catch (error) {
    deps.onIngest(source, 'refused')
    throw error
  }
}

async function preparePush (deps: PushDeps, principal: Principal, { bytes, mediaType }: PushedDocument): Promise<Push> {
  const receivedAt = deps.clock()
  const original = originalOf(bytes, mediaType)
  if (mediaType !== 'application/xml') return prepareDeclaration(readJsonDeclaration(bytes), original, receivedAt, principal.subject)
  const read = await readXmlMessage(bytes)
  return read.kind === 'declaration'
    ? prepareDeclaration(read.content, original, receivedAt, principal.subject)
    : prepareMessage(read.message, original, receivedAt, principal.subject)
}

function answerOf (verdict: Verdict): StoredAnswer {
  const isNew = !verdict.replayed && (verdict.outcome === 'created' || verdict.outcome === 'message')
  const headers: Record<string, string> = verdict.declarationId === null ? {} : { location: `/v1/declarations/${verdict.declarationId}` }
  return { status: isNew ? 201 : 200, headers, body: JSON.stringify(receiptOf(verdict)) }
}
