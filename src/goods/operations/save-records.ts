import { v7 as uuidV7 } from 'uuid'
import { hasScope } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import { changeOf } from '../change-record.ts'
import { merge } from '../merging.ts'
import type { Members, MergeContext, RecordRule } from '../merging.ts'
import { keyText, lockRecords, writeRecords } from '../record-store.ts'
import type { Kept, RecordTable } from '../record-store.ts'
import { namedPeople } from '../statement-faults.ts'
import type { GoodsDeps } from './deps.ts'

/** One way to write records: one of them, or a chunk of a file, with the same number of statements. */

export interface Changed { readonly key: readonly string[], readonly before: Members | undefined, readonly record: Members }

export interface RecordKind {
  readonly table: RecordTable
  readonly rule: RecordRule
  /** Begins the types of its events, and names its records in the log. */
  readonly noun: string
  readonly columnsOf: (record: Members) => Members
  /** What of the whole record may not be, once each part may. */
  readonly faultsOf: (record: Members) => Fault[]
  /** What its event says beside the change. */
  readonly eventOf?: (key: readonly string[], before: Members | undefined, after: Members) => Members
  /** What is derived from the records, written with them. */
  readonly derive: (tx: OperatorTx, changes: readonly Changed[]) => Promise<void>
}

export interface Statement { readonly key: readonly string[], readonly stated: Members }
export type Saved =
  | { readonly faults?: undefined, readonly outcome: 'created' | 'changed' | 'replayed', readonly kept: Kept }
  | { readonly faults: readonly Fault[] }

/** How statements of this transaction are put into records. Who states them matters only where something is decided. */
async function mergeContext ({ people, isCountry }: GoodsDeps, tx: OperatorTx, { lists }: RecordRule, statements: readonly Statement[]): Promise<MergeContext> {
  const base = { newId: () => uuidV7(), today: utcDay(tx.at), mayApprove: hasScope(tx.principal, 'goods:approve'), isCountry }
  if (!lists.some(({ open }) => open !== undefined)) return { ...base, actor: '', person: undefined, isPerson: () => true }
  const actor = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  const { kept, acting, known } = await people?.(tx, tx.principal.subject, [...new Set(statements.flatMap(({ stated }) => namedPeople(stated)))]) ?? { kept: false, acting: undefined, known: new Set<string>() }
  return { ...base, actor, person: acting, isPerson: (pseudonym) => !kept || known.has(pseudonym) }
}

/** Of several about the same record each is put into what the one before left. What is refused changes nothing; the others are taken. */
export async function saveRecords (deps: GoodsDeps, tx: OperatorTx, kind: RecordKind, statements: readonly Statement[]): Promise<Saved[]> {
  const context = await mergeContext(deps, tx, kind.rule, statements)
  const known = await lockRecords(tx, kind.table, [...new Map(statements.map(({ key }) => [keyText(key), key])).values()])
  const now = new Map(known)
  const results = statements.map(({ key, stated }): Saved => {
    const before = now.get(keyText(key))
    const { record, outcome, faults } = merge(kind.rule, before?.record, stated, context)
    const wrong = faults.length > 0 ? faults : kind.faultsOf(record)
    if (wrong.length > 0) return { faults: wrong }
    const kept = before !== undefined && outcome === 'replayed' ? before : { key, id: before?.id ?? context.newId(), revision: before?.revision ?? 0, record }
    now.set(keyText(key), kept)
    return { outcome, kept }
  })
  const written = await writeChanged(tx, kind, known, [...now.values()])
  return results.map((result) => result.faults === undefined ? { outcome: result.outcome, kept: written.get(keyText(result.kept.key)) ?? result.kept } : result)
}

/** Writes what differs from what was known, with what follows from it, and tells the log. @returns the records as they are now. */
export async function writeChanged (tx: OperatorTx, kind: RecordKind, known: ReadonlyMap<string, Kept>, now: readonly Kept[]): Promise<Map<string, Kept>> {
  const changed = now.filter((kept) => known.get(keyText(kept.key))?.record !== kept.record)
  if (changed.length === 0) return new Map(now.map((kept) => [keyText(kept.key), kept]))
  const revisions = await writeRecords(tx, kind.table, changed.map(({ key, id, record }) => ({ key, id, record, columns: kind.columnsOf(record) })))
  await kind.derive(tx, changed.map(({ key, record }) => ({ key, record, before: known.get(keyText(key))?.record })))
  for (const { key, id, record } of changed) {
    const before = known.get(keyText(key))?.record
    tx.log(`${kind.noun}.${before === undefined ? 'recorded' : 'changed'}`, `${kind.noun}:${id}`, { reference: key.join(' '), revision: revisions.get(keyText(key)) ?? 1, change: changeOf(kind.rule, before, record), ...kind.eventOf?.(key, before, record) })
  }
  return new Map(now.map((kept) => [keyText(kept.key), { ...kept, revision: revisions.get(keyText(kept.key)) ?? kept.revision }]))
}
