import { v7 as uuidV7 } from 'uuid'
import { requireScope } from '../access.ts'
import type { Principal } from '../access.ts'
import type { Database } from '../db/pool.ts'
import { withOperator, withOperatorReadOnly } from '../db/operator-tx.ts'
import type { OperatorTx } from '../db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../http/pages.ts'
import { decideOnce } from '../idempotency/decide-once.ts'
import type { StoredAnswer } from '../idempotency/idempotency.ts'
import { resolveActor } from '../log/actors.ts'
import { refuseImpossibleDays } from '../period.ts'
import { invalidRequest, Problem } from '../problem.ts'
import { refusalOf } from './judge-change.ts'
import type { Named, Surroundings } from './judge-change.ts'
import type { HoldInForce } from './legal-holds.ts'
import { carriedOver, contentOf, differingFields, faultsIn, faultsToCome, isShownTo, keyOf, subjectOf, toWire } from './record-kind.ts'
import type { Content, KeptRecord, RecordKind } from './record-kind.ts'
import { traceOfChange, traceOfNew } from './record-trace.ts'
import { insertRevisions } from './revision-store.ts'
import * as store from './record-store.ts'
import type { RecordFilter } from './record-store.ts'

/** What is done with records of any kind: push one or many, read, list, change. */

/** One content following another, as one after the other they were pushed; nothing before a new record. */
export interface Change { readonly id: string, readonly before: Content | undefined, readonly after: Content }

/** What follows from changes, within their transaction. */
export type Settle = (tx: OperatorTx, changes: readonly Change[]) => Promise<void>

/** What the changed records said, before and after. */
export const bothSides = (changes: readonly Change[]): Content[] => changes.flatMap(({ before, after }) => before === undefined ? [after] : [before, after])

/** What a field may name: which of the codes are known, and what is said of others. */
export interface NamedThing {
  readonly known: (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>
  readonly detail: string
  readonly hint: string
}

/** Legal holds, of whoever keeps them. */
export interface Holds {
  /** No hold is set and nothing is erased until the transaction ends. */
  readonly share: (tx: OperatorTx) => Promise<void>
  readonly inForce: (tx: OperatorTx) => Promise<readonly HoldInForce[]>
}

/** What is kept under the same key, if anything, and what is stated now. */
export interface Stated { readonly before: Content | undefined, readonly after: Content }

export interface KeepDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly settle: Settle
  readonly holds: Holds
  readonly named: Readonly<Record<string, NamedThing>>
  /** What follows from what is kept elsewhere, written into each content in its place, or what that says against it. With a few statements for all. */
  readonly complete?: (tx: OperatorTx, stated: readonly Stated[], way: Way) => Promise<(Content | Problem)[]>
}

/** How records came: one by itself, or in a file. */
export type Way = 'single' | 'bulk'

export type SaveDeps = Omit<KeepDeps, 'db' | 'clock'>

export type SaveOutcome = 'created' | 'changed' | 'replayed'
export interface Saved { readonly outcome: SaveOutcome, readonly id: string }

/** Keeps the kind, what is held, and what of it may be erased as they are until the transaction ends. First what a hold waits for, then the kind: always in this order. */
export async function lockRecords (tx: OperatorTx, { holds }: SaveDeps, kind: RecordKind): Promise<void> {
  if (kind.heldBy !== undefined || kind.fields.some(({ erasable }) => erasable === true)) await holds.share(tx)
  await store.lockKind(tx, kind)
}

async function surroundingsOf (tx: OperatorTx, { holds, named }: SaveDeps, kind: RecordKind, contents: readonly Content[]): Promise<Surroundings> {
  const answers: Record<string, Named> = {}
  for (const names of new Set(kind.fields.flatMap((field) => field.names ?? []))) {
    const thing = named[names]
    if (thing === undefined) continue
    const stated = kind.fields.filter((field) => field.names === names).flatMap(({ name }) => contents.flatMap((content) => typeof content[name] === 'string' ? [content[name]] : []))
    answers[names] = { ...thing, known: stated.length === 0 ? new Set() : await thing.known(tx, [...new Set(stated)]) }
  }
  return { holds: kind.heldBy === undefined ? [] : await holds.inForce(tx), named: answers }
}

interface Step extends Change { readonly revision: number }

/**
 * Keeps records that passed `faultsIn`, by their natural keys: new ones are made, others changed where they differ. The same key twice
 * among them is one record, of which the later holds and the earlier stands in its history. As many statements for a thousand as for one.
 */
export async function saveRecords (tx: OperatorTx, deps: SaveDeps, kind: RecordKind, contents: readonly Content[], way: Way): Promise<(Saved | Problem)[]> {
  await lockRecords(tx, deps, kind)
  const kept = new Map<string, Kept>((await store.findByKeys(tx, kind, contents)).map((record) => [keyOf(kind, record.content), record]))
  const steps: Step[] = []
  const completed = await completedContents(tx, deps, contents.map((content) => {
    const before = kept.get(keyOf(kind, content))?.content
    return { before, after: carriedOver(kind, before, content) }
  }), way)
  const surroundings = await surroundingsOf(tx, deps, kind, completed.filter((content): content is Content => !(content instanceof Problem)))
  const saved = completed.map((after): Saved | Problem => {
    if (after instanceof Problem) return after
    const key = keyOf(kind, after)
    const known = kept.get(key)
    if (known !== undefined && !isShownTo(kind, tx.principal, known.content)) return kind.exists('Another record is told from others by the same; give this one a name of its own.')
    if (known !== undefined && differingFields(kind, known.content, after).length === 0) return { outcome: 'replayed', id: known.id }
    const refusal = refusalOf(kind, surroundings, known?.content, after)
    if (refusal !== undefined) return refusal
    const step: Step = { id: known?.id ?? uuidV7(), revision: (known?.revision ?? 0) + 1, before: known?.content, after }
    steps.push(step)
    kept.set(key, { id: step.id, revision: step.revision, content: after })
    return { outcome: known === undefined ? 'created' : 'changed', id: step.id }
  })
  await writeSteps(tx, kind, steps)
  await deps.settle(tx, steps)
  return saved
}

async function completedContents (tx: OperatorTx, { complete }: SaveDeps, stated: readonly Stated[], way: Way): Promise<(Content | Problem)[]> {
  return complete === undefined ? stated.map(({ after }) => after) : await complete(tx, stated, way)
}

type Kept = Pick<KeptRecord, 'id' | 'revision' | 'content'>

/** Each record as its last step leaves it, what it said before in its history, and each step in the log. */
async function writeSteps (tx: OperatorTx, kind: RecordKind, steps: readonly Step[]): Promise<void> {
  const made = new Set(steps.filter(({ before }) => before === undefined).map(({ id }) => id))
  const last = [...new Map(steps.map(({ id, revision, after }) => [id, { id, revision, content: after }])).values()]
  await store.insertRecords(tx, kind, last.filter(({ id }) => made.has(id)), kind.keepsWho === true && made.size > 0 ? await resolveActor(tx.query, tx.operatorId, tx.principal.subject) : undefined)
  await store.updateRecords(tx, kind, last.filter(({ id }) => !made.has(id)))
  await insertRevisions(tx, kind, steps.flatMap(({ id, revision, before }) => before === undefined ? [] : [{ id, revision: revision - 1, content: before }]))
  for (const { id, revision, before, after } of steps) {
    if (before === undefined) tx.log(`${kind.name}.recorded`, subjectOf(kind, id), traceOfNew(kind, after))
    else tx.log(`${kind.name}.changed`, subjectOf(kind, id), traceOfChange(kind, before, after, revision))
  }
}

/** @throws invalid-request for what no schema can see. */
export function checkedContent (kind: RecordKind, stated: Readonly<Record<string, unknown>>, at: Date): Content {
  const content = contentOf(kind, stated)
  const found = faultsIn(kind, content)
  const errors = found.length > 0 ? found : faultsToCome(kind, content, at)
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
  return content
}

/** What is there already is said first, whatever else stands against it; which it is only to whoever may see it. */
async function existsAlready (tx: OperatorTx, kind: RecordKind, content: Content): Promise<Problem | undefined> {
  const [known] = await store.findByKeys(tx, kind, [content])
  return known === undefined || !isShownTo(kind, tx.principal, known.content) ? undefined : kind.exists('It is recorded already; change it instead.', { id: known.id })
}

/** @throws what the kind says of a record that is there already. */
export function createRecord (deps: KeepDeps, kind: RecordKind, principal: Principal, input: Readonly<Record<string, unknown>>, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const { db, clock } = deps
  const content = checkedContent(kind, input, clock())
  return decideOnce({ db, principal, scope: kind.scopes.write, route: `POST /v1${kind.path}`, idempotencyKey, input, clock }, async (tx) => {
    const [saved] = await saveRecords(tx, deps, kind, [content], 'single')
    if (saved instanceof Problem) throw await existsAlready(tx, kind, content) ?? saved
    if (saved === undefined) throw new Error('A record was saved without an id')
    // The transaction goes back, and with it what was saved.
    if (saved.outcome !== 'created') throw kind.exists('It is recorded already; change it instead.', { id: saved.id })
    const record = await store.findRecord(tx, kind, saved.id)
    if (record === undefined) throw new Error('A record was saved and is not there')
    return { status: 201, headers: { location: `/v1${kind.path}/${saved.id}`, etag: '"1"' }, body: JSON.stringify(toWire(kind, record)) }
  })
}

/** @throws the kind's not-found. */
export function findRecord ({ db }: KeepDeps, kind: RecordKind, principal: Principal, id: string): Promise<KeptRecord> {
  return withOperatorReadOnly(db, principal, kind.scopes.read, async (tx) => {
    const record = await store.findRecord(tx, kind, id)
    if (record === undefined || !isShownTo(kind, principal, record.content)) throw kind.notFound('No record of yours has this id.')
    return record
  })
}

export interface RecordPage { readonly items: KeptRecord[], readonly nextCursor: string | null }
export type PageArguments = RecordFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, latest day first. */
export function listRecords ({ db }: KeepDeps, kind: RecordKind, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: PageArguments): Promise<RecordPage> {
  refuseImpossibleDays(filter)
  const [day, id] = cursor === undefined ? [] : openCursor(kind.path, cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, kind.scopes.read, async (tx) => {
    const rows = await store.listRecords(tx, kind, filter, limit + 1, day === undefined || id === undefined ? undefined : { day, id })
    const last = rows[limit - 1]
    return { items: rows.slice(0, limit).map(({ record }) => record), nextCursor: rows.length > limit && last !== undefined ? sealCursor(kind.path, [last.day, last.record.id]) : null }
  })
}

/** Absent leaves a field, null clears it. @throws the kind's not-found; record-held; what the kind refuses; whatever `demand` throws for another revision. */
export function changeRecord (deps: KeepDeps, kind: RecordKind, principal: Principal, id: string, patch: Readonly<Record<string, unknown>>, demand: (revision: number) => void): Promise<KeptRecord> {
  const { alsoToChange } = kind.scopes
  if (alsoToChange !== undefined) requireScope(principal, alsoToChange)
  return withOperator(deps.db, principal, kind.scopes.write, async (tx) =>
    await changeWithin(tx, deps, kind, id, demand, (content) => checkedContent(kind, { ...content, ...patch }, tx.at)), deps.clock)
}

/** The same within a transaction. @param next what it says from now on. */
export async function changeWithin (tx: OperatorTx, deps: SaveDeps, kind: RecordKind, id: string, demand: (revision: number) => void, next: (content: Content) => Content): Promise<KeptRecord> {
  await lockRecords(tx, deps, kind)
  const before = await store.findRecord(tx, kind, id)
  if (before === undefined || !isShownTo(kind, tx.principal, before.content)) throw kind.notFound('No record of yours has this id.')
  demand(before.revision)
  const [after] = await changeAll(tx, deps, kind, [before], next)
  return after ?? before
}

/** Changes several that were read after `lockRecords`, with as many statements as for one; those that stay as they are have no new revision. */
export async function changeAll (tx: OperatorTx, deps: SaveDeps, kind: RecordKind, records: readonly KeptRecord[], next: (content: Content) => Content): Promise<KeptRecord[]> {
  const stated = records.map(({ content }): Stated => ({ before: content, after: next(content) })).filter(({ before, after }) => before !== undefined && differingFields(kind, before, after).length > 0)
  const completed = new Map((await completedContents(tx, deps, stated, 'single')).map((content, index) => {
    if (content instanceof Problem) throw content
    return [stated[index]?.before, content]
  }))
  const surroundings = await surroundingsOf(tx, deps, kind, [...completed.values()])
  const steps: Step[] = []
  const changed = records.map((record) => {
    const content = completed.get(record.content) ?? record.content
    if (differingFields(kind, record.content, content).length === 0) return record
    const refusal = refusalOf(kind, surroundings, record.content, content)
    if (refusal !== undefined) throw refusal
    const revision = record.revision + 1
    steps.push({ id: record.id, revision, before: record.content, after: content })
    return { ...record, content, revision }
  })
  if (steps.length > 0) {
    await writeSteps(tx, kind, steps)
    await deps.settle(tx, steps)
  }
  return changed
}
