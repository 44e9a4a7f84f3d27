import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** Extended periods of discharge in the database. */

export interface Extension {
  readonly mrn: string
  readonly number: number
  readonly authorisationId: string
  readonly dischargeBy: string
  readonly decisionDate: string
  readonly reference: string | null
  readonly recordedAt: Date
}

const COLUMNS = `e.mrn, e.number, e.authorisation_id as "authorisationId", e.discharge_by as "dischargeBy", e.decision_date as "decisionDate", e.reference, e.recorded_at as "recordedAt"`

/** Under the next number of its MRN. */
export async function insertExtension (tx: OperatorTx, { mrn, authorisationId, dischargeBy, decisionDate, reference }: Omit<Extension, 'number' | 'recordedAt'>, recordedBy: string): Promise<Extension> {
  const [row] = await tx.query<Extension>(`insert into aeo.discharge_extensions as e (operator_id, mrn, number, authorisation_id, discharge_by, decision_date, reference, recorded_at, recorded_by)
    select $1, $2, coalesce(max(l.number), 0) + 1, $3, $4, $5, $6, $7, $8 from aeo.discharge_extensions l where l.operator_id = $1 and l.mrn = $2
    returning ${COLUMNS}`, [tx.operatorId, mrn, authorisationId, dischargeBy, decisionDate, reference, tx.at, recordedBy])
  if (row === undefined) throw new Error('An inserted row is returned')
  return row
}

/** By MRN, and of one entry in the order of their recording. */
export async function findExtensions (tx: OperatorTx, authorisationId: string, limit: number, after: { readonly mrn: string, readonly number: number } | undefined): Promise<Extension[]> {
  return await tx.query<Extension>(`select ${COLUMNS} from aeo.discharge_extensions e where e.operator_id = $1 and e.authorisation_id = $2 and ($3::text is null or (e.mrn, e.number) > ($3, $4::int))
    order by e.mrn, e.number limit $5`, [tx.operatorId, authorisationId, after?.mrn ?? null, after?.number ?? null, limit])
}
