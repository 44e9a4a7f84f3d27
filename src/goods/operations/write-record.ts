import type { Principal, Scope } from '../../platform/access.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { Fault, Problem, ProblemFactory } from '../../platform/problem.ts'
import type { ImportedRecord } from '../../platform/bulk/import-records.ts'
import type { Members } from '../merging.ts'
import { goodsRefused } from '../problems.ts'
import { keyText, lockRecords, readRecordById } from '../record-store.ts'
import type { Kept } from '../record-store.ts'
import type { GoodsDeps } from './deps.ts'
import { saveRecords } from './save-records.ts'
import type { RecordKind, Saved } from './save-records.ts'

/** Recording and changing one record, and the records of a chunk of a file. */

/** How records of a kind come and go over the wire. */
export interface Door {
  readonly kind: RecordKind
  readonly keyOf: (stated: Members) => readonly string[]
  /** What the key of a record says is no part of it where the record holds it only as its key. */
  readonly statedOf: (body: Members) => Members
  readonly notFound: ProblemFactory
  readonly exists: ProblemFactory
  readonly addressOf: (kept: Kept) => string
  readonly toWire: (tx: OperatorTx, kept: Kept) => Promise<object>
}

export interface Request { readonly principal: Principal, readonly idempotencyKey: string | string[] | undefined }
/** Asked for the revision of the record that is about to change. @throws precondition-required, precondition-failed. */
export type Match = (revision: number) => void

const refusal = (faults: readonly Fault[]): Problem => goodsRefused('The statement does not fit what is recorded.', { errors: [...faults] })

export async function answerOf ({ addressOf, toWire }: Door, tx: OperatorTx, kept: Kept, status: number): Promise<StoredAnswer> {
  return { status, headers: { etag: `"${kept.revision}"`, ...(status === 201 ? { location: addressOf(kept) } : {}) }, body: JSON.stringify(await toWire(tx, kept)) }
}

const theOne = ([saved]: readonly Saved[]): Kept => {
  if (saved === undefined) throw new Error('A record was saved without an answer')
  if (saved.faults !== undefined) throw refusal(saved.faults)
  return saved.kept
}

/** @throws the kind's `exists`; goods-statement-refused with a pointer to each fault. */
export function createRecord (deps: GoodsDeps, door: Door, route: string, body: Members, { principal, idempotencyKey }: Request): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'goods:write', route, idempotencyKey, input: body, clock: deps.clock }, async (tx) => {
    const key = door.keyOf(body)
    if ((await lockRecords(tx, door.kind.table, [key])).size > 0) throw door.exists('Change it with PATCH.')
    return await answerOf(door, tx, theOne(await saveRecords(deps, tx, door.kind, [{ key, stated: door.statedOf(body) }])), 201)
  })
}

/** Which record: by its key, or by its id. */
export type Which = { readonly key: readonly string[] } | { readonly id: string }

/** Locked with the whole register. @throws the kind's `notFound`. */
export async function lockOne (tx: OperatorTx, { kind, notFound }: Door, which: Which): Promise<Kept> {
  const named = 'key' in which ? { key: which.key } : await readRecordById(tx, kind.table, which.id)
  const kept = named === undefined ? undefined : (await lockRecords(tx, kind.table, [named.key])).get(keyText(named.key))
  if (kept === undefined) throw notFound('No record of yours is named so.')
  return kept
}

/** @throws the kind's `notFound`; precondition-required, precondition-failed; goods-statement-refused. */
export function changeRecord (deps: GoodsDeps, door: Door, which: Which, stated: Members, principal: Principal, match: Match): Promise<StoredAnswer> {
  return withOperator(deps.db, principal, 'goods:write', async (tx) => {
    const { key, revision } = await lockOne(tx, door, which)
    match(revision)
    return await answerOf(door, tx, theOne(await saveRecords(deps, tx, door.kind, [{ key, stated }])), 200)
  }, deps.clock)
}

/** Adds an entry to a list of a record, or restates the one that has the same key. @throws as `changeRecord`, without preconditions. */
export function addEntry (deps: GoodsDeps, door: Door, route: string, key: readonly string[], stated: Members, { principal, idempotencyKey }: Request): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'goods:write', route, idempotencyKey, input: { key, stated }, clock: deps.clock }, async (tx) => {
    await lockOne(tx, door, { key })
    return await answerOf(door, tx, theOne(await saveRecords(deps, tx, door.kind, [{ key, stated }])), 201)
  })
}

/** The records of a chunk, in one transaction. */
export async function importRecords (deps: GoodsDeps, door: Door, scope: Scope, principal: Principal, bodies: readonly Members[]): Promise<(ImportedRecord | Problem)[]> {
  const saved = await withOperator(deps.db, principal, scope, async (tx) => await saveRecords(deps, tx, door.kind, bodies.map((body) => ({ key: door.keyOf(body), stated: door.statedOf(body) }))), deps.clock)
  return saved.map((each) => each.faults !== undefined ? refusal(each.faults) : { outcome: each.outcome, id: each.kept.id, reference: each.kept.key.join(' ') })
}
