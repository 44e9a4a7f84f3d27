import { createHash } from 'node:crypto'
import type { OperatorTx } from '../db/operator-tx.ts'
import { idempotencyConflict, idempotencyMismatch, invalidRequest } from '../problem.ts'
import type { Problem } from '../problem.ts'

/**
 * `Idempotency-Key`: the first decided answer is written in the transaction of the change itself and given again to the
 * same subject of the same operator on the same route. Another body under the key is refused; a twin of a request that
 * still runs is refused at once, since it could only wait holding a connection.
 */

export interface IdempotentRequest {
  readonly route: string
  readonly key: string
  readonly subject: string
  /** SHA-256 of the request's body. */
  readonly fingerprint: Buffer
}

export interface StoredAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  /** JSON text. */
  readonly body: string
}

export type Claim =
  | { readonly state: 'first' }
  | { readonly state: 'answered', readonly answer: StoredAnswer }
  | { readonly state: 'refused', readonly problem: Problem }

const KEY = /^[\x21-\x7e]{1,255}$/

/** @throws invalid-request when the header is no printable ASCII of 1 to 255 characters. */
export function idempotentRequest (header: string | readonly string[] | undefined, route: string, subject: string, body: Uint8Array): IdempotentRequest | undefined {
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !KEY.test(header)) {
    throw invalidRequest('The Idempotency-Key cannot be used.', { errors: [{ pointer: '', detail: 'Idempotency-Key is not printable ASCII of 1 to 255 characters', hint: 'A UUID does well' }] })
  }
  return { route, key: header, subject, fingerprint: createHash('sha256').update(body).digest() }
}

interface AnswerRow { position: string, locked: boolean, fingerprint: Buffer | null, status: number | null, headers: string | null, body: string | null }

/** Claims the keys for this transaction, all in one statement. Answers in the order asked. */
export async function claimKeys (tx: OperatorTx, requests: readonly IdempotentRequest[]): Promise<Claim[]> {
  if (requests.length === 0) return []
  const identity = (request: IdempotentRequest): string => JSON.stringify([tx.operatorId, request.subject, request.route, request.key])
  const locks = await tx.query<{ position: string, locked: boolean }>(`
    select k.position, pg_try_advisory_xact_lock(hashtextextended('idempotency ' || k.identity, 0)) as locked
    from unnest($1::text[]) with ordinality as k (identity, position) order by k.position`, [requests.map(identity)])
  // Looked up after the lock: an answer that another transaction committed meanwhile is seen.
  const rows = await tx.query<AnswerRow>(`
    select k.position, a.fingerprint, a.status, a.headers, a.body
    from unnest($2::text[], $3::text[], $4::text[]) with ordinality as k (subject, route, key, position)
    left join aeo.idempotency_answers a on a.operator_id = $1 and a.subject = k.subject and a.route = k.route and a.key = k.key order by k.position`,
  [tx.operatorId, requests.map(({ subject }) => subject), requests.map(({ route }) => route), requests.map(({ key }) => key)])
  const taken = new Set<string>()
  return requests.map((request, index) => {
    const claim = taken.has(identity(request)) ? busy() : toClaim(request, locks[index]?.locked === true, rows[index])
    taken.add(identity(request))
    return claim
  })
}

const busy = (): Claim => ({
  state: 'refused', problem: idempotencyConflict('A request with this Idempotency-Key is still running; ask again for its answer.', {}, { headers: { 'retry-after': '1' } })
})

function toClaim (request: IdempotentRequest, locked: boolean, row: AnswerRow | undefined): Claim {
  if (row?.fingerprint == null || row.status === null || row.body === null) return locked ? { state: 'first' } : busy()
  if (!row.fingerprint.equals(request.fingerprint)) {
    return { state: 'refused', problem: idempotencyMismatch('This Idempotency-Key was used with another body. Use a new key for a new request.') }
  }
  return { state: 'answered', answer: { status: row.status, headers: JSON.parse(row.headers ?? '{}') as Record<string, string>, body: row.body } }
}

/** Stores the decided answers. The caller's transaction makes them and the change one. */
export async function storeAnswers (tx: OperatorTx, answers: readonly { request: IdempotentRequest, answer: StoredAnswer }[]): Promise<void> {
  if (answers.length === 0) return
  await tx.query(`insert into aeo.idempotency_answers (operator_id, subject, route, key, fingerprint, status, headers, body, created_at)
    select $1, n.subject, n.route, n.key, n.fingerprint, n.status, n.headers, n.body, $9
    from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::text[], $8::text[]) as n (subject, route, key, fingerprint, status, headers, body)`, [
    tx.operatorId, answers.map(({ request }) => request.subject), answers.map(({ request }) => request.route), answers.map(({ request }) => request.key),
    answers.map(({ request }) => request.fingerprint), answers.map(({ answer }) => answer.status), answers.map(({ answer }) => JSON.stringify(answer.headers)),
    answers.map(({ answer }) => answer.body), tx.at
  ])
}

/** Erases the answers that a subject was given, before their time. */
export async function forgetAnswers (tx: OperatorTx, subject: string): Promise<void> {
  await tx.query('delete from aeo.idempotency_answers a where a.operator_id = $1 and a.subject = $2', [tx.operatorId, subject])
}
