import { Day, Mrn, OneOf, Reference } from '../../platform/http/fields.ts'
import { ARCHIVED } from '../../platform/keeping/fields.ts'
import type { RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import { exitProofExists, exitProofNotFound } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'

/** Other proof that goods left (IA 335(4)) [M]. */
export const EXIT_PROOF_KINDS = ['delivery_note_signed_by_consignee', 'proof_of_payment', 'delivery_note', 'carrier_document', 'customs_document_abroad', 'records_of_supplies_to_ships_or_aircraft'] as const
export const EXIT_PROOF_STATES = ['collected', 'sent_to_customs', 'accepted', 'refused'] as const

/** Proof of exit where customs' own confirmation is missing (IA 335; DA 248). */
export const EXIT_PROOF: RecordKind = {
  name: 'exit_proof',
  path: '/exit-proofs',
  table: 'exit_proofs',
  scopes: RECORD_SCOPES,
  fields: [
    { name: 'mrn', column: 'mrn', sql: 'text', key: true, required: true, schema: Mrn('MRN of the export declaration') },
    { name: 'kind', column: 'kind', sql: 'text', key: true, required: true, schema: OneOf(EXIT_PROOF_KINDS, 'What proves it') },
    { name: 'reference', column: 'reference', sql: 'text', key: true, required: true, schema: Reference(100, 'Reference of the proof') },
    { name: 'state', column: 'state', sql: 'text', required: true, goesOn: true, schema: OneOf(EXIT_PROOF_STATES, 'How far it is: collected, sent to customs, accepted or refused by customs') },
    { name: 'leftOn', column: 'left_on', sql: 'date', required: true, happened: true, schema: Day('Day on which the goods left; it has come') },
    { name: 'sha256', column: 'sha256', sql: 'text', schema: ARCHIVED.sha256 },
    { name: 'archive', column: 'archive', sql: 'text', erasable: true, schema: ARCHIVED.archive },
    { name: 'locator', column: 'locator', sql: 'text', erasable: true, schema: ARCHIVED.locator }
  ],
  day: 'leftOn',
  heldBy: ({ mrn, leftOn }) => ({ mrn: mrn as string, day: String(leftOn) }),
  exists: exitProofExists,
  notFound: exitProofNotFound
}

export const EXIT_DOOR: RecordDoor = {
  kind: EXIT_PROOF,
  tags: ['records'],
  words: {
    component: 'ExitProof', components: 'ExitProofs', one: 'The proof of exit', many: 'Proofs of exit', summaryOfOne: 'a proof of exit',
    description: 'Other proof that exported goods left, where customs did not confirm it. One that customs refused proves nothing.'
  },
  filters: ['mrn'],
  reference: ['mrn', 'kind', 'reference']
}
