import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_SETTINGS } from './setting-values.ts'
import type { SettingName, SettingValues } from './setting-values.ts'

/** Settings of records in the database; those that nobody set are the defaults, at revision 0. */

export interface SettingRow { readonly name: SettingName, readonly value: SettingValues[SettingName], readonly revision: number, readonly changedAt: Date | null }

export async function readSettings (tx: Pick<OperatorTx, 'query' | 'operatorId'>): Promise<SettingRow[]> {
  const rows = await tx.query<SettingRow>('select s.name, s.value, s.revision, s.changed_at as "changedAt" from aeo.record_settings s where s.operator_id = $1', [tx.operatorId])
  const set = new Map(rows.map((row) => [row.name, row]))
  return Object.entries(DEFAULT_SETTINGS).map(([name, value]) => set.get(name as SettingName) ?? { name: name as SettingName, value: value as SettingRow['value'], revision: 0, changedAt: null })
}

export async function readSetting<N extends SettingName> (tx: Pick<OperatorTx, 'query' | 'operatorId'>, name: N): Promise<SettingValues[N]> {
  const row = (await readSettings(tx)).find((candidate) => candidate.name === name)
  return (row?.value ?? DEFAULT_SETTINGS[name]) as SettingValues[N]
}

/** Locked until the transaction ends, so that two who change it do so one after the other. */
export async function lockSettings (tx: OperatorTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'record settings \' || $1, 0))', [tx.operatorId])
}

export async function saveSetting (tx: OperatorTx, name: SettingName, value: unknown, revision: number, changedBy: string): Promise<void> {
  await tx.query(`insert into aeo.record_settings as s (operator_id, name, value, revision, changed_at, changed_by) values ($1, $2, $3::json, $4, $5, $6)
    on conflict (operator_id, name) do update set value = excluded.value, revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  [tx.operatorId, name, JSON.stringify(value), revision, tx.at, changedBy])
}
