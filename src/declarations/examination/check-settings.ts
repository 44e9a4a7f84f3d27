import type { Principal } from '../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { CHECKS, findCheck } from '../checks/catalogue.ts'
import type { Check, Severity } from '../checks/check.ts'
import { checkNotFound } from '../problems.ts'
import type { OperatorContexts } from './operator-context.ts'

/** How an operator sets its checks: on or off, and how grave; every setting is kept. */

export interface CheckDeps {
  readonly db: Database
  readonly contexts: OperatorContexts
  readonly clock: () => Date
}

export interface SettingRow {
  readonly checkId: string
  readonly revision: number
  readonly enabled: boolean
  readonly severity: Severity | null
  readonly reason: string
  readonly setAt: Date
  readonly setBy: string
}

const COLUMNS = 's.check_id as "checkId", s.revision, s.enabled, s.severity, s.reason, s.set_at as "setAt", s.set_by as "setBy"'

/** All checks with the setting in force; undefined where it was never set. */
export function listChecks ({ db }: CheckDeps, principal: Principal): Promise<{ check: Check, setting: SettingRow | undefined }[]> {
  return withOperatorReadOnly(db, principal, 'checks:read', async (tx) => {
    const rows = await tx.query<SettingRow>(`select distinct on (s.check_id) ${COLUMNS} from aeo.check_settings s
      where s.operator_id = $1 order by s.check_id, s.revision desc`, [tx.operatorId])
    const settings = new Map(rows.map((row) => [row.checkId, row]))
    return CHECKS.map((check) => ({ check, setting: settings.get(check.id) }))
  })
}

/** @throws check-not-found. */
export function checkNamed (id: string): Check {
  const check = findCheck(id)
  if (check === undefined) throw checkNotFound(`The catalogue has no check ${id}.`)
  return check
}

/** Newest first. @throws check-not-found. */
export function settingHistory ({ db }: CheckDeps, principal: Principal, id: string): Promise<SettingRow[]> {
  const check = checkNamed(id)
  return withOperatorReadOnly(db, principal, 'checks:read', async (tx) => await tx.query<SettingRow>(
    `select ${COLUMNS} from aeo.check_settings s where s.operator_id = $1 and s.check_id = $2 order by s.revision desc limit 10000`, [tx.operatorId, check.id]))
}

async function settingInForce (tx: OperatorTx, id: string): Promise<SettingRow | undefined> {
  const [row] = await tx.query<SettingRow>(`select ${COLUMNS} from aeo.check_settings s where s.operator_id = $1 and s.check_id = $2 order by s.revision desc limit 1`, [tx.operatorId, id])
  return row
}

/**
 * Takes effect with the next examination; what is stored stays as it was judged until a run looks at it again.
 * @param demand throws unless the caller saw this revision of the setting.
 * @throws check-not-found; what `demand` throws.
 */
export async function setCheck ({ db, contexts, clock }: CheckDeps, principal: Principal, id: string, wanted: { enabled: boolean, severity: Severity | null, reason: string }, demand: (revision: number) => void): Promise<SettingRow> {
  const check = checkNamed(id)
  const set = await withOperator(db, principal, 'checks:write', async (tx) => {
    // The head moves first: it makes writers of one operator's settings follow each other.
    await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
    const before = await settingInForce(tx, check.id)
    demand(before?.revision ?? 0)
    const row: SettingRow = { ...wanted, checkId: check.id, revision: (before?.revision ?? 0) + 1, setAt: tx.at, setBy: await resolveActor(tx.query, tx.operatorId, principal.subject) }
    await tx.query(`insert into aeo.check_settings (operator_id, check_id, revision, enabled, severity, reason, set_at, set_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`, [tx.operatorId, row.checkId, row.revision, row.enabled, row.severity, row.reason, row.setAt, row.setBy])
    tx.log('check.set', `check:${check.id}`, { revision: row.revision, enabled: row.enabled, severity: row.severity })
    return row
  }, clock)
  contexts.forget(principal.operatorId)
  return set
}
