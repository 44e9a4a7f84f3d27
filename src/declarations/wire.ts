import type { Static } from 'typebox'
import { commodityCodeOf, directionOf, typeOf } from './derivation.ts'
import type { DeclarationSummarySchema, MessageSchema, PushReceiptSchema, VersionSchema } from './schemas.ts'
import type { Verdict } from './ingest/push.ts'
import type { DeclarationRow, MessageRow, VersionRow } from './read-store.ts'
import { assessedTaxesOf } from './read-store.ts'

/** From rows to what crosses the wire. */

export type PushReceipt = Static<typeof PushReceiptSchema>
export type DeclarationSummary = Static<typeof DeclarationSummarySchema>

export function receiptOf (verdict: Verdict): PushReceipt {
  const { kind, outcome, replayed, declarationId, version, mrn, lrn, messageId, messageState } = verdict
  return { kind, outcome, replayed, declarationId, version, mrn, lrn, messageId, messageState }
}

/** A declaration whole: the version shown, and what is known of it beside. */
export interface DeclarationView {
  readonly row: DeclarationRow
  readonly version: VersionRow
  readonly pending: MessageRow | undefined
}

export function declarationToWire ({ row, version, pending }: DeclarationView): Record<string, unknown> {
  const { items, status: _status, statusAt: _statusAt, ...declared } = version.document
  return {
    ...declared,
    ...knownHere(row),
    direction: directionOf(version.document),
    version: version.version,
    ...(version.sourceSystem === '' ? {} : { sourceSystem: version.sourceSystem }),
    payloadHash: version.originalSha256.toString('hex'),
    sourceFormat: version.originalMediaType,
    assessedTaxes: assessedTaxesOf(row),
    pendingRequest: pending === undefined ? null : { id: pending.id, kind: pending.kind, receivedAt: pending.receivedAt.toISOString() },
    items: items.map((item) => ({ ...item, commodityCode: commodityCodeOf(item) }))
  }
}

function knownHere (row: DeclarationRow) {
  return {
    id: row.id,
    version: row.currentVersion,
    versionCount: row.versionCount,
    status: row.status as DeclarationSummary['status'],
    statusAt: row.statusAt.toISOString(),
    direction: row.direction as DeclarationSummary['direction'],
    mrn: row.mrn,
    acceptedOn: row.acceptedOn,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    countedOn: row.countedOn,
    receivedAt: row.receivedAt.toISOString()
  }
}

const orNull = (text: string | null): string | null => text === '' ? null : text

export function summaryToWire (row: DeclarationRow): DeclarationSummary {
  return {
    ...knownHere(row), lrn: row.lrn, declarant: orNull(row.declarant), type: row.declarationType, sourceSystem: orNull(row.sourceSystem), orgUnitId: row.orgUnitId
  }
}

export function versionToWire (version: VersionRow, currentVersion: number): Static<typeof VersionSchema> {
  return {
    version: version.version,
    isCurrent: version.version === currentVersion,
    status: version.status,
    statusAt: version.statusAt.toISOString(),
    receivedAt: version.receivedAt.toISOString(),
    sourceSystem: orNull(version.sourceSystem),
    contentHash: version.contentHash.toString('hex'),
    originalHash: version.originalSha256.toString('hex'),
    originalSize: version.originalSize,
    mediaType: version.originalMediaType,
    messageId: version.messageId
  }
}

export function messageToWire (row: MessageRow): Static<typeof MessageSchema> {
  return {
    id: row.id,
    kind: row.kind as Static<typeof MessageSchema>['kind'],
    state: row.state as Static<typeof MessageSchema>['state'],
    functionCode: row.content.kind === 'answer' ? row.content.functionCode : null,
    mrn: row.mrn,
    reference: row.reference,
    declarationId: row.declarationId,
    issuedAt: row.issuedAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    originalHash: row.originalSha256.toString('hex')
  }
}

/** What a declaration looked like at an earlier moment: the row with the state of that moment. */
export function rowAsOf (row: DeclarationRow, version: VersionRow, then: Partial<DeclarationRow>): DeclarationRow {
  return { ...row, ...then, declarationType: typeOf(version.document), direction: directionOf(version.document), currentVersion: version.version }
}
