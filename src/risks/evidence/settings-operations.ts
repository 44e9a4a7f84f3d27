import type { Principal } from '../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { stateRevision } from '../words/reference.ts'
import type { NewSettings } from './schemas.ts'
import type { KeptSettings } from './settings.ts'
import * as store from './settings-store.ts'

/** Reading and setting what the operator may set of the risk method. */

export function readSettings ({ db }: Pick<RiskDeps, 'db'>, principal: Principal): Promise<KeptSettings> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.findSettings(tx))
}

/** Those that were set, the last first. @throws invalid-request for a cursor of another list. */
export function listSettings ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptSettings[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('risk settings', cursor, [/^[1-9][0-9]{0,8}$/])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listSettings(tx, limit + 1, before === undefined ? undefined : Number(before))
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('risk settings', [String(last.revision)]) : null }
  })
}

/** @param demand throws unless the caller saw this revision. @throws risk-settings-changed; what `demand` throws. */
export function setSettings ({ db, clock }: RiskDeps, principal: Principal, { reason, ...settings }: NewSettings, demand: (revision: string) => void): Promise<KeptSettings> {
  return withOperator(db, principal, WRITE, async (tx) => {
    const before = await store.findSettings(tx)
    demand(stateRevision(before.revision, before.reason))
    await store.insertSettings(tx, before.revision + 1, settings, reason, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('risk.settings_changed', 'risk:settings', { revision: before.revision + 1, before: before.settings, after: settings })
    return await store.findSettings(tx)
  }, clock)
}
