import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { refuse } from '../dated-kinds.ts'
import { restatedBy } from '../model/restated.ts'
import { lockOrganisation, moveExaminations } from '../organisation-lock.ts'
import type { RowDeps, RowKind, RowValues } from '../row-kinds.ts'
import * as store from '../row-store.ts'
import type { Row } from '../row-store.ts'
import { rowToWire } from '../wire.ts'
import { oddDay, refuseOddDay } from './dated-records.ts'
import type { ChangeDeps, RecordDeps } from './dated-records.ts'
import type { ErasureDeps } from './person-contacts.ts'

/** Recording, changing and reading records that hold for one period. */

const READ = 'organisation:read'
const WRITE = 'organisation:write'
const DAYS = ['validFrom', 'validTo', 'revokedOn', 'customsExperienceSince']
/** Kinds whose end or beginning takes effect at once, and so cannot be recorded ahead. */
const AT_ONCE: Readonly<Record<string, readonly string[]>> = { legal_entity: ['validFrom', 'validTo'], person: ['customsExperienceSince'] }

export type OrganisationDeps = ErasureDeps & RowDeps & ChangeDeps
type Input = Readonly<Record<string, unknown>>

/** @throws invalid-request; the kind's `…-exists`, and what its rules throw. */
export function createRow (deps: OrganisationDeps, kind: RowKind, route: string, principal: Principal, input: Input, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST /v1${route}`, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const values: RowValues = { ...Object.fromEntries(Object.keys(kind.columns).map((name) => [name, input[name] ?? kind.absent[name] ?? null])), id: uuidV7() }
    refuseOddPeriods(kind, values, utcDay(tx.at))
    await lockOrganisation(tx)
    if (kind.key !== undefined && await store.findRow(tx, kind, String(values[kind.key])) !== undefined) throw kind.problems.exists('It is recorded already; change it instead.')
    await decide(tx, deps, kind, values, undefined)
    const row = await store.insertRow(tx, kind, values)
    if (row === undefined) throw kind.problems.exists('It is recorded already; change it instead.')
    return { status: 201, headers: { location: `/v1${route}/${row.id}`, etag: '"1"' }, body: JSON.stringify(rowToWire(row)) }
  })
}

/** Absent values stay, null clears; what is so already changes nothing. @throws `…-not-found`; what `demand` throws; what the rules of the kind throw. */
export function changeRow (deps: OrganisationDeps, kind: RowKind, principal: Principal, name: string, input: Input, demand: (revision: number) => void): Promise<Row> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    await lockOrganisation(tx)
    const before = await store.findRow(tx, kind, name)
    if (before === undefined) throw missing(kind)
    demand(before.revision)
    const stated = Object.fromEntries(Object.entries(input).filter(([field, value]) => field in kind.columns && value !== undefined))
    const after = { ...before, ...stated }
    if (JSON.stringify(after) === JSON.stringify(before)) return before
    refuseOddPeriods(kind, after, utcDay(tx.at))
    await decide(tx, deps, kind, after, before)
    return await store.updateRow(tx, kind, after, kind.says === undefined ? undefined : restatedBy(before, after, kind.says, utcDay(tx.at)))
  }, deps.clock)
}

async function decide (tx: OperatorTx, deps: OrganisationDeps, kind: RowKind, after: RowValues, before: Row | undefined): Promise<void> {
  const events = await kind.check(tx, after, before, deps)
  await deps.workChanged(tx, kind.workChanged?.(before, after) ?? [])
  if (kind.examined) await moveExaminations(tx)
  const fields = Object.keys(kind.columns).filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]))
  const logged = (values: Input | undefined): Record<string, unknown> | null => values === undefined ? null : Object.fromEntries(fields.filter((name) => !kind.unlogged.includes(name)).map((name) => [name, values[name] ?? null]))
  const change = { fields, before: logged(before), after: logged(after) }
  for (const { type, data } of events) tx.log(type, `${kind.thing}:${after.id}`, { ...data, ...change })
  if (events.length === 0) tx.log(before === undefined ? `${kind.thing}.recorded` : kind.changed, `${kind.thing}:${after.id}`, change)
}

/** @throws `…-not-found`. */
export function findRow ({ db }: RecordDeps, kind: RowKind, principal: Principal, name: string): Promise<Row> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const row = await store.findRow(tx, kind, name)
    if (row === undefined) throw missing(kind)
    return row
  })
}

/** A page in the order in which they were recorded. */
export function listRows ({ db }: RecordDeps, kind: RowKind, principal: Principal, query: Input & { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: Row[], nextCursor: string | null }> {
  const { limit = DEFAULT_PAGE, cursor, ...filter } = query
  refuseOddDay('/on', filter['on'] as string | undefined)
  const purpose = `${kind.thing} rows`
  const [after] = cursor === undefined ? [] : openCursor(purpose, cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listRows(tx, kind, filter, limit + 1, after)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(purpose, [last.id]) : null }
  })
}

const missing = (kind: RowKind) => kind.problems.missing('No record of yours has this name.')

function refuseOddPeriods (kind: RowKind, values: RowValues, today: string): void {
  const days = DAYS.flatMap((name) => typeof values[name] === 'string' ? [[name, values[name]] as const] : [])
  refuse(days.flatMap(([name, day]) => isDay(day) ? [] : [oddDay(`/${name}`)]))
  const { validFrom, validTo } = values as unknown as { validFrom?: string, validTo?: string | null }
  if (validFrom !== undefined && validTo != null && validTo < validFrom) refuse([{ pointer: '/validTo', detail: 'is before validFrom', hint: 'The last day belongs to the period' }])
  refuse(days.flatMap(([name, day]) => (AT_ONCE[kind.thing] ?? []).includes(name) && day > today ? [{ pointer: `/${name}`, detail: 'is a day that is still to come', hint: 'It takes effect at once: record it when the day has come' }] : []))
}
