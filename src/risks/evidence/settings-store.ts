import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { riskSettingsChanged } from '../problems.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { KeptSettings } from './settings.ts'
import type { EvidenceSettings } from './risk-evidence.ts'

/** Settings of the risk method in the database; each state is kept. */

const COLUMNS = `s.revision, json_build_object('windowMonths', s.window_months, 'priorStrength', s.prior_strength, 'years', s.years) as settings, s.reason, s.set_by as "setBy", s.recorded_at as "recordedAt"`

export async function findSettings (tx: OperatorTx): Promise<KeptSettings> {
  const [row] = await tx.query<KeptSettings>(`select ${COLUMNS} from aeo.risk_settings s where s.operator_id = $1 order by s.revision desc limit 1`, [tx.operatorId])
  return row ?? { revision: 0, settings: DEFAULT_SETTINGS, reason: null, setBy: null, recordedAt: null }
}

export const settingsInForce = async (tx: OperatorTx): Promise<EvidenceSettings> => (await findSettings(tx)).settings

/** Last first. */
export async function listSettings (tx: OperatorTx, limit: number, before: number | undefined): Promise<KeptSettings[]> {
  return await tx.query<KeptSettings>(`select ${COLUMNS} from aeo.risk_settings s where s.operator_id = $1 and ($3::integer is null or s.revision < $3::integer) order by s.revision desc limit $2`, [tx.operatorId, limit, before ?? null])
}

/** @throws risk-settings-changed when somebody else was first. */
export async function insertSettings (tx: OperatorTx, revision: number, { windowMonths, priorStrength, years }: EvidenceSettings, reason: string, setBy: string): Promise<void> {
  try {
    await tx.query('insert into aeo.risk_settings (operator_id, revision, window_months, prior_strength, years, reason, set_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [tx.operatorId, revision, windowMonths, priorStrength, years, reason, setBy, tx.at])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'risk_settings_pkey') throw riskSettingsChanged('Read them again and decide anew.', {}, { cause: error })
    throw error
  }
}
