import type { Principal } from '../platform/access.ts'
import { readInstant, utcDay } from '../platform/calendar.ts'
import type { Database } from '../platform/db/pool.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, INSTANT_KEY, openCursor, sealCursor, UUID_KEY } from '../platform/http/pages.ts'
import { invalidRequest } from '../platform/problem.ts'
import { refuseImpossibleDays } from '../platform/period.ts'
import { changedPaths } from './ingest/push.ts'
import { declaredAcceptance, isPreLodged } from './derivation.ts'
import { differencesBetween } from './difference.ts'
import type { Difference } from './difference.ts'
import { foldDeclaration } from './life-cycle.ts'
import { declarationNotFound, originalNotKept } from './problems.ts'
import * as store from './read-store.ts'
import type { DeclarationRow, MessageRow, OriginalRow, VersionRow } from './read-store.ts'
import type { ListQuery } from './schemas.ts'
import { rowAsOf } from './wire.ts'
import type { DeclarationView } from './wire.ts'

/** Reading declarations: one short read-only transaction each. */

export interface ReadDeps {
  readonly db: Database
}

const read = <T>(deps: ReadDeps, principal: Principal, work: (tx: OperatorTx) => Promise<T>): Promise<T> =>
  withOperatorReadOnly(deps.db, principal, 'declarations:read', work)

const MRN_LENGTH = 18

/** @throws declaration-not-found, also for another operator's, byte for byte. */
async function rowOf (tx: OperatorTx, idOrMrn: string): Promise<DeclarationRow | { movedTo: string }> {
  const row = idOrMrn.length === MRN_LENGTH ? await store.findByMrn(tx, idOrMrn) : await store.findById(tx, idOrMrn)
  if (row !== undefined) return row
  const survivor = idOrMrn.length === MRN_LENGTH ? undefined : await store.findSurvivor(tx, idOrMrn)
  if (survivor === undefined) throw declarationNotFound('No declaration of yours has this id or MRN.')
  return { movedTo: survivor }
}

/** A declaration by id or MRN, or where it moved when it was joined to another. */
export function findDeclaration (deps: ReadDeps, principal: Principal, idOrMrn: string, asOf?: string): Promise<(DeclarationView & { etag: string }) | { movedTo: string }> {
  const moment = asOf === undefined ? undefined : readInstant(asOf)
  if (asOf !== undefined && moment === undefined) {
    throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/asOf', detail: 'is not an instant that exists', hint: 'RFC 3339 with offset' }] })
  }
  return read(deps, principal, async (tx) => {
    const row = await rowOf(tx, idOrMrn)
    if ('movedTo' in row) return row
    return moment === undefined ? await viewNow(tx, row) : await viewAsOf(tx, row, moment)
  })
}

async function viewNow (tx: OperatorTx, row: DeclarationRow): Promise<DeclarationView & { etag: string }> {
  const [version] = await store.currentVersionsOf(tx, [row.id])
  if (version === undefined) throw new Error(`Declaration ${row.id} has no version ${row.currentVersion}`)
  const messages = await store.messagesOf(tx, [row.id])
  return { row, version, pending: messages.find(({ state }) => state === 'pending'), etag: String(row.revision) }
}

/** The fold over what was known then. */
async function viewAsOf (tx: OperatorTx, row: DeclarationRow, asOf: Date): Promise<DeclarationView & { etag: string }> {
  const known = <T extends { receivedAt: Date }>(entries: readonly T[]): T[] => entries.filter(({ receivedAt }) => receivedAt.getTime() <= asOf.getTime())
  const versions = known(await store.versionsOf(tx, [row.id]))
  const messages = known(await store.messagesOf(tx, [row.id]))
  const first = versions[0]
  if (first === undefined) throw declarationNotFound('No declaration of yours has this id or MRN.')
  const state = foldDeclaration(factsOf(row, versions, messages))
  const version = versions.find((candidate) => candidate.version === state.currentVersion) ?? first
  const pending = messages.find((message) => state.decisions.get(message.id)?.state === 'pending')
  return {
    row: rowAsOf(row, version, {
      status: state.status, statusAt: state.statusAt, mrn: state.mrn, acceptedOn: state.acceptedOn, releasedAt: state.releasedAt,
      countedOn: state.acceptedOn ?? utcDay(row.receivedAt), versionCount: versions.length, assessedTaxes: state.assessedTaxes
    }),
    version,
    pending,
    etag: `${row.revision}-${asOf.getTime()}`
  }
}

function factsOf (row: DeclarationRow, versions: readonly VersionRow[], messages: readonly MessageRow[]): Parameters<typeof foldDeclaration>[0] {
  return {
    versions: versions.map((version) => ({
      ...version, preLodged: isPreLodged(version.document), fromMessage: version.messageId !== null,
      acceptedOn: declaredAcceptance(version.document), mrn: version.document.mrn ?? null
    })),
    answers: messages.flatMap((message) => message.content.kind === 'answer' ? [{ ...message, answer: message.content }] : []),
    requests: messages.flatMap((message) => message.content.kind === 'answer'
      ? []
      : [{ id: message.id, kind: message.content.kind, reference: message.reference ?? undefined, issuedAt: message.issuedAt, changedPaths: changedPaths(message.content) }]),
    lrn: row.lrn
  }
}

/** Reads below a declaration follow a join silently: the caller asked for a part, and gets that of the survivor. */
async function settledRow (tx: OperatorTx, idOrMrn: string): Promise<DeclarationRow> {
  const row = await rowOf(tx, idOrMrn)
  if (!('movedTo' in row)) return row
  const survivor = await store.findById(tx, row.movedTo)
  if (survivor === undefined) throw declarationNotFound('No declaration of yours has this id or MRN.')
  return survivor
}

export function listVersions (deps: ReadDeps, principal: Principal, idOrMrn: string): Promise<{ row: DeclarationRow, versions: VersionRow[] }> {
  return read(deps, principal, async (tx) => {
    const row = await settledRow(tx, idOrMrn)
    return { row, versions: await store.versionsOf(tx, [row.id]) }
  })
}

/** @throws declaration-not-found when one of the versions does not exist. */
export async function compareVersions (deps: ReadDeps, principal: Principal, idOrMrn: string, from: number, to: number): Promise<Difference[]> {
  const { versions } = await listVersions(deps, principal, idOrMrn)
  const content = (number: number): unknown => {
    const version = versions.find((candidate) => candidate.version === number)
    if (version === undefined) throw declarationNotFound(`The declaration has no version ${number}.`)
    return version.document
  }
  return differencesBetween(content(from), content(to))
}

/** @throws declaration-not-found; original-not-kept once its retention has ended. */
export function readOriginal (deps: ReadDeps, principal: Principal, idOrMrn: string, version?: number): Promise<OriginalRow & { bytes: Buffer }> {
  return read(deps, principal, async (tx) => {
    const row = await settledRow(tx, idOrMrn)
    return kept(await store.originalOfVersion(tx, row.id, version ?? row.currentVersion))
  })
}

export function readMessageOriginal (deps: ReadDeps, principal: Principal, id: string): Promise<OriginalRow & { bytes: Buffer }> {
  return read(deps, principal, async (tx) => kept(await store.originalOfMessage(tx, id)))
}

function kept (original: OriginalRow | undefined): OriginalRow & { bytes: Buffer } {
  if (original === undefined) throw declarationNotFound('There is no such original.')
  const { bytes } = original
  if (bytes === null) throw originalNotKept('Its retention has ended; hash and size remain.')
  return { ...original, bytes }
}

export function listMessages (deps: ReadDeps, principal: Principal, idOrMrn: string): Promise<MessageRow[]> {
  return read(deps, principal, async (tx) => await store.messagesOf(tx, [(await settledRow(tx, idOrMrn)).id]))
}

export interface Page<T> { readonly items: T[], readonly nextCursor: string | null }

const LIST_PURPOSE = 'declarations'
const UNMATCHED_PURPOSE = 'unmatched messages'

export function listDeclarations (deps: ReadDeps, principal: Principal, query: ListQuery): Promise<Page<DeclarationRow>> {
  const { limit = DEFAULT_PAGE, cursor, ...filter } = query
  refuseImpossibleDays(filter)
  const [countedOn, id] = cursor === undefined ? [] : openCursor(LIST_PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const after = countedOn === undefined || id === undefined ? undefined : { countedOn, id }
  return read(deps, principal, async (tx) => {
    const rows = await store.listDeclarations(tx, filter, limit + 1, after)
    return page(rows, limit, (row) => sealCursor(LIST_PURPOSE, [row.countedOn, row.id]))
  })
}

/** Messages whose declaration is not known yet. */
export function listUnmatched (deps: ReadDeps, principal: Principal, query: { limit?: number, cursor?: string }): Promise<Page<MessageRow>> {
  const { limit = DEFAULT_PAGE, cursor } = query
  const [receivedAt, id] = cursor === undefined ? [] : openCursor(UNMATCHED_PURPOSE, cursor, [INSTANT_KEY, UUID_KEY])
  const after = receivedAt === undefined || id === undefined ? undefined : { receivedAt, id }
  return read(deps, principal, async (tx) => {
    const rows = await store.waitingMessages(tx, limit + 1, after)
    return page(rows, limit, (row) => sealCursor(UNMATCHED_PURPOSE, [row.receivedAt.toISOString(), row.id]))
  })
}

function page<T> (rows: T[], limit: number, seal: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? seal(last) : null }
}
