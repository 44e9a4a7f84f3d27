import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { refuse } from '../dated-kinds.ts'
import type { Change, DatedKind } from '../dated-kinds.ts'
import * as store from '../dated-store.ts'
import type { DatedRecord, Values } from '../dated-store.ts'
import { stateOn, withState } from '../model/dated.ts'
import type { State } from '../model/dated.ts'
import type { WorkChange } from '../model/work-change.ts'
import { lockOrganisation, moveExaminations } from '../organisation-lock.ts'
import { recordToWire } from '../wire.ts'

/** Recording, changing and reading records whose values change by day. */

export interface RecordDeps { readonly db: Database, readonly clock: () => Date }

export interface ChangeDeps extends RecordDeps {
  /** For what rests on who works where and as what: asked before the change is written, and before examinations move. */
  readonly workChanged: (tx: OperatorTx, changes: readonly WorkChange[]) => Promise<void>
}

const READ = 'organisation:read'
const WRITE = 'organisation:write'

export interface NewRecord { readonly code: string, readonly validFrom: string, readonly [value: string]: unknown }

/** @throws invalid-request; the kind's `…-exists`, and what its rules throw. */
export function createRecord (deps: ChangeDeps, kind: DatedKind, route: string, location: (id: string) => string, principal: Principal, input: NewRecord, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseOddDays(kind, input)
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST /v1${route}`, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    await lockOrganisation(tx)
    const { code, validFrom } = input
    const id = uuidV7()
    const values = Object.fromEntries(Object.keys(kind.columns).map((name) => [name, input[name] ?? kind.absent[name] ?? null]))
    const state: State<Values> = { validFrom, closed: false, values }
    if (!await store.insertRecord(tx, kind, id, code)) throw kind.problems.exists(`${code} is recorded already; change it instead.`, { code })
    const change: Change = { code, on: validFrom, before: undefined, after: state, states: [state] }
    await decide(tx, deps, kind, id, change, 1)
    return { status: 201, headers: { location: `/v1${location(id)}`, etag: '"1"' }, body: JSON.stringify(recordToWire({ id, code, revision: 1, states: change.states }, utcDay(tx.at))) }
  })
}

export interface RecordChange { readonly validFrom?: string | undefined, readonly closed?: boolean | undefined, readonly [value: string]: unknown }

/**
 * What is stated holds from its day on, until a later change that is recorded already. Absent values stay as they were on that day; what
 * is so already changes nothing.
 *
 * @throws `…-not-found`; what `demand` throws; what the rules of the kind throw.
 */
export function changeRecord (deps: ChangeDeps, kind: DatedKind, principal: Principal, name: string, input: RecordChange, demand: (revision: number) => void): Promise<{ record: DatedRecord, today: string }> {
  refuseOddDays(kind, input)
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    await lockOrganisation(tx)
    const record = await store.findRecord(tx, kind, name)
    if (record === undefined) throw missing(kind)
    demand(record.revision)
    const on = input.validFrom ?? utcDay(tx.at)
    const before = stateOn(record.states, on)
    const base = before ?? record.states[0]
    if (base === undefined) throw new Error(`Record ${record.code} has no state`)
    const stated = Object.entries(input).flatMap(([field, value]) => field in kind.columns && value !== undefined ? [[field, value] as const] : [])
    const after: State<Values> = { validFrom: on, closed: input.closed ?? (before?.closed ?? false), values: { ...base.values, ...Object.fromEntries(stated) } }
    if (before !== undefined && before.closed === after.closed && JSON.stringify(before.values) === JSON.stringify(after.values)) return { record, today: utcDay(tx.at) }
    const states = withState(record.states, after)
    const revision = await store.moveRevision(tx, kind, record.code)
    await decide(tx, deps, kind, record.id, { code: record.code, on, before, after, states }, revision)
    return { record: { ...record, revision, states }, today: utcDay(tx.at) }
  }, deps.clock)
}

async function decide (tx: OperatorTx, deps: ChangeDeps, kind: DatedKind, id: string, change: Change, revision: number): Promise<void> {
  await kind.check(tx, change)
  await deps.workChanged(tx, kind.workChanged?.(change) ?? [])
  await store.insertState(tx, kind, change.code, revision, change.after)
  if (kind.examined) await moveExaminations(tx)
  const { before, after } = change
  const happened = after.closed ? 'closed' : before === undefined || before.closed ? 'opened' : 'changed'
  const fields = Object.keys(kind.columns).filter((name) => JSON.stringify(before?.values[name]) !== JSON.stringify(after.values[name]))
  const logged = (values: Values | undefined): Record<string, unknown> | null => values === undefined ? null : Object.fromEntries(fields.filter((name) => !kind.unlogged.includes(name)).map((name) => [name, values[name] ?? null]))
  // A code may have signs that a subject of the log may not, so it stands in the data.
  tx.log(kind.event(happened), `${kind.thing}:${id}`, { [kind.thing]: change.code, on: change.on, change: happened, fields, before: logged(before?.values), after: logged(after.values) })
}

/** @throws `…-not-found`. */
export function findRecord ({ db, clock }: RecordDeps, kind: DatedKind, principal: Principal, name: string, on: string | undefined): Promise<{ record: DatedRecord, day: string }> {
  refuseOddDay('/on', on)
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const record = await store.findRecord(tx, kind, name)
    if (record === undefined) throw missing(kind)
    return { record, day: on ?? utcDay(tx.at) }
  }, clock)
}

const CODE_KEY = /^[ -~]{1,64}$/

export interface RecordQuery { readonly on?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page in the order of codes; of all records, or of those that exist on the day. */
export function listRecords ({ db, clock }: RecordDeps, kind: DatedKind, principal: Principal, { on, limit = DEFAULT_PAGE, cursor }: RecordQuery): Promise<{ items: DatedRecord[], nextCursor: string | null, day: string }> {
  refuseOddDay('/on', on)
  const purpose = `${kind.thing} records`
  const [after] = cursor === undefined ? [] : openCursor(purpose, cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await store.listRecords(tx, kind, { on, after, limit })
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(purpose, [last.code]) : null, day: on ?? utcDay(tx.at) }
  }, clock)
}

const missing = (kind: DatedKind) => kind.problems.missing('No record of yours has this name.')

export const oddDay = (pointer: string): Fault => ({ pointer, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' })

function refuseOddDays (kind: DatedKind, input: Readonly<Record<string, unknown>>): void {
  refuse(['validFrom', ...kind.days].flatMap((name) => typeof input[name] === 'string' && !isDay(input[name]) ? [oddDay(`/${name}`)] : []))
}

/** @throws invalid-request. */
export function refuseOddDay (pointer: string, day: string | undefined): void {
  if (day !== undefined && !isDay(day)) throw invalidRequest('The query of the request is not valid.', { errors: [oddDay(pointer)] })
}
