import type { Principal } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { Problem } from '../../platform/problem.ts'
import { findAssessment } from '../assessments/assessment-store.ts'
import { lockAcceptance } from '../acceptances/acceptance-store.ts'
import { lockArea } from '../appetite/appetite-store.ts'
import { lockAudit } from '../audits/audit-store.ts'
import type { Area } from '../catalogue/areas.ts'
import { lockControl } from '../controls/control-store.ts'
import type { RiskDeps } from '../deps.ts'
import { auditNotFound, riskAcceptanceNotFound, riskAssessmentNotFound, riskControlNotFound, riskNotFound, riskTreatmentNotFound, riskWordsHeld } from '../problems.ts'
import { WRITE } from '../register/risk-operations.ts'
import { lockRisk } from '../register/risk-store.ts'
import { lockTreatment } from '../treatments/treatment-store.ts'
import { WORD_KINDS } from './kinds.ts'
import type { WordKindName } from './kinds.ts'
import { eraseWords, standingWords } from './words-store.ts'

/** Erasing words of people on request. What was decided, when, by which pseudonym, and every figure and hash stays. */

/** Holds the thing until the transaction ends. @returns its key; undefined: there is none. */
type Lock = (tx: OperatorTx, ref: string) => Promise<string | undefined>

const THINGS: Readonly<Record<WordKindName, { readonly lock: Lock, readonly missing: (detail: string) => Problem }>> = {
  risk: { lock: async (tx, ref) => (await lockRisk(tx, ref))?.id, missing: riskNotFound },
  control: { lock: async (tx, ref) => (await lockControl(tx, ref))?.id, missing: riskControlNotFound },
  treatment: { lock: async (tx, ref) => (await lockTreatment(tx, ref))?.id, missing: riskTreatmentNotFound },
  acceptance: { lock: async (tx, ref) => (await lockAcceptance(tx, ref))?.acceptance.id, missing: riskAcceptanceNotFound },
  appetite: { lock: async (tx, area) => { await lockArea(tx, area as Area); return area }, missing: riskNotFound },
  settings: { lock: async (_tx, name) => await Promise.resolve(name), missing: riskNotFound },
  assessment: { lock: async (tx, id) => (await findAssessment(tx, id))?.id, missing: riskAssessmentNotFound },
  audit: { lock: async (tx, id) => (await lockAudit(tx, id))?.id, missing: auditNotFound }
}

export interface Asked {
  readonly kind: WordKindName
  /** Id, code or area of the thing. */
  readonly ref: string
  /** As it is called in the contract. */
  readonly route: string
  /** Whether what describes the thing goes as well. */
  readonly description: boolean
}

/** Types of the events that say so in the log. */
export const WORD_EVENTS = Object.values(WORD_KINDS).map(({ event }) => event)

/** The kind whose words were erased, as an event says. */
export function kindOfEvent (type: string): WordKindName {
  const found = (Object.keys(WORD_KINDS) as WordKindName[]).find((name) => WORD_KINDS[name].event === type)
  if (found === undefined) throw new Error(`${type} erases no words about risks`)
  return found
}

/** @throws …-not-found; risk-words-held while a legal hold keeps any of them. */
export function eraseOnRequest ({ db, clock, heldBack }: Pick<RiskDeps, 'db' | 'clock' | 'heldBack'>, principal: Principal, { kind, ref, route, description }: Asked, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route, idempotencyKey, input: { ref, description }, clock }, async (tx) => {
    const isHeld = await heldBack(tx)
    const key = await THINGS[kind].lock(tx, ref)
    if (key === undefined) throw THINGS[kind].missing('There is nothing of yours whose words these would be.')
    const standing = (await standingWords(tx, kind, [key], description)).get(key) ?? []
    if (standing.some((thing) => isHeld({ ...thing, mrn: null }))) throw riskWordsHeld('A legal hold keeps them; they go once it is lifted.')
    const erased = await eraseWords(tx, kind, [key], description)
    const { event, subject } = WORD_KINDS[kind]
    if (erased > 0) tx.log(event, `${subject}:${key}`, { places: erased, description })
    return { status: 200, headers: {}, body: JSON.stringify({ erased }) }
  })
}
