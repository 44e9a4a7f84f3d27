import type { Principal } from '../../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../../platform/http/pages.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import type { AiSystemDeps, OversightDeps } from '../../deps.ts'
import { invalid, rulesWordsHeld } from '../../problems.ts'
import { ruleFaults } from './own-rules.ts'
import type { OwnRules } from './own-rules.ts'
import * as store from './rule-store.ts'
import type { KeptRules } from './rule-store.ts'

/** Reading and setting the thresholds that measures of oversight go by. */

const READ = 'ai:read'
type Deps = Pick<AiSystemDeps, 'db' | 'clock'>

export function readRules ({ db }: Pick<Deps, 'db'>, principal: Principal): Promise<KeptRules> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.findRules(tx))
}

/** Those that were set, the last first. @throws invalid-request for a cursor of another list. */
export function listRules ({ db }: Pick<Deps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptRules[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('AI oversight rules', cursor, [/^[1-9][0-9]{0,8}$/])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listRules(tx, limit + 1, before === undefined ? undefined : Number(before))
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('AI oversight rules', [String(last.revision)]) : null }
  })
}

/**
 * @param demand throws unless the caller saw this revision.
 * @throws invalid-request for a red threshold on the better side of the amber one; ai-oversight-rules-changed; what `demand` throws.
 */
export function changeRules ({ db, clock }: Deps, principal: Principal, { reason, ...rules }: OwnRules & { readonly reason: string }, demand: (revision: number) => void): Promise<KeptRules> {
  const faults = ruleFaults(rules)
  if (faults.length > 0) throw invalid(faults)
  return withOperator(db, principal, 'ai:write', async (tx) => {
    const before = await store.findRules(tx)
    demand(before.revision)
    await store.insertRules(tx, before.revision + 1, rules, reason, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('ai_output.rules_changed', 'ai_output:rules', { revision: before.revision + 1, before: before.rules, after: rules })
    return await store.findRules(tx)
  }, clock)
}

/** Why thresholds were set, of every state; what was set, when and by whom stays. Again erases nothing. @throws ai-oversight-rules-words-held while a legal hold keeps any of it. */
export function eraseReasons ({ db, clock, heldBack }: Pick<OversightDeps, 'db' | 'clock' | 'heldBack'>, principal: Principal): Promise<KeptRules> {
  return withOperator(db, principal, 'ai:write', async (tx) => {
    const isHeld = await heldBack(tx)
    const days = await store.daysOfReasons(tx)
    if (days.some((day) => isHeld({ class: 'ai_oversight', mrn: null, day }))) throw rulesWordsHeld('It goes once the hold is lifted.')
    if (days.length > 0) {
      await store.eraseReasons(tx)
      tx.log('ai_output.rules_words_erased', 'ai_output:rules', {})
    }
    return await store.findRules(tx)
  }, clock)
}
