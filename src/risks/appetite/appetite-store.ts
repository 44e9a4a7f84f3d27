import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Area } from '../catalogue/areas.ts'
import type { SetAppetite } from './appetite.ts'

/** Appetites in the database. */

const COLUMNS = `a.area, a.number, a.acceptable_score as "acceptableScore", a.appetite_eur::float8 as "appetiteEur", a.reason, a.set_by as "setBy", a.recorded_at as "recordedAt"`

/** Those that hold, with one statement. @param area that one alone. */
export async function setAppetites (tx: OperatorTx, area?: Area): Promise<SetAppetite[]> {
  return await tx.query<SetAppetite>(`select distinct on (a.area) ${COLUMNS} from aeo.risk_appetites a where a.operator_id = $1 and ($2::text is null or a.area = $2::text) order by a.area, a.number desc`, [tx.operatorId, area ?? null])
}

/** Nobody else sets one of the area until the transaction ends, also where there is none yet. */
export async function lockArea (tx: OperatorTx, area: Area): Promise<SetAppetite | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'risk appetite \' || $1::text || \' \' || $2::text, 0))', [tx.operatorId, area])
  return (await setAppetites(tx, area))[0]
}

export async function insertAppetite (tx: OperatorTx, { area, number, acceptableScore, appetiteEur, reason, setBy }: Omit<SetAppetite, 'recordedAt'>): Promise<void> {
  await tx.query('insert into aeo.risk_appetites (operator_id, area, number, acceptable_score, appetite_eur, reason, set_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [tx.operatorId, area, number, acceptableScore, appetiteEur, reason, setBy, tx.at])
}

/** Last first. */
export async function listAppetites (tx: OperatorTx, area: Area, limit: number, before: number | undefined): Promise<SetAppetite[]> {
  return await tx.query<SetAppetite>(`select ${COLUMNS} from aeo.risk_appetites a where a.operator_id = $1 and a.area = $2 and ($4::integer is null or a.number < $4::integer) order by a.number desc limit $3`, [tx.operatorId, area, limit, before ?? null])
}
