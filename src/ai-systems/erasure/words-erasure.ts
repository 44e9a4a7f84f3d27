import type { Principal } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { OversightDeps } from '../deps.ts'
import { systemNotFound, systemWordsHeld } from '../problems.ts'
import { NO_SYSTEM } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { systemToWire } from '../register/wire.ts'
import { eraseWords, retiredSystems, wordsOf } from './words-store.ts'
import type { RetiredSystem } from './words-store.ts'

/** What legal holds and years of keeping name. */
const RETENTION_CLASS = 'ai_register'

/**
 * Words of people about a system go, on request: reasons, what trials were compared with, what is told of incidents. What the system is,
 * what was decided, when, by which pseudonym and on what proof stays.
 * @throws ai-system-not-found; ai-system-words-held while a legal hold keeps any of them.
 */
export function eraseSystemWords ({ db, clock, heldBack }: Pick<OversightDeps, 'db' | 'clock' | 'heldBack'>, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/erase-words', idempotencyKey, input: { id }, clock }, async (tx) => {
    const isHeld = await heldBack(tx)
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    const [words] = await wordsOf(tx, [id])
    if (words?.days.some((day) => isHeld({ class: RETENTION_CLASS, mrn: null, day })) === true) throw systemWordsHeld('A legal hold keeps them; they go once it is lifted.')
    if (words !== undefined) {
      await eraseWords(tx, [id])
      tx.log('ai_system.words_erased', `ai_system:${id}`, { system: system.code })
    }
    return { status: 200, headers: { etag: `"${system.revision}"` }, body: JSON.stringify(systemToWire(system)) }
  })
}

interface Candidate extends RetiredSystem {
  /** What a legal hold may reach. */
  readonly holdable: readonly { readonly class: string, readonly day: string }[]
  readonly mrn: null
  readonly waits: false
  /** Null: nothing is left to erase. */
  readonly evidence: Readonly<Record<string, unknown>> | null
}

/** The same of systems that were retired, for whoever ends the keeping of what is kept by class. */
export const registerSource = {
  event: 'retention.ai_register_erased',
  subject: 'ai_system',
  read: async (tx: OperatorTx, dueUntil: string, after: RetiredSystem | undefined, limit: number): Promise<Candidate[]> => {
    const retired = await retiredSystems(tx, dueUntil, after, limit)
    const words = new Map((await wordsOf(tx, retired.map(({ id }) => id))).map(({ systemId, days }) => [systemId, days]))
    return retired.map(({ id, day }) => ({ id, day, holdable: (words.get(id) ?? []).map((on) => ({ class: RETENTION_CLASS, day: on })), mrn: null, waits: false, evidence: words.has(id) ? {} : null }))
  },
  erase: eraseWords
}
