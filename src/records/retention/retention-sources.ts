import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { ForeignClassName, RetentionClassName } from './retention-classes.ts'

/** Where what is kept by class stands: which of it has reached its day, in pages, and how its keeping ends. */

export interface Candidate {
  readonly id: string
  /** Day from whose year the years count, and by which pages go on. */
  readonly day: string
  /** What else of it a legal hold may reach: by its class and day, or days. */
  readonly holdable?: readonly { readonly class: string, readonly day: string, readonly until?: string }[]
  readonly mrn: string | null
  /** Not yet, although its day is past: supervision has not ended. */
  readonly waits: boolean
  /** What the event says of it; null when there is nothing left to erase. */
  readonly evidence: Readonly<Record<string, unknown>> | null
}

export interface PageStart { readonly day: string, readonly id: string }

export interface RetentionSource {
  /** Type and subject of the event of an erasure. */
  readonly event: string
  readonly subject: string
  readonly read: (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number) => Promise<Candidate[]>
  readonly erase: (tx: OperatorTx, ids: readonly string[]) => Promise<void>
}

/** Procedures under customs supervision: records are kept from its end on (UCC 51(1)); 21 and 22 wait for the goods to return. */
const SUPERVISED = ['21', '22', '44', '51', '53', '71', '76', '77']

interface DeclarationRow { id: string, day: string, mrn: string | null, supervised: boolean, ended_on: string | null, evidence: unknown[] | null }

/** Pages over declarations by their day; `kept` is what each still has. */
const ofDeclarations = (kept: string) => async (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number): Promise<Candidate[]> => {
  const rows = await tx.query<DeclarationRow>(`select d.id, d.counted_on as day, d.mrn,
      exists (select from aeo.declaration_items i where i.operator_id = d.operator_id and i.declaration_id = d.id and left(i.procedure, 2) = any($5::text[])) as supervised,
      case when d.status in ('discharged', 'rejected', 'invalidated') then (d.status_at at time zone 'UTC')::date end as ended_on, (${kept}) as evidence
    from aeo.declarations d where d.operator_id = $1 and d.counted_on <= $2::date and ($3::date is null or (d.counted_on, d.id) > ($3::date, $4::uuid))
    order by d.counted_on, d.id limit $6`, [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, SUPERVISED, limit])
  return rows.map(({ id, day, mrn, supervised, ended_on: endedOn, evidence }) =>
    ({ id, day, mrn, waits: supervised && (endedOn === null || endedOn > dueUntil), evidence: evidence === null ? null : { erased: evidence } }))
}

interface MessageRow { id: string, day: string, mrn: string | null, sha256: string, size: number }

const HASH = `json_agg(json_build_object('version', v.version, 'sha256', encode(v.original_sha256, 'hex'), 'size', v.original_size) order by v.version)`
const MESSAGE_HASH = `json_agg(json_build_object('message', m.id, 'sha256', encode(m.original_sha256, 'hex'), 'size', m.original_size) order by m.id)`

interface TableShape { readonly table: string, readonly day: string, readonly mrn: string, readonly kept: string, readonly hash: string, readonly erase: string, readonly forgets: readonly string[] | 'all' }

/** Records of one table; what is named here is of this file, never of a request. */
const ofTable = ({ table, day, mrn, kept, hash, erase, forgets }: TableShape): Pick<RetentionSource, 'read' | 'erase'> => ({
  read: async (tx, dueUntil, after, limit) => {
    const rows = await tx.query<{ id: string, day: string, mrn: string | null, sha256: string | null }>(`select r.id, ${day} as day, ${mrn} as mrn, ${hash} as sha256 from aeo.${table} r
      where r.operator_id = $1 and ${day} <= $2::date and ${kept} and ($3::date is null or (${day}, r.id) > ($3::date, $4::uuid)) order by ${day}, r.id limit $5`,
    [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
    return rows.map(({ sha256, ...row }) => ({ ...row, waits: false, evidence: sha256 === null ? {} : { sha256 } }))
  },
  erase: async (tx, ids) => {
    await tx.query(`${erase.replace('?', `aeo.${table} r`)} where r.operator_id = $1 and r.id = any($2::uuid[])`, [tx.operatorId, ids])
    const ofRevisions = 'where v.operator_id = $1 and v.record_id = any($2::uuid[])'
    if (forgets === 'all') await tx.query(`delete from aeo.record_revisions v ${ofRevisions}`, [tx.operatorId, ids])
    else await tx.query(`update aeo.record_revisions v set content = v.content - $3::text[] ${ofRevisions}`, [tx.operatorId, ids, forgets])
  }
})

const PLACE = { erase: 'update ? set archive = null, locator = null, revision = r.revision + 1', forgets: ['archive', 'locator'] } as const
const WHOLE = { erase: 'delete from ?', forgets: 'all' } as const
/** A place that is not stated any more may stand in the history. */
const PLACE_KEPT = `(r.locator is not null or r.archive is not null or exists (select from aeo.record_revisions v
  where v.operator_id = r.operator_id and v.record_id = r.id and coalesce(v.content ->> 'locator', v.content ->> 'archive') is not null))`

/** Of classes that other parts of the system keep. */
export type ForeignSources = Readonly<Partial<Record<ForeignClassName, RetentionSource>>>

export const RETENTION_SOURCES: Readonly<Record<Exclude<RetentionClassName, ForeignClassName>, RetentionSource>> = {
  originals: {
    event: 'retention.originals_erased', subject: 'declaration',
    read: ofDeclarations(`select ${HASH} from aeo.declaration_versions v where v.operator_id = d.operator_id and v.declaration_id = d.id and v.original is not null`),
    erase: async (tx, ids) => { await tx.query('update aeo.declaration_versions v set original = null where v.operator_id = $1 and v.declaration_id = any($2::uuid[]) and v.original is not null', [tx.operatorId, ids]) }
  },
  messages: {
    event: 'retention.messages_erased', subject: 'declaration',
    read: ofDeclarations(`select ${MESSAGE_HASH} from aeo.customs_messages m where m.operator_id = d.operator_id and m.declaration_id = d.id and m.original is not null`),
    erase: async (tx, ids) => { await tx.query('update aeo.customs_messages m set original = null where m.operator_id = $1 and m.declaration_id = any($2::uuid[]) and m.original is not null', [tx.operatorId, ids]) }
  },
  unmatched_messages: {
    event: 'retention.message_erased', subject: 'message',
    read: async (tx, dueUntil, after, limit) => {
      const rows = await tx.query<MessageRow>(`select m.id, (m.received_at at time zone 'UTC')::date as day, m.mrn, encode(m.original_sha256, 'hex') as sha256, m.original_size as size from aeo.customs_messages m
        where m.operator_id = $1 and m.declaration_id is null and m.original is not null and m.received_at < (($2::date + 1)::timestamp at time zone 'UTC')
          and ($3::date is null or ((m.received_at at time zone 'UTC')::date, m.id) > ($3::date, $4::uuid)) order by 2, m.id limit $5`,
      [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
      return rows.map(({ id, day, mrn, sha256, size }) => ({ id, day, mrn, waits: false, evidence: { sha256, size } }))
    },
    erase: async (tx, ids) => { await tx.query('update aeo.customs_messages m set original = null where m.operator_id = $1 and m.id = any($2::uuid[])', [tx.operatorId, ids]) }
  },
  supporting_documents: {
    event: 'retention.document_erased', subject: 'supporting_document',
    ...ofTable({ table: 'supporting_documents', day: 'r.archived_on', mrn: 'nullif(r.mrn, \'\')', kept: 'r.locator is not null', hash: 'r.sha256', ...PLACE })
  },
  goods_movements: {
    event: 'retention.movement_erased', subject: 'goods_movement',
    ...ofTable({ table: 'goods_movements', day: 'r.moved_on', mrn: 'r.mrn', kept: 'true', hash: 'null', ...WHOLE })
  },
  excise_movements: {
    event: 'retention.excise_movement_erased', subject: 'excise_movement',
    ...ofTable({ table: 'excise_movements', day: 'r.status_on', mrn: 'r.mrn', kept: 'true', hash: 'null', ...WHOLE })
  },
  exit_proofs: {
    event: 'retention.exit_proof_erased', subject: 'exit_proof',
    ...ofTable({ table: 'exit_proofs', day: 'r.left_on', mrn: 'r.mrn', kept: PLACE_KEPT, hash: 'r.sha256', ...PLACE })
  },
  criteria_evidence: {
    event: 'retention.evidence_erased', subject: 'criteria_evidence',
    ...ofTable({
      table: 'criteria_evidence', day: 'greatest(r.ends_on, r.issued_on)', mrn: 'null::text', kept: 'r.locator is not null', hash: 'r.sha256',
      erase: 'update ? set archive = null, locator = null, person = null, revision = r.revision + 1', forgets: ['archive', 'locator', 'person']
    })
  }
}
