import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Who acknowledged which message, in the database. */

export interface Acknowledgement {
  readonly id: string
  readonly message: string
  /** Pseudonym. */
  readonly person: string
  readonly acknowledgedOn: string
  /** `self`: by the person's own login. */
  readonly means: 'self' | 'recorded'
  readonly evidence: string | null
  readonly evidenceSha256: string | null
  /** First day on which it counts no more. */
  readonly revokedOn: string | null
  readonly revocationReason: string | null
  readonly recordedAt: Date
}

const COLUMNS = `a.id, a.message, a.person, a.acknowledged_on as "acknowledgedOn", a.means, a.evidence, a.evidence_sha256 as "evidenceSha256", a.revoked_on as "revokedOn",
  a.revocation_reason as "revocationReason", a.recorded_at as "recordedAt"`

export type NewAcknowledgement = Pick<Acknowledgement, 'id' | 'message' | 'person' | 'acknowledgedOn' | 'means' | 'evidence' | 'evidenceSha256'>

/** @returns undefined when the person has acknowledged it already. */
export async function insertAcknowledgement (tx: OperatorTx, { id, message, person, acknowledgedOn, means, evidence, evidenceSha256 }: NewAcknowledgement, recordedBy: string): Promise<Acknowledgement | undefined> {
  const [row] = await tx.query<Acknowledgement>(`insert into aeo.training_acknowledgements as a (operator_id, id, message, person, acknowledged_on, means, evidence, evidence_sha256, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (operator_id, message, person) where revoked_on is null do nothing returning ${COLUMNS}`,
  [tx.operatorId, id, message, person, acknowledgedOn, means, evidence, evidenceSha256, recordedBy, tx.at])
  return row
}

/** The one that counts. */
export async function acknowledgementOf (tx: OperatorTx, message: string, person: string): Promise<Acknowledgement | undefined> {
  const [row] = await tx.query<Acknowledgement>(`select ${COLUMNS} from aeo.training_acknowledgements a where a.operator_id = $1 and a.message = $2 and a.person = $3 and a.revoked_on is null`, [tx.operatorId, message, person])
  return row
}

export async function lockAcknowledgement (tx: OperatorTx, id: string): Promise<Acknowledgement | undefined> {
  const [row] = await tx.query<Acknowledgement>(`select ${COLUMNS} from aeo.training_acknowledgements a where a.operator_id = $1 and a.id = $2::uuid for update`, [tx.operatorId, id])
  return row
}

export async function revokeAcknowledgement (tx: OperatorTx, id: string, day: string, reason: string): Promise<Acknowledgement | undefined> {
  const [row] = await tx.query<Acknowledgement>(`update aeo.training_acknowledgements as a set revoked_on = $3, revocation_reason = $4 where a.operator_id = $1 and a.id = $2 returning ${COLUMNS}`, [tx.operatorId, id, day, reason])
  return row
}

/** In the order of recording. */
export async function listAcknowledgements (tx: OperatorTx, message: string, limit: number, after?: string): Promise<Acknowledgement[]> {
  return await tx.query<Acknowledgement>(`select ${COLUMNS} from aeo.training_acknowledgements a where a.operator_id = $1 and a.message = $2::uuid and ($3::uuid is null or a.id > $3::uuid) order by a.id limit $4`,
    [tx.operatorId, message, after ?? null, limit])
}

export type CountedAcknowledgement = Pick<Acknowledgement, 'message' | 'person' | 'acknowledgedOn' | 'revokedOn'>

/** Of several messages, those made by the day, with one statement. @param person only hers. */
export async function acknowledgementsOf (tx: OperatorTx, messages: readonly string[], day: string, person?: string): Promise<Map<string, CountedAcknowledgement[]>> {
  const rows = await tx.query<CountedAcknowledgement>(`select a.message, a.person, a.acknowledged_on as "acknowledgedOn", a.revoked_on as "revokedOn" from aeo.training_acknowledgements a
    where a.operator_id = $1 and a.message = any($2::uuid[]) and a.acknowledged_on <= $3::date and ($4::text is null or a.person = $4)`, [tx.operatorId, messages, day, person ?? null])
  return Map.groupBy(rows, ({ message }) => message)
}
