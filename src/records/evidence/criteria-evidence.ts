import type { Fault } from '../../platform/problem.ts'
import { Day, OneOf, Reference } from '../../platform/http/fields.ts'
import { ARCHIVED } from '../../platform/keeping/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import { evidenceExists, evidenceNotFound } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'
import { CRITERIA, endOfValidity, EVIDENCE_KINDS, expectedKind } from './expected-evidence.ts'

/** passed and noted hold; failed shows that the criterion is not met. */
export const EVIDENCE_OUTCOMES = ['passed', 'noted', 'failed'] as const

/** Evidence for financial solvency or security (UCC 39(c), (e)): dated, ending, by reference and hash. */
export const CRITERIA_EVIDENCE: RecordKind = {
  name: 'criteria_evidence',
  path: '/criteria-evidence',
  table: 'criteria_evidence',
  scopes: RECORD_SCOPES,
  fields: [
    { name: 'reference', column: 'reference', sql: 'text', key: true, required: true, schema: Reference(100, 'Reference of the evidence in the operator\'s own filing') },
    { name: 'criterion', column: 'criterion', sql: 'text', required: true, schema: OneOf(CRITERIA, 'Criterion that it shows: UCC 39(c) or 39(e)') },
    { name: 'kind', column: 'kind', sql: 'text', required: true, schema: OneOf(EVIDENCE_KINDS, 'What it is') },
    { name: 'outcome', column: 'outcome', sql: 'text', otherwise: 'noted', schema: OneOf(EVIDENCE_OUTCOMES, 'What it showed; noted if absent') },
    { name: 'issuedOn', column: 'issued_on', sql: 'date', required: true, happened: true, schema: Day('Day of its issue, or of the check; it has come') },
    { name: 'validFrom', column: 'valid_from', sql: 'date', required: true, schema: Day('First day on which it holds') },
    { name: 'validUntil', column: 'valid_until', sql: 'date', schema: Day('Last day on which it holds; as its kind has it if absent') },
    { name: 'siteCode', column: 'site_code', sql: 'text', names: 'site', schema: Reference(64, 'Code of the site that it is about, as under /v1/sites; any code while no site is recorded') },
    { name: 'partner', column: 'partner', sql: 'text', personal: true, schema: Reference(64, 'Business partner that it is about: its supplier reference, as under /v1/suppliers, or its EORI number; never the name of a person') },
    { name: 'person', column: 'person', sql: 'text', personal: true, schema: Reference(64, 'Pseudonym of the person whom it is about, never a name') },
    { name: 'sha256', column: 'sha256', sql: 'text', required: true, schema: ARCHIVED.sha256 },
    { name: 'archive', column: 'archive', sql: 'text', required: true, erasable: true, schema: ARCHIVED.archive },
    { name: 'locator', column: 'locator', sql: 'text', required: true, erasable: true, schema: ARCHIVED.locator }
  ],
  day: 'issuedOn',
  derived: { columns: [{ name: 'endsOn', column: 'ends_on', sql: 'date' }], of: (content) => ({ endsOn: endsOn(content) }) },
  faultsOf,
  // As its keeping is counted: from its end or its issue, whichever is later.
  heldBy: (content) => ({ mrn: null, day: [endsOn(content) ?? '', String(content['issuedOn'])].toSorted().at(-1) ?? '' }),
  exists: evidenceExists,
  notFound: evidenceNotFound
}

/** Last day on which it holds; null: without end. */
export function endsOn ({ criterion, kind, validFrom, validUntil }: Content): string | null {
  const months = expectedKind(String(criterion), String(kind))?.validMonths ?? null
  return typeof validUntil === 'string' ? validUntil : months === null ? null : endOfValidity(String(validFrom), months)
}

function faultsOf ({ criterion, kind, validFrom, validUntil, siteCode, partner }: Content): Fault[] {
  const expected = expectedKind(String(criterion), String(kind))
  if (expected === undefined) return [{ pointer: '/kind', detail: `is no evidence for ${String(criterion)}`, hint: 'See the kinds of the criterion' }]
  const faults: Fault[] = []
  if (typeof validUntil === 'string' && validUntil < String(validFrom)) faults.push({ pointer: '/validUntil', detail: 'is before validFrom', hint: 'Give the last day on which it holds' })
  if (expected.per === 'site' && siteCode === null) faults.push({ pointer: '/siteCode', detail: 'is missing', hint: 'Such evidence is about a site' })
  if (expected.per === 'partner' && partner === null) faults.push({ pointer: '/partner', detail: 'is missing', hint: 'Such evidence is about a partner' })
  return faults
}

export const EVIDENCE_DOOR: RecordDoor = {
  kind: CRITERIA_EVIDENCE,
  tags: ['records'],
  words: {
    component: 'CriteriaEvidence', components: 'CriteriaEvidence', one: 'The evidence', many: 'Evidence for criteria', summaryOfOne: 'evidence for a criterion',
    description: 'Evidence for financial solvency (UCC 39(c)) or security (UCC 39(e)), by reference and hash. People are named by a pseudonym.'
  },
  filters: ['criterion', 'kind'],
  reference: ['reference']
}
