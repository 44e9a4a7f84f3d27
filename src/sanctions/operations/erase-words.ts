import { hasScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import { forgetAnswers } from '../../platform/idempotency/expiry.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { wordsHeld } from '../problems.ts'
import { eraseReasons, findSettings } from '../settings-store.ts'
import * as store from '../store.ts'
import { sanctionToWire, settingsToWire } from '../wire.ts'
import { lockedSanction, savedSanction } from './change-sanction.ts'
import type { RecordDeps } from './deps.ts'

/** Erasing words of people: they stand apart from the log and from what is counted, so every figure and every proof stays. */

export interface ErasureDeps extends RecordDeps {
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: { readonly class: string, readonly mrn: string | null, readonly day: string }) => boolean>
}

/** What a hold of a class would have to name: there is none, so only holds of every class reach it. */
const CLASS = 'sanctions'
/** Routes whose stored answers show the words. */
const ANSWERING = ['POST /v1/sanctions', 'POST /v1/sanctions/{id}/appeal']

/** Words of every state go, and of the stored answers. What was decided stays. @throws sanction-not-found; sanction-words-held. */
export function eraseWords (deps: ErasureDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'sanctions:write', route: 'POST /v1/sanctions/{id}/erase-words', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const isHeld = await deps.heldBack(tx)
    const { content, revision, factsTo, decisionDate } = await lockedSanction(tx, id, () => {})
    const linked = await deps.linkedDeclarations(tx, content.declarations)
    const mrns = [null, ...content.declarations, ...linked.map(({ mrn }) => mrn)]
    if (mrns.some((mrn) => [factsTo, decisionDate].some((day) => isHeld({ class: CLASS, mrn, day })))) throw wordsHeld('A legal hold keeps them; they go once it is lifted.')
    const erased = await store.eraseWords(tx, id)
    if (erased > 0) {
      const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
      await store.insertRevision(tx, id, { revision: revision + 1, kind: 'words_erased', content, severityReason: null, words: null }, actor)
      tx.log('sanction.words_erased', `sanction:${id}`, { revision: revision + 1, states: erased })
    }
    await forgetAnswers(tx, ANSWERING, id)
    const sanction = await savedSanction(tx, id)
    return { status: 200, headers: { etag: `"${sanction.revision}"` }, body: JSON.stringify(sanctionToWire(sanction, { amounts: hasScope(principal, 'sanctions:amounts') })) }
  })
}

/** Reasons of every state of the settings go; the settings stay. @throws sanction-words-held. */
export function eraseSettingsWords (deps: ErasureDeps, principal: Principal, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'sanctions:write', route: 'POST /v1/sanctions/settings/erase-words', idempotencyKey, input: {}, clock: deps.clock }, async (tx) => {
    const isHeld = await deps.heldBack(tx)
    const days = await eraseReasons(tx)
    if (days.some((day) => isHeld({ class: CLASS, mrn: null, day }))) throw wordsHeld('A legal hold keeps them; they go once it is lifted.')
    if (days.length > 0) tx.log('sanction.settings_words_erased', 'sanction:settings', { states: days.length })
    const kept = await findSettings(tx)
    return { status: 200, headers: { etag: `"${kept.revision}"` }, body: JSON.stringify(settingsToWire(kept)) }
  })
}
