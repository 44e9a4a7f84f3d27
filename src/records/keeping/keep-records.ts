import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import type { Database } from '../../platform/db/pool.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { contentOf, differingFields, faultsIn, keyOf, subjectOf, toWire } from './record-kind.ts'
import type { Content, KeptRecord, RecordKind } from './record-kind.ts'
import * as store from './record-store.ts'
import type { RecordFilter } from './record-store.ts'

/** What is done with records of any kind: push one or many, read, list, change. */

/** What follows from a change, within its transaction; both sides of it. */
export type Settle = (tx: OperatorTx, contents: readonly Content[]) => Promise<void>

export interface KeepDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly settle: Settle
}

export type SaveOutcome = 'created' | 'changed' | 'replayed'
export interface Saved { readonly outcome: SaveOutcome, readonly id: string }

/**
 * Keeps records that passed `faultsIn`, by their natural keys: new ones are made, others changed where they differ. The same key twice
 * among them is one record, of which the later holds. As many statements for a thousand as for one.
 */
export async function saveRecords (tx: OperatorTx, kind: RecordKind, contents: readonly Content[], settle: Settle): Promise<Saved[]> {
  await store.lockKind(tx, kind)
  const kept = new Map((await store.findByKeys(tx, kind, contents)).map((record) => [keyOf(kind, record.content), record]))
  const fresh = new Map<string, { id: string, content: Content }>()
  const changed = new Map<string, KeptRecord>()
  const touched: Content[] = []
  const saved = contents.map((content): Saved => {
    const key = keyOf(kind, content)
    const before = changed.get(key) ?? kept.get(key)
    const made = fresh.get(key)
    if (before === undefined && made === undefined) {
      const id = uuidV7()
      fresh.set(key, { id, content })
      return { outcome: 'created', id }
    }
    const { id, content: known } = made ?? before ?? { id: '', content }
    if (differingFields(kind, known, content).length === 0) return { outcome: 'replayed', id }
    if (made !== undefined) fresh.set(key, { id, content })
    else if (before !== undefined) {
      touched.push(before.content)
      changed.set(key, { ...before, content })
    }
    return { outcome: 'changed', id }
  })
  const updates = [...changed.values()].map((record) => ({ ...record, revision: record.revision + 1 }))
  await store.insertRecords(tx, kind, [...fresh.values()])
  await store.updateRecords(tx, kind, updates)
  for (const { id } of fresh.values()) tx.log(`${kind.name}.recorded`, subjectOf(kind, id), {})
  for (const { id, content } of updates) tx.log(`${kind.name}.changed`, subjectOf(kind, id), { fields: differingFields(kind, kept.get(keyOf(kind, content))?.content ?? {}, content) })
  await settle(tx, [...touched, ...[...fresh.values(), ...updates].map(({ content }) => content)])
  return saved
}

const SCOPE = { read: 'records:read', write: 'records:write' } as const

/** @throws invalid-request for what no schema can see. */
export function checkedContent (kind: RecordKind, stated: Readonly<Record<string, unknown>>): Content {
  const content = contentOf(kind, stated)
  const errors = faultsIn(kind, content)
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
  return content
}

/** @throws what the kind says of a record that is there already. */
export function createRecord ({ db, clock, settle }: KeepDeps, kind: RecordKind, principal: Principal, input: Readonly<Record<string, unknown>>, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const content = checkedContent(kind, input)
  return decideOnce({ db, principal, scope: SCOPE.write, route: `POST /v1${kind.path}`, idempotencyKey, input, clock }, async (tx) => {
    const [saved] = await saveRecords(tx, kind, [content], settle)
    if (saved === undefined) throw new Error('A record was saved without an id')
    // The transaction goes back, and with it what was saved.
    if (saved.outcome !== 'created') throw kind.exists('It is recorded already; change it instead.', { id: saved.id })
    return { status: 201, headers: { location: `/v1${kind.path}/${saved.id}`, etag: '"1"' }, body: JSON.stringify(toWire(kind, { id: saved.id, revision: 1, recordedAt: tx.at, content })) }
  })
}

/** @throws the kind's not-found. */
export function findRecord ({ db }: KeepDeps, kind: RecordKind, principal: Principal, id: string): Promise<KeptRecord> {
  return withOperatorReadOnly(db, principal, SCOPE.read, async (tx) => {
    const record = await store.findRecord(tx, kind, id)
    if (record === undefined) throw kind.notFound('No record of yours has this id.')
    return record
  })
}

export interface RecordPage { readonly items: KeptRecord[], readonly nextCursor: string | null }
export type PageArguments = RecordFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, latest day first. */
export function listRecords ({ db }: KeepDeps, kind: RecordKind, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: PageArguments): Promise<RecordPage> {
  refuseImpossibleDays(filter)
  const [day, id] = cursor === undefined ? [] : openCursor(kind.path, cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, SCOPE.read, async (tx) => {
    const rows = await store.listRecords(tx, kind, filter, limit + 1, day === undefined || id === undefined ? undefined : { day, id })
    const last = rows[limit - 1]
    return { items: rows.slice(0, limit).map(({ record }) => record), nextCursor: rows.length > limit && last !== undefined ? sealCursor(kind.path, [last.day, last.record.id]) : null }
  })
}

/** Absent leaves a field, null clears it. @throws the kind's not-found; whatever `demand` throws for another revision. */
export function changeRecord ({ db, clock, settle }: KeepDeps, kind: RecordKind, principal: Principal, id: string, patch: Readonly<Record<string, unknown>>, demand: (revision: number) => void): Promise<KeptRecord> {
  return withOperator(db, principal, SCOPE.write, async (tx) => {
    await store.lockKind(tx, kind)
    const before = await store.findRecord(tx, kind, id)
    if (before === undefined) throw kind.notFound('No record of yours has this id.')
    demand(before.revision)
    const content = checkedContent(kind, { ...before.content, ...patch })
    const fields = differingFields(kind, before.content, content)
    if (fields.length === 0) return before
    const after = { ...before, content, revision: before.revision + 1 }
    await store.updateRecords(tx, kind, [after])
    tx.log(`${kind.name}.changed`, subjectOf(kind, id), { fields })
    await settle(tx, [before.content, content])
    return after
  }, clock)
}
