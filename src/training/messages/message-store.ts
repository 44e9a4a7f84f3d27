import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Audience, MessageKind, MessageTerms } from './message.ts'

/** Messages in the database. */

export interface Message extends MessageTerms {
  readonly id: string
  readonly withdrawnOn: string | null
  readonly recordedAt: Date
  readonly revision: number
}

type MessageRow = Omit<Message, 'audience'> & { readonly [Name in keyof Audience as `to_${Name}`]: Audience[Name] }

const COLUMNS = `m.id, m.kind, m.title, m.text, m.document_reference as "documentReference", m.document_sha256 as "documentSha256", m.issued_on as "issuedOn", m.due_on as "dueOn",
  m.to_all, m.to_units, m.to_positions, m.to_responsibilities, m.to_people, m.withdrawn_on as "withdrawnOn", m.recorded_at as "recordedAt", m.revision`

function toMessage ({ to_all: all, to_units: units, to_positions: positions, to_responsibilities: responsibilities, to_people: people, ...message }: MessageRow): Message {
  return { ...message, audience: { all, units, positions, responsibilities, people } }
}

export async function insertMessage (tx: OperatorTx, id: string, { kind, title, text, documentReference, documentSha256, issuedOn, dueOn, audience }: MessageTerms, recordedBy: string): Promise<void> {
  await tx.query(`insert into aeo.training_messages (operator_id, id, kind, title, text, document_reference, document_sha256, issued_on, due_on, to_all, to_units, to_positions, to_responsibilities, to_people, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
  [tx.operatorId, id, kind, title, text, documentReference, documentSha256, issuedOn, dueOn, audience.all, audience.units, audience.positions, audience.responsibilities, audience.people, recordedBy, tx.at])
}

export async function findMessage (tx: OperatorTx, id: string): Promise<Message | undefined> {
  const [row] = await tx.query<MessageRow>(`select ${COLUMNS} from aeo.training_messages m where m.operator_id = $1 and m.id = $2::uuid`, [tx.operatorId, id])
  return row === undefined ? undefined : toMessage(row)
}

/** Until the transaction ends nobody else changes it. */
export async function lockMessage (tx: OperatorTx, id: string): Promise<Message | undefined> {
  const [row] = await tx.query<MessageRow>(`select ${COLUMNS} from aeo.training_messages m where m.operator_id = $1 and m.id = $2::uuid for update`, [tx.operatorId, id])
  return row === undefined ? undefined : toMessage(row)
}

/** Until the transaction ends it is not changed; many may acknowledge it at once. */
export async function holdMessage (tx: OperatorTx, id: string): Promise<Message | undefined> {
  const [row] = await tx.query<MessageRow>(`select ${COLUMNS} from aeo.training_messages m where m.operator_id = $1 and m.id = $2::uuid for key share`, [tx.operatorId, id])
  return row === undefined ? undefined : toMessage(row)
}

export interface MessageFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly kind?: MessageKind | undefined
  /** In force on this day. */
  readonly on?: string | undefined
}

/** Issued last first. */
export async function listMessages (tx: OperatorTx, { from, to, kind, on }: MessageFilter, limit: number, after?: { readonly day: string, readonly id: string }): Promise<Message[]> {
  const rows = await tx.query<MessageRow>(`select ${COLUMNS} from aeo.training_messages m where m.operator_id = $1${kind === undefined ? ' and $2::text is null' : ' and m.kind = $2'}
      and ($3::date is null or m.issued_on >= $3::date) and ($4::date is null or m.issued_on <= $4::date)
      and ($5::date is null or (m.issued_on <= $5::date and (m.withdrawn_on is null or m.withdrawn_on > $5::date)))
      ${after === undefined ? 'and $6::date is null and $7::uuid is null' : 'and (m.issued_on, m.id) < ($6::date, $7::uuid)'}
    order by m.issued_on desc, m.id desc limit $8`, [tx.operatorId, kind ?? null, from ?? null, to ?? null, on ?? null, after?.day ?? null, after?.id ?? null, limit])
  return rows.map(toMessage)
}

export async function updateMessage (tx: OperatorTx, id: string, { dueOn, withdrawnOn }: Pick<Message, 'dueOn' | 'withdrawnOn'>): Promise<void> {
  await tx.query('update aeo.training_messages m set due_on = $3, withdrawn_on = $4, revision = m.revision + 1 where m.operator_id = $1 and m.id = $2', [tx.operatorId, id, dueOn, withdrawnOn])
}
