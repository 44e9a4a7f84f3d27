import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../platform/idempotency/expiry.ts'
import { eraseDetails, ofClass, peopleWithDetails } from './details.ts'
import type { Holdable } from './details.ts'

/** How whoever ends the keeping of what is kept by class finds and erases what training keeps. */

interface PageStart { readonly day: string, readonly id: string }

export interface TrainingCandidate {
  readonly id: string
  /** Day from whose year the years of the class count. */
  readonly day: string
  /** What else of it a legal hold may reach. */
  readonly holdable: readonly Holdable[]
  readonly mrn: null
  readonly waits: false
  /** Null: nothing is left to erase. */
  readonly evidence: Readonly<Record<string, unknown>> | null
}

export interface TrainingSource {
  readonly event: string
  readonly subject: string
  readonly read: (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number) => Promise<TrainingCandidate[]>
  readonly erase: (tx: OperatorTx, ids: readonly string[]) => Promise<void>
}

/** What is asked of whoever keeps people. */
export interface RetentionDeps {
  /** People whose assignments have all ended by a day, in the order of those days. */
  readonly peopleLeft: (tx: OperatorTx, until: string, after: PageStart | undefined, limit: number) => Promise<{ id: string, pseudonym: string, day: string }[]>
  /** Pseudonyms of people, by their ids. */
  readonly pseudonymsOf: (tx: OperatorTx, ids: readonly string[]) => Promise<string[]>
}

/** Details of records, requirements and acknowledgements of people who have left. */
export const recordsSource = ({ peopleLeft, pseudonymsOf }: RetentionDeps): TrainingSource => ({
  event: 'retention.training_records_erased',
  subject: 'person',
  read: async (tx, dueUntil, after, limit) => {
    const people = await peopleLeft(tx, dueUntil, after, limit)
    const details = await peopleWithDetails(tx, people.map(({ pseudonym }) => pseudonym))
    return people.map(({ id, pseudonym, day }) => ({ id, day, holdable: details.get(pseudonym) ?? [], mrn: null, waits: false, evidence: details.has(pseudonym) ? {} : null }))
  },
  erase: async (tx, ids) => { await eraseDetails(tx, await pseudonymsOf(tx, ids)) }
})

const KEPT = `(num_nonnulls(m.text, m.document_reference) > 0 or exists (select from aeo.training_acknowledgements a where a.operator_id = m.operator_id and a.message = m.id and num_nonnulls(a.evidence, a.revocation_reason) > 0))`
const ACKNOWLEDGED_ON = `(select json_agg(distinct a.acknowledged_on) from aeo.training_acknowledgements a where a.operator_id = m.operator_id and a.message = m.id and num_nonnulls(a.evidence, a.revocation_reason) > 0)`
const holdableOf = (days: readonly string[], acknowledgedOn: readonly string[] | null): Holdable[] => [...ofClass('training_messages', days), ...ofClass('training_records', acknowledgedOn ?? [])]
const ANSWERING = ['POST /v1/training/messages']
const OF_ACKNOWLEDGEMENTS = ['POST /v1/training/messages/{id}/acknowledgements', 'POST /v1/training/acknowledgements/{id}/revoke']

/** Text of messages that were withdrawn, and words of their acknowledgements; what is in force is kept. */
export const messagesSource: TrainingSource = {
  event: 'retention.training_message_erased',
  subject: 'training_message',
  read: async (tx, dueUntil, after, limit) => {
    const rows = await tx.query<{ id: string, day: string, issuedOn: string, sha256: string | null, acknowledgedOn: string[] | null }>(`select m.id, m.withdrawn_on as day, m.issued_on as "issuedOn", m.document_sha256 as sha256, ${ACKNOWLEDGED_ON} as "acknowledgedOn" from aeo.training_messages m
      where m.operator_id = $1 and m.withdrawn_on <= $2::date and ${KEPT} and ($3::date is null or (m.withdrawn_on, m.id) > ($3::date, $4::uuid)) order by m.withdrawn_on, m.id limit $5`,
    [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
    return rows.map(({ id, day, issuedOn, sha256, acknowledgedOn }) => ({ id, day, holdable: holdableOf([issuedOn], acknowledgedOn), mrn: null, waits: false, evidence: sha256 === null ? {} : { sha256 } }))
  },
  erase: async (tx, ids) => {
    await tx.query('update aeo.training_messages m set text = null, document_reference = null, revision = m.revision + 1 where m.operator_id = $1 and m.id = any($2::uuid[])', [tx.operatorId, ids])
    const acknowledgements = await tx.query<{ id: string }>(`update aeo.training_acknowledgements a set evidence = null, revocation_reason = null
      where a.operator_id = $1 and a.message = any($2::uuid[]) and num_nonnulls(a.evidence, a.revocation_reason) > 0 returning a.id`, [tx.operatorId, ids])
    await forgetAnswers(tx, ANSWERING, ...ids)
    if (acknowledgements.length > 0) await forgetAnswers(tx, OF_ACKNOWLEDGEMENTS, ...acknowledgements.map(({ id }) => id))
  }
}

/** What a legal hold may reach of the words of a message that was withdrawn. */
export async function holdableOfMessage (tx: OperatorTx, { id, issuedOn }: { readonly id: string, readonly issuedOn: string }, withdrawnOn: string): Promise<Holdable[]> {
  const [row] = await tx.query<{ acknowledgedOn: string[] | null }>(`select ${ACKNOWLEDGED_ON} as "acknowledgedOn" from aeo.training_messages m where m.operator_id = $1 and m.id = $2::uuid`, [tx.operatorId, id])
  return holdableOf([issuedOn, withdrawnOn], row?.acknowledgedOn ?? null)
}
