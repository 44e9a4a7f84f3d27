import type { Static } from 'typebox'
import type { EntryView, MissingView } from './read-reconciliations.ts'
import type { MissingDeclarationSchema, ReconciliationEntrySchema, ReconciliationSchema } from './reconciliation-schemas.ts'
import type { ReconciliationRow } from './reconciliation-store.ts'

/** From rows to what crosses the wire. */

export function reconciliationToWire (row: ReconciliationRow): Static<typeof ReconciliationSchema> {
  return {
    ...row, direction: row.direction === '' ? null : row.direction as Static<typeof ReconciliationSchema>['direction'],
    contentHash: row.contentHash.toString('hex'), comparedAt: row.comparedAt.toISOString()
  }
}

export function entryToWire ({ entry, current, settlement }: EntryView): Static<typeof ReconciliationEntrySchema> {
  const { mrn, kind, day, line, type, value, duty, currency, differences, findingId } = entry
  return {
    mrn, kind, acceptedOn: day, line, type, value, duty, currency, differences: [...differences], declarationId: current?.declarationId ?? null, findingId,
    closedBecause: settlement.because, closedAt: settlement.at?.toISOString() ?? null, ageDays: settlement.ageDays
  }
}

export function missingToWire ({ day, firstMissedAt, ...row }: MissingView): Static<typeof MissingDeclarationSchema> {
  return { ...row, acceptedOn: day, firstMissedAt: firstMissedAt.toISOString() }
}
