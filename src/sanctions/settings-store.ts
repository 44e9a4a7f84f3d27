import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { SanctionSettings } from './analysis/settings.ts'
import { INTERNAL_DEFAULTS } from './analysis/settings.ts'
import { settingsChanged } from './problems.ts'

/** Weights and thresholds in the database; each state is kept. */

export interface KeptSettings {
  /** 0 while the defaults hold. */
  readonly revision: number
  readonly settings: SanctionSettings
  readonly reason: string | null
  readonly changedAt: Date | null
  readonly changedBy: string | null
}

export async function findSettings (tx: OperatorTx): Promise<KeptSettings> {
  const [row] = await tx.query<KeptSettings>(`select s.revision, s.settings, s.reason, s.changed_at as "changedAt", s.changed_by as "changedBy"
    from aeo.sanction_settings s where s.operator_id = $1 order by s.revision desc limit 1`, [tx.operatorId])
  return row ?? { revision: 0, settings: INTERNAL_DEFAULTS, reason: null, changedAt: null, changedBy: null }
}

/** @throws sanction-settings-changed when somebody else was first. */
export async function insertSettings (tx: OperatorTx, revision: number, settings: SanctionSettings, reason: string, changedBy: string): Promise<void> {
  try {
    await tx.query('insert into aeo.sanction_settings (operator_id, revision, settings, reason, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6)',
      [tx.operatorId, revision, JSON.stringify(settings), reason, tx.at, changedBy])
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'sanction_settings_pkey') throw error
    throw settingsChanged('Read them again and decide anew.', {}, { cause: error })
  }
}

/** @returns the days of the states whose reason went. */
export async function eraseReasons (tx: OperatorTx): Promise<string[]> {
  const rows = await tx.query<{ day: string }>('update aeo.sanction_settings s set reason = null where s.operator_id = $1 and s.reason is not null returning (s.changed_at at time zone \'UTC\')::date as day', [tx.operatorId])
  return rows.map(({ day }) => day)
}
