import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { isHeld } from '../../platform/keeping/legal-holds.ts'
import type { TrainingDeps } from '../deps.ts'
import { holdableOfMessage, messagesSource } from '../personal/retention.ts'
import { isInForce } from './message.ts'
import { findMessage, lockMessage } from './message-store.ts'
import { messageInForce, messageNotFound, messageWordsHeld } from './problems.ts'
import { messageToWire, showingOf } from './wire.ts'

/**
 * Its text, the place of its document and the words of its acknowledgements go before their time; its title, and who acknowledged it when,
 * stay. Of a withdrawn message alone: nobody can be asked to know what can no longer be read.
 * @param known isWithdrawn: it had been withdrawn, whatever a restored backup says.
 * @throws training-message-not-found; training-message-in-force; training-message-words-held.
 */
export function eraseMessageWords (deps: Pick<TrainingDeps, 'db' | 'clock' | 'holds'>, principal: Principal, id: string, idempotencyKey: string | string[] | undefined, known: { readonly isWithdrawn: boolean } = { isWithdrawn: false }): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/messages/{id}/erase-words', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    await deps.holds.share(tx)
    const message = await lockMessage(tx, id)
    if (message === undefined) throw messageNotFound('No message of yours has this id.')
    const today = utcDay(tx.at)
    const { withdrawnOn } = message
    if (!known.isWithdrawn && (withdrawnOn === null || isInForce(message, today))) throw messageInForce(withdrawnOn === null ? 'It was not withdrawn.' : `It is in force until the day before ${withdrawnOn}.`)
    const holds = await deps.holds.inForce(tx)
    if ((await holdableOfMessage(tx, message, withdrawnOn ?? today)).some((thing) => isHeld(holds, { ...thing, mrn: null }))) throw messageWordsHeld('A legal hold keeps them; they go once it is lifted.')
    await messagesSource.erase(tx, [id])
    tx.log('training_message.words_erased', `training_message:${id}`, { revision: message.revision + 1 })
    const erased = await findMessage(tx, id)
    if (erased === undefined) throw messageNotFound('No message of yours has this id.')
    return { status: 200, headers: { etag: `"${erased.revision}"` }, body: JSON.stringify(messageToWire(erased, showingOf(principal))) }
  })
}
