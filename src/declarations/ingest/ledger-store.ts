import { byteaArray, textArray } from '../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { CustomsAnswer, CustomsRequest } from '../customs-message.ts'
import { countable, countableItems } from '../countable.ts'
import { declaredAcceptance, directionOf, isPreLodged, typeOf } from '../derivation.ts'
import type { DeclarationContent, DeclarationStatus } from '../data-elements.ts'
import { ReferenceUses, usesJson } from '../reference-use.ts'
import { TotalDeltas, totalColumns } from '../totals.ts'
import type { DeclarationState } from '../life-cycle.ts'
import { countedOnOf, courseOfEntry, currentVersion, Ledger, stateOf } from './ledger.ts'
import type { Entry, KeptVersion, MessageRecord } from './ledger.ts'
import type { MessageState, Push } from './push.ts'

/** Loads what a batch touches into a ledger and saves what it changed: a handful of statements, whatever the batch holds. */

/** What rows are found by: MRNs, LRNs and other references, content hashes of messages (hex), ids of declarations. */
export interface Keys { readonly mrns: Set<string>, readonly references: Set<string>, readonly hashes: Set<string>, readonly ids: Set<string> }
const KEY_KINDS = ['mrns', 'references', 'hashes', 'ids'] as const
const noKeys = (): Keys => ({ mrns: new Set(), references: new Set(), hashes: new Set(), ids: new Set() })

/** More rounds than this would mean a chain of references that no sender makes. */
const MAX_ROUNDS = 8

/** Takes the operator's ingest lock and loads all rows that the keys name, and what these lead to. */
export async function loadLedger (tx: OperatorTx, keys: Keys, rerun: boolean): Promise<Ledger> {
  await tx.query('select aeo.lock_ingest($1)', [tx.operatorId])
  return await loadLedgerUnlocked(tx, keys, rerun)
}

/** For reading alone. */
export async function loadLedgerUnlocked (tx: OperatorTx, keys: Keys, rerun = false): Promise<Ledger> {
  const ledger = new Ledger(rerun)
  const seen = noKeys()
  let next = keys
  for (let round = 0; round < MAX_ROUNDS && KEY_KINDS.some((kind) => next[kind].size > 0); round++) {
    for (const kind of KEY_KINDS) for (const key of next[kind]) seen[kind].add(key)
    await loadRound(tx, ledger, next)
    next = unseenKeys(ledger, seen)
  }
  return ledger
}

export const keysOfDeclarations = (ids: readonly string[]): Keys => ({ ...noKeys(), ids: new Set(ids) })

export function keysOf (pushes: readonly Push[]): Keys {
  const keys = noKeys()
  for (const push of pushes) {
    if (push.mrn !== null) keys.mrns.add(push.mrn)
    const reference = push.kind === 'declaration' ? push.lrn : push.reference
    if (reference !== null) keys.references.add(reference)
    if (push.kind === 'message') keys.hashes.add(push.hash.toString('hex'))
  }
  return keys
}

function unseenKeys (ledger: Ledger, seen: Keys): Keys {
  const next = noKeys()
  const see = (mrn: string | null, reference: string | null): void => {
    if (mrn !== null && !seen.mrns.has(mrn)) next.mrns.add(mrn)
    if (reference !== null && !seen.references.has(reference)) next.references.add(reference)
  }
  for (const entry of ledger.entries.values()) see(entry.mrn, entry.lrn)
  for (const record of ledger.messages.values()) see(record.mrn, record.reference)
  return next
}

async function loadRound (tx: OperatorTx, ledger: Ledger, keys: Keys): Promise<void> {
  const mrns = [...keys.mrns]
  const references = [...keys.references]
  const messages = await tx.query<MessageRow>(MESSAGES_BY_KEY, [tx.operatorId, mrns, references, [...keys.hashes].map((hex) => Buffer.from(hex, 'hex'))])
  const owners = [...keys.ids, ...messages.flatMap((row) => row.declaration_id === null ? [] : [row.declaration_id])]
  const rows = await tx.query<DeclarationRow>(DECLARATIONS_BY_KEY, [tx.operatorId, mrns, references, owners])
  const fresh = rows.filter((row) => !ledger.entries.has(row.id))
  const ids = fresh.map((row) => row.id)
  const versions = ids.length === 0 ? [] : await tx.query<VersionRow>(VERSIONS_OF, [tx.operatorId, ids])
  const ownMessages = ids.length === 0 ? [] : await tx.query<MessageRow>(MESSAGES_OF, [tx.operatorId, ids])
  const versionsOf = Map.groupBy(versions, (row) => row.declaration_id)
  const messagesOf = Map.groupBy(ownMessages, (row) => row.declaration_id ?? '')
  for (const row of fresh) ledger.addEntry(toEntry(row, versionsOf.get(row.id) ?? [], messagesOf.get(row.id) ?? []))
  for (const entry of ledger.entries.values()) for (const record of entry.messages) if (!ledger.messages.has(record.id)) ledger.addMessage(record)
  for (const row of messages) if (!ledger.messages.has(row.id)) ledger.addMessage(toMessage(row))
}

type Query = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

/** Declarations with all that is known of them, in no order, and nothing of what they lead to. Three statements. */
export async function loadEntries (query: Query, operatorId: string, ids: readonly string[]): Promise<Entry[]> {
  const rows = await query<DeclarationRow>(DECLARATIONS_BY_KEY, [operatorId, [], [], ids])
  const versionsOf = Map.groupBy(await query<VersionRow>(VERSIONS_OF, [operatorId, ids]), (row) => row.declaration_id)
  const messagesOf = Map.groupBy(await query<MessageRow>(MESSAGES_OF, [operatorId, ids]), (row) => row.declaration_id ?? '')
  return rows.map((row) => toEntry(row, versionsOf.get(row.id) ?? [], messagesOf.get(row.id) ?? []))
}

interface DeclarationRow {
  id: string, mrn: string | null, lrn: string | null, declarant: string, received_at: Date, counted_on: string
  source_system: string, org_unit_id: string | null, revision: number
}
const DECLARATIONS_BY_KEY = `
  select d.id, d.mrn, d.lrn, d.declarant, d.received_at, d.counted_on, d.source_system, d.org_unit_id, d.revision
  from aeo.declarations d where d.operator_id = $1 and d.mrn = any($2::text[])
  union select d.id, d.mrn, d.lrn, d.declarant, d.received_at, d.counted_on, d.source_system, d.org_unit_id, d.revision
  from aeo.declarations d where d.operator_id = $1 and d.lrn = any($3::text[])
  union select d.id, d.mrn, d.lrn, d.declarant, d.received_at, d.counted_on, d.source_system, d.org_unit_id, d.revision
  from aeo.declarations d where d.operator_id = $1 and d.id = any($4::uuid[])`

interface VersionRow {
  declaration_id: string, version: number, content_hash: Buffer, status: DeclarationStatus, status_dated: boolean, status_at: Date
  received_at: Date, source_system: string, document: DeclarationContent, message_id: string | null
}
const VERSIONS_OF = `
  select v.declaration_id, v.version, v.content_hash, v.status, v.status_dated, v.status_at, v.received_at, v.source_system, v.document, v.message_id
  from aeo.declaration_versions v where v.operator_id = $1 and v.declaration_id = any($2::uuid[]) order by v.declaration_id, v.version`

interface MessageRow {
  id: string, state: MessageState, content_hash: Buffer, mrn: string | null, reference: string | null
  issued_at: Date, received_at: Date, declaration_id: string | null, content: CustomsRequest | CustomsAnswer
}
const MESSAGE_COLUMNS = 'm.id, m.state, m.content_hash, m.mrn, m.reference, m.issued_at, m.received_at, m.declaration_id, m.content'
const MESSAGES_OF = `select ${MESSAGE_COLUMNS} from aeo.customs_messages m where m.operator_id = $1 and m.declaration_id = any($2::uuid[])`
const MESSAGES_BY_KEY = `
  select ${MESSAGE_COLUMNS} from aeo.customs_messages m where m.operator_id = $1 and m.id in (
    select w.id from aeo.customs_messages w where w.operator_id = $1 and w.declaration_id is null and w.mrn = any($2::text[])
    union select w.id from aeo.customs_messages w where w.operator_id = $1 and w.declaration_id is null and w.reference = any($3::text[])
    union select w.id from aeo.customs_messages w where w.operator_id = $1 and w.content_hash = any($4::bytea[])
    union select w.id from aeo.customs_messages w where w.operator_id = $1 and w.kind <> 'answer' and w.reference = any($3::text[]))`

function toEntry (row: DeclarationRow, versionRows: readonly VersionRow[], messageRows: readonly MessageRow[]): Entry {
  const versions = versionRows.map(toVersion)
  const entry: Entry = {
    id: row.id, stored: true, mrn: row.mrn, lrn: row.lrn, declarant: row.declarant, receivedAt: row.received_at, sourceSystem: row.source_system,
    orgUnitId: row.org_unit_id, revision: row.revision, versions, messages: messageRows.map(toMessage), before: undefined, touched: false, joinedInto: undefined
  }
  const state = stateOf(entry)
  return { ...entry, before: { state, content: currentVersion(entry).content, countedOn: row.counted_on, sourceSystem: row.source_system, orgUnitId: row.org_unit_id, mrn: row.mrn, course: courseOfEntry(entry, state) } }
}

function toVersion (row: VersionRow): KeptVersion {
  return {
    version: row.version, status: row.status, statusDated: row.status_dated, statusAt: row.status_at, receivedAt: row.received_at,
    preLodged: isPreLodged(row.document), fromMessage: row.message_id !== null, acceptedOn: declaredAcceptance(row.document), mrn: row.document.mrn ?? null,
    hash: row.content_hash, sourceSystem: row.source_system, content: row.document
  }
}

function toMessage (row: MessageRow): MessageRecord {
  return {
    id: row.id, message: row.content, hash: row.content_hash, mrn: row.mrn, reference: row.reference, issuedAt: row.issued_at,
    receivedAt: row.received_at, original: undefined, state: row.state, declarationId: row.declaration_id, stored: true, changed: false
  }
}

interface SavedEntry {
  readonly entry: Entry
  readonly state: DeclarationState
  readonly content: DeclarationContent
  readonly countedOn: string
}

/**
 * Writes what the batch changed and moves the totals. Rows that were joined go first, then changes, then what is new,
 * so that an identity is free before another row takes it.
 */
export async function saveLedger (tx: OperatorTx, ledger: Ledger): Promise<void> {
  const touched = [...ledger.entries.values()].filter((entry) => entry.touched)
  const kept = touched.filter((entry) => entry.joinedInto === undefined).toSorted((a, b) => a.id.localeCompare(b.id)).map(toSaved)
  const joined = touched.filter((entry) => entry.joinedInto !== undefined && entry.stored)
  const stored = kept.filter(({ entry }) => entry.stored)
  if (joined.length > 0) await moveJoined(tx, kept, joined, ledger)
  if (stored.length > 0) await updateDeclarations(tx, stored)
  await insertDeclarations(tx, kept.filter(({ entry }) => !entry.stored))
  await insertVersions(tx, kept)
  await replaceItems(tx, kept)
  await saveMessages(tx, [...ledger.messages.values()].filter((record) => record.changed))
  await saveRedirects(tx, ledger)
  await moveTotals(tx, kept, joined)
  for (const event of ledger.events) tx.log(event.type, event.subject, event.data, event.actorSubject)
}

function toSaved (entry: Entry): SavedEntry {
  const state = stateOf(entry)
  return { entry, state, content: currentVersion(entry).content, countedOn: countedOnOf(entry) }
}

/** Writes for which unit stored declarations count now, where that changed, and moves the totals. */
export async function saveUnits (tx: OperatorTx, ledger: Ledger): Promise<void> {
  const moved = [...ledger.entries.values()].filter(({ touched, before, orgUnitId }) => touched && before !== undefined && before.orgUnitId !== orgUnitId)
  if (moved.length === 0) return
  await tx.query(`update aeo.declarations d set org_unit_id = n.unit, revision = d.revision + 1 from unnest($2::uuid[], $3::text[]) as n (id, unit)
    where d.operator_id = $1 and d.id = n.id`, [tx.operatorId, moved.map(({ id }) => id), moved.map(({ orgUnitId }) => orgUnitId)])
  await moveTotals(tx, moved.map(toSaved), [])
  for (const { id, orgUnitId } of moved) tx.log('declaration.attributed', `declaration:${id}`, { orgUnitId })
}

async function moveJoined (tx: OperatorTx, kept: readonly SavedEntry[], joined: readonly Entry[], ledger: Ledger): Promise<void> {
  const moves = kept.flatMap(({ entry }) => entry.versions.flatMap(({ movedFrom, version }) => movedFrom === undefined ? [] : [{ ...movedFrom, to: entry.id, number: version }]))
  await tx.query(`update aeo.declaration_versions v set declaration_id = m.target, version = m.number
    from unnest($2::uuid[], $3::int[], $4::uuid[], $5::int[]) as m (source, old_number, target, number)
    where v.operator_id = $1 and v.declaration_id = m.source and v.version = m.old_number`,
  [tx.operatorId, moves.map((move) => move.declarationId), moves.map((move) => move.version), moves.map((move) => move.to), moves.map((move) => move.number)])
  const gone = joined.map((entry) => entry.id)
  const survivors = gone.map((id) => ledger.redirects.find((redirect) => redirect.id === id)?.survivorId ?? id)
  await tx.query(`update aeo.customs_messages m set declaration_id = j.target from unnest($2::uuid[], $3::uuid[]) as j (source, target)
    where m.operator_id = $1 and m.declaration_id = j.source`, [tx.operatorId, gone, survivors])
  await tx.query(`update aeo.declaration_redirects r set survivor_id = j.target from unnest($2::uuid[], $3::uuid[]) as j (source, target)
    where r.operator_id = $1 and r.survivor_id = j.source`, [tx.operatorId, gone, survivors])
  await tx.query(`update aeo.findings f set declaration_id = j.target from unnest($2::uuid[], $3::uuid[]) as j (source, target)
    where f.operator_id = $1 and f.declaration_id = j.source`, [tx.operatorId, gone, survivors])
  for (const table of ['declaration_items', 'declaration_links', 'examinations']) {
    await tx.query(`delete from aeo.${table} t where t.operator_id = $1 and t.declaration_id = any($2::uuid[])`, [tx.operatorId, gone])
  }
  await tx.query('delete from aeo.declarations d where d.operator_id = $1 and d.id = any($2::uuid[])', [tx.operatorId, gone])
}

const instant = (value: Date): string => value.toISOString()

/** The columns of a declaration that an update may change and an insert sets, in one order for both. */
function declarationColumns (saved: readonly SavedEntry[]): Buffer[] {
  return [
    textArray(saved.map(({ entry }) => entry.id)),
    textArray(saved.map(({ state, entry }) => entry.mrn ?? state.mrn)),
    textArray(saved.map(({ entry }) => entry.lrn)),
    textArray(saved.map(({ entry }) => entry.declarant)),
    textArray(saved.map(({ content }) => directionOf(content))),
    textArray(saved.map(({ content }) => typeOf(content))),
    textArray(saved.map(({ state }) => state.status)),
    textArray(saved.map(({ state }) => instant(state.statusAt))),
    textArray(saved.map(({ state }) => state.acceptedOn)),
    textArray(saved.map(({ state }) => state.releasedAt === null ? null : instant(state.releasedAt))),
    textArray(saved.map(({ entry }) => instant(entry.receivedAt))),
    textArray(saved.map(({ countedOn }) => countedOn)),
    textArray(saved.map(({ entry }) => entry.sourceSystem)),
    textArray(saved.map(({ entry }) => entry.orgUnitId)),
    textArray(saved.map(({ state }) => String(state.currentVersion))),
    textArray(saved.map(({ entry }) => String(entry.versions.length))),
    textArray(saved.map(({ state }) => state.assessedTaxes.length === 0 ? null : JSON.stringify(state.assessedTaxes)))
  ]
}
const DECLARATION_ROWS = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])
  as n (id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on, released_at, received_at, counted_on,
    source_system, org_unit_id, current_version, version_count, assessed_taxes)`

async function updateDeclarations (tx: OperatorTx, saved: readonly SavedEntry[]): Promise<void> {
  await tx.query(`update aeo.declarations d set mrn = n.mrn, lrn = n.lrn, declarant = n.declarant, direction = n.direction,
      declaration_type = n.declaration_type, status = n.status, status_at = n.status_at::timestamptz, accepted_on = n.accepted_on::date,
      released_at = n.released_at::timestamptz, counted_on = n.counted_on::date, source_system = n.source_system, org_unit_id = n.org_unit_id,
      current_version = n.current_version::int, version_count = n.version_count::int, assessed_taxes = n.assessed_taxes::json, revision = d.revision + 1
    from ${DECLARATION_ROWS} where d.operator_id = $1 and d.id = n.id::uuid`, [tx.operatorId, ...declarationColumns(saved)])
}

async function insertDeclarations (tx: OperatorTx, saved: readonly SavedEntry[]): Promise<void> {
  if (saved.length === 0) return
  await tx.query(`insert into aeo.declarations (operator_id, id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on,
      released_at, received_at, counted_on, source_system, org_unit_id, current_version, version_count, assessed_taxes)
    select $1, n.id::uuid, n.mrn, n.lrn, n.declarant, n.direction, n.declaration_type, n.status, n.status_at::timestamptz, n.accepted_on::date,
      n.released_at::timestamptz, n.received_at::timestamptz, n.counted_on::date, n.source_system, n.org_unit_id, n.current_version::int,
      n.version_count::int, n.assessed_taxes::json
    from ${DECLARATION_ROWS}`, [tx.operatorId, ...declarationColumns(saved)])
}

async function insertVersions (tx: OperatorTx, saved: readonly SavedEntry[]): Promise<void> {
  const rows = saved.flatMap(({ entry }) => entry.versions.flatMap((version) => version.added === undefined ? [] : [{ entry, version, added: version.added }]))
  if (rows.length === 0) return
  await tx.query(`insert into aeo.declaration_versions (operator_id, declaration_id, version, content_hash, status, status_dated, status_at, received_at,
      source_system, document, original, original_sha256, original_size, original_media_type, message_id)
    select $1, n.id::uuid, n.version::int, n.hash, n.status, n.dated::boolean, n.status_at::timestamptz, n.received_at::timestamptz, n.source, n.document::json,
      n.original, n.sha, n.size::int, n.media, n.message::uuid
    from unnest($2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::text[], $14::text[], $15::text[])
      as n (id, version, hash, status, dated, status_at, received_at, source, document, original, sha, size, media, message)`, [
    tx.operatorId,
    textArray(rows.map(({ entry }) => entry.id)), textArray(rows.map(({ version }) => String(version.version))),
    byteaArray(rows.map(({ version }) => version.hash)), textArray(rows.map(({ version }) => version.status)),
    textArray(rows.map(({ version }) => String(version.statusDated))), textArray(rows.map(({ version }) => instant(version.statusAt))),
    textArray(rows.map(({ version }) => instant(version.receivedAt))), textArray(rows.map(({ version }) => version.sourceSystem)),
    textArray(rows.map(({ added }) => added.text)),
    // The bytes of a request or answer stand with the message.
    byteaArray(rows.map(({ added }) => added.messageId === null ? added.original.bytes : null)),
    byteaArray(rows.map(({ added }) => added.original.sha256)), textArray(rows.map(({ added }) => String(added.original.bytes.byteLength))),
    textArray(rows.map(({ added }) => added.original.mediaType)), textArray(rows.map(({ added }) => added.messageId))
  ])
}

async function replaceItems (tx: OperatorTx, saved: readonly SavedEntry[]): Promise<void> {
  const stored = saved.filter(({ entry }) => entry.stored).map(({ entry }) => entry.id)
  if (stored.length > 0) await tx.query('delete from aeo.declaration_items i where i.operator_id = $1 and i.declaration_id = any($2::uuid[])', [tx.operatorId, stored])
  const rows = saved.flatMap(({ entry, content, countedOn }) => countableItems(content, []).map((item) => ({ id: entry.id, countedOn, item })))
  await tx.query(`insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on)
    select $1, n.id::uuid, n.number::int, n.code, n.procedure, n.origin, n.counted_on::date
    from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as n (id, number, code, procedure, origin, counted_on)`, [
    tx.operatorId, textArray(rows.map(({ id }) => id)), textArray(rows.map(({ item }) => String(item.itemNumber))),
    textArray(rows.map(({ item }) => item.commodityCode)), textArray(rows.map(({ item }) => item.procedure)),
    textArray(rows.map(({ item }) => item.origin)), textArray(rows.map(({ countedOn }) => countedOn))
  ])
}

async function saveMessages (tx: OperatorTx, records: readonly MessageRecord[]): Promise<void> {
  const stored = records.filter((record) => record.stored)
  if (stored.length > 0) {
    await tx.query(`update aeo.customs_messages m set state = n.state, declaration_id = n.declaration
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as n (id, state, declaration) where m.operator_id = $1 and m.id = n.id`,
    [tx.operatorId, stored.map(({ id }) => id), stored.map(({ state }) => state), stored.map(({ declarationId }) => declarationId)])
  }
  const fresh = records.flatMap((record) => record.stored || record.original === undefined ? [] : [{ record, original: record.original }])
  if (fresh.length === 0) return
  await tx.query(`insert into aeo.customs_messages (operator_id, id, kind, state, content_hash, mrn, reference, issued_at, received_at, declaration_id,
      content, original, original_sha256, original_size, original_media_type)
    select $1, n.id::uuid, n.kind, n.state, n.hash, n.mrn, n.reference, n.issued_at::timestamptz, n.received_at::timestamptz, n.declaration::uuid,
      n.content::json, n.original, n.sha, octet_length(n.original), n.media
    from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bytea[], $13::bytea[], $14::text[])
      as n (id, kind, state, hash, mrn, reference, issued_at, received_at, declaration, content, original, sha, media)`, [
    tx.operatorId,
    textArray(fresh.map(({ record }) => record.id)), textArray(fresh.map(({ record }) => record.message.kind)), textArray(fresh.map(({ record }) => record.state)),
    byteaArray(fresh.map(({ record }) => record.hash)), textArray(fresh.map(({ record }) => record.mrn)), textArray(fresh.map(({ record }) => record.reference)),
    textArray(fresh.map(({ record }) => instant(record.issuedAt))), textArray(fresh.map(({ record }) => instant(record.receivedAt))),
    textArray(fresh.map(({ record }) => record.declarationId)), textArray(fresh.map(({ record }) => JSON.stringify(record.message))),
    byteaArray(fresh.map(({ original }) => original.bytes)), byteaArray(fresh.map(({ original }) => original.sha256)), textArray(fresh.map(({ original }) => original.mediaType))
  ])
}

async function saveRedirects (tx: OperatorTx, ledger: Ledger): Promise<void> {
  if (ledger.redirects.length === 0) return
  const final = (id: string): string => {
    const next = ledger.redirects.find((redirect) => redirect.id === id)
    return next === undefined ? id : final(next.survivorId)
  }
  await tx.query(`insert into aeo.declaration_redirects (operator_id, id, survivor_id) select $1, n.id, n.survivor from unnest($2::uuid[], $3::uuid[]) as n (id, survivor)`,
    [tx.operatorId, ledger.redirects.map(({ id }) => id), ledger.redirects.map(({ survivorId }) => final(survivorId))])
}

async function moveTotals (tx: OperatorTx, saved: readonly SavedEntry[], joined: readonly Entry[]): Promise<void> {
  const deltas = new TotalDeltas()
  const uses = new ReferenceUses()
  for (const { before, receivedAt } of [...saved.map(({ entry }) => entry), ...joined]) {
    if (before === undefined) continue
    deltas.count(countable(before.content, { ...before, ...before.state, mrn: before.mrn, receivedAt }), -1)
    uses.count(before.content, { ...before, ...before.state }, -1)
  }
  for (const { entry, state, content, countedOn } of saved) {
    deltas.count(countable(content, { ...state, countedOn, sourceSystem: entry.sourceSystem, orgUnitId: entry.orgUnitId, mrn: entry.mrn ?? state.mrn, receivedAt: entry.receivedAt, course: courseOfEntry(entry, state) }), 1)
    uses.count(content, { ...state, countedOn }, 1)
  }
  const totals = deltas.nonZero()
  if (totals.length > 0) await tx.query('select aeo.move_totals($1, $2, $3, $4, $5, $6, $7, $8, $9)', [tx.operatorId, ...totalColumns(totals).map((column) => textArray(column))])
  const moved = usesJson(uses.nonZero())
  if (moved !== null) await tx.query('select aeo.move_reference_use($1, $2)', [tx.operatorId, moved])
}
