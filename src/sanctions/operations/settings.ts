import type { Principal } from '../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { MEASURES } from '../analysis/settings.ts'
import type { SanctionSettings } from '../analysis/settings.ts'
import { SEVERITIES } from '../model.ts'
import * as store from '../settings-store.ts'
import type { KeptSettings } from '../settings-store.ts'
import type { SanctionDeps } from './deps.ts'

export function readSettings ({ db }: SanctionDeps, principal: Principal): Promise<KeptSettings> {
  return withOperatorReadOnly(db, principal, 'sanctions:read', async (tx) => await store.findSettings(tx))
}

/**
 * @param demand throws unless the caller saw this revision.
 * @throws invalid-request for a red threshold below the amber one, or a weight below that of a lesser severity; sanction-settings-changed; what `demand` throws.
 */
export function changeSettings ({ db, clock }: SanctionDeps, principal: Principal, { reason, ...settings }: SanctionSettings & { readonly reason: string }, demand: (revision: number) => void): Promise<KeptSettings> {
  const errors = [...weightFaults(settings.weights), ...MEASURES.flatMap((measure) => settings.thresholds[measure].red < settings.thresholds[measure].amber ? [{ pointer: `/thresholds/${measure}/red`, detail: 'is below amber', hint: 'Red is the graver of the two' }] : [])]
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
  return withOperator(db, principal, 'sanctions:write', async (tx) => {
    const before = await store.findSettings(tx)
    demand(before.revision)
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    await store.insertSettings(tx, before.revision + 1, settings, reason, actor)
    tx.log('sanction.settings_changed', 'sanction:settings', { revision: before.revision + 1, before: before.settings, after: settings })
    return await store.findSettings(tx)
  }, clock)
}

/** Each severity weighs at least as much as the one below it. */
function weightFaults (weights: SanctionSettings['weights']): Fault[] {
  return SEVERITIES.flatMap((severity, place) => {
    const lesser = SEVERITIES[place - 1]
    return lesser !== undefined && weights[severity] < weights[lesser] ? [{ pointer: `/weights/${severity}`, detail: `is below ${lesser}`, hint: 'A graver sanction weighs no less' }] : []
  })
}
