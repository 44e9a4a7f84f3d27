import type { Fault } from '../../platform/problem.ts'
import { Day, Eori, Mrn, Reference } from '../../platform/http/fields.ts'
import { ARCHIVED, Instant, ItemNumber } from '../../platform/keeping/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import { documentExists, documentNotFound } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'
import { Type } from 'typebox'

/** A document that supports a declaration (D.E. 12 03; UCC 163): which it is, what it hashes to and where it is archived. */
export const SUPPORTING_DOCUMENT: RecordKind = {
  name: 'supporting_document',
  path: '/documents',
  table: 'supporting_documents',
  scopes: RECORD_SCOPES,
  fields: [
    { name: 'mrn', column: 'mrn', sql: 'text', key: true, unstated: '', schema: Mrn('MRN of the declaration that it supports') },
    { name: 'lrn', column: 'lrn', sql: 'text', key: true, unstated: '', schema: Reference(22, 'LRN (D.E. 12 09), while there is no MRN') },
    { name: 'declarant', column: 'declarant', sql: 'text', key: true, unstated: '', personal: true, schema: Eori('EORI of the declarant (D.E. 13 05), with the LRN') },
    { name: 'itemNumber', column: 'item_number', sql: 'integer', key: true, unstated: 0, schema: ItemNumber('Goods item (D.E. 11 03); the declaration as a whole if absent') },
    { name: 'type', column: 'type', sql: 'text', key: true, required: true, schema: Type.String({ minLength: 1, maxLength: 4, pattern: '^[A-Z0-9]{1,4}$', description: 'Type of the document (D.E. 12 03 002), for example N380' }) },
    { name: 'reference', column: 'reference', sql: 'text', key: true, required: true, schema: Reference(70, 'Its reference number (D.E. 12 03 001), as declared') },
    { name: 'sha256', column: 'sha256', sql: 'text', required: true, schema: ARCHIVED.sha256 },
    { name: 'archive', column: 'archive', sql: 'text', required: true, erasable: true, schema: ARCHIVED.archive },
    { name: 'locator', column: 'locator', sql: 'text', required: true, erasable: true, schema: ARCHIVED.locator },
    { name: 'archivedAt', column: 'archived_at', sql: 'timestamptz', required: true, happened: true, schema: Instant('When it was archived') },
    { name: 'validFrom', column: 'valid_from', sql: 'date', schema: Day('First day of its validity') },
    { name: 'validUntil', column: 'valid_until', sql: 'date', schema: Day('Last day of its validity') },
    { name: 'size', column: 'size', sql: 'bigint', schema: Type.Integer({ minimum: 0, maximum: 2 ** 40, description: 'Bytes of the document' }) },
    { name: 'mediaType', column: 'media_type', sql: 'text', schema: Type.String({ minLength: 3, maxLength: 100, pattern: '^[a-z0-9.+-]+/[a-z0-9.+-]+$', description: 'Media type of the document' }) }
  ],
  day: 'archivedOn',
  derived: { columns: [{ name: 'archivedOn', column: 'archived_on', sql: 'date' }], of: ({ archivedAt }) => ({ archivedOn: String(archivedAt).slice(0, 10) }) },
  faultsOf,
  heldBy: ({ mrn, archivedAt }) => ({ mrn: mrn === '' ? null : mrn as string, day: String(archivedAt).slice(0, 10) }),
  exists: documentExists,
  notFound: documentNotFound
}

function faultsOf ({ mrn, lrn, declarant, validFrom, validUntil }: Content): Fault[] {
  const byReference = lrn !== '' && declarant !== ''
  const hint = 'Name the declaration by its MRN; while there is none by LRN and declarant together'
  if (mrn === '' && !byReference) return [{ pointer: '/mrn', detail: 'no declaration is named', hint }]
  if (mrn !== '' && (lrn !== '' || declarant !== '')) return [{ pointer: '/lrn', detail: 'stands beside an MRN', hint }]
  if (typeof validFrom === 'string' && typeof validUntil === 'string' && validUntil < validFrom) return [{ pointer: '/validUntil', detail: 'is before validFrom', hint: 'Give the last day of the validity' }]
  return []
}

export const DOCUMENT_DOOR: RecordDoor = {
  kind: SUPPORTING_DOCUMENT,
  tags: ['records'],
  words: {
    component: 'SupportingDocument', components: 'SupportingDocuments', one: 'The supporting document', many: 'Supporting documents', summaryOfOne: 'a supporting document',
    description: 'A document that supports a declaration, by type and reference as declared, with its hash and where it is archived. The document itself stays in its archive.'
  },
  filters: ['mrn', 'lrn', 'type', 'reference'],
  reference: ['mrn', 'lrn', 'itemNumber', 'type', 'reference']
}
